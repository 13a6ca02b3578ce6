//! The front of a pattern as literals and counted byte classes. Most formats are nothing else, and need no regular
//! expression; for the others it is a check that is made before one is compiled. Shared with `rules/build.rs`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of bytes: bit `b` of word `b / 64`.
pub type Set = [u64; 4];

/// A stretch of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The literal, where it is one.
    pub literal: Vec<u8>,
    /// The bytes that may stand there, where it is none.
    pub set: Set,
    /// Fewest bytes.
    pub min: u32,
    /// Most bytes; `u32::MAX` where there is no bound.
    pub max: u32,
    /// True where it belongs to the secret.
    pub secret: bool,
}

/// The stretches that `hir` begins with, and whether they are the whole of it.
pub fn of(hir: &Hir, has_group: bool) -> (Vec<Stretch>, bool) {
    let mut stretches = Vec::new();
    let complete = walk(hir, !has_group, &mut stretches);
    // A class of variable length takes all it can: that is right only where what follows cannot begin with it.
    for at in 1..stretches.len() {
        let before = &stretches[at - 1];
        if before.min != before.max && meet(&before.set, &firsts(&stretches[at..])) {
            stretches.truncate(at);
            return (stretches, false);
        }
    }
    (stretches, complete)
}

fn walk(hir: &Hir, secret: bool, out: &mut Vec<Stretch>) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Literal(literal) => {
            let len = literal.0.len() as u32;
            out.push(Stretch { literal: literal.0.to_vec(), set: [0; 4], min: len, max: len, secret });
            true
        }
        HirKind::Class(Class::Bytes(_)) => count(hir, 1, 1, secret, out),
        HirKind::Repetition(rep) if rep.greedy => {
            count(&rep.sub, rep.min, rep.max.unwrap_or(u32::MAX), secret, out)
        }
        HirKind::Capture(group) => {
            let named = group.name.as_deref() == Some("secret");
            walk(&group.sub, secret || named, out)
        }
        HirKind::Concat(parts) => parts.iter().all(|part| walk(part, secret, out)),
        _ => false,
    }
}

fn count(hir: &Hir, min: u32, max: u32, secret: bool, out: &mut Vec<Stretch>) -> bool {
    let mut set = [0u64; 4];
    match hir.kind() {
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                (range.start()..=range.end()).for_each(|b| set[usize::from(b >> 6)] |= 1 << (b & 63));
            }
        }
        HirKind::Literal(literal) if literal.0.len() == 1 => {
            let b = literal.0[0];
            set[usize::from(b >> 6)] |= 1 << (b & 63);
        }
        _ => return false,
    }
    match out.last_mut() {
        Some(last) if last.literal.is_empty() && last.set == set && last.secret == secret => {
            last.min = last.min.saturating_add(min);
            last.max = last.max.saturating_add(max);
        }
        _ => out.push(Stretch { literal: Vec::new(), set, min, max, secret }),
    }
    true
}

/// All bytes that a match may have.
pub fn bytes(hir: &Hir) -> Set {
    let mut set = [0; 4];
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(_) | HirKind::Class(Class::Bytes(_)) => set = front(hir).0,
        HirKind::Class(Class::Unicode(_)) => set = [u64::MAX; 4],
        HirKind::Repetition(rep) => set = bytes(&rep.sub),
        HirKind::Capture(group) => set = bytes(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| join(&mut set, &bytes(part)));
        }
    }
    set
}

/// Most bytes of a match of `hir` that stand before the group `secret`, `u32::MAX` where there is no bound; `None` where it
/// has no such group.
pub fn before_secret(hir: &Hir) -> Option<u32> {
    match hir.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => Some(0),
        HirKind::Capture(group) => before_secret(&group.sub),
        HirKind::Repetition(rep) => match rep.max {
            Some(0 | 1) => before_secret(&rep.sub),
            _ => before_secret(&rep.sub).map(|_| u32::MAX),
        },
        HirKind::Alternation(parts) => parts.iter().filter_map(before_secret).max(),
        HirKind::Concat(parts) => {
            let mut before = 0u32;
            for part in parts {
                if let Some(inner) = before_secret(part) {
                    return Some(before.saturating_add(inner));
                }
                let most = part.properties().maximum_len().and_then(|most| u32::try_from(most).ok());
                before = before.saturating_add(most.unwrap_or(u32::MAX));
            }
            None
        }
        _ => None,
    }
}

