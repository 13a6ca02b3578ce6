//! Speed of the engine on a folder: `cargo bench --bench engine -- FOLDER`, or this crate's own sources without one.
//! Reads every file once, then measures one thread's processor time over all bytes: hits alone, then hits and judging. Asserts that a
//! planted token is found, so that a fast engine that finds nothing does not pass.

use secretscan::engine::{Engine, Hit, Scratch};
use secretscan::model::{Chunk, Origin, Place};
use secretscan::rules::RuleSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
/// How often a round does its work: processor time is told in steps of several milliseconds.
const TIMES: u32 = 8;

fn main() {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_else(|| ".".into());
    let mut chunks = Vec::new();
    collect(Path::new(&folder), &mut chunks);
    let bytes: usize = chunks.iter().map(|chunk: &Chunk| chunk.bytes.len()).sum();
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    let mut scratch = Scratch::default();

    let planted = format!("token = gh{}_{}\n", "p", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx");
    let origin = Origin { path: "planted".into(), place: Place::File };
    let planted = Chunk::whole(origin, planted.into_bytes());
    assert!(!engine.scan(&planted, &mut scratch).is_empty(), "the planted token is not found");

    let mut hits: Vec<Hit> = Vec::new();
    let (mut hit_count, mut candidate_count) = (0, 0);
    let search = fastest(|| {
        hit_count = 0;
        for chunk in &chunks {
            engine.hits(&chunk.bytes, &mut hits);
            hit_count += hits.len();
        }
    });
    let both = fastest(|| {
        candidate_count = 0;
        for chunk in &chunks {
            candidate_count += engine.scan(chunk, &mut scratch).len();
        }
    });
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{} files, {:.1} MB, {} rules", chunks.len(), bytes as f64 / 1e6, engine.rules().len());
    println!("hits:             {:7.0} MB/s, {hit_count} hits", rate(search));
    println!("hits and judging: {:7.0} MB/s, {candidate_count} candidates", rate(both));
}

fn fastest(mut work: impl FnMut()) -> Duration {
    let once = |work: &mut dyn FnMut()| {
        let (start, cpu) = (Instant::now(), on_cpu());
        (0..TIMES).for_each(|_| work());
        let all = match (cpu, on_cpu()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        };
        all / TIMES
    };
    (0..ROUNDS).map(|_| once(&mut work)).min().unwrap_or_default()
}

/// Time that this thread has had on a processor, where the system tells: other work on the machine does not count.
fn on_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn collect(folder: &Path, chunks: &mut Vec<Chunk>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_symlink() || path.ends_with(".git") || path.ends_with("target") {
            continue;
        }
        if path.is_dir() {
            collect(&path, chunks);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let path = path.to_string_lossy().into_owned().into_bytes();
            chunks.push(Chunk::whole(Origin { path: path.into(), place: Place::File }, bytes));
        }
    }
}
