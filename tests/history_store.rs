//! The object reader says what `git cat-file` says, whatever the store looks like, and survives what is broken.

use crate::support::TestRepo;
use secretscan::git::Repo;
use secretscan::git::pack::{Base, Decoded, Store, Visitor, Watch, walk};
use secretscan::model::{ObjectId, ObjectKind};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Objects = BTreeMap<ObjectId, (String, Vec<u8>)>;

/// Keeps everything it is handed, and holds what is said about bases to be true.
struct Keep<'s>(&'s Store);

impl Visitor for Keep<'_> {
    type State = u32;
    type Worker = Vec<(ObjectId, (String, Vec<u8>))>;

    fn wants(&self, _object: u32, _kind: ObjectKind) -> bool {
        true
    }

    fn worker(&self) -> Self::Worker {
        Vec::new()
    }

    fn visit(&self, worker: &mut Self::Worker, object: &Decoded<'_>, base: Option<&Base<'_, u32>>) -> u32 {
        if let Some(base) = base {
            assert_eq!(self.0.kind(*base.state), Some(object.kind));
            let mut end = 0;
            for c in base.copies {
                let (to, from, len) = (c.to as usize, c.from as usize, c.len as usize);
                assert!(to >= end);
                assert_eq!(object.bytes[to..to + len], base.bytes[from..from + len]);
                end = to + len;
            }
        }
        if object.wanted {
            let id = self.0.id(object.object);
            worker.push((id, (object.kind.name().to_string(), object.bytes.to_vec())));
        }
        object.object
    }
}

fn ours(path: &Path, threads: usize) -> (Objects, usize) {
    let repo = Repo::open(path).expect("a repository");
    let store = Store::open(&repo.object_dirs(), threads).expect("a store");
    let walked = walk(&store, &Keep(&store), Watch::default());
    let all: Vec<_> = walked.workers.into_iter().flatten().collect();
    let count = all.len();
    let objects: Objects = all.into_iter().collect();
    assert_eq!(objects.len(), count, "each object once");
    (objects, walked.unread.len())
}

fn gits(repo: &TestRepo, path: &Path) -> Objects {
    let mut command = repo.command("git", path);
    command.args(["cat-file", "--batch-all-objects", "--batch"]);
    let mut rest = &command.output().expect("git runs").stdout[..];
    let mut objects = Objects::new();
    while let Some(end) = rest.iter().position(|&b| b == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let mut words = head.split(' ');
        let id = words.next().and_then(|w| w.parse().ok()).expect("an id");
        let kind = words.next().expect("a kind").to_string();
        let size: usize = words.next().and_then(|w| w.parse().ok()).expect("a size");
        objects.insert(id, (kind, rest[end + 1..end + 1 + size].to_vec()));
        rest = &rest[end + 2 + size..];
    }
    objects
}

#[track_caller]
fn same(repo: &TestRepo, path: &Path) {
    let expected = gits(repo, path);
    for threads in [1, 4] {
        let (found, unread) = ours(path, threads);
        assert_eq!(unread, 0);
        assert!(found == expected, "{} objects, git has {}", found.len(), expected.len());
    }
}

/// A history of growing, shrinking and shuffled files: deltas over deltas.
fn lively(commits: usize) -> TestRepo {
    let repo = TestRepo::new();
    grow(&repo, 0, commits);
    repo
}

fn grow(repo: &TestRepo, from: usize, to: usize) {
    for i in from..to {
        let lines = |salt: usize| {
            (0..200).fold(String::new(), |text, n| {
                let age = if n % 7 == i % 7 { i } else { n };
                text + &format!("line {} of {salt}, changed at {}\n", (n + i / 3) % 200, age * salt % 97)
            })
        };
        repo.write("a.txt", lines(3))
            .write("src/b.c", lines(5))
            .write(&format!("src/deep/er/{}.h", i % 5), lines(7));
        repo.write("data.bin", (0..5000).map(|n| (n * (i + 3) % 251) as u8).collect::<Vec<u8>>());
        repo.write("empty", "");
        repo.commit_all(&format!("change {i}"));
    }
}

