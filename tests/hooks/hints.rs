//! What is said where something that somebody wrote does not count.

use super::{commit, with_hooks};
use crate::support::key;

#[test]
fn a_configuration_that_is_not_staged_is_pointed_out_below_a_refusal() {
    let repo = with_hooks();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let hint = "`.secretscan.toml` is not staged, so it does not count yet: git add :/.secretscan.toml";
    assert!(!commit(&repo).expect(1).stderr.contains("is not staged"));
    repo.write(".secretscan.toml", "exclude = [\"a.ini\"]\n");
    let said = commit(&repo).expect(1).stderr;
    assert!(said.trim_end().ends_with(hint), "{said}");
    assert!(repo.scan(["--staged"]).run().expect(1).stderr.contains(hint));
    repo.git(["add", ":/.secretscan.toml"]);
    assert!(!repo.scan(["--staged"]).run().stderr.contains("is not staged"));
}

#[test]
fn an_id_of_nothing_is_allowed_and_told() {
    let repo = with_hooks();
    let id = format!("ss1-{}", "0123456789abcdef".repeat(2));
    let said = repo.scan(["allow", &id, "--reason", "for later"]).run().expect(0).stdout;
    assert!(said.contains("No finding here has this id"), "{said}");
}
