//! Settings that change what git shows, and nothing of what is seen.

use super::{Seen, look, repo};
use crate::support::TestRepo;

type Change = Box<dyn Fn(&TestRepo)>;

/// Each by its name.
fn settings() -> Vec<(&'static str, Change)> {
    let attributes = |text: &'static str| {
        move |repo: &TestRepo| {
            repo.write(".gitattributes", text);
        }
    };
    let config = |key: &'static str, value: &'static str| {
        move |repo: &TestRepo| drop(repo.git(["config", key, value]))
    };
    vec![
        ("-diff", Box::new(attributes("* -diff\n"))),
        ("binary", Box::new(attributes("* binary\n"))),
        ("-text", Box::new(attributes("* -text\n"))),
        ("linguist-generated", Box::new(attributes("* linguist-generated linguist-vendored\n"))),
        ("export-ignore", Box::new(attributes("* export-ignore\n"))),
        ("encoding", Box::new(attributes("* working-tree-encoding=UTF-16LE\n"))),
        ("ident", Box::new(attributes("* ident\n"))),
        ("merge", Box::new(attributes("* merge=ours\n"))),
        (
            "textconv",
            Box::new(|repo| {
                repo.write(".gitattributes", "* diff=hide\n").git(["config", "diff.hide.textconv", "true"]);
            }),
        ),
        (
            "external command",
            Box::new(|repo| {
                repo.write(".gitattributes", "* diff=hide\n").git(["config", "diff.hide.command", "true"]);
            }),
        ),
        (
            "info/attributes",
            Box::new(|repo| {
                repo.write(".git/info/attributes", "* -diff\n");
            }),
        ),
        (
            "ignored",
            Box::new(|repo| {
                repo.write(".gitignore", "*\n").write(".git/info/exclude", "*\n");
            }),
        ),
        ("diff.external", Box::new(config("diff.external", "true"))),
        ("diff.renames", Box::new(config("diff.renames", "copies"))),
        ("diff.ignoreSubmodules", Box::new(config("diff.ignoreSubmodules", "all"))),
        ("diff.noprefix", Box::new(config("diff.noprefix", "true"))),
        ("diff.orderFile", Box::new(config("diff.orderFile", "/dev/null"))),
        ("diff.relative", Box::new(config("diff.relative", "true"))),
        ("diff.context", Box::new(config("diff.context", "0"))),
        ("color.ui", Box::new(config("color.ui", "always"))),
        ("core.autocrlf", Box::new(config("core.autocrlf", "true"))),
        ("core.eol", Box::new(config("core.eol", "crlf"))),
        ("core.bigFileThreshold", Box::new(config("core.bigFileThreshold", "1"))),
        ("core.quotePath", Box::new(config("core.quotePath", "false"))),
        ("core.ignoreCase", Box::new(config("core.ignoreCase", "true"))),
        ("core.fsmonitor", Box::new(config("core.fsmonitor", "true"))),
        ("core.trustctime", Box::new(config("core.trustctime", "false"))),
        ("i18n.commitEncoding", Box::new(config("i18n.commitEncoding", "ISO-2022-JP"))),
        ("skip-worktree", Box::new(|repo| drop(repo.git(["update-index", "--skip-worktree", "lib/b.txt"])))),
        (
            "assume-unchanged",
            Box::new(|repo| drop(repo.git(["update-index", "--assume-unchanged", "lib/b.txt"]))),
        ),
    ]
}

/// Settings that change what `git diff` shows, one by one: none changes what is seen.
#[test]
fn no_setting_hides_anything() {
    for (name, set) in settings() {
        let repo = repo();
        repo.stage("lib/b.txt", "one\ntwo\nadded\nlib/b.txt\n");
        set(&repo);
        let new = vec![("lib/b.txt".to_string(), "added\n".to_string())];
        assert_eq!(look(&repo), Seen { new, ..Seen::default() }, "{name}");
    }
}