#[test]
fn loose_packed_and_both() {
    let repo = lively(12);
    same(&repo, &repo.path());
    repo.git(["tag", "-a", "-m", "a tag", "v1"]);
    repo.git(["repack", "-q", "-a", "-f", "--depth=50", "--window=20"]);
    same(&repo, &repo.path());
    repo.git(["prune-packed", "-q"]);
    grow(&repo, 12, 16);
    repo.git(["repack", "-q"]);
    grow(&repo, 16, 18);
    same(&repo, &repo.path());
    repo.git(["repack", "-q", "-a", "-d", "--write-midx"]);
    grow(&repo, 18, 19);
    repo.git(["repack", "-q"]);
    repo.git(["multi-pack-index", "write"]);
    same(&repo, &repo.path());
}

#[test]
fn old_formats_and_cruft() {
    let repo = lively(10);
    repo.git(["-c", "repack.useDeltaBaseOffset=false", "-c", "pack.indexVersion=1", "repack", "-qadf"]);
    same(&repo, &repo.path());
    grow(&repo, 10, 14);
    repo.git(["reset", "-q", "--hard", "HEAD~3"]);
    repo.git(["reflog", "expire", "--expire=now", "--all"]);
    repo.git(["gc", "-q", "--cruft", "--prune=never"]);
    same(&repo, &repo.path());
}

#[test]
fn alternates_worktrees_and_bare() {
    let repo = lively(6);
    repo.git(["repack", "-qad"]);
    let clone = repo.beside("clone");
    repo.git(["clone", "-q", "--shared", ".", &clone.to_string_lossy()]);
    fs::write(clone.join("new.txt"), "only here\n").expect("a file");
    for args in [&["add", "new.txt"][..], &["commit", "-q", "-m", "more"]] {
        assert!(repo.command("git", &clone).args(args).status().expect("git runs").success());
    }
    let second = repo.beside("second.git");
    repo.git(["clone", "-q", "--bare", "--shared", &clone.to_string_lossy(), &second.to_string_lossy()]);
    same(&repo, &clone);
    same(&repo, &second);
    let linked = repo.beside("linked");
    repo.git(["worktree", "add", "-q", "--detach", &linked.to_string_lossy()]);
    same(&repo, &linked);
}

#[test]
fn an_empty_store() {
    let repo = TestRepo::new();
    same(&repo, &repo.path());
}

fn pack_file(repo: &TestRepo, extension: &str) -> PathBuf {
    let folder = repo.path().join(".git/objects/pack");
    let mut files = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    files.find(|path| path.extension().is_some_and(|e| e == extension)).expect("a pack file")
}

fn overwrite(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).expect("a file");
}

/// Whatever is broken: no panic, nothing false, and all that is lost is counted.
#[test]
fn broken_packs_lose_only_what_is_broken() {
    let repo = lively(5);
    repo.git(["repack", "-qadf"]);
    let whole = ours(&repo.path(), 2).0;
    let pack = pack_file(&repo, "pack");
    let good = fs::read(&pack).expect("a pack");
    let step = (good.len() / 150).max(1);
    for at in (0..good.len()).step_by(step) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        overwrite(&pack, &bad);
        let (found, _) = ours(&repo.path(), 2);
        for (id, object) in &found {
            // Names are not hashed anew; but a changed byte is caught by the checksum of the stream, except in heads.
            assert!(whole.contains_key(id));
            let _ = object;
        }
    }
    for len in (0..good.len()).step_by(step * 5) {
        overwrite(&pack, &good[..len]);
        let (found, unread) = ours(&repo.path(), 2);
        assert!(found.len() + unread <= whole.len());
        assert!(found.iter().all(|(id, object)| whole.get(id) == Some(object)), "cut at {len}");
    }
}

#[test]
fn a_pack_without_an_index_is_named() {
    let repo = lively(2);
    repo.git(["repack", "-qad"]);
    let index = pack_file(&repo, "idx");
    let name = index.file_stem().expect("a name").to_string_lossy().into_owned();
    fs::remove_file(&index).expect("an index");
    let handle = Repo::open(&repo.path()).expect("a repository");
    let store = Store::open(&handle.object_dirs(), 1).expect("a store");
    assert!(store.broken().iter().any(|(what, why)| what.contains(&name) && why.contains("no index")));
}

#[test]
fn broken_indexes_never_panic() {
    let repo = lively(4);
    repo.git(["repack", "-qadf"]);
    let index = pack_file(&repo, "idx");
    let good = fs::read(&index).expect("an index");
    for at in (0..good.len()).step_by((good.len() / 150).max(1)) {
        let mut bad = good.clone();
        bad[at] ^= 0xff;
        overwrite(&index, &bad);
        ours(&repo.path(), 2);
        overwrite(&index, &good[..at]);
        ours(&repo.path(), 2);
    }
}
