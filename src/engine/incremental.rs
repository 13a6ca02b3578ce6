//! Incremental scans: reuses the result of an older version of a text. What both versions have in common is not searched
//! again, and not judged again unless a byte of its footprint has changed.

use super::scan_state::{Bound, KnownHit, NEGATIVE, ScanState, UNJUDGED, enter};
use super::{Engine, FOOTPRINT, FOOTPRINT_BEFORE, Hit, Reading, Watch};
use crate::model::{Candidate, Common, FileKind, Span};
use std::sync::Arc;

/// Shorter common ranges are of no use: a hit depends on this many bytes around it.
const LEAST: usize = 2 * (FOOTPRINT_BEFORE + FOOTPRINT);

/// A text that was judged, with its hits and verdicts for the next version.
#[derive(Debug)]
pub struct Version {
    pub bytes: Vec<u8>,
    pub state: ScanState,
}

/// What [`Engine::judge_all`] finds in `bytes` at all its hits, and what the next version can reuse. `common` are the
/// ranges that the version before also has.
pub fn judge<'b>(
    engine: &Engine,
    kind: FileKind,
    bytes: &'b [u8],
    before: Option<&Version>,
    common: &[Common],
    hits: &[Hit],
    watch: &Watch<'_>,
) -> (Vec<Candidate<'b>>, ScanState) {
    let known = hits.iter().map(|hit| KnownHit::unjudged(*hit)).collect();
    let kinds = 1 << kind as u16;
    let mut own = ScanState { known, kinds, plain: true, verdicts: vec![Vec::new()], ..ScanState::default() };
    if let Some(Version { bytes: old, state }) = before.filter(|before| before.state.kinds == kinds) {
        own.take_over(bytes, (old, state), common.iter().copied());
    }
    let ScanState { known, verdicts, .. } = &mut own;
    let mut reading = Reading::default();
    for known in known.iter_mut().filter(|known| known.verdict == UNJUDGED) {
        if watch.is_over() {
            return (Vec::new(), own);
        }
        let (verdict, footprint) = engine.verdict(kind, bytes, known.hit, &mut reading);
        known.bound = Bound::of(footprint, known.hit.pos);
        known.verdict = match verdict.is_negative() {
            true => NEGATIVE,
            false => enter(verdicts, std::iter::once(Arc::new(verdict))),
        };
    }
    let judged = engine.judged(kind, bytes, known, &mut verdicts[0]);
    let places = engine.extra.as_ref().map_or_else(Vec::new, |extra| extra.find(bytes));
    if judged.is_empty() && places.is_empty() {
        return (Vec::new(), own);
    }
    let candidates = engine.conclude(kind, bytes, &judged, places, true);
    (candidates, own)
}

/// Fills `hits` with exactly the [`Engine::hits`] of `new`, reusing those of the version before in the ranges `common`.
/// True if there is a zero byte outside these ranges.
pub fn hits(
    engine: &Engine,
    before: Option<&Version>,
    new: &[u8],
    common: &[Common],
    hits: &mut Vec<Hit>,
) -> bool {
    let Some(Version { bytes: old, state: ScanState { known, .. } }) = before else {
        return engine.hits(new, hits);
    };
    hits.clear();
    let (mut part, mut zero) = (Vec::new(), false);
    let mut search = |from: usize, to: usize, hits: &mut Vec<Hit>| {
        if from < to {
            zero |= engine.hits_in(new, Span::new(from, to), &mut part);
            hits.append(&mut part);
        }
    };
    // All hits before `done` are final.
    let mut done = 0;
    for Common { old: from, new: to, len } in common.iter().copied().filter(|c| c.len >= LEAST) {
        // Beyond the ends of both texts nothing can differ.
        let first = if from == 0 && to == 0 { 0 } else { to + FOOTPRINT_BEFORE };
        let at_end = to + len == new.len() && from + len == old.len();
        let last = if at_end { new.len() } else { to + len - FOOTPRINT };
        search(done, first, hits);
        let shift = |pos: u32| pos as usize - from + to;
        let known = &known[known.partition_point(|k| (k.hit.pos as usize) < first - to + from)..];
        let known = known.iter().map(|k| k.hit).take_while(|hit| shift(hit.pos) < last);
        hits.extend(known.map(|hit| Hit { pos: shift(hit.pos) as u32, ..hit }));
        done = last;
    }
    search(done, new.len(), hits);
    zero
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Dice, common_lines};
    use crate::rules::RuleSet;
    use std::sync::Arc;

    fn line(dice: &mut Dice) -> String {
        let run: String = (0..dice.below(60)).map(|_| char::from(b"aB3xZ9_kQ-=/"[dice.below(12)])).collect();
        match dice.below(6) {
            0 => format!("password = \"{run}\"\n"),
            1 => format!("{run}\n"),
            2 => format!("id = {}{run}\n", ["AK", "IA"].concat()),
            3 => "}\n".to_owned(),
            4 => format!("token: {run} and more of this line\r\n"),
            _ => format!("let some_name = other({run}); // a comment behind it\n"),
        }
    }

    /// Makes a few edits: removes, adds or moves a line, or overwrites bytes.
    fn edited(text: &str, dice: &mut Dice) -> Vec<u8> {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        for _ in 0..1 + dice.below(4) {
            let at = dice.below(lines.len());
            match dice.below(4) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, line(dice)),
                2 => {
                    let (from, to) = (at.min(lines.len() - 1), dice.below(lines.len()));
                    let part: Vec<String> = lines.drain(from.min(to)..from.max(to)).collect();
                    lines.extend(part);
                }
                _ => lines[at].insert(0, 'x'),
            }
        }
        lines.concat().into_bytes()
    }

    #[test]
    fn known_hits_and_new_ones_are_all_hits() {
        let engine =
            Engine::new(Arc::new(RuleSet::builtin())).with_literals([b"my own secret value".to_vec()]);
        let mut dice = Dice(7);
        let (mut whole, mut reused, mut shared) = (Vec::new(), Vec::new(), 0);
        for _ in 0..60 {
            let mut known = Vec::new();
            let lines = 20 + dice.below(300);
            let old: String = (0..lines).map(|_| line(&mut dice)).collect();
            let new = edited(&old, &mut dice);
            engine.hits(old.as_bytes(), &mut known);
            engine.hits(&new, &mut whole);
            let common = common_lines(old.as_bytes(), &new);
            let known = known.iter().map(|hit| KnownHit::unjudged(*hit)).collect();
            let state = ScanState { known, ..ScanState::default() };
            let before = Version { bytes: old.into_bytes(), state };
            hits(&engine, Some(&before), &new, &common, &mut reused);
            assert_eq!(reused, whole);
            shared += common.iter().map(|c| c.len).sum::<usize>() * 100 / new.len();
        }
        assert!(shared > 60 * 60, "most of it was known: {}", shared / 60);
    }
}
