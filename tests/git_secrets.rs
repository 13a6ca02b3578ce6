//! In the place of git-secrets: its options, its hooks, and the faults of the original that are not copied.

mod config;
mod hooks;
mod plain;

use crate::support::{Output, TestRepo, run};
use std::fs;
use std::os::unix::fs::symlink;

/// A repository that forbids `forbidden`, with the built binary as `git-secrets` on the path.
fn repo() -> TestRepo {
    let repo = TestRepo::new();
    repo.git(["config", "--add", "secrets.patterns", "forbidden[0-9]*"]);
    let bin = repo.beside("bin");
    fs::create_dir(&bin).expect("a folder");
    symlink(env!("CARGO_BIN_EXE_secretscan"), bin.join("git-secrets")).expect("a link");
    repo
}

/// `git secrets …`
fn secrets(repo: &TestRepo, args: &[&str]) -> Output {
    git(repo, &[&["secrets"], args].concat())
}

fn git(repo: &TestRepo, args: &[&str]) -> Output {
    let mut command = repo.command("git", &repo.path());
    let path = std::env::var("PATH").unwrap_or_default();
    run(command.env("PATH", format!("{}:{path}", repo.beside("bin").display())).args(args))
}

#[test]
fn scan_prints_lines_and_the_block_of_advice() {
    let repo = repo();
    repo.write("a b.txt", "one\nsome forbidden word\nforbiddenish\n");
    let said = secrets(&repo, &["--scan", "a b.txt"]).expect(1).stderr;
    assert!(
        said.starts_with("a b.txt:2:some forbidden word\n\n[ERROR] Matched one or more prohibited"),
        "{said}"
    );
    assert!(said.contains("git config --add secrets.allowed"), "{said}");
    secrets(&repo, &["--scan"]).expect(0);
    repo.git(["add", "-A"]);
    secrets(&repo, &["--scan"]).expect(1);
    repo.write("a b.txt", "fine\n");
    secrets(&repo, &["--scan"]).expect(0);
    secrets(&repo, &["--scan", "--cached"]).expect(1);
    repo.write("new.txt", "forbidden\n");
    secrets(&repo, &["--scan", "--untracked"]).expect(1);
    secrets(&repo, &["--scan", "--no-index"]).expect(1);
    secrets(&repo, &["--scan", "no-such-file"]).expect(2);
    secrets(&repo, &["--scan", "-r", "."]).expect(1);
    secrets(&repo, &["--scan", "."]).expect(0);
}

