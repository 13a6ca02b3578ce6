//! Holds whole histories against git and against themselves, and says what each step costs:
//! `cargo bench --bench history -- [REPOSITORY]...` (without one: this repository).
//!
//! 1. the reader hands out what `git cat-file --batch-all-objects` does: the same ids, kinds and bytes;
//! 2. inheriting hits from delta bases finds what searching every blob whole finds, with the same stories;
//! 3. a scan blob by blob, each at the path that `git rev-list --objects --all` gives it, finds nothing more.

use secretscan::engine::{Engine, Scratch};
use secretscan::finding::{Finding, Fingerprint, Policy};
use secretscan::git::Repo;
use secretscan::git::pack::{Base, Decoded, Store, Visitor, Watch, walk};
use secretscan::model::{Chunk, ObjectId, ObjectKind, Origin, Place};
use secretscan::outcome::Outcome;
use secretscan::rules::RuleSet;
use secretscan::scan::{HistoryJob, Options, chunk_findings, history};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

type Contents = HashMap<ObjectId, (ObjectKind, [u8; 32])>;

struct Hash<'s>(&'s Store);

impl Visitor for Hash<'_> {
    type State = ();
    type Worker = Vec<(ObjectId, (ObjectKind, [u8; 32]))>;

    fn wants(&self, _object: u32, _kind: ObjectKind) -> bool {
        true
    }

    fn worker(&self) -> Self::Worker {
        Vec::new()
    }

    fn visit(&self, worker: &mut Self::Worker, object: &Decoded<'_>, _base: Option<&Base<'_, ()>>) {
        if object.wanted {
            let hash = *blake3::hash(object.bytes).as_bytes();
            worker.push((self.0.id(object.object), (object.kind, hash)));
        }
    }
}

