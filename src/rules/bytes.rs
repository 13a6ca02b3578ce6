//! Which bytes a match of a pattern can contain: anywhere, at its start, first. Shared with `rules/build.rs`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of bytes: bit `b` of word `b / 64`.
pub type Set = [u64; 4];

/// Every byte.
pub const ANY: Set = [u64::MAX; 4];

/// All bytes that a match can contain.
pub fn of(hir: &Hir) -> Set {
    let mut set = [0; 4];
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(_) | HirKind::Class(Class::Bytes(_)) => set = front(hir).0,
        HirKind::Class(Class::Unicode(_)) => set = [u64::MAX; 4],
        HirKind::Repetition(rep) => set = of(&rep.sub),
        HirKind::Capture(group) => set = of(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| join(&mut set, &of(part)));
        }
    }
    set
}

/// The front of every match: a set of bytes, and how many bytes of it come first at least.
pub fn front(hir: &Hir) -> (Set, u32) {
    fronts(hir).0
}

/// The front, and whether the whole match consists of its bytes.
fn fronts(hir: &Hir) -> ((Set, u32), bool) {
    let mut set = [0u64; 4];
    let mut put = |b: u8| insert(&mut set, b);
    match hir.kind() {
        HirKind::Empty => ((set, 0), true),
        HirKind::Literal(literal) => {
            literal.0.iter().for_each(|&b| put(b));
            ((set, literal.0.len() as u32), true)
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.ranges().iter().flat_map(|range| range.start()..=range.end()).for_each(put);
            ((set, 1), true)
        }
        HirKind::Class(Class::Unicode(_)) | HirKind::Look(_) => ((set, 0), false),
        HirKind::Repetition(rep) => {
            let ((set, min), whole) = fronts(&rep.sub);
            match whole {
                true => ((set, min.saturating_mul(rep.min)), true),
                false => ((set, min * rep.min.min(1)), false),
            }
        }
        HirKind::Capture(group) => fronts(&group.sub),
        HirKind::Concat(parts) => {
            let (mut all, mut total) = ([0u64; 4], 0u32);
            for part in parts {
                let ((set, min), whole) = fronts(part);
                join(&mut all, &set);
                total = total.saturating_add(min);
                if !whole {
                    return ((all, total), false);
                }
            }
            ((all, total), true)
        }
        HirKind::Alternation(parts) => {
            let (mut all, mut least, mut whole) = ([0u64; 4], u32::MAX, true);
            for part in parts {
                let ((set, min), all_of_it) = fronts(part);
                join(&mut all, &set);
                least = least.min(min);
                whole &= all_of_it;
            }
            ((all, least), whole)
        }
    }
}

/// The bytes that a match can begin with, if it is not empty.
pub fn first(hir: &Hir) -> Set {
    let mut set = [0u64; 4];
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            literal.0.first().iter().for_each(|&&b| insert(&mut set, b));
        }
        HirKind::Class(Class::Bytes(_)) => set = front(hir).0,
        HirKind::Class(Class::Unicode(_)) => set = [u64::MAX; 4],
        HirKind::Repetition(rep) => set = first(&rep.sub),
        HirKind::Capture(group) => set = first(&group.sub),
        HirKind::Concat(parts) => {
            for part in parts {
                join(&mut set, &first(part));
                if part.properties().minimum_len().unwrap_or(0) > 0 {
                    break;
                }
            }
        }
        HirKind::Alternation(parts) => parts.iter().for_each(|part| join(&mut set, &first(part))),
    }
    set
}

/// True if a set contains the byte.
#[inline]
pub fn has(set: &Set, b: u8) -> bool {
    set[usize::from(b >> 6)] >> (b & 63) & 1 == 1
}

/// Adds a byte to a set.
#[inline]
pub fn insert(set: &mut Set, b: u8) {
    set[usize::from(b >> 6)] |= 1 << (b & 63);
}

/// Adds one set to another.
pub fn join(set: &mut Set, more: &Set) {
    set.iter_mut().zip(more).for_each(|(a, b)| *a |= b);
}

#[cfg(test)]
mod tests {
    use super::super::proof;
    use super::*;

    #[test]
    fn bytes_of_a_match() {
        let of = |pattern: &str| super::of(&proof::parse(pattern, false).expect("it parses"));
        let some = |text: &[u8]| {
            text.iter().fold([0; 4], |mut set: Set, b| {
                insert(&mut set, *b);
                set
            })
        };
        assert_eq!(of("ab{2}(?:c|d+)?\\b"), some(b"abcd"));
        assert_eq!(of("[^\\x00-z]x"), of("[x{-\\xff]"));
    }
}
