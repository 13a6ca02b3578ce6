//! The same story at the hooks of a push, here and on the server.

use super::{World, ZERO};
use crate::support::Output;
use std::path::Path;

impl World {
    /// A hook as git calls it.
    fn hook(&self, folder: &Path, args: &[&str], input: String) -> Output {
        self.repo.scan_in(folder, [&["hook", "run"], args].concat()).stdin(input).run()
    }
}

/// Hooks say everything on standard error: the findings, and the receipt at the end.
fn parted(said: Output) -> Output {
    Output {
        stdout: said.stderr.lines().filter(|l| l.starts_with('{')).collect::<Vec<_>>().join("\n"),
        stderr: said.stderr.lines().last().unwrap_or_default().to_owned(),
        code: said.code,
    }
}

#[test]
fn before_a_push() {
    let world = World::new();
    let line = |local: &str, there: &str| {
        format!("refs/heads/feature {} refs/heads/feature {}\n", world.id(local), world.id(there))
    };
    let work = world.repo.path();
    let said = |args: &[&str], input: String| parted(world.hook(&work, args, input));
    let to = |remote: &'static str| ["pre-push", "--format", "jsonl", "--", remote, "url"];
    // What the remote has is known from its own branches here.
    world.repo.git(["fetch", "-q", "origin"]);
    world.repo.git(["update-ref", "-d", "refs/remotes/origin/feature"]);
    world.repo.git(["update-ref", "-d", "refs/remotes/origin/gh-readonly-queue/main/pr-7"]);
    world.is_exactly(said(&to("origin"), line("f2", "-")), "push to origin", &["f1", "f2"], 4);
    world.is_exactly(said(&to("origin"), line("f2", "f1")), "push to origin", &["f2"], 2);
    // A forced push over a commit that this clone never had.
    let gone = line("f2", "f1").replace(world.id("f1"), "1111111111111111111111111111111111111111");
    world.is_exactly(said(&to("origin"), gone), "push to origin", &["f1", "f2"], 4);
    // Deleting a branch publishes nothing.
    let delete = format!("(delete) {ZERO} refs/heads/feature {}\n", world.id("f2"));
    assert_eq!(world.hook(&work, &to("origin"), delete).expect(0).all(), "");
    // Another place has nothing of what origin has: all of the branch's history is new there.
    let elsewhere = "https://public.example/shop.git";
    let whole = said(&to(elsewhere), line("f2", "-"));
    world.is_history_of(whole, &format!("push to {elsewhere}"), &["m0", "m1", "f1", "f2"]);
    let address = world.origin.to_string_lossy().into_owned();
    let args = ["pre-push", "--format", "jsonl", "--", &address, &address];
    world.is_exactly(said(&args, line("f2", "-")), &format!("push to {address}"), &["f1", "f2"], 4);
}

#[test]
fn on_the_server() {
    let world = World::new();
    let (server, work) = (world.origin.to_string_lossy(), world.repo.path());
    world.repo.git(["-C", &server, "fetch", "-q", &work.to_string_lossy(), world.id("gone")]);
    // A new ref whose commits no other has, and an update of one.
    let receive = |old: &str, new: &str| {
        let input = format!("{} {} refs/heads/new\n", world.id(old), world.id(new));
        parted(world.hook(&world.origin, &["pre-receive", "--format", "jsonl"], input))
    };
    world.is_exactly(receive("-", "gone"), "push to refs/heads/new", &["gone"], 2);
    world.is_exactly(receive("o1", "gone"), "push to refs/heads/new", &["gone"], 2);
    assert_eq!(receive("-", "f2").expect(0).stdout, "");
    assert_eq!(receive("f2", "-").expect(0).stdout, "");
}
