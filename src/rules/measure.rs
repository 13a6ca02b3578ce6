//! Measures what a pattern tells about its matches, for the row of its rule. Shared with `rules/build.rs`.

use super::bytes;
use super::layout::Builder;
use super::secret;
use super::shape;
use super::table::{List, Part};
use regex_syntax::hir::Hir;

/// The fields of [`RuleRow`](crate::rules::table::RuleRow) that are derived from the pattern, under the same names.
#[derive(Default)]
pub struct Measured {
    pub parts: List,
    /// True if the parts are the whole pattern.
    pub complete: bool,
    pub front: u16,
    pub front_min: u32,
    pub bytes: u16,
    pub front_at: u32,
    pub tail: u8,
    pub longest: u32,
    pub shortest: u32,
}

impl Builder {
    /// Measures a pattern. Without one, anything may match.
    pub fn measure(&mut self, hir: Option<&Hir>) -> Measured {
        let Some(hir) = hir else {
            return Measured {
                front: self.class(&[0; 4]),
                bytes: self.class(&bytes::ANY),
                ..Measured::default()
            };
        };
        let (parts, complete) = self.parts(hir);
        let (front, front_min) = bytes::front(secret::of(hir).unwrap_or(hir));
        let properties = hir.properties();
        let length = |bytes: Option<usize>| u32::try_from(bytes.unwrap_or(0)).unwrap_or(0);
        Measured {
            parts,
            complete,
            front: self.class(&front),
            front_min,
            bytes: self.class(&bytes::of(hir)),
            front_at: secret::before(hir).unwrap_or(0),
            tail: secret::tail(hir),
            longest: length(properties.maximum_len()),
            shortest: length(properties.minimum_len()),
        }
    }

    /// The stretches at the start of every match, and whether they are the whole pattern.
    fn parts(&mut self, hir: &Hir) -> (List, bool) {
        let (stretches, complete) = shape::of(hir, secret::of(hir).is_some());
        let at = self.tables.parts.len() as u32;
        for stretch in &stretches {
            let class = self.class(&stretch.set);
            // A literal that is not UTF-8 is left to the regular expression.
            let Ok(literal) = std::str::from_utf8(&stretch.literal) else {
                return (List { at, len: 0 }, false);
            };
            let literal = self.text(literal);
            let (min, max, secret) = (stretch.min, stretch.max, stretch.secret);
            self.tables.parts.to_mut().push(Part { literal, class, secret, min, max });
        }
        (List { at, len: self.tables.parts.len() as u32 - at }, complete)
    }
}
