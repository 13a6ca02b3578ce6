//! Ctrl-C in the middle of a history: what was found is delivered, what was covered is told, exit 130.

use crate::history::{engine, token};
use crate::support::{Output, TestRepo, seal};
use secretscan::finding::Policy;
use secretscan::git::Repo;
use secretscan::outcome::Exit;
use secretscan::scan::{HistoryJob, Options, Progress, history};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Presses Ctrl-C once so many blobs are done.
struct Impatient {
    flag: AtomicBool,
    left: AtomicU64,
}

impl Progress for Impatient {
    fn done(&self, _bytes: u64) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.flag.store(true, Ordering::SeqCst);
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
    let user = Impatient { flag: AtomicBool::new(false), left: AtomicU64::new(20) };
    let options = Options { threads: 1, interrupt: Some(&user.flag), deadline: None, progress: &user };
    let outcome = history(&job, &engine(), &Policy::default(), options).expect("a scan");
    let coverage = &outcome.coverage;
    assert_eq!(outcome.exit(), Exit::Interrupted);
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
    let user = Impatient { flag: AtomicBool::new(true), left: AtomicU64::new(0) };
    let options = Options { threads: 2, interrupt: Some(&user.flag), deadline: None, progress: &user };
    let outcome = history(&job, &engine(), &Policy::default(), options).expect("a scan");
    assert_eq!((outcome.exit(), outcome.coverage.scanned), (Exit::Interrupted, 0));
    assert!(outcome.coverage.missing.iter().all(|gap| gap.why.contains("before the end")));
}

/// The real thing: the program waits for an object that is a pipe, so the test knows where it is.
#[cfg(unix)]
#[test]
fn ctrl_c() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let repo = TestRepo::new();
    let key = ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat();
    repo.write("a.ini", format!("stripe = {key}\n"));
    repo.commit_all("packed");
    repo.git(["repack", "-qad"]);
    // Loose blobs come last, in the order of their names; the first one is made a pipe. So is a reflog, which is read
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
    let bytes = std::fs::read(&object).expect("a loose object");
    std::fs::remove_file(&object).expect("a loose object");
    for pipe in [&object, &gate] {
        assert!(Command::new("mkfifo").arg(pipe).status().expect("mkfifo runs").success());
    }

    let mut command = Command::new(env!("CARGO_BIN_EXE_secretscan"));
    seal(&mut command, &repo.home());
    command.args(["--history", "--threads", "1", "--format", "jsonl"]).current_dir(repo.path());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    // Opening a pipe waits for its reader.
    let open = |path| std::fs::OpenOptions::new().write(true).open(path).expect("a pipe");
    open(&object).write_all(&bytes).expect("a reader");
    drop(open(&gate));
    let mut content = open(&object);
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    // Until the signal has been taken.
    let status = format!("/proc/{pid}/status");
    while std::fs::read_to_string(&status)
        .is_ok_and(|text| text.lines().any(|l| l.starts_with("ShdPnd") && l.contains(['1', '2', '4', '8'])))
    {
        std::thread::yield_now();
    }
    std::thread::sleep(std::time::Duration::from_millis(100));
    content.write_all(&bytes).expect("a reader");
    drop(content);
    let done = child.wait_with_output().expect("the binary ends");
    let output = Output {
        code: done.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&done.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    };
    let output = output.expect(130);
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
