//! What is broken is told in one sentence, with the right exit code, and nothing else is lost over it; and the receipt
//! adds up whatever came in the way.

use crate::support::{Output, TestRepo, key};
use std::fs;
use std::path::Path;

/// One sentence on standard error, that holds these words, and nothing found.
#[track_caller]
fn says(said: Output, code: i32, words: &[&str]) {
    let said = said.expect(code);
    assert_eq!(said.stderr.trim_end().lines().count(), 1, "more than one line: {}", said.stderr);
    assert!(said.stderr.starts_with("secretscan: ") && said.stdout.is_empty(), "{}", said.all());
    words.iter().for_each(|word| assert!(said.stderr.contains(word), "no `{word}`: {}", said.stderr));
}

/// The object file of a blob, commit or tree.
fn loose(repo: &TestRepo, rev: &str) -> std::path::PathBuf {
    let id = repo.git(["rev-parse", rev]).trim().to_owned();
    repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

#[test]
fn broken_files_of_ours_are_one_sentence() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    let cases = [
        (".secretscan.toml", "exclude = [\"a\"\n", "line 1"),
        (".secretscan.toml", "exclude = [\"a[\"]\n", "a["),
        (".secretscan.toml", "rules = [\"team.toml\"]\n", "the rule file team.toml, which is not there"),
        (".secretscan-allow", "ss1-nonsense\n", "line 1"),
        (".secretscan-baseline", "# nothing\n", "holds no entry"),
        (".secretscan-baseline", "12345\n", "line 1"),
    ];
    for (file, text, word) in cases {
        repo.write(file, text);
        says(repo.scan::<[&str; 0]>([]).run(), 2, &[file, word]);
        fs::remove_file(repo.path().join(file)).expect("removed");
    }
    repo.write(".secretscan.toml", "rules = [\"team.toml\"]\n");
    let rule = "[[rule]]\nid = \"team-key\"\nname = \"n\"\nprovider = \"p\"\nseverity = \"low\"\nconfidence = \"low\"\n\
                advice = \"a\"\nkeywords = [\"team-\"]\n";
    for (regex, word) in [("regex = \"team-(\"\n", "team-key"), ("regexp = \"x\"\n", "regexp"), ("", "team")]
    {
        repo.write("team.toml", format!("{rule}{regex}"));
        says(repo.scan::<[&str; 0]>([]).run(), 2, &["team.toml", word]);
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_scanned() {
    let unreadable = "/proc/self/mem";
    if !Path::new(unreadable).exists() {
        eprintln!("skipped: there is no {unreadable} here to stand for a file that cannot be read");
        return;
    }
    let folder = TestRepo::bare_folder();
    folder.write("a.ini", "x = 1\n").write("b.ini", format!("stripe = {}\n", key()));
    let said = folder.scan(["a.ini", unreadable]).run().expect(3).stdout;
    assert!(said.contains("1 of 2 files") && said.contains("unread: /proc/self/mem: "), "{said}");
    assert!(said.contains("INCOMPLETE: 1 file could not be read"), "{said}");
    // A finding wins, and the receipt still says it.
    let said = folder.scan(["b.ini", unreadable]).run().expect(1).stdout;
    assert!(said.contains("b.ini:1:10") && said.contains("INCOMPLETE"), "{said}");
}

#[test]
fn a_broken_repository_is_one_sentence_or_a_named_gap() {
    let repo = TestRepo::new();
    repo.stage("a.ini", "x = 1\n");
    repo.stage("dir/b.ini", "y = 1\n");
    repo.commit_all("first");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("second");
    repo.stage("c.ini", "z = 1\n");
    let index = repo.path().join(".git/index");
    let whole = fs::read(&index).expect("an index");
    fs::write(&index, &whole[..whole.len() / 2]).expect("written");
    says(repo.scan(["--staged"]).run(), 3, &["index"]);
    fs::write(&index, whole).expect("written");
    // A blob that is gone: in the hook, in a range, in history. What is there is still found.
    let staged = loose(&repo, ":c.ini");
    let kept = fs::read(&staged).expect("an object");
    fs::remove_file(&staged).expect("removed");
    let said = repo.scan(["--staged"]).run().expect(3).stdout;
    assert!(said.contains("c.ini: object ") && said.contains("missing from this clone"), "{said}");
    fs::write(&staged, kept).expect("written");
    fs::remove_file(loose(&repo, "HEAD~1:dir/b.ini")).expect("removed");
    for mode in [&["--history"][..], &["--max-count", "2"]] {
        let said = repo.scan(mode).run().expect(1).stdout;
        assert!(said.contains("a.ini:1:10") && said.contains("INCOMPLETE"), "{mode:?}: {said}");
    }
    // A commit that is gone.
    fs::remove_file(loose(&repo, "HEAD~1")).expect("removed");
    let said = repo.scan(["--range", "HEAD~1..HEAD"]).run();
    assert!(matches!(said.code, 2 | 3) && said.stderr.lines().count() == 1, "{}", said.all());
    let said = repo.scan(["--history"]).run().expect(1).stdout;
    assert!(said.contains("a.ini:1:10") && said.contains("INCOMPLETE"), "{said}");
    fs::write(repo.path().join(".git/HEAD"), "nonsense\n").expect("written");
    let said = repo.scan(["--staged"]).run();
    assert!(matches!(said.code, 2 | 3) && said.stderr.lines().count() == 1, "{}", said.all());
}

/// `listed = scanned + skipped + unread`, from the report for machines.
#[track_caller]
fn adds_up(said: &Output, listed: u64, skipped: u64, unread: u64) {
    let report: serde_json::Value = serde_json::from_str(&said.stdout).expect("a report");
    let receipt = &report["receipt"];
    let number = |name: &str| receipt[name].as_u64().expect("a number");
    let count = |name: &str| receipt[name].as_array().expect("a list").len() as u64;
    assert_eq!((number("listed"), count("skipped"), count("unread")), (listed, skipped, unread), "{receipt}");
    assert_eq!(number("listed"), number("scanned") + count("skipped") + count("unread"), "{receipt}");
}

#[test]
fn the_receipt_adds_up() {
    let repo = TestRepo::new();
    repo.write(".secretscan.toml", "exclude = [\"vendor\"]\n")
        .write("vendor/a", "x")
        .write("vendor/b/c", "x");
    repo.write(".gitignore", "out/\n").write("out/x", "x").write("src/a", "x").write("src/b", "");
    let made = repo.command("mkfifo", &repo.path()).arg("pipe").status().expect("mkfifo");
    assert!(made.success());
    std::os::unix::fs::symlink("src", repo.path().join("link")).expect("a link");
    adds_up(&repo.scan(["--format", "json"]).run().expect(0), 8, 3, 0);
    repo.git(["add", "-A"]);
    adds_up(&repo.scan(["--staged", "--format", "json"]).run().expect(0), 7, 2, 0);
    repo.commit_all("all");
    // Messages of commits are listed beside files.
    adds_up(&repo.scan(["--max-count", "1", "--format", "json"]).run().expect(0), 8, 2, 0);
    fs::remove_file(loose(&repo, "HEAD:src/a")).expect("removed");
    adds_up(&repo.scan(["--max-count", "1", "--format", "json"]).run().expect(3), 8, 2, 1);
    let said = repo.scan(["--history", "--format", "json"]).run().expect(3);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).expect("a report");
    let receipt = &report["receipt"];
    let gone = receipt["unread"].as_array().map_or(0, Vec::len) as u64;
    assert_eq!(receipt["listed"].as_u64(), receipt["scanned"].as_u64().map(|n| n + gone), "{receipt}");
}

/// A device has no end, and a pipe waits for a writer.
#[test]
fn files_of_ours_that_are_no_files_are_not_read() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    for name in [".secretscan.toml", ".secretscan-allow", ".secretscan-baseline", ".gitallowed"] {
        let path = repo.path().join(name);
        std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
        says(repo.scan::<[&str; 0]>([]).run(), 2, &[name, "no regular file"]);
        fs::remove_file(&path).expect("removed");
        let made = repo.command("mkfifo", &repo.path()).arg(name).status().expect("mkfifo");
        assert!(made.success());
        says(repo.scan::<[&str; 0]>([]).run(), 2, &[name, "no regular file"]);
        fs::remove_file(&path).expect("removed");
        let large = fs::File::create(&path).expect("a file");
        large.set_len((16 << 20) + 1).expect("a large file");
        says(repo.scan::<[&str; 0]>([]).run(), 2, &[name, "16 MiB"]);
        fs::remove_file(&path).expect("removed");
        // A link to a file is as good as the file; without the file it is a mistake, and not nothing.
        let _ = fs::remove_file(repo.path().join("elsewhere"));
        std::os::unix::fs::symlink("elsewhere", &path).expect("a link");
        says(repo.scan::<[&str; 0]>([]).run(), 2, &[name, "leads nowhere"]);
        repo.write("elsewhere", "# nothing\n");
        if name != ".secretscan-baseline" {
            repo.scan::<[&str; 0]>([]).run().expect(0);
        }
        fs::remove_file(&path).expect("removed");
    }
    let own = repo.home().join(".config/secretscan");
    fs::create_dir_all(&own).expect("folders");
    std::os::unix::fs::symlink("gone", own.join("config.toml")).expect("a link");
    says(repo.scan::<[&str; 0]>([]).run(), 2, &["config.toml"]);
}
