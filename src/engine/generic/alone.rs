//! Values without a name, whose place says what they are: behind `Bearer`, in a URL, behind `IDENTIFIED BY`.

use super::feature::{Feature as F, Set};
use super::judge::Found;
use super::key::Class;
use super::text::{self, Counts};
use super::value::{After, Value};
use super::wrap::Wrap;
use super::{looks, quote::Quote, score, site::Sep, veto, weak};
use crate::model::{FileKind, Mark, Span};
use std::borrow::Cow;

/// Judges `value` as if it were assigned to a name of `class`; `bonus` is added for the place itself, in points.
pub fn judge(
    value: Cow<'_, [u8]>,
    span: Span,
    class: Class,
    bonus: f32,
    kind: FileKind,
) -> Option<Found<'_>> {
    if weak::is_stand_in(&value) {
        return None;
    }
    let counts = Counts::of(&value);
    let quoted = Value {
        span,
        quote: Quote::Double,
        wrap: Wrap::None,
        after: After::End,
        next_line: false,
        ints: false,
        template: true,
        end: span.end,
    };
    if veto::reason(&value, &value, &quoted, Sep::Eq, kind, &counts).is_some() {
        return None;
    }
    let assumed = [class.feature(), F::KeyLast, F::Assign, F::SepEq, F::QuoteDouble, F::AfterEnd];
    let mut set = Set::default();
    for feature in assumed {
        set.put(feature);
    }
    text::features(&value, &counts, &mut set);
    weak::features(&value, &counts, &mut set);
    looks::features(&value, &counts, &mut set);
    looks::chosen(&value, &mut set);
    looks::coverage(&value, &mut set);
    looks::random(&counts, &mut set);
    let points = score::points(&set) + bonus;
    let confidence = Some(score::confidence(points)?);
    // The assumed features were not seen; the place stands for them.
    for feature in assumed {
        set.take(feature);
    }
    Some(Found { name: span, span, value, set, points, confidence })
}

/// The marks of such a value: its place in words, then the features that counted most.
pub fn marks(found: &Found<'_>, place: &'static str, most: usize) -> Vec<Mark> {
    let points = found.points - score::points(&found.set);
    let place = Mark { name: Cow::Borrowed("place"), passed: true, points, detail: Cow::Borrowed(place) };
    std::iter::once(place).chain(score::marks(&found.set, most - 1)).collect()
}