#[test]
fn an_allowed_text_hides_itself_alone() {
    let repo = repo();
    secrets(&repo, &["--add", "--allowed", "forbidden1"]).expect(0);
    repo.write("a.txt", "forbidden1\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
    repo.write("a.txt", "forbidden1 forbidden2\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    repo.write(".gitallowed", "# by path\n^a\\.txt:\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
}

#[test]
fn history_names_the_commit_that_brought_it_in() {
    let repo = repo();
    repo.stage("a.txt", "fine\n");
    repo.commit_all("first");
    repo.stage("a.txt", "fine\nforbidden7\n");
    let commit = repo.commit_all("second");
    repo.stage("a.txt", "fine\n");
    repo.commit_all("third");
    let said = secrets(&repo, &["--scan-history"]).expect(1).stderr;
    assert!(said.starts_with(&format!("{commit}:a.txt:2:forbidden7\n")), "{said}");
    let said = secrets(&repo, &["--scan-history", "-v"]).expect(1).stderr;
    assert!(said.contains("2026-01-02T03:04:05Z Ada Example <ada@example.com>"), "{said}");
    secrets(&repo, &["--add", "-a", "forbidden7"]).expect(0);
    secrets(&repo, &["--scan-history"]).expect(0);
}

#[test]
fn the_subcommand_is_the_same() {
    let repo = repo();
    repo.write("a.txt", "forbidden\n");
    assert!(
        repo.scan(["git-secrets", "--scan", "a.txt"]).run().expect(1).stderr.starts_with("a.txt:1:forbidden")
    );
    assert!(repo.scan(["git-secrets"]).run().expect(0).stdout.starts_with("usage: git secrets --scan"));
}

#[test]
fn strict_brings_the_faults_of_the_original_back() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    repo.git(["config", "secrets.compat", "strict"]);
    // An allowed text lets its whole line pass.
    secrets(&repo, &["--add", "--allowed", "forbidden1"]).expect(0);
    repo.write("a.txt", "forbidden1 forbidden2\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
    repo.write("a.txt", "forbidden2\n");
    assert!(
        secrets(&repo, &["--scan", "a.txt"]).expect(1).stderr.starts_with("a.txt:1:forbidden2\n\n[ERROR]")
    );
    // Attributes, NUL bytes and odd names hide what is in a file.
    repo.stage(".gitattributes", "*.dat binary\n");
    repo.stage("a.dat", "forbidden\n");
    repo.stage("b.bin", "\0\nforbidden\n");
    repo.stage("\u{e9}.txt", "forbidden\n");
    git(&repo, &["commit", "-qm", "x"]).expect(0);
    // A commit that only deletes looks at every file.
    repo.stage("old.txt", "forbidden\n");
    repo.stage("gone.txt", "fine\n");
    repo.git(["commit", "-q", "--no-verify", "-m", "unseen"]);
    repo.git(["rm", "-q", "gone.txt"]);
    assert!(git(&repo, &["commit", "-qm", "only deletes"]).expect(1).stderr.contains("old.txt:1:forbidden"));
    // Every revision with a matching change is listed, and a back-reference works.
    let said = secrets(&repo, &["--scan-history"]).expect(1).stderr;
    assert!(said.contains(":old.txt:1:forbidden"), "{said}");
    repo.git(["config", "--add", "secrets.patterns", r"(a)\1"]);
    repo.write("a.txt", "aa\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    // A blank parts patterns for git's grep.
    repo.git(["config", "--replace-all", "secrets.patterns", "one two"]);
    repo.stage("b.txt", "just one\n");
    secrets(&repo, &["--scan"]).expect(1);
    // Where git fails, nothing is said to be clean.
    repo.git(["config", "--replace-all", "secrets.patterns", "nowhere"]);
    secrets(&repo, &["--scan-history"]).expect(0);
    let head = repo.path().join(".git/refs/heads/broken");
    fs::write(head, format!("{}\n", "1".repeat(40))).expect("written");
    let said = secrets(&repo, &["--scan-history"]).expect(2).stderr;
    assert!(said.contains("git log failed"), "{said}");
    fs::remove_file(repo.path().join(".git/refs/heads/broken")).expect("removed");
    repo.git(["config", "--replace-all", "secrets.patterns", "one two"]);
    repo.git(["config", "secrets.compat", "none"]);
    secrets(&repo, &["--scan"]).expect(0);
}

#[test]
fn names_of_every_kind_are_searched_and_shown_as_git_shows_them() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    for name in ["a b.txt", "\u{e9}.txt", "quote\".txt", "[z].txt", "-dash"] {
        repo.stage(name, "forbidden\n");
    }
    let said = git(&repo, &["commit", "-qm", "x"]).expect(1).stderr;
    for shown in ["a b.txt:1:", r#""\303\251.txt":1:"#, r#""quote\".txt":1:"#, "[z].txt:1:", "-dash:1:"] {
        assert!(said.contains(shown), "{shown} in {said}");
    }
    repo.git(["config", "core.quotePath", "false"]);
    assert!(secrets(&repo, &["--scan"]).expect(1).stderr.contains("\u{e9}.txt:1:"));
    let said = secrets(&repo, &["--scan", "--", "-dash"]).expect(1).stderr;
    assert!(said.starts_with("-dash:1:forbidden"), "{said}");
    // From a folder below, too.
    fs::create_dir(repo.path().join("sub")).expect("a folder");
    let mut below = repo.command("git", &repo.path().join("sub"));
    let path = format!("{}:{}", repo.beside("bin").display(), std::env::var("PATH").unwrap_or_default());
    let said = run(below.env("PATH", path).args(["secrets", "--pre_commit_hook"])).expect(1).stderr;
    assert!(said.contains("a b.txt:1:forbidden"), "{said}");
}

#[test]
fn the_command_line_is_read_as_the_original_reads_it() {
    let repo = repo();
    repo.stage("dir/a.txt", "forbidden\n");
    for (args, code, words) in [
        (&["-h"][..], 129, "usage: git secrets --scan"),
        (&["--nonsense"], 129, "error: unknown option `nonsense'"),
        (&["-x"], 129, "error: unknown switch `x'"),
        (&["--pre"], 129, "ambiguous option: pre"),
        (&["--scan", "--cached=1"], 129, "option `cached' takes no value"),
        (&["-r", "--scan"], 129, "Unknown option: -r"),
        (&["--scan", "-v"], 129, "unknown switch `v'"),
        (&["--scan", "-f"], 1, "-f|--force can only be supplied with the --install subcommand"),
        (&["--list", "-r"], 1, "-r|--recursive can only be supplied with the --scan subcommand"),
        (&["--scan", "-r", "--cached"], 1, "-r|--recursive cannot be supplied with --cached"),
        (&["--scan", "--no-cached"], 1, "dir/a.txt:1:forbidden"),
        (&["--scan", "--rec", "dir"], 1, "dir/a.txt:1:forbidden"),
        (&["--commit_msg_hook"], 2, "No such file"),
        (&["--list", "--global"], 1, ""),
    ] {
        let said = secrets(&repo, args).expect(code).all();
        assert!(said.contains(words), "{args:?}: {said}");
    }
    // Several at once, and standard input beside files.
    repo.write("ok.txt", "fine\n");
    let said = secrets(&repo, &["--scan", "ok.txt", "dir/a.txt"]).expect(1).stderr;
    assert!(said.starts_with("dir/a.txt:1:forbidden"), "{said}");
    let piped = repo.scan(["git-secrets", "--scan", "-"]).stdin("x forbidden4\n").run().expect(1).stderr;
    assert!(piped.starts_with("(standard input):1:x forbidden4"), "{piped}");
}

#[test]
fn completions_and_manual_pages_for_both_names() {
    let repo = repo();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for name in ["secretscan", "git-secrets"] {
            let text = repo.scan(["completions", shell, "--name", name]).run().expect(0).stdout;
            assert!(
                text.contains(name)
                    && text.contains(if name == "secretscan" { "history" } else { "scan-history" })
            );
        }
    }
    let script = "source <(secretscan completions bash --name git-secrets)\n\
                  COMP_WORDS=(git secrets --scan-) COMP_CWORD=2; _git_secrets; echo \"${COMPREPLY[@]}\"\n\
                  fn=$(complete -p git-secrets); fn=${fn#*-F }; fn=${fn%% *}\n\
                  COMP_WORDS=(git-secrets --inst) COMP_CWORD=1; $fn git-secrets --inst git-secrets; echo \"${COMPREPLY[@]}\"\n\
                  source <(secretscan completions bash)\n\
                  COMP_WORDS=(secretscan migr) COMP_CWORD=1; _secretscan secretscan migr secretscan; echo \"${COMPREPLY[@]}\"";
    let said = run(repo.command("bash", &repo.path()).args(["-c", script])).expect(0);
    assert_eq!(said.stdout, "--scan-history\n--install\nmigrate\n", "{}", said.stderr);
    let pages = repo.beside("man");
    repo.scan(["man", "--to", &pages.to_string_lossy()]).run().expect(0);
    for name in ["secretscan", "secretscan-hook-install", "git-secrets"] {
        let text = fs::read_to_string(pages.join(format!("{name}.1"))).expect("a page");
        assert!(text.contains(".TH ") && text.contains(".SH SYNOPSIS"), "{text}");
    }
    let page = repo.scan(["man", "git-secrets"]).run().expect(0).stdout;
    assert!(page.contains("secrets.compat") && page.contains("scan\\-history"), "{page}");
    assert!(repo.scan(["man", "nothing"]).run().expect(2).stderr.contains("there is no page nothing"));
}