/// What every match begins with: at least so many bytes of a set.
pub fn front(hir: &Hir) -> (Set, u32) {
    fronts(hir).0
}

/// The front, and whether the whole match is made of its bytes.
fn fronts(hir: &Hir) -> ((Set, u32), bool) {
    let mut set = [0u64; 4];
    let mut put = |b: u8| set[usize::from(b >> 6)] |= 1 << (b & 63);
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

/// The bytes that a match can begin with, where it is not empty.
pub fn first_bytes(hir: &Hir) -> Set {
    let mut set = [0u64; 4];
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            literal.0.first().iter().for_each(|&&b| set[usize::from(b >> 6)] |= 1 << (b & 63));
        }
        HirKind::Class(Class::Bytes(_)) => set = front(hir).0,
        HirKind::Class(Class::Unicode(_)) => set = [u64::MAX; 4],
        HirKind::Repetition(rep) => set = first_bytes(&rep.sub),
        HirKind::Capture(group) => set = first_bytes(&group.sub),
        HirKind::Concat(parts) => {
            for part in parts {
                join(&mut set, &first_bytes(part));
                if part.properties().minimum_len().unwrap_or(0) > 0 {
                    break;
                }
            }
        }
        HirKind::Alternation(parts) => parts.iter().for_each(|part| join(&mut set, &first_bytes(part))),
    }
    set
}

/// Adds one set to another.
pub fn join(set: &mut Set, more: &Set) {
    set.iter_mut().zip(more).for_each(|(a, b)| *a |= b);
}

/// The bytes that stretches may begin with: those of the first that cannot be empty, and of all before it.
fn firsts(stretches: &[Stretch]) -> Set {
    let mut set = [0; 4];
    for stretch in stretches {
        match stretch.literal.first() {
            None => join(&mut set, &stretch.set),
            Some(&b) => set[usize::from(b >> 6)] |= 1 << (b & 63),
        }
        if stretch.min > 0 {
            break;
        }
    }
    set
}

fn meet(a: &Set, b: &Set) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

#[cfg(test)]
mod tests {
    use super::super::proof;
    use super::*;

    fn is_shape(pattern: &str) -> bool {
        of(&proof::parse(pattern, false).expect("it parses"), false).1
    }

    #[test]
    fn what_may_be_left_out_must_differ_from_what_follows() {
        for pattern in
            ["key[\"']?:[ ]{0,4}[\"']?[a-z]{4,8}", "a{0,2}b{0,2}c{0,2}", "[a-z]{2,4}=?", "[a-f]?[0-9]{4}x"]
        {
            assert!(is_shape(pattern), "{pattern}");
        }
        for pattern in ["a{0,2}b?a", "[a-z]{2,4}=?[x-z]", "a?a?b?a", "[0-9]{1,2}[a-z]?[0-9]?", "a+?b", "x|y"]
        {
            assert!(!is_shape(pattern), "{pattern}");
        }
    }

    #[test]
    fn bytes_of_a_match() {
        let of = |pattern: &str| bytes(&proof::parse(pattern, false).expect("it parses"));
        let some = |text: &[u8]| {
            text.iter().fold([0; 4], |mut set: Set, b| {
                set[usize::from(b >> 6)] |= 1 << (b & 63);
                set
            })
        };
        assert_eq!(of("ab{2}(?:c|d+)?\\b"), some(b"abcd"));
        assert_eq!(of("[^\\x00-z]x"), of("[x{-\\xff]"));
    }

    #[test]
    fn before_a_secret() {
        let of = |pattern: &str| before_secret(&proof::parse(pattern, false).expect("it parses"));
        assert_eq!(of("ab{1,3}(?:c|dd)(?<secret>x)y"), Some(6));
        assert_eq!(of("(?:a|bb(?<secret>x))"), Some(2));
        assert_eq!(of("(?:a(?<secret>x)){1,2}"), Some(u32::MAX));
        assert_eq!(of("a*(?<secret>x)"), Some(u32::MAX));
        assert_eq!(of("abc"), None);
    }
}
