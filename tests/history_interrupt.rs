//! Ctrl-C and its like in the middle of a history: what was found is delivered, what was covered is told, exit 130.

#[cfg(target_os = "linux")]
mod wait;

use crate::history::{engine, token};
use crate::support::{Output, TestRepo, seal};
use secretscan::finding::Policy;
use secretscan::git::Repo;
use secretscan::outcome::Exit;
use secretscan::scan::{HistoryJob, Options, Progress, history};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
#[cfg(target_os = "linux")]
use wait::{Lease, has_taken_signals, in_time, opened};

/// Presses Ctrl-C once so many blobs are done.
struct Impatient {
    flag: AtomicUsize,
    left: AtomicU64,
}

impl Progress for Impatient {
    fn done(&self, _bytes: u64) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.flag.store(2, Ordering::SeqCst);
        }
    }
}

#[test]
fn what_was_found_so_far_is_whole() {
    let repo = TestRepo::new();
    for i in 0..300 {
        repo.write(&format!("f{i:03}.txt"), format!("{}\n", token(i)));
    }
    let commit = repo.commit_all("all at once");
    repo.git(["repack", "-qad"]);
    let handle = Repo::open(&repo.path()).expect("a repository");
    let job = HistoryJob { repo: &handle, heads: &[], unreachable: false, whole: false };
    let user = Impatient { flag: AtomicUsize::new(0), left: AtomicU64::new(20) };
    let options = Options { threads: 1, interrupt: Some(&user.flag), deadline: None, progress: &user };
    let outcome = history(&job, &engine(), &Policy::default(), options).expect("a scan");
    let coverage = &outcome.coverage;
    assert_eq!(outcome.exit(), Exit::Interrupted(2));
    assert!((20..300).contains(&coverage.scanned), "{} scanned", coverage.scanned);
    assert_eq!(outcome.findings.len() as u64, coverage.scanned, "each blob holds one");
    assert_eq!(coverage.listed, coverage.scanned + coverage.unread.len() as u64);
    let left = format!("{} blobs", 300 - coverage.scanned);
    assert!(coverage.missing.iter().any(|gap| gap.what == left), "{:?}", coverage.missing);
    for finding in &outcome.findings {
        let life = finding.life.as_ref().expect("a story");
        assert_eq!(life.commit.as_deref(), Some(&commit[..]));
    }
    // Before the first blob: nothing false is said about the graph.
    let user = Impatient { flag: AtomicUsize::new(2), left: AtomicU64::new(0) };
    let options = Options { threads: 2, interrupt: Some(&user.flag), deadline: None, progress: &user };
    let outcome = history(&job, &engine(), &Policy::default(), options).expect("a scan");
    assert_eq!((outcome.exit(), outcome.coverage.scanned), (Exit::Interrupted(2), 0));
    assert!(outcome.coverage.missing.iter().all(|gap| gap.why.contains("before the end")));
}

/// Presses Ctrl-C when everything is searched and the stories are being told.
struct Late(AtomicUsize);

impl Progress for Late {
    fn step(&self, what: &'static str) {
        if what.starts_with("tracing") {
            self.0.store(2, Ordering::SeqCst);
        }
    }
}

#[test]
fn too_late_to_leave_anything_out() {
    let repo = TestRepo::new();
    repo.write("a.txt", token(1));
    repo.commit_all("first");
    let handle = Repo::open(&repo.path()).expect("a repository");
    let job = HistoryJob { repo: &handle, heads: &[], unreachable: false, whole: false };
    let user = Late(AtomicUsize::new(0));
    let options = Options { threads: 1, interrupt: Some(&user.0), deadline: None, progress: &user };
    let outcome = history(&job, &engine(), &Policy::default(), options).expect("a scan");
    assert!(user.0.load(Ordering::SeqCst) == 2, "it never came to the telling");
    assert_eq!((outcome.findings.len(), outcome.exit()), (1, Exit::Findings));
    assert!(outcome.coverage.is_complete() && outcome.findings[0].life.is_some());
}

