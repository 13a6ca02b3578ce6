//! The hook scripts, embedded so that the installer writes exactly the files in `hooks/`.

/// A hook we install: git's name for it, and our script.
pub struct Script {
    /// Git's name of the hook.
    pub name: &'static str,
    /// The bytes to write.
    pub text: &'static str,
    /// True for a server hook: it runs in a repository that others push to.
    pub server: bool,
}

/// The hooks that we serve, in the order in which a commit meets them: client hooks, then server hooks.
pub static SCRIPTS: &[Script] = &[
    Script { name: "pre-commit", text: include_str!("../../../hooks/pre-commit"), server: false },
    Script {
        name: "prepare-commit-msg",
        text: include_str!("../../../hooks/prepare-commit-msg"),
        server: false,
    },
    Script { name: "pre-applypatch", text: include_str!("../../../hooks/pre-applypatch"), server: false },
    Script { name: "commit-msg", text: include_str!("../../../hooks/commit-msg"), server: false },
    Script { name: "pre-push", text: include_str!("../../../hooks/pre-push"), server: false },
    Script { name: "pre-receive", text: include_str!("../../../hooks/pre-receive"), server: true },
    Script { name: "update", text: include_str!("../../../hooks/update"), server: true },
];

/// The script for hooks that we do not serve: it only runs the repository's own hook.
static FORWARD: &str = include_str!("../../../hooks/forward");

/// Git leaves the working tree alone if there is a push-to-checkout hook, so without one of the repository's own this
/// script does what git would do.
static FORWARD_PUSH_TO_CHECKOUT: &str = include_str!("../../../hooks/forward-push-to-checkout");

/// All other hooks of git: without a forwarding script, `core.hooksPath` would silence them.
static OTHERS: &[&str] = &[
    "applypatch-msg",
    "fsmonitor-watchman",
    "p4-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "p4-prepare-changelist",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-receive",
    "post-rewrite",
    "post-update",
    "pre-auto-gc",
    "pre-merge-commit",
    "pre-rebase",
    "proc-receive",
    "push-to-checkout",
    "reference-transaction",
    "sendemail-validate",
];

/// The names of all hooks of git, those that we serve first.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCRIPTS.iter().map(|script| script.name).chain(OTHERS.iter().copied())
}

/// The script that hands over to the repository's own hook of this name.
pub fn forward(name: &str) -> &'static str {
    if name == "push-to-checkout" { FORWARD_PUSH_TO_CHECKOUT } else { FORWARD }
}

/// True for such a script, of any version.
pub fn is_forward(text: &[u8]) -> bool {
    is_ours(text) && !text.windows(CALL.len()).any(|part| part == CALL)
}

/// What every other script of ours calls.
const CALL: &[u8] = b" hook run ";

/// The second line of each of our scripts begins with this.
const MARK: &str = "# secretscan hook:";
/// How far down that line may have come by lines that somebody wrote above it.
const HEAD: usize = 20;

/// True for a script of ours, of any version, also if somebody has written into it.
pub fn is_ours(text: &[u8]) -> bool {
    text.split(|&b| b == b'\n').take(HEAD).any(|line| line.starts_with(MARK.as_bytes()))
}

/// True if a script of ours gets to its call of the program: no line above ends it for every run.
pub fn reaches_call(name: &str, text: &[u8]) -> bool {
    let (text, call) = (String::from_utf8_lossy(text), format!(" hook run {name} "));
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if line.contains(&call) {
            return true;
        }
        // What is indented belongs to a condition.
        if ["exit", "exec"].contains(&line.split([' ', ';']).next().unwrap_or_default()) {
            return false;
        }
    }
    is_forward(text.as_bytes())
}

/// True if the script of this hook is as this version writes it.
pub fn is_unchanged(name: &str, text: &[u8]) -> bool {
    find(name).is_some_and(|script| script.text.as_bytes() == text) || forward(name).as_bytes() == text
}

/// The script for a hook name.
pub fn find(name: &str) -> Option<&'static Script> {
    SCRIPTS.iter().find(|script| script.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_is_marked_and_calls_its_own_name() {
        for script in SCRIPTS {
            assert!(
                is_ours(script.text.as_bytes()) && !is_forward(script.text.as_bytes()),
                "{}",
                script.name
            );
            assert!(script.text.contains(&format!("hook run {} --from", script.name)), "{}", script.name);
        }
        for name in names() {
            assert!(is_forward(forward(name).as_bytes()), "{name}");
        }
        assert!(!is_ours(b"#!/bin/sh\nmake check\n"));
        let text = find("pre-commit").expect("one of ours").text;
        for (line, reaches) in [("set -x", true), ("  exit 0", true), ("exit 0", false), ("exec make", false)]
        {
            let edited = text.replacen('\n', &format!("\n{line}\n"), 1);
            assert!(is_ours(edited.as_bytes()), "{edited}");
            assert_eq!(reaches_call("pre-commit", edited.as_bytes()), reaches, "{edited}");
        }
        assert!(OTHERS.iter().all(|name| find(name).is_none()));
    }
}
