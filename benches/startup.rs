//! What it costs to be ready: `cargo bench --bench startup`. Starts itself anew many times, because the first touch of a
//! page is what start-up costs, and reports the fastest and the median time from `main` to the first judged token.

use secretscan::engine::{Engine, Scratch};
use secretscan::model::{Chunk, Origin, Place};
use secretscan::rules::RuleSet;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

const STARTS: usize = 40;

fn main() {
    if std::env::args().any(|arg| arg == "--once") {
        return once();
    }
    let Ok(own) = std::env::current_exe() else { return eprintln!("this program cannot find itself") };
    let mut times: Vec<[Duration; 3]> = Vec::new();
    for _ in 0..STARTS {
        let output = Command::new(&own).arg("--once").output().expect("it can start itself");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let micros: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [rules, engine, scan] = micros[..] else { panic!("three numbers expected: {text}") };
        times.push([rules, engine, scan].map(Duration::from_micros));
    }
    for (at, name) in ["rules", "rules and engine", "first token judged"].into_iter().enumerate() {
        let mut column: Vec<Duration> = times.iter().map(|row| row[at]).collect();
        column.sort();
        println!("{name:20} fastest {:?}, median {:?}", column[0], column[STARTS / 2]);
    }
}

fn once() {
    let start = Instant::now();
    let rules = Arc::new(RuleSet::builtin());
    let ready = start.elapsed();
    let engine = Engine::new(rules);
    let built = start.elapsed();
    let text = format!("let a = 1;\ntoken = gh{}_{}\n", "p", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx");
    let origin = Origin { path: "planted".into(), place: Place::File };
    let found = engine.scan(&Chunk::whole(origin, text.into_bytes()), &mut Scratch::default()).len();
    let done = start.elapsed();
    assert!(found > 0, "the planted token is not found");
    println!("{} {} {}", ready.as_micros(), built.as_micros(), done.as_micros());
}