/// Ctrl-C at a terminal, what `kill` and a time limit send, what a closed terminal sends.
#[cfg(target_os = "linux")]
#[test]
fn signals_that_ask_for_an_end() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        // Under `nohup`, and behind `&` in a script, it is ignored, and stays so: the next test has that case.
        if is_ignored(code - 128) {
            continue;
        }
        let output = signalled(signal, "");
        assert_eq!(output.code, code, "{signal}: {}", output.stderr);
        let found = output.json_lines();
        assert_eq!((found.len(), &found[0]["path"]), (1, &"a.ini".into()), "{}", output.stderr);
        assert!(found[0]["commit"].is_string());
        assert!(
            output.stderr.contains("2 blobs") && output.stderr.contains("5 blobs: not reached"),
            "{}",
            output.stderr
        );
        assert!(output.stderr.contains("interrupted"), "{}", output.stderr);
    }
}

/// True where whoever started the tests ignores the signal, which all that they start inherit.
#[cfg(target_os = "linux")]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").expect("a process");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("its signals");
    u64::from_str_radix(ignored.trim(), 16).expect("a mask") >> (signal - 1) & 1 == 1
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_stays_so() {
    let output = signalled("HUP", "trap '' HUP; ").expect(1);
    assert!(!output.stderr.contains("INCOMPLETE"), "{}", output.stderr);
    assert!(output.stderr.contains("7 blobs"), "{}", output.stderr);
}

/// At a pipe nothing is to be had of what was asked for: a signal ends the program as it ends any other.
#[cfg(target_os = "linux")]
#[test]
fn who_waits_at_a_pipe_is_ended_at_once() {
    use std::io::Write;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    let repo = TestRepo::bare_folder();
    let pipe = repo.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    for args in [["--stdin", "--quiet"], ["pipe", "--quiet"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secretscan"));
        seal(&mut command, &repo.home());
        command.args(args).current_dir(repo.path()).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let mut named = (args[0] == "pipe").then(|| opened(&pipe, &mut child));
        // More than a pipe holds: when all is written, the program is reading.
        let text = [b' '; 200_000];
        match &mut named {
            Some(pipe) => pipe.write_all(&text),
            None => stdin.write_all(&text),
        }
        .expect("a reader");
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
        let status = in_time(&mut child, "its end", |child| child.try_wait().expect("a child"));
        assert_eq!(status.signal(), Some(15), "{args:?}: {status}");
    }
}

/// The real thing: the program waits for an object that is lent to the test, which so knows where it is, and gets a signal
/// there; `before` is what the shell does that starts it.
#[cfg(target_os = "linux")]
fn signalled(signal: &str, before: &str) -> Output {
    use std::process::{Command, Stdio};
    let repo = TestRepo::new();
    let key = ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat();
    repo.write("a.ini", format!("stripe = {key}\n"));
    repo.commit_all("packed");
    repo.git(["repack", "-qad"]);
    // Loose blobs come last, in the order of their names; the first one is held. So is a reflog, which is read
    // after the kinds of loose objects and before their contents.
    let mut ids: Vec<String> = Vec::new();
    for n in 0..6 {
        repo.write("../blob", format!("blob {n}\n"));
        ids.push(repo.git(["hash-object", "-w", "../blob"]).trim().to_owned());
        repo.git(["tag", &format!("blob-{n}"), &ids[n]]);
    }
    ids.sort();
    let object = repo.path().join(".git/objects").join(&ids[0][..2]).join(&ids[0][2..]);
    let gate = repo.path().join(".git/logs/refs/heads/gate");
    repo.write(".git/logs/refs/heads/gate", "");
    let held = Lease::of(&object);
    let gate = Lease::of(&gate);

    let mut command = Command::new("sh");
    seal(&mut command, &repo.home());
    command.args(["-c", &format!("{before}exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_secretscan")]);
    command.args(["--history", "--threads", "1", "--format", "jsonl"]).current_dir(repo.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    held.is_asked_for(&mut child);
    drop(held);
    gate.is_asked_for(&mut child);
    let held = Lease::of(&object);
    drop(gate);
    held.is_asked_for(&mut child);
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().expect("kill runs").success());
    in_time(&mut child, "taking the signal", |child| has_taken_signals(child.id()).then_some(()));
    drop(held);
    in_time(&mut child, "its end", |child| child.try_wait().expect("a child"));
    let done = child.wait_with_output().expect("the binary ends");
    Output {
        code: done.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&done.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}
