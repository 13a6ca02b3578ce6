//! In the place of git-secrets: its options, its hooks, and the faults of the original that are not copied.

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
fn hooks_are_installed_and_judge_what_is_recorded() {
    let repo = repo();
    let said = secrets(&repo, &["--install"]).expect(0).stdout;
    assert!(said.contains("Installed pre-commit hook to .git/hooks/pre-commit"), "{said}");
    assert!(secrets(&repo, &["--install"]).expect(1).stderr.contains("already exists. Use -f to force"));
    secrets(&repo, &["--install", "-f"]).expect(0);
    // Attributes and NUL bytes hide nothing.
    repo.stage(".gitattributes", "*.dat binary\n");
    repo.stage("a.dat", "\0\nforbidden\n");
    assert!(git(&repo, &["commit", "-qm", "x"]).expect(1).stderr.contains("a.dat:2:forbidden"));
    repo.stage("a.dat", "fine\n");
    git(&repo, &["commit", "-qm", "forbidden message"]).expect(1);
    git(&repo, &["commit", "-qm", "x"]).expect(0);
    // A commit that only deletes looks at nothing else, whatever lies in the tree.
    repo.stage("old.txt", "forbidden\n");
    repo.stage("gone.txt", "fine\n");
    repo.git(["commit", "-q", "--no-verify", "-m", "unseen"]);
    repo.git(["rm", "-q", "gone.txt"]);
    git(&repo, &["commit", "-qm", "only deletes"]).expect(0);
}