fn git(path: &Path, args: &[&str]) -> Child {
    let mut command = Command::new("git");
    command.arg("-C").arg(path).args(args).env("GIT_NO_LAZY_FETCH", "1").env("GIT_NO_REPLACE_OBJECTS", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs")
}

/// Calls `see` with every object that `git cat-file --batch` writes.
fn batch(out: impl Read, mut see: impl FnMut(ObjectId, &str, &[u8])) {
    let mut out = BufReader::with_capacity(1 << 20, out);
    let (mut head, mut bytes) = (String::new(), Vec::new());
    while out.read_line(&mut head).expect("text") > 0 {
        let words: Vec<&str> = head.trim_end().split(' ').collect();
        if let [id, kind, size] = words[..] {
            bytes.resize(size.parse::<usize>().expect("a size") + 1, 0);
            out.read_exact(&mut bytes).expect("as much as it says");
            bytes.pop();
            see(id.parse().expect("an id"), kind, &bytes);
        }
        head.clear();
    }
}

fn reader_agrees(path: &Path) {
    let repo = Repo::open(path).expect("a repository");
    let began = Instant::now();
    let store = Store::open(&repo.object_dirs(), 2).expect("a store");
    let walked = walk(&store, &Hash(&store), Watch::default());
    let all: Vec<_> = walked.workers.into_iter().flatten().collect();
    let count = all.len();
    let mut ours: Contents = all.into_iter().collect();
    assert_eq!((ours.len(), walked.unread.len()), (count, 0), "each object once, none unread");
    let read = began.elapsed();
    let began = Instant::now();
    let args = ["cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer"];
    let mut child = git(path, &args);
    let mut bytes_seen = 0u64;
    batch(child.stdout.take().expect("a pipe"), |id, kind, bytes| {
        bytes_seen += bytes.len() as u64;
        let own = ours.remove(&id).unwrap_or_else(|| panic!("git has {id}, we do not"));
        assert_eq!(own.0.name(), kind, "{id}");
        assert!(own.1 == *blake3::hash(bytes).as_bytes(), "{id}: other bytes");
    });
    child.wait().expect("git ends");
    assert!(ours.is_empty(), "{} objects that git has not", ours.len());
    println!(
        "  reader: {count} objects, {bytes_seen} bytes, all as git has them (ours {read:.1?}, git {:.1?})",
        began.elapsed()
    );
}

fn scan(path: &Path, engine: &Engine, whole: bool) -> Outcome {
    let repo = Repo::open(path).expect("a repository");
    let job = HistoryJob { repo: &repo, heads: &[], unreachable: false, whole };
    history(&job, engine, &Policy::default(), Options::default()).expect("a scan")
}

fn told(outcome: &Outcome) -> Vec<String> {
    let line = |f: &Finding| {
        format!("{:?} {:?} {:?} {} {:?}", f.origin, f.span, f.fingerprint, f.suppressed.is_some(), f.life)
    };
    outcome.findings.iter().chain(&outcome.suppressed).map(line).collect()
}

fn inheritance_agrees(path: &Path, engine: &Engine) -> Outcome {
    let began = Instant::now();
    let whole = scan(path, engine, true);
    let slow = began.elapsed();
    let began = Instant::now();
    let inherited = scan(path, engine, false);
    let quick = began.elapsed();
    assert_eq!(told(&inherited), told(&whole));
    println!(
        "  delta-aware: {} findings and {} held back, the same both ways ({quick:.1?} against {slow:.1?})",
        inherited.findings.len(),
        inherited.suppressed.len()
    );
    inherited
}

fn nothing_more_blob_by_blob(path: &Path, engine: &Engine, outcome: &Outcome) {
    let began = Instant::now();
    let list = git(path, &["rev-list", "--objects", "--all", "--missing=allow-any"]).wait_with_output();
    let list = list.expect("git ends").stdout;
    let mut paths: BTreeMap<ObjectId, Vec<u8>> = BTreeMap::new();
    for line in list.split(|&b| b == b'\n').filter(|line| line.len() > 41) {
        let id = std::str::from_utf8(&line[..40]).expect("an id").parse().expect("an id");
        paths.insert(id, line[41..].to_vec());
    }
    let mut child = git(path, &["cat-file", "--batch", "--buffer"]);
    let mut input = child.stdin.take().expect("a pipe");
    let names: Vec<u8> = paths.keys().flat_map(|id| format!("{id}\n").into_bytes()).collect();
    let feeder = std::thread::spawn(move || input.write_all(&names).expect("git reads"));
    let known: BTreeSet<Fingerprint> =
        outcome.findings.iter().chain(&outcome.suppressed).map(|f| f.fingerprint).collect();
    let (mut scratch, mut blobs, mut secrets) = (Scratch::default(), 0, BTreeSet::new());
    batch(child.stdout.take().expect("a pipe"), |id, kind, bytes| {
        if kind != "blob" {
            return;
        }
        blobs += 1;
        let origin = Origin { path: paths[&id].clone().into(), place: Place::Blob(id) };
        let chunk = Chunk::whole(origin, bytes.to_vec());
        for finding in chunk_findings(engine, &Policy::default(), &chunk, &mut scratch) {
            let (print, at) = (finding.fingerprint, finding.start);
            assert!(known.contains(&print), "{print} in {id} at {at:?} is not in the history's findings");
            secrets.insert(print);
        }
    });
    feeder.join().expect("the feeder ends");
    child.wait().expect("git ends");
    println!(
        "  blob by blob: {blobs} blobs, {} secrets, all of them among the {} of the history ({:.1?})",
        secrets.len(),
        known.len(),
        began.elapsed()
    );
}

fn main() {
    let given: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|a| a != "--bench").map(PathBuf::from).collect();
    let own = [PathBuf::from(env!("CARGO_MANIFEST_DIR"))];
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    for path in if given.is_empty() { &own[..] } else { &given[..] } {
        println!("{}", path.display());
        reader_agrees(path);
        let outcome = inheritance_agrees(path, &engine);
        nothing_more_blob_by_blob(path, &engine, &outcome);
    }
}
