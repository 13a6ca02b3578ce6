//! Every place in which a repository can keep a secret.

use super::{of, scan, token};
use crate::support::TestRepo;
use secretscan::model::Place;

/// Only in a merge; gives its commit.
fn in_a_merge(repo: &TestRepo) -> String {
    repo.write("base.txt", "base\n");
    repo.commit_all("base");
    repo.diverge(("side.txt", "side\n"), ("main.txt", "main\n"));
    repo.git(["merge", "-q", "--no-commit", "--no-ff", "side"]);
    repo.write("merged.txt", token(10));
    repo.commit_all("merge")
}

fn in_messages_and_names(repo: &TestRepo) {
    repo.git(["commit", "-q", "--allow-empty", "-m", &format!("use {}", token(11))]);
    repo.git([
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "author",
        "--author",
        &format!("{} <a@b.c>", token(12)),
    ]);
    repo.git(["tag", "-a", "note", "-m", &format!("see {}", token(13))]);
    repo.git(["notes", "add", "-m", &format!("noted {}", token(16))]);
    in_a_header(repo);
}

/// In the message of a tag that a merge has taken into its header.
fn in_a_header(repo: &TestRepo) {
    let text = repo.git(["cat-file", "commit", "HEAD"]);
    let (head, _) = text.split_once("\n\n").expect("a message");
    let id = repo.git(["rev-parse", "HEAD"]);
    let tag = format!(
        "mergetag object {id} type commit\n tag v1\n tagger A <a@b.c> 1 +0000\n \n signed {}",
        token(9)
    );
    repo.write("../commit", format!("{head}\n{tag}\n\nmerged\n"));
    let made = repo.git(["hash-object", "-t", "commit", "-w", "../commit"]);
    repo.git(["update-ref", "refs/heads/merged", made.trim()]);
}

/// In a blob and a tree that tags name, without a commit.
fn under_tags(repo: &TestRepo) {
    let blob = |text: &str| {
        repo.write("../blob", text);
        repo.git(["hash-object", "-w", "../blob"]).trim().to_string()
    };
    let id = blob(&token(14));
    repo.git(["tag", "on-blob", &id]);
    let id = blob(&token(15));
    repo.git(["read-tree", "--empty"]);
    repo.git(["update-index", "--add", "--cacheinfo", &format!("100644,{id},in/tree.txt")]);
    let tree = repo.git(["write-tree"]);
    repo.git(["read-tree", "HEAD"]);
    repo.git(["tag", "-a", "-m", "a tree", "on-tree", tree.trim()]);
}

/// In a stash, a detached worktree and a reflog.
fn beside_the_branches(repo: &TestRepo) {
    repo.write("main.txt", token(17));
    repo.git(["stash", "-q"]);
    let linked = repo.beside("linked");
    repo.git(["worktree", "add", "-q", "--detach", &linked.to_string_lossy()]);
    std::fs::write(linked.join("detached.txt"), token(18)).expect("a file");
    for args in [&["add", "."][..], &["commit", "-q", "-m", "detached"]] {
        assert!(repo.command("git", &linked).args(args).status().expect("git runs").success());
    }
    repo.write("amended.txt", token(19));
    repo.commit_all("to be amended");
    repo.write("amended.txt", "clean");
    repo.git(["add", "-A"]);
    repo.git(["commit", "-q", "--amend", "-m", "amended"]);
}

#[test]
fn wherever_it_hides() {
    let repo = TestRepo::new();
    let merge = in_a_merge(&repo);
    in_messages_and_names(&repo);
    under_tags(&repo);
    beside_the_branches(&repo);
    // Nothing hides it: attributes, replacements, grafts.
    repo.write(".gitattributes", "* -diff binary\n");
    repo.commit_all("attributes");
    repo.git(["replace", "--graft", "HEAD"]);
    for packed in [false, true] {
        if packed {
            let never = ["-c", "gc.reflogExpire=never", "-c", "gc.reflogExpireUnreachable=never"];
            repo.git(never.iter().chain(&["gc", "-q"]));
        }
        let outcome = scan(&repo.path());
        for seed in 9..20 {
            of(&outcome, &token(seed));
        }
        assert_eq!(outcome.findings.len(), 11);
        let life = |seed| of(&outcome, &token(seed)).life.clone().expect("a story");
        assert_eq!(life(10).commit.as_deref(), Some(&merge[..]));
        assert!(matches!(of(&outcome, &token(9)).origin.place, Place::Commit(_)));
        assert!(matches!(of(&outcome, &token(11)).origin.place, Place::Commit(_)));
        assert!(matches!(of(&outcome, &token(13)).origin.place, Place::Tag(_)));
        assert_eq!(life(13).refs, ["note"]);
        assert_eq!(life(14).refs, ["on-blob"]);
        assert_eq!(
            (life(15).refs, of(&outcome, &token(15)).origin.path.to_string()),
            (vec!["on-tree".into()], "in/tree.txt".into())
        );
        assert!(life(19).commit.is_some() && !life(19).unreachable);
        assert_eq!(life(19).refs, [""; 0]);
        assert!(outcome.coverage.is_complete(), "{:?}", outcome.coverage.missing);
    }
}

/// What the folders of a file say of its kind, its name does not: no finding is lost for that.
#[test]
fn in_folders_of_translations() {
    let repo = TestRepo::new();
    let paths = [
        "config/locales/en.yml",
        "i18n/data/en.json",
        "app/lang/pt-BR/auth.php",
        "lang/strings.csv",
        "res/values-fr/strings.xml",
        "src/translations/zh_Hans.ts",
        "Base.lproj/x.txt",
        "src/lang/parser.ts",
    ];
    for (n, path) in (0..).zip(paths) {
        repo.write(path, format!("a: {}\n", token(100 + n)));
    }
    repo.commit_all("texts");
    // A folder of another name that is the same tree, and one that was moved there.
    repo.write("plain/en.yml", format!("a: {}\n", token(120)));
    repo.commit_all("plain");
    repo.git(["mv", "plain", "locale"]);
    repo.commit_all("moved");
    let outcome = scan(&repo.path());
    for (n, path) in (0..).zip(paths) {
        assert_eq!(of(&outcome, &token(100 + n)).origin.path.to_string(), path);
    }
    of(&outcome, &token(120));
}
