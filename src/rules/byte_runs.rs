//! A pattern as the sequences of byte sets that its matches consist of, from which gates are proven. Shared with
//! `rules/build.rs`.

use super::bytes::{self, Set, has};
use regex_syntax::hir::{Hir, HirKind};

/// Between `min` and `min + more` bytes from one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteRun {
    /// The possible values of each byte.
    pub set: Set,
    /// Fewest bytes.
    pub min: usize,
    /// How many more bytes there may be.
    pub more: usize,
}

/// One way to match a pattern.
pub type Sequence = Vec<ByteRun>;

/// Greatest number of ways. A part with more branches becomes one draw of all its bytes, none of them certain.
const MANY: usize = 256;
/// Greatest number of repetitions of a group that are written out.
const COPIES: usize = 16;
/// Greatest length of a way, because groups within groups would multiply.
const LONGEST: usize = 1024;
/// Padding of base64: a class that contains it may end with several of them.
const PAD: u8 = b'=';
const PADDING: usize = 2;

/// All ways to match a pattern.
pub fn ways(hir: &Hir) -> Vec<Sequence> {
    spread(hir).unwrap_or_else(|| vec![blur(hir)])
}

/// `None` if there are too many.
fn spread(hir: &Hir) -> Option<Vec<Sequence>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Sequence::new()]),
        HirKind::Literal(literal) => {
            Some(vec![literal.0.iter().map(|&b| ByteRun { set: one(b), min: 1, more: 0 }).collect()])
        }
        HirKind::Class(_) => Some(vec![vec![ByteRun { set: bytes::of(hir), min: 1, more: 0 }]]),
        HirKind::Capture(group) => spread(&group.sub),
        HirKind::Repetition(rep) => {
            let more = rep.max.map_or(usize::MAX, |max| (max - rep.min) as usize);
            again(&rep.sub, rep.min as usize, more)
        }
        HirKind::Concat(parts) => {
            let mut all = vec![Sequence::new()];
            for part in parts {
                let next = spread(part).unwrap_or_else(|| vec![blur(part)]);
                if all.len() * next.len() > MANY {
                    let blurred = blur(part);
                    all.iter_mut().for_each(|way| way.extend(blurred.iter().cloned()));
                    continue;
                }
                let joined = |way: &Sequence| {
                    next.iter().map(|more| [way.as_slice(), more].concat()).collect::<Vec<_>>()
                };
                all = all.iter().flat_map(joined).collect();
            }
            Some(all)
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(spread(part)?);
            }
            (all.len() <= MANY).then_some(all)
        }
    }
}

/// The ways of a repetition.
fn again(sub: &Hir, min: usize, more: usize) -> Option<Vec<Sequence>> {
    if let HirKind::Class(_) = sub.kind() {
        let mut set = bytes::of(sub);
        // A set that only has the padding is not a value.
        let padded = has(&set, PAD) && set != one(PAD);
        if !padded {
            return Some(vec![vec![ByteRun { set, min, more }]]);
        }
        let all = ByteRun { set, min: 0, more: more.saturating_add(PADDING.min(min)) };
        set[usize::from(PAD >> 6)] &= !(1 << (PAD & 63));
        return Some(vec![vec![ByteRun { set, min: min.saturating_sub(PADDING), more: 0 }, all]]);
    }
    let once = if min == 0 { vec![Sequence::new()] } else { spread(sub)? };
    if once.iter().any(|way| way.len() * min.min(COPIES) > LONGEST) {
        return None;
    }
    let rest = (more > 0 || min > COPIES).then(|| {
        let times = more.saturating_add(min.saturating_sub(COPIES));
        let longest = sub.properties().maximum_len().unwrap_or(usize::MAX);
        ByteRun { set: bytes::of(sub), min: 0, more: longest.saturating_mul(times) }
    });
    let copies = |way: Sequence| {
        let copies = std::iter::repeat_n(way, min.min(COPIES)).flatten();
        copies.chain(rest.clone()).collect()
    };
    // In a group with branches, each repetition may take another branch.
    match once.len() {
        1 => Some(once.into_iter().map(copies).collect()),
        _ if min == 1 => Some(once.into_iter().map(copies).collect()),
        _ => None,
    }
}

/// The only certain statement about a part with too many branches.
fn blur(hir: &Hir) -> Sequence {
    let more = hir.properties().maximum_len().unwrap_or(usize::MAX);
    vec![ByteRun { set: bytes::of(hir), min: 0, more }]
}

/// The bytes of a set.
pub fn signs(set: &Set) -> impl Iterator<Item = u8> + '_ {
    (0..=255).filter(|b| has(set, *b))
}

fn one(b: u8) -> Set {
    let mut set = [0; 4];
    bytes::insert(&mut set, b);
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::proof;

    #[test]
    fn groups_within_groups_do_not_multiply() {
        let lengths = |pattern: &str| -> Vec<usize> {
            ways(&proof::parse(pattern, false).expect("a sound pattern")).iter().map(Vec::len).collect()
        };
        assert_eq!(lengths("(?:ab){3}"), [6]);
        assert_eq!(lengths("x(?:(?:(?:(?:(?:ab){16}){16}){16}){16}){16}"), [2], "all its bytes, none sure");
        assert_eq!(lengths("(?:a|bc){1}d"), [2, 3]);
    }
}
