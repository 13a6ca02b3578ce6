//! The reader with damaged and artificial files; real ones of every version are in `tests/staged/index.rs`.

use super::*;

/// A version 2 index with these paths.
fn made(paths: &[&str]) -> Vec<u8> {
    let mut data = b"DIRC\0\0\0\x02".to_vec();
    data.extend((paths.len() as u32).to_be_bytes());
    for path in paths {
        let start = data.len();
        data.extend([0; 24]);
        data.extend(0o100_644_u32.to_be_bytes());
        data.extend([0; 8]);
        data.extend(9_u32.to_be_bytes());
        data.extend([5; 20]);
        data.extend((path.len() as u16).to_be_bytes());
        data.extend(path.bytes());
        data.push(0);
        while !(data.len() - start).is_multiple_of(8) {
            data.push(0);
        }
    }
    data.extend([0; 20]);
    data
}

fn read(data: &[u8]) -> Result<Index, GitError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    std::fs::write(&path, data).expect("a file");
    Index::read(&path, folder.path())
}

#[test]
fn reads_entries() {
    let index = read(&made(&["a", "b/c", "b/d", "e"])).expect("well-formed");
    assert_eq!(index.len(), 4);
    assert_eq!(index.path(1), b"b/c");
    assert_eq!((index.mode(0), index.size(0), index.stage(0)), (Mode::File, 9, 0));
    assert_eq!(index.id(3), ObjectId([5; 20]));
    assert_eq!(index.end_of(b"b/", 1, 4), 3);
    assert!(!index.is_intent_to_add(2));
    assert_eq!(index.path(99), b"");
}

#[test]
fn no_file_is_an_empty_index() {
    assert_eq!(Index::read(Path::new("/nowhere/index"), Path::new("/nowhere")).expect("empty").len(), 0);
}

#[test]
fn damage_is_one_sentence() {
    let whole = made(&["a", "b"]);
    for end in 0..whole.len() - 20 {
        let text = read(&whole[..end]).expect_err("cut short").to_string();
        assert!(text.contains("the index is damaged") && text.contains("git reset"), "{text}");
    }
    assert!(read(&made(&["b", "a"])).expect_err("order").to_string().contains("out of order"));
    assert!(read(&made(&["a", "a"])).is_err());
    let mut future = whole.clone();
    future[7] = 9;
    assert!(read(&future).expect_err("a version").to_string().contains("version"));
    let mut strange = whole[..whole.len() - 20].to_vec();
    strange.extend(b"what\0\0\0\0");
    strange.extend([0; 20]);
    assert!(read(&strange).expect_err("an extension").to_string().contains("extension"));
}

#[test]
fn no_byte_makes_it_panic() {
    let whole = made(&["a", "b/c"]);
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bent = whole.clone();
            bent[at] = value;
            if let Ok(index) = read(&bent) {
                let _ = index.cached_tree();
                (0..index.len()).for_each(|at| {
                    let _ = (index.path(at), index.mode(at), index.is_intent_to_add(at));
                });
            }
        }
    }
}
