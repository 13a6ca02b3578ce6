//! The compiled form of rules: flat tables of numbers and one text. The built-in catalogue is static data in this form,
//! of which only the pages in use are loaded. Shared with `rules/build.rs`.
//!
//! Texts are `u32` offsets, not pointers, so nothing has to be relocated when the program starts.

use super::steps::Step;
use std::borrow::Cow;

/// A stretch of [`Tables::blob`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Offset of the first byte.
    pub at: u32,
    /// Length in bytes.
    pub len: u32,
}

/// A stretch of one of the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Index of the first row.
    pub at: u32,
    /// Number of rows.
    pub len: u32,
}

/// How a rule is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By an anchored regular expression.
    Regex(Text),
    /// By a hand-written matcher.
    Matcher(Text),
    /// By [`RuleRow::parts`] alone; the text is the regular expression that they were derived from.
    Shape(Text),
}

/// What may not stand next to the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Anything.
    None,
    /// Not a letter or digit, nor `_` (on the right also `-`) if the class could have continued with it.
    Word,
    /// As `Word`, and no other base64 character.
    Base64,
    /// As `Word`, and no character that joins words to paths, file names and addresses: `/`, `.`, `-`, `+`, `@`.
    Apart,
    /// A separate item: in quotes with no name before it, or a paragraph of its own.
    Lone,
}

/// What the engine needs of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleRow {
    /// Its id.
    pub id: Text,
    /// How it is matched.
    pub form: Form,
    /// The literals and counted classes at the start of every match, in [`Tables::parts`].
    pub parts: List,
    /// The start of every secret: at least `front_min` bytes of this row of [`Tables::classes`].
    pub front: u16,
    /// Zero if nothing is known.
    pub front_min: u32,
    /// Row of [`Tables::classes`]: all bytes that a match can contain.
    pub bytes: u16,
    /// Most bytes of a match before its secret; `u32::MAX` if there is no bound.
    pub front_at: u32,
    /// What may not stand next to the secret.
    pub boundary: Boundary,
    /// Bytes that the secret can end with: `_` (bit 0), `-` (bit 1), `+` (2), `/` (3), `=` (4).
    pub tail: u8,
    /// 0 low to 3 critical.
    pub severity: u8,
    /// 0 low to 2 high.
    pub confidence: u8,
    /// True if keywords and regex match in any case.
    pub ignore_case: bool,
    /// Lowest entropy in thousandths of a bit per character; 0 for none.
    pub entropy: u16,
    /// Longest match in bytes; 0 if there is no bound.
    pub longest: u32,
    /// Shortest match in bytes.
    pub shortest: u32,
    /// Names of checks, in [`Tables::texts`].
    pub checks: List,
    /// Documented dummies, in [`Tables::texts`].
    pub allow: List,
    /// Row of [`Tables::nears`] plus one; 0 for none.
    pub near: u16,
    /// True if the rule only applies at some paths.
    pub by_path: bool,
    /// The kinds of files that these paths can be, as bits by the number of the kind; all, if there are no paths.
    pub kinds: u16,
    /// True if the rule is off unless it is named.
    pub off: bool,
    /// True if every secret begins with one of the keywords.
    pub opens: bool,
    /// Row of [`Tables::steps`] plus one with the program of its pattern; 0 for none.
    pub program: u32,
}

/// The texts about a rule for people: only read for a finding.
#[derive(Clone, Copy, Debug)]
pub struct AboutRow {
    /// Words that a person understands.
    pub name: Text,
    /// Who issues the secret.
    pub provider: Text,
    /// What to do on a leak.
    pub advice: Text,
    /// Where to revoke it.
    pub revoke: Text,
    /// Documentation, in [`Tables::texts`].
    pub references: List,
    /// Path globs, in [`Tables::texts`].
    pub paths: List,
    /// Keywords, in [`Tables::texts`].
    pub keywords: List,
}

/// Context of a rule.
#[derive(Clone, Copy, Debug)]
pub struct NearRow {
    /// Words in lower case, in [`Tables::texts`].
    pub words: List,
    /// Id of the partner rule; empty for none.
    pub rule: Text,
    /// Greatest distance in lines, to either side.
    pub within: u16,
    /// Greatest distance in bytes, to either side.
    pub reach: u16,
    /// True if the rule requires it.
    pub required: bool,
    /// The confidence if it is met, 0 to 2; 255 if it does not change.
    pub confidence: u8,
}

/// A literal to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// As written, or in lower case with `fold`.
    pub text: Text,
    /// True if its case is ignored.
    pub fold: bool,
    /// The gates that every rule with this word has proven, so that it is only searched there (`gate`); 0 if it must be
    /// searched everywhere.
    pub gates: u8,
    /// Offset of the bytes that are searched first, and their bucket. Not used by the front gate.
    pub offset: u8,
    /// See `offset`.
    pub bucket: u8,
    /// Rows of [`Tables::uses`].
    pub uses: List,
}

/// A rule that a word leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Index of the rule in its table.
    pub rule: u16,
    /// Fewest bytes of the match before the word.
    pub lead_min: u16,
    /// Most bytes of the match before the word.
    pub lead_max: u16,
    /// Row of [`Tables::classes`]: the bytes that can follow the word in a match.
    pub follow: u16,
}

/// A part of a shape: a literal, or between `min` and `max` bytes of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The literal; empty for a class.
    pub literal: Text,
    /// Row of [`Tables::classes`].
    pub class: u16,
    /// True if it is part of the secret.
    pub secret: bool,
    /// Fewest bytes.
    pub min: u32,
    /// Most bytes; `u32::MAX` if there is no bound.
    pub max: u32,
}

/// A compiled set of rules, sorted by id.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// All texts, concatenated.
    pub blob: Cow<'static, str>,
    /// Lists of texts.
    pub texts: Cow<'static, [Text]>,
    /// What the engine needs of each rule.
    pub rules: Cow<'static, [RuleRow]>,
    /// The texts about each rule.
    pub about: Cow<'static, [AboutRow]>,
    /// Contexts of rules.
    pub nears: Cow<'static, [NearRow]>,
    /// The keywords.
    pub words: Cow<'static, [WordRow]>,
    /// The rules that keywords lead to.
    pub uses: Cow<'static, [Use]>,
    /// Rules without a keyword, which are tried on bare runs.
    pub bare: Cow<'static, [u16]>,
    /// Parts of shapes.
    pub parts: Cow<'static, [Part]>,
    /// Steps of programs.
    pub steps: Cow<'static, [Step]>,
    /// Byte classes: bit b % 64 of word b / 64. The first contains every byte.
    pub classes: Cow<'static, [[u64; 4]]>,
}

impl Tables {
    /// A text.
    pub fn text(&self, text: Text) -> &str {
        self.blob.get(text.at as usize..(text.at + text.len) as usize).unwrap_or_default()
    }

    /// The texts of a list.
    pub fn list(&self, list: List) -> impl Iterator<Item = &str> {
        rows(&self.texts, list).iter().map(|&text| self.text(text))
    }

    /// Index of the rule of that id.
    pub fn find(&self, id: &str) -> Option<u16> {
        let at = self.rules.binary_search_by(|row| self.text(row.id).cmp(id)).ok()?;
        u16::try_from(at).ok()
    }
}

/// The rows of a list; empty if it is out of range.
pub fn rows<T>(table: &[T], list: List) -> &[T] {
    table.get(list.at as usize..(list.at + list.len) as usize).unwrap_or_default()
}
