//! Dumps what the generic judgement sees: input of `benches/accuracy/fit.py`, and a stopwatch.
//!
//! ```text
//! features dump DIR...  one JSON object a candidate that extraction and vetoes leave, features included
//! features time DIR     nanoseconds a hit and milliseconds a megabyte of the judgement alone
//! features names        the features, in order
//! ```

use aho_corasick::AhoCorasick;
use secretscan::engine::generic::{FEATURES, Found, Judge, stem::STEMS};
use secretscan::model::{FileKind, LineMap};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn files(dir: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries = std::fs::read_dir(dir)?.collect::<std::result::Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() && entry.file_name() != ".git" {
            files(&entry.path(), out)?;
        } else if kind.is_file() {
            out.push(entry.path());
        }
    }
    Ok(())
}

fn stems() -> Result<AhoCorasick> {
    Ok(AhoCorasick::builder().ascii_case_insensitive(true).build(STEMS)?)
}

fn row(
    root: &Path,
    name: &str,
    text: &[u8],
    at: secretscan::model::Position,
    f: &Found<'_>,
) -> serde_json::Value {
    let head = &text[f.span.start + 1 - at.column..f.span.start];
    let start = String::from_utf8_lossy(head).chars().count();
    let value = String::from_utf8_lossy(f.span.of(text)).into_owned();
    serde_json::json!({
        "root": root.to_string_lossy(), "path": name, "line": at.line,
        "start": start, "end": start + value.chars().count(),
        "name": String::from_utf8_lossy(f.name.of(text)), "value": value, "points": f.points,
        "features": f.set.iter().map(|f| f.name()).collect::<Vec<_>>(),
    })
}

fn dump(root: &Path, stems: &AhoCorasick) -> Result<()> {
    let mut list = Vec::new();
    files(root, &mut list)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in list {
        let text = std::fs::read(&path)?;
        if memchr::memchr(0, &text[..text.len().min(8000)]).is_some() {
            continue;
        }
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let lines = LineMap::new(&text);
        let mut judge = Judge::thorough(&text, FileKind::of(name.as_bytes()));
        for hit in stems.find_overlapping_iter(&text) {
            let mut found = Vec::new();
            judge.at(hit.start(), |f| found.push(f));
            for f in found {
                writeln!(out, "{}", row(root, &name, &text, lines.position(f.span.start), &f))?;
            }
        }
    }
    Ok(())
}

fn time(root: &Path) -> Result<()> {
    let (stems, mut list) = (stems()?, Vec::new());
    files(root, &mut list)?;
    let mut work = Vec::new();
    for path in list {
        let text = std::fs::read(&path)?;
        let hits: Vec<usize> = stems.find_overlapping_iter(&text).map(|m| m.start()).collect();
        work.push((FileKind::of(path.to_string_lossy().as_bytes()), text, hits));
    }
    let bytes: usize = work.iter().map(|w| w.1.len()).sum();
    let hits: usize = work.iter().map(|w| w.2.len()).sum();
    let mut best = f64::MAX;
    let mut found = 0;
    for _ in 0..5 {
        let start = Instant::now();
        found = 0;
        for (kind, text, hits) in &work {
            let mut judge = Judge::new(text, *kind);
            for &hit in hits {
                judge.at(hit, |_| found += 1);
            }
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    let mb = bytes as f64 / 1e6;
    println!(
        "{mb:.1} MB, {:.0} hits/MB, {found} found: {:.0} ns/hit, {:.3} ms/MB",
        hits as f64 / mb,
        best * 1e9 / hits.max(1) as f64,
        best * 1e3 / mb
    );
    Ok(())
}

fn main() -> Result<()> {
    // `cargo bench` says `--bench` to every target: nothing to measure without a folder
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            println!("features dump DIR... | time DIR | names");
            Ok(())
        }
        ["dump", dirs @ ..] if !dirs.is_empty() => {
            let stems = stems()?;
            dirs.iter().try_for_each(|dir| dump(Path::new(dir), &stems))
        }
        ["time", dir] => time(Path::new(dir)),
        ["names"] => {
            for (group, name, words) in FEATURES {
                println!("{group}\t{name}\t{words}");
            }
            Ok(())
        }
        _ => Err("features dump DIR... | time DIR | names".into()),
    }
}
