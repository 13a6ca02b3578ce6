//! Our scripts after somebody has written into them, or after a manager has moved them.

use super::{commit, script, with_hooks};
use crate::support::{TestRepo, key};
use std::fs;

#[test]
fn an_edited_script_is_ours_still() {
    let repo = TestRepo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    let own = "#!/bin/sh\necho own >&2\n";
    script(&hook, own);
    repo.scan(["hook", "install"]).run().expect(0);
    let text = fs::read_to_string(&hook).expect("a hook");
    let edited = text.replacen('\n', "\n# one line of mine\nset -u\n", 1);
    script(&hook, &edited);
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("secretscan, edited: `secretscan hook install` writes it anew"), "{said}");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
    let said = repo.scan(["hook", "uninstall"]).run().expect(0).stdout;
    assert!(said.contains("pre-commit.changed"), "{said}");
    assert_eq!(fs::read_to_string(&hook).expect("back"), own);
    assert_eq!(fs::read_to_string(hook.with_extension("changed")).expect("a copy"), edited);
    // Taken over as ours, not chained.
    script(&hook, &edited);
    repo.scan(["hook", "install"]).run().expect(0);
    assert_eq!(fs::read_to_string(&hook).expect("anew"), text);
    // One that never gets to the check is no protection.
    script(&hook, &text.replacen('\n', "\nexit 0\n", 1));
    let said = repo.scan(["hook", "status"]).run().expect(3).stdout;
    assert!(said.contains("was edited and ends before our check"), "{said}");
}

#[test]
fn where_the_framework_has_moved_ours_status_says_how_to_get_behind_it() {
    let repo = with_hooks();
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::rename(&hook, hook.with_extension("legacy")).expect("moved");
    let stages = format!("echo stripe = {} >gen.ini; git add gen.ini", key());
    let framework = format!(
        "#!/bin/sh\nlegacy=$(dirname \"$0\")/pre-commit.legacy # hook-impl\n\
         if [ -x \"$legacy\" ]; then \"$legacy\" || exit 1; fi\n{stages}\n"
    );
    script(&hook, &framework);
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("it runs before the hooks of the pre-commit framework"), "{said}");
    for command in ["uninstall", "install"] {
        assert!(said.contains(&format!("secretscan hook {command}")), "{said}");
        repo.scan(["hook", command]).run().expect(0);
    }
    repo.stage("a.txt", "a\n");
    assert!(commit(&repo).expect(1).stderr.contains("gen.ini:1:10"));
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(!said.contains("it runs before"), "{said}");
}

#[test]
fn uninstalling_here_says_that_the_hooks_of_all_still_run() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "--global"]).run().expect(0);
    let said = repo.scan(["hook", "uninstall"]).run().expect(0).stdout;
    assert!(
        said.contains("No hook of ours") && said.contains("`secretscan hook uninstall --global`"),
        "{said}"
    );
    let said = repo.scan(["hook", "uninstall", "--global"]).run().expect(0).stdout;
    assert!(!said.contains("still run here"), "{said}");
}
