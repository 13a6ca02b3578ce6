//! Reduces a message file to what git records: the commit-msg hook runs before git removes comments and everything behind the
//! scissors line.

use crate::git::Repo;
use std::borrow::Cow;
use std::path::Path;

/// What git will take out of the message.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleanup {
    /// How a line of comment begins; `None` where comments are recorded.
    comment: Option<String>,
    /// True where what stands behind git's own scissors is not recorded.
    cuts: bool,
}

impl Cleanup {
    /// As the environment of the hook and the configuration say. An option of `git commit` is not told to hooks.
    pub fn now() -> Cleanup {
        let repo = Repo::discover(Path::new(".")).ok();
        let read = |key: &str| repo.as_ref().and_then(|repo| repo.config_string(key).ok().flatten());
        // So git says that nobody edits the message.
        let edited = std::env::var("GIT_EDITOR").ok().as_deref() != Some(":");
        let sign = read("core.commentString").or_else(|| read("core.commentChar"));
        Cleanup::of(edited, read("commit.cleanup").as_deref(), sign)
    }

    fn of(edited: bool, mode: Option<&str>, sign: Option<String>) -> Cleanup {
        let strips = match mode {
            Some("strip") => true,
            None | Some("default") => edited,
            Some(_) => false,
        };
        let sign = sign.unwrap_or_else(|| "#".to_owned());
        // Git then chooses a character that no line begins with; which one is not known.
        let known = sign != "auto";
        Cleanup { comment: (strips && known).then_some(sign), cuts: edited }
    }

    /// The part that is recorded.
    pub fn recorded<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let text = if self.cuts { before_scissors(text) } else { text };
        let Some(sign) = &self.comment else { return Cow::Borrowed(text) };
        let kept = |line: &&[u8]| !line.starts_with(sign.as_bytes());
        Cow::Owned(text.split_inclusive(|&b| b == b'\n').filter(kept).collect::<Vec<_>>().concat())
    }
}

/// The text before the line under which `commit --verbose` adds the changes. Git's own line is followed by one that says so,
/// behind the same character; scissors that somebody wrote are a part of the message.
fn before_scissors(text: &[u8]) -> &[u8] {
    const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------";
    let mut start = 0;
    let mut lines = text.split_inclusive(|&b| b == b'\n').peekable();
    while let Some(line) = lines.next() {
        let sign = line.trim_ascii_end().strip_suffix(SCISSORS);
        let mut told = |sign: &[u8]| lines.peek().is_some_and(|next| next.starts_with(sign));
        if sign.is_some_and(|sign| !sign.is_empty() && !sign.contains(&b' ') && told(sign)) {
            return &text[..start];
        }
        start += line.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERBOSE: &[u8] =
        b"Subject\n\n# hint\nBody\n# ------------------------ >8 ------------------------\n\
        # Do not modify or remove the line above.\ndiff --git a b\n";

    #[test]
    fn an_edited_message_loses_comments_and_changes() {
        let edited = Cleanup::of(true, None, None);
        assert_eq!(*edited.recorded(VERBOSE), *b"Subject\n\nBody\n");
        let own = b"Subject\n# ------------------------ >8 ------------------------\nkey\n";
        assert_eq!(*edited.recorded(own), *b"Subject\nkey\n");
        let other = Cleanup::of(true, None, Some("REM>".to_owned()));
        let text = b"a\nREM> ------------------------ >8 ------------------------\nREM> Do not\nb\n";
        assert_eq!(*other.recorded(text), *b"a\n");
        assert_eq!(*other.recorded(b"# a\nREM> b\n"), *b"# a\n");
    }

    #[test]
    fn a_message_that_nobody_edits_is_recorded_whole() {
        let given = Cleanup::of(false, None, None);
        assert_eq!(*given.recorded(VERBOSE), *VERBOSE);
        assert_eq!(*Cleanup::of(false, Some("strip"), None).recorded(b"a\n# b\n"), *b"a\n");
    }

    #[test]
    fn what_is_not_known_is_scanned() {
        for (mode, sign) in [(None, Some("auto")), (Some("whitespace"), None), (Some("verbatim"), None)] {
            let cleanup = Cleanup::of(true, mode, sign.map(str::to_owned));
            assert_eq!(*cleanup.recorded(b"a\n# b\n"), *b"a\n# b\n");
        }
    }
}