#[test]
fn merges_are_looked_at() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("b.txt", "forbidden\n");
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("main");
    let said = git(&repo, &["merge", "-q", "--no-edit", "side"]);
    assert_ne!(said.code, 0, "{}", said.all());
    assert!(said.stderr.contains("forbidden"), "{}", said.stderr);
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
fn configuration_is_kept_where_git_secrets_keeps_it() {
    let repo = repo();
    secrets(&repo, &["--add", "--literal", "a+b[c"]).expect(0);
    secrets(&repo, &["--add", "-l", "a+b[c"]).expect(1);
    secrets(&repo, &["--add", "--global", "everywhere"]).expect(0);
    assert!(repo.git(["config", "--global", "--get-all", "secrets.patterns"]).contains("everywhere"));
    secrets(&repo, &["--register-aws"]).expect(0);
    let listed = secrets(&repo, &["--list"]).expect(0).stdout;
    assert!(listed.contains("secrets.providers git secrets --aws-provider"), "{listed}");
    secrets(&repo, &["--add-provider", "--", "echo", "from-provider"]).expect(0);
    repo.write("a.txt", "a+b[c\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    repo.write("a.txt", "from-provider\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
}

#[test]
fn a_pattern_that_cannot_be_matched_fails_closed_and_is_named() {
    let repo = repo();
    repo.git(["config", "--add", "secrets.patterns", r"(a)\1"]);
    repo.write("a.txt", "fine\n");
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(
        said.contains(r"`(a)\1`") && said.contains("secrets.patterns") && said.contains("back-reference"),
        "{said}"
    );
    repo.git(["config", "--unset-all", "secrets.patterns"]);
    repo.git(["config", "--add", "secrets.providers", "no-such-program-here x"]);
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(said.contains("no-such-program-here"), "{said}");
    repo.git(["config", "--unset-all", "secrets.providers"]);
    // What a provider gives may be a secret: its place is named, its text is not.
    repo.write("given", "fine\nhush(hush\n");
    repo.git(["config", "--add", "secrets.providers", "cat given"]);
    for said in [secrets(&repo, &["--scan", "a.txt"]), repo.scan(["a.txt"]).run()] {
        let said = said.expect(2).stderr;
        assert!(said.contains("cat given, output line 2") && !said.contains("hush"), "{said}");
    }
    repo.git(["config", "--unset-all", "secrets.providers"]);
    repo.git(["config", "--add", "secrets.patterns", "fine"]);
    repo.write(".gitallowed", "ok\n[\n");
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(said.contains(".gitallowed, line 2"), "{said}");
}

#[test]
fn plain_scans_honour_the_patterns_too() {
    let repo = repo();
    repo.stage("a.txt", "one forbidden9 two\n");
    let said = repo.scan(["--staged"]).run().expect(1).stdout;
    assert!(said.contains("a.txt:1:5") && said.contains("git-secrets"), "{said}");
    repo.commit_all("in");
    repo.scan(["--history"]).run().expect(1);
    repo.git(["config", "--add", "secrets.allowed", "forbidden9"]);
    repo.scan(["--staged"]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
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
fn registering_twice_says_so_and_adds_nothing() {
    let repo = repo();
    assert_eq!(secrets(&repo, &["--register-aws"]).expect(0).stdout, "OK\n");
    let before = secrets(&repo, &["--list"]).expect(0).stdout;
    assert_eq!(secrets(&repo, &["--register-aws"]).expect(0).stdout, "");
    assert_eq!(secrets(&repo, &["--list"]).expect(0).stdout, before);
    secrets(&repo, &["--add-provider", "--global", "--", "echo", "x"]).expect(0);
    secrets(&repo, &["--add-provider", "--global", "--", "echo", "x"]).expect(1);
    assert_eq!(secrets(&repo, &["--list", "--global"]).expect(0).stdout, "secrets.providers echo x\n");
    // A provider that ends badly is told of.
    repo.git(["config", "--add", "secrets.providers", "false"]);
    repo.write("a.txt", "fine\n");
    assert!(secrets(&repo, &["--scan", "a.txt"]).expect(0).stderr.contains("`false`"));
    // In any other scan, which promises more, it fails the run.
    let said = repo.scan(["a.txt"]).run().expect(2).stderr;
    assert!(said.contains("`false`") && said.contains("ended with 1"), "{said}");
}

#[test]
fn hooks_go_where_the_original_puts_them() {
    let repo = repo();
    fs::create_dir_all(repo.path().join(".git/hooks/pre-commit.d")).expect("a folder");
    let said = secrets(&repo, &["--install"]).expect(0).stdout;
    assert!(said.contains("Installed pre-commit hook to .git/hooks/pre-commit.d/git-secrets"), "{said}");
    let text = fs::read_to_string(repo.path().join(".git/hooks/commit-msg")).expect("a hook");
    assert_eq!(text, "#!/usr/bin/env bash\ngit secrets --commit_msg_hook -- \"$@\"\n");
    let template = repo.beside("a template");
    let said = secrets(&repo, &["--install", &template.to_string_lossy()]).expect(0).stdout;
    assert!(said.contains("a template/hooks/prepare-commit-msg"), "{said}");
    secrets(&repo, &["--install", "-f", "."]).expect(0);
    let outside = TestRepo::bare_folder();
    assert!(secrets(&outside, &["--install"]).expect(1).stderr.contains("Not in a Git repository"));
}

#[test]
fn allowed_patterns_hold_in_every_plain_scan() {
    let repo = repo();
    repo.stage(".gitallowed", "# where dummies live\n^docs/.*:\nforbidden1\n");
    repo.stage("docs/a.txt", "one forbidden9 two\n");
    repo.stage("b.txt", "forbidden1\n");
    let said = repo.scan(["--staged", "-v"]).run().expect(0).all();
    assert!(said.contains(".gitallowed, line 2") && said.contains(".gitallowed, line 3"), "{said}");
    let base = repo.commit_all("one");
    repo.scan(["--history"]).run().expect(0);
    repo.scan(["."]).run().expect(0);
    // The same line elsewhere is no dummy, and neither is a real one beside an allowed one.
    repo.stage("src/a.txt", "one forbidden9 two\n");
    assert!(repo.scan(["--staged"]).run().expect(1).stdout.contains("src/a.txt:1:5"));
    repo.stage("b.txt", "forbidden1 forbidden2\n");
    assert!(repo.scan(["--staged"]).run().expect(1).stdout.contains("b.txt:1:12"));
    let tip = repo.commit_all("two");
    assert!(repo.scan(["--history"]).run().expect(1).stdout.contains("src/a.txt:1:5"));
    assert!(secrets(&repo, &["--scan-history"]).expect(1).stderr.contains(":src/a.txt:1:one forbidden9"));
    // What a pull request allows itself is listed for review; `--strict` refuses it.
    repo.stage(".gitallowed", ".*\n");
    let tip_with_all = repo.commit_all("allow everything");
    let ci = |head: &str, more: &[&str]| {
        repo.scan([&["--ci"], more].concat())
            .env("GITLAB_CI", "true")
            .env("CI_MERGE_REQUEST_IID", "3")
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base)
            .env("CI_COMMIT_SHA", head)
            .run()
    };
    repo.git(["checkout", "-q", &tip]);
    ci(&tip, &[]).expect(1);
    repo.git(["checkout", "-q", &tip_with_all]);
    assert!(ci(&tip_with_all, &[]).expect(0).stderr.contains(".gitallowed: 1 more allowed patterns"));
    ci(&tip_with_all, &["--strict"]).expect(1);
}

#[test]
fn what_the_catalogue_finds_is_allowed_by_them_too() {
    let repo = TestRepo::new();
    let token = ["ghp", "_R7pLq2Xz9VbN4mKc8TdW1s", "HfJ6gYe33SX5Sa"].concat();
    repo.write("a.txt", format!("token = \"{token}\"\n"));
    repo.scan(["."]).run().expect(1);
    repo.write(".gitallowed", "ghp_R7pLq2\n");
    repo.scan(["."]).run().expect(0);
    repo.write(".gitallowed", "token =\n");
    repo.scan(["."]).run().expect(1);
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

#[test]
fn what_delta_bases_hand_down_is_what_a_search_of_everything_finds() {
    let repo = repo();
    for version in 0..24 {
        let lines: Vec<String> = (0..120)
            .map(|n| match (n * 7 + version) % 29 {
                0 => format!("forbidden{n}"),
                1 => format!("x{version} forbidden{} y", n % 5),
                m => format!("a plain line of some length, number {n}, {}", m / 20),
            })
            .collect();
        let end = if version % 2 == 0 { "\n" } else { "" };
        repo.stage("a.txt", lines[version % 9..].join("\n") + end);
        repo.commit_all("another");
    }
    repo.git(["gc", "-q", "--aggressive", "--prune=now"]);
    let told = |args: &[&str]| {
        let mut lines: Vec<String> = repo
            .scan(args.iter().copied())
            .run()
            .expect(1)
            .json_lines()
            .iter()
            .map(|l| format!("{} {} {}", l["fingerprint"], l["commit"], l["occurrences"]))
            .collect();
        lines.sort();
        lines
    };
    let inherited = told(&["--history", "--format", "jsonl"]);
    assert!(inherited.len() > 20, "{inherited:?}");
    assert_eq!(inherited, told(&["--history", "--no-inherit", "--format", "jsonl"]));
    // git's own search names no line that ours does not.
    let ours = secrets(&repo, &["--scan-history"]).expect(1).stderr;
    let revisions = repo.git(["rev-list", "--all"]);
    let args = ["grep", "-hwE", "forbidden[0-9]*"].into_iter().chain(revisions.lines());
    for line in repo.git(args).lines() {
        assert!(ours.contains(&format!(":{line}\n")), "{line} is not in ours");
    }
}

#[test]
fn what_a_merge_itself_brings_in_is_seen() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "other"]);
    repo.stage("b.txt", "b\n");
    repo.commit_all("other");
    repo.git(["checkout", "-q", "-b", "side", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("side");
    repo.git(["merge", "-q", "--no-ff", "--no-commit", "other"]);
    // Neither parent has it, so `git log -p` shows it nowhere.
    repo.stage("evil.txt", "forbidden\n");
    repo.git(["commit", "-q", "--no-verify", "-m", "a merge"]);
    repo.git(["checkout", "-q", "main"]);
    repo.stage("d.txt", "d\n");
    repo.commit_all("main");
    let said = git(&repo, &["merge", "-q", "--no-edit", "side"]);
    assert!(said.code != 0 && said.stderr.contains("forbidden"), "{}", said.all());
    repo.git(["merge", "--abort"]);
    repo.git(["config", "secrets.compat", "strict"]);
    git(&repo, &["merge", "-q", "--no-edit", "side"]).expect(0);
}
