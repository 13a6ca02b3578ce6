//! The compiled form of rules: flat tables of numbers over one text, so that the built-in catalogue is static data
//! that costs only the pages that are touched. Shared with `rules/build.rs`.
//!
//! Places in the text are `u32` offsets, not pointers: nothing has to be relocated when the program starts.

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

/// How a rule's match is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By an anchored regular expression.
    Regex(Text),
    /// By a hand-written matcher.
    Matcher(Text),
    /// By [`RuleRow::parts`] alone; the text is the regex that they came from.
    Shape(Text),
}

/// What may not stand next to the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Anything may.
    None,
    /// Letters, digits, and `_` (`-` on the right too) where the class could have gone on with them.
    Word,
    /// As `Word`, and the other base64 signs.
    Base64,
    /// As `Word`, and what joins words to paths, file names and addresses: `/`, `.`, `-`, `+`, `@`.
    Apart,
    /// Anything but what parts an item from others: it stands in quotes by itself, with no name before it, or is a
    /// paragraph of its own.
    Lone,
}

/// What judging needs of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleRow {
    /// Its id.
    pub id: Text,
    /// How its match is told.
    pub form: Form,
    /// Literals and counted classes that every match begins with, in [`Tables::parts`].
    pub parts: List,
    /// What every secret begins with: at least `front_min` bytes of this row of [`Tables::classes`].
    pub front: u16,
    /// Zero where nothing is known.
    pub front_min: u32,
    /// Row of [`Tables::classes`]: all bytes that a match may have.
    pub bytes: u16,
    /// Most bytes of a match that stand before its secret; `u32::MAX` where there is no bound.
    pub front_at: u32,
    /// What may not stand next to the secret.
    pub boundary: Boundary,
    /// True where the secret can hold `_` (bit 0), `-` (bit 1), `+` (2), `/` (3), `=` (4) as its last byte.
    pub tail: u8,
    /// 0 low to 3 critical.
    pub severity: u8,
    /// 0 low to 2 high.
    pub confidence: u8,
    /// True where keywords and regex match in any case.
    pub ignore_case: bool,
    /// Entropy floor in thousandths of a bit a character; 0 for none.
    pub entropy: u16,
    /// Longest match in bytes; 0 where there is no bound.
    pub longest: u32,
    /// Shortest match in bytes.
    pub shortest: u32,
    /// Names of checks, in [`Tables::texts`].
    pub checks: List,
    /// Documented dummies, in [`Tables::texts`].
    pub allow: List,
    /// Row of [`Tables::nears`] plus one; 0 for none.
    pub near: u16,
    /// True where the rule holds only under some paths.
    pub by_path: bool,
    /// The kinds of files that those paths can be: bit by number of the kind. All where there are no paths.
    pub kinds: u16,
    /// True where the rule is off until it is asked for by its id.
    pub off: bool,
    /// True where every secret begins with one of the keywords.
    pub opens: bool,
    /// Row of [`Tables::steps`] plus one: the branch that is its pattern. 0 for none.
    pub program: u32,
}

/// What people are told about a rule: read only for a finding.
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

/// Context that a rule asks for.
#[derive(Clone, Copy, Debug)]
pub struct NearRow {
    /// Words in lower case, in [`Tables::texts`].
    pub words: List,
    /// Id of the partner rule; empty for none.
    pub rule: Text,
    /// Lines to either side.
    pub within: u16,
    /// Bytes to either side at most.
    pub reach: u16,
    /// True where the rule does not hold without it.
    pub required: bool,
    /// Confidence where it is met, 0 to 2; 255 where it stays as it is.
    pub confidence: u8,
}

/// A literal that is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// As written; in lower case where `fold`.
    pub text: Text,
    /// True where it is found in any case.
    pub fold: bool,
    /// Near which runs of token characters it stands, as every rule that uses it proves, so that it need only be
    /// searched there (`gate`); 0 where it has to be searched everywhere.
    pub gates: u8,
    /// Where the bytes begin that are searched for first, and their bucket. Of no use to the front gate.
    pub offset: u8,
    /// See `offset`.
    pub bucket: u8,
    /// Rows of [`Tables::uses`].
    pub uses: List,
}

/// One rule that a word leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Index of the rule in its table.
    pub rule: u16,
    /// Fewest bytes of the match that stand before the word.
    pub lead_min: u16,
    /// Most bytes of the match that stand before the word.
    pub lead_max: u16,
    /// Row of [`Tables::classes`]: the bytes of which one stands right behind the word in every match.
    pub follow: u16,
}

/// A stretch of a shape: between `min` and `max` bytes of a class, or a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The literal; empty where a class is meant.
    pub literal: Text,
    /// Row of [`Tables::classes`].
    pub class: u16,
    /// True where the part belongs to the secret.
    pub secret: bool,
    /// Fewest bytes.
    pub min: u32,
    /// Most bytes; `u32::MAX` where there is no bound.
    pub max: u32,
}

/// A set of rules, compiled. Rules are sorted by id.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// All texts, one after the other.
    pub blob: Cow<'static, str>,
    /// Lists of texts.
    pub texts: Cow<'static, [Text]>,
    /// What judging needs.
    pub rules: Cow<'static, [RuleRow]>,
    /// What people are told.
    pub about: Cow<'static, [AboutRow]>,
    /// Context rows.
    pub nears: Cow<'static, [NearRow]>,
    /// What is searched for.
    pub words: Cow<'static, [WordRow]>,
    /// Which rules a word leads to.
    pub uses: Cow<'static, [Use]>,
    /// Rules without a keyword: tried on bare runs.
    pub bare: Cow<'static, [u16]>,
    /// Stretches of shapes.
    pub parts: Cow<'static, [Part]>,
    /// Steps of patterns.
    pub steps: Cow<'static, [Step]>,
    /// Byte classes: bit b of word b/64. The first holds every byte.
    pub classes: Cow<'static, [[u64; 4]]>,
}

impl Tables {
    /// The text at a place.
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

/// The rows of a list; none where it lies outside.
pub fn rows<T>(table: &[T], list: List) -> &[T] {
    table.get(list.at as usize..(list.at + list.len) as usize).unwrap_or_default()
}
