//! What the engine says about a place, before anything is owned, grouped or suppressed.

use super::{Confidence, Severity, Span};
use std::borrow::Cow;

/// Index of a rule in the rule set of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u16);

/// Another place that belongs to the same finding (the id beside a secret, a user name, a footer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where it stands, in original bytes.
    pub span: Span,
    /// What it is, in words: `its access key id`.
    pub label: Cow<'static, str>,
    /// True where the bytes are secret and must be masked.
    pub secret: bool,
}

/// One named check or feature and what it did to the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Name of the check, filter or feature: `github-crc32`, `entropy`, `key:password`.
    pub name: Cow<'static, str>,
    /// True where it spoke for a secret.
    pub passed: bool,
    /// The points it gave, for scored features; 0 for plain checks.
    pub points: f32,
    /// In words, where the name does not say it all: `4.7 bits/char, at least 4.2`.
    pub detail: Cow<'static, str>,
}

impl Mark {
    /// A check without points that spoke for a secret.
    pub fn proof(name: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Mark {
        Mark { name: name.into(), passed: true, points: 0.0, detail: detail.into() }
    }

    /// A check without points that spoke against one.
    pub fn doubt(name: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Mark {
        Mark { passed: false, ..Mark::proof(name, detail) }
    }
}

/// A place that a rule holds for a secret.
#[derive(Clone, Debug)]
pub struct Candidate<'c> {
    /// The rule that found it.
    pub rule: RuleIx,
    /// The secret in the original bytes (for encoded ones: the encoded text).
    pub secret: Span,
    /// The whole match, context included; contains `secret`.
    pub whole: Span,
    /// The value itself: decoded and unescaped where the text was not; what the fingerprint is made of.
    pub value: Cow<'c, [u8]>,
    /// How many bytes at the front of the secret are a public prefix that may be shown.
    pub public_prefix: usize,
    /// Severity, after pairing and context.
    pub severity: Severity,
    /// Confidence, after checks and context.
    pub confidence: Confidence,
    /// Partner places.
    pub related: Vec<Related>,
    /// Every check passed and failed, every feature that counted.
    pub marks: Vec<Mark>,
    /// The AWS account that the key id names, 12 digits.
    pub aws_account: Option<u64>,
    /// A sentence that only this finding has: `canary token: somebody is told when it is used`.
    pub note: Option<Cow<'static, str>>,
    /// When it stops to open anything by its own word, in seconds since 1970. The engine knows no clock.
    pub ends: Option<u64>,
    /// Set where a filter holds it for no secret (documented dummy, failed checksum): the reason.
    /// Such candidates are counted as suppressed and listed with `-v`.
    pub dismissed: Option<Cow<'static, str>>,
}

impl<'c> Candidate<'c> {
    /// A candidate that is all secret, of which nothing more is known.
    pub fn new(
        rule: RuleIx,
        secret: Span,
        value: Cow<'c, [u8]>,
        severity: Severity,
        confidence: Confidence,
    ) -> Candidate<'c> {
        Candidate {
            rule,
            secret,
            whole: secret,
            value,
            public_prefix: 0,
            severity,
            confidence,
            related: Vec::new(),
            marks: Vec::new(),
            aws_account: None,
            note: None,
            ends: None,
            dismissed: None,
        }
    }
}
