//! Hand-written matchers, for formats that are no regular shape. One fn and one row a matcher; a file per family.

mod assignment;
mod authorization;
pub mod aws;
mod command;
mod dsn;
mod jwk;
mod libpq;
mod pem;
mod url;

use super::generic::{Class, Often, alone, marks_of_place};
use crate::model::{Confidence, FileKind, Mark, Span};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// How many marks are kept of a value that is judged by its place.
const MOST_MARKS: usize = 6;

/// A keyword hit that a matcher is asked about.
#[derive(Clone, Debug)]
pub struct Ask<'t> {
    /// The whole text.
    pub text: &'t [u8],
    /// Where the keyword begins.
    pub at: usize,
    /// Where the keyword ends.
    pub end: usize,
    /// What the path says about the file.
    pub kind: FileKind,
    /// What the matcher says of where it looked.
    pub seen: Cell<Seen>,
    /// Further secrets at the same keyword: the name of a column has many.
    pub more: RefCell<Vec<Catch>>,
}

impl<'t> Ask<'t> {
    /// Asks about the keyword from `at` to `end`.
    pub fn new(text: &'t [u8], at: usize, end: usize, kind: FileKind) -> Ask<'t> {
        Ask { text, at, end, kind, seen: Cell::default(), more: RefCell::default() }
    }

    /// Says that no more than so many bytes before and behind the start of the keyword were looked at so far.
    pub fn looked(&self, before: usize, behind: usize) {
        self.seen.set(Seen { reach: Some((before, behind)), ..self.seen.get() });
    }

    /// Says that from here on all is looked at that the row of the matcher says.
    pub fn looks_further(&self) {
        self.seen.set(Seen { reach: None, ..self.seen.get() });
    }

    /// A secret without a name, if what stands there looks like one. Its place, in words, is worth `bonus` points.
    fn judge_by_place(
        &self,
        secret: Span,
        whole: Span,
        class: Class,
        bonus: f32,
        place: &'static str,
    ) -> Option<Catch> {
        let found = alone(Cow::Borrowed(secret.of(self.text)), secret, class, bonus, self.kind)?;
        let marks = marks_of_place(&found, place, MOST_MARKS);
        Some(Catch { secret, whole, confidence: found.confidence, marks, ..Catch::default() })
    }
}

/// Where a matcher looked, as far as its row does not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// How many bytes before and behind the start of the keyword, where that is not the `reach` of the row.
    pub reach: Option<(usize, usize)>,
    /// How often a value stands in the text, where that counted, too.
    pub often: Option<Often>,
}

/// What a matcher found at a keyword.
#[derive(Clone, Debug, Default)]
pub struct Catch {
    /// The secret.
    pub secret: Span,
    /// The whole match; contains the secret.
    pub whole: Span,
    /// The value where it is not the bytes of `secret` (unescaped, joined lines).
    pub value: Option<Vec<u8>>,
    /// Confidence where it is not the rule's.
    pub confidence: Option<Confidence>,
    /// What spoke for and against.
    pub marks: Vec<Mark>,
    /// Why it is no secret after all.
    pub dismissed: Option<&'static str>,
}

/// Tells whether a secret stands at the keyword. Whatever it says, it may have looked at no more than the `reach` of its
/// row (or as it said in `seen`) to either side of the keyword: so time stays linear in the text, and the answer can be
/// inherited.
pub type Matcher = fn(&Ask<'_>) -> Option<Catch>;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The name that rules use.
    pub name: &'static str,
    /// The matcher.
    pub find: Matcher,
    /// How many bytes before and behind the keyword it looks at.
    pub reach: usize,
}

/// Every matcher, sorted by name.
pub static MATCHERS: &[Row] = &[
    Row { name: "authorization-basic", find: authorization::basic, reach: authorization::REACH },
    Row { name: "authorization-bearer", find: authorization::bearer, reach: authorization::REACH },
    Row { name: "aws-console-password", find: aws::console_password, reach: aws::CSV_REACH },
    Row { name: "aws-key-pair", find: aws::key_pair, reach: aws::PAIR_REACH },
    Row { name: "aws-secret-key", find: aws::named_secret, reach: aws::SECRET_REACH },
    Row { name: "characters", find: command::characters, reach: command::REACH },
    Row { name: "command-option", find: command::option, reach: command::REACH },
    Row { name: "connect-call", find: command::login, reach: command::REACH },
    Row { name: "data-source", find: dsn::find, reach: dsn::REACH },
    Row { name: "directive", find: command::directive, reach: command::REACH },
    // These say themselves how far they look.
    Row { name: "generic-credential", find: assignment::credential, reach: 0 },
    Row { name: "generic-key", find: assignment::key, reach: 0 },
    Row { name: "generic-password", find: assignment::password, reach: 0 },
    Row { name: "generic-salt", find: assignment::salt, reach: 0 },
    Row { name: "generic-secret", find: assignment::secret, reach: 0 },
    Row { name: "generic-session", find: assignment::session, reach: 0 },
    Row { name: "generic-token", find: assignment::token, reach: 0 },
    Row { name: "identified-by", find: command::identified, reach: command::REACH },
    Row { name: "jwk-private", find: jwk::find, reach: jwk::REACH },
    Row { name: "keyed-call", find: command::keyed, reach: command::REACH },
    Row { name: "labelled", find: command::labelled, reach: command::REACH },
    Row { name: "libpq", find: libpq::find, reach: libpq::REACH },
    // Its values come with the run: `engine::literals` finds them.
    Row { name: "own-values", find: |_| None, reach: 0 },
    Row { name: "pem", find: pem::find, reach: pem::REACH },
    Row { name: "piped", find: command::piped, reach: command::REACH },
    Row { name: "told-login", find: command::told_login, reach: command::REACH },
    Row { name: "url-userinfo", find: url::find, reach: url::LONGEST },
    Row { name: "users", find: command::users, reach: command::REACH },
];

/// The matcher of that name.
pub fn find(name: &str) -> Option<&'static Row> {
    MATCHERS.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(MATCHERS.is_sorted_by(|a, b| a.name < b.name));
    }
}
