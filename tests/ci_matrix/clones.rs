//! Clones that are not whole: tags that the checkout made something else of, objects that a filter left out, branches
//! that are as an earlier run left them.

use super::{HEADS, World, ZERO, cut_off, text};
use crate::support::{Output, numbered_key};
use std::path::{Path, PathBuf};

/// A key that stands in the message of a tag and nowhere else.
const IN_MESSAGE: usize = 77;

/// A world whose tag `v3`, on the tip of main, has a key in its message; gives the tag object.
fn tagged() -> (World, String) {
    let world = World::new();
    let message = format!("the third\n\nstripe = {}", numbered_key(IN_MESSAGE));
    world.repo.git(["tag", "-a", "v3", "-m", &message, world.id("m2")]);
    world.repo.git(["push", "-q", "origin", "v3"]);
    let tag = world.repo.git(["rev-parse", "v3"]).trim().to_owned();
    (world, tag)
}

fn push_of_tag(world: &World, folder: &Path, after: &str) -> Output {
    let payload = world
        .payload(
            "push",
            &[
                ("REF", "refs/tags/v3"),
                ("BEFORE", ZERO),
                ("AFTER", after),
                ("CREATED", "true"),
                ("FORCED", "false"),
            ],
        )
        .to_string_lossy()
        .into_owned();
    let env = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_EVENT_PATH", &payload),
        ("GITHUB_SHA", world.id("m2")),
    ];
    world.ci(folder, &env).run()
}

/// The one finding is that of the tag's message.
#[track_caller]
fn is_the_message(said: Output) {
    let all = said.all();
    let found = said.expect(1).json_lines();
    assert!(found.len() == 1 && text(&found[0]["path"]).is_empty(), "{all}");
    assert!(all.contains(": 1 change, 0 commits, "), "{all}");
}

#[test]
fn a_tag_s_message_is_read_whatever_the_checkout_made_of_the_tag() {
    let (world, tag) = tagged();
    let m2 = world.id("m2").to_owned();
    // actions/checkout puts the commit in the tag's place.
    let flat = format!("+{m2}:refs/tags/v3");
    let flattened = world.runner("flattened", &[HEADS, &flat], "refs/tags/v3", &[]);
    is_the_message(push_of_tag(&world, &flattened, &tag));
    let shallow = world.runner("flat-shallow", &[&flat], "refs/tags/v3", &["--depth=1"]);
    is_the_message(push_of_tag(&world, &shallow, &tag));
    // The event names the commit, or the system no object at all: the remote knows what the tag is.
    let named = world.runner("flat-named", &[HEADS, &flat], "refs/tags/v3", &[]);
    is_the_message(push_of_tag(&world, &named, &m2));
    let without = world.runner("without", &[HEADS], "origin/main", &[]);
    let circle = [("CIRCLECI", "true"), ("CIRCLE_SHA1", m2.as_str()), ("CIRCLE_TAG", "v3")];
    is_the_message(world.ci(&without, &circle).run());
    // Where nobody can tell, it does not pass for a tag without a message.
    let lonely = world.runner("lonely", &[HEADS], "origin/main", &[]);
    cut_off(&world, &lonely);
    let said = world.ci(&lonely, &circle).run().expect(3).stderr;
    assert!(said.contains("git fetch origin refs/tags/v3:refs/tags/v3"), "{said}");
    let silent = world.runner("flat-lonely", &[HEADS, &flat], "refs/tags/v3", &[]);
    cut_off(&world, &silent);
    let said = push_of_tag(&world, &silent, &m2).expect(3).stderr;
    assert!(said.contains("git fetch origin refs/tags/v3:refs/tags/v3"), "{said}");
}

/// `f2` takes out what `f1` brought: no checkout has that file, and a clone with a filter leaves it out.
fn with_a_hole(filter: &str) -> (World, PathBuf, [String; 2]) {
    let world = World::new();
    let origin = world.origin.to_string_lossy().into_owned();
    world.repo.git(["-C", &origin, "config", "uploadpack.allowFilter", "true"]);
    world.repo.git(["checkout", "-q", "-b", "hole", "main"]);
    world.repo.stage("gone.ini", format!("stripe = {}\n", numbered_key(50)));
    let brought = world.repo.commit_all("brings it");
    world.repo.git(["rm", "-q", "gone.ini"]);
    let head = world.repo.commit_all("takes it out");
    world.repo.git(["push", "-q", "origin", "hole"]);
    let folder = world.repo.beside("partial");
    let url = format!("file://{origin}");
    let to = folder.to_string_lossy().into_owned();
    world.repo.git(["clone", "-q", "--filter", filter, "--branch", "hole", &url, &to]);
    (world, folder, [brought, head])
}

fn request(head: &str) -> [(&str, &str); 3] {
    [("CIRCLECI", "true"), ("CIRCLE_SHA1", head), ("CIRCLE_PULL_REQUEST", "https://host.example/o/r/pull/12")]
}

#[test]
fn what_a_filter_left_out_is_fetched() {
    for filter in ["blob:none", "tree:0"] {
        let (world, folder, [brought, head]) = with_a_hole(filter);
        // As older git says it.
        world.repo.git(["-C", &folder.to_string_lossy(), "config", "extensions.partialClone", "origin"]);
        let said = world.ci(&folder, &request(&head)).run();
        let all = said.all();
        let found = said.expect(1).json_lines();
        assert_eq!((found.len(), text(&found[0]["path"])), (1, "gone.ini".to_owned()), "{filter}: {all}");
        assert_eq!(text(&found[0]["commit"]), brought);
        assert!(all.contains(": 3 changes, 2 commits, ") && all.contains("nothing unread"), "{all}");
    }
}

#[test]
fn a_partial_clone_that_cannot_be_filled_up_fails_with_the_line_to_add() {
    let (world, folder, [_, head]) = with_a_hole("blob:none");
    cut_off(&world, &folder);
    let said = world.ci(&folder, &request(&head)).run().expect(3).stderr;
    assert!(said.contains("partial (--filter)") && said.contains("checkout: { method: full }"), "{said}");
}

/// An agent of Buildkite keeps its clone, and fetches the branch that it builds.
#[test]
fn a_kept_clone_is_measured_by_the_target_as_it_is_now() {
    let mut world = World::new();
    let folder = world.runner("kept", &[HEADS], "origin/feature", &[]);
    world.repo.git(["checkout", "-q", "main"]);
    world.commit("m3");
    world.repo.git(["checkout", "-q", "-B", "feature", world.id("f2")]);
    world.repo.git(["merge", "-q", "--no-ff", "--no-commit", "main"]);
    world.commit("sync");
    world.repo.git(["push", "-q", "origin", "main", "feature"]);
    world.repo.git(["-C", &folder.to_string_lossy(), "fetch", "-q", "origin", "refs/heads/feature"]);
    let buildkite = [
        ("BUILDKITE", "true"),
        ("BUILDKITE_COMMIT", world.id("sync")),
        ("BUILDKITE_BRANCH", "feature"),
        ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"),
    ];
    let to_main = [("BUILDKITE_PULL_REQUEST", "5"), ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")];
    let said = world.ci(&folder, &[&buildkite[..], &to_main].concat()).run();
    world.is_exactly(said, "Buildkite, pull request 5", &["f1", "f2", "sync"], 6);
    let said = world.ci(&folder, &[&buildkite[..], &[("BUILDKITE_PULL_REQUEST", "false")]].concat()).run();
    world.is_exactly(said, "Buildkite, push to feature", &["f1", "f2", "sync"], 6);
}
