//! What it costs to list and read, without any engine: `cargo bench --bench sources -- REPOSITORY`, or this crate's own
//! folder without one. Asserts that as much is read as is listed, so that a source that sees nothing does not pass.
//! Times are wall time, the median of several rounds, with warm caches.

use secretscan::git::Repo;
use secretscan::source::{IndexSource, Read, Source, WorktreeSource};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn main() {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_else(|| ".".into());
    let folder = PathBuf::from(folder);

    let open = median(|| drop(Repo::discover(&folder).expect("a repository")));
    let repo = Repo::discover(&folder).expect("a repository");
    let compare = median(|| drop(IndexSource::new(&repo).expect("an index")));
    let staged = IndexSource::new(&repo).expect("an index");
    let (units, bytes) = read_all(&staged);
    let read = median(|| assert_eq!(read_all(&staged), (units, bytes)));
    println!(
        "staged: open {open:.1?}, compare index and HEAD {compare:.1?}, read {units} files, {bytes} bytes {read:.1?}"
    );

    for threads in [1, 2] {
        let files = WorktreeSource::new(&[Path::new(&folder).to_path_buf()], threads).expect("a folder");
        let list = median(|| assert!(!files.list().expect("a listing").units.is_empty()));
        let (units, bytes) = read_all(&files);
        let both = median(|| assert_eq!(read_all(&files), (units, bytes)));
        println!(
            "files: list on {threads} threads {list:.1?}, list and read on one {both:.1?}: {units} files, {bytes} bytes"
        );
    }
}

/// How many units and bytes there are to scan.
fn read_all(source: &dyn Source) -> (usize, usize) {
    let listing = source.list().expect("a listing");
    let mut reader = source.reader().expect("a reader");
    let (mut units, mut bytes) = (0, 0);
    for unit in &listing.units {
        let Read::Chunk(chunk) = reader.read(unit) else { panic!("{}: not read", unit.origin.path) };
        units += 1;
        bytes += chunk.bytes.len();
        reader.recycle(chunk.bytes);
    }
    assert_eq!(units, listing.units.len());
    (units, bytes)
}

/// The median: on a busy machine the least of several can be a clock that stood still.
fn median(mut run: impl FnMut()) -> Duration {
    let mut rounds: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        run();
        rounds.push(began.elapsed());
    }
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}
