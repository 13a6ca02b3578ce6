//! Objects above the limit of memory.

use crate::support::TestRepo;
use secretscan::git::{Content, Repo};
use std::io::Read;

#[test]
fn large_objects_are_read_bit_by_bit() {
    let repo = TestRepo::new();
    let text = |n: usize| {
        (0..3000).map(|line| format!("line {line} of version {}\n", n * (line / 2900))).collect::<String>()
    };
    for n in 0..3 {
        repo.write("big.txt", text(n));
        repo.commit_all("a version");
    }
    let ids: Vec<_> = (0..3).map(|n| repo.git(["rev-parse", &format!("HEAD~{}:big.txt", 2 - n)])).collect();
    for packed in [false, true] {
        if packed {
            repo.git(["repack", "-qadf"]);
        }
        let objects = Repo::open(&repo.path()).expect("a repository").objects().expect("a store");
        let mut streamed = 0;
        for (n, id) in ids.iter().enumerate() {
            let id = id.trim().parse().expect("an id");
            match objects.content(id, 1000).expect("readable") {
                Content::Large(mut stream) => {
                    let mut out = String::new();
                    stream.read_to_string(&mut out).expect("whole");
                    assert_eq!(out, text(n));
                    streamed += 1;
                }
                // Only where it is stored as a change of another one.
                Content::TooLarge(size) => assert_eq!((size, packed), (text(n).len() as u64, true)),
                Content::Whole(_) => panic!("more than asked for"),
            }
            let Content::Whole(bytes) = objects.content(id, 1 << 20).expect("readable") else {
                panic!("small enough");
            };
            assert_eq!(*bytes, text(n).into_bytes());
        }
        assert_eq!(streamed, if packed { 1 } else { 3 });
    }
}
