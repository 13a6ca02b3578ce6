//! Rules that ask for a word beside a bare value: the words that are there tell which to try.

use super::lane::{Lane, Place};
use super::sieve::Value;
use super::{Bare, UUID};
use crate::engine::{Footprint, labels, near};
use crate::model::{RuleIx, Span};
use crate::rules::RuleSet;

impl Bare {
    /// The rules that ask for a word some lines around.
    pub(super) fn by_lines(
        &self,
        value: &Value<'_>,
        [exact, wide]: [&Lane; 2],
        place: &mut Place<'_>,
        visit: &mut impl FnMut(u16),
    ) {
        let Some((within, reach)) = self.lined(place.rules, [&exact.lined, &wide.lined], value) else {
            return;
        };
        let span = Span::new(value.start, value.start + value.length);
        let window = near::window(value.text, span, usize::from(within), usize::from(reach));
        place.told.look(Footprint::new(value.text, window.start.checked_sub(2), window.end + 2));
        let hinted = self.labels(place.rules).hinted(value.text, window, place.read);
        if !hinted.is_empty() {
            let tried = self.sieves(&exact.lined).chain(self.sieves(&wide.lined));
            let tried = tried.filter(|sieve| hinted.contains(&sieve.rule) && value.fits(sieve));
            tried.for_each(|sieve| visit(sieve.rule));
        }
    }

    /// The hundreds of rules that ask for a word close by: the words that are there tell which to try.
    pub(super) fn by_labels(
        &self,
        value: &Value<'_>,
        [exact, wide]: [&Lane; 2],
        place: &mut Place<'_>,
        visit: &mut impl FnMut(u16),
    ) {
        let (text, start) = (value.text, value.start);
        for alone in [false, true] {
            let asks =
                |lane: &Lane| self.sieves(&lane.labelled[usize::from(alone)]).any(|sieve| value.fits(sieve));
            if asks(exact) || asks(wide) {
                let end = start + if alone { value.length } else { UUID };
                place.told.look(Footprint::new(text, start.checked_sub(labels::REACH), end + labels::REACH));
                let around = self.labels(place.rules).around(place.rules, text, (start, end), place.read);
                let sieves = around.iter().filter_map(|&rule| self.labelled(rule));
                let tried = sieves.filter(|sieve| sieve.alone == alone && value.fits(sieve));
                tried.for_each(|sieve| visit(sieve.rule));
            }
        }
    }

    /// The greatest distance, in lines and bytes, at which the fitting sieves in these lists look for a word; `None` if
    /// none fits.
    #[inline]
    fn lined(&self, rules: &RuleSet, lists: [&[u16]; 2], value: &Value<'_>) -> Option<(u16, u16)> {
        let mut furthest: Option<(u16, u16)> = None;
        for sieve in lists.into_iter().flat_map(|list| self.sieves(list)).filter(|sieve| value.fits(sieve)) {
            if let Some(row) = rules.rule(RuleIx(sieve.rule)).and_then(|rule| rule.near()) {
                let (within, reach) = furthest.unwrap_or_default();
                furthest = Some((row.within.max(within), row.reach.max(reach)));
            }
        }
        furthest
    }
}
