//! The start of a pattern as literals and counted byte classes. Most formats are nothing else and need no regular
//! expression; for others this is a test before the regular expression is compiled. Shared with `rules/build.rs`.

use super::bytes::{Set, insert, join};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A part of a pattern: a literal or a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The literal; empty for a class.
    pub literal: Vec<u8>,
    /// The bytes of the class.
    pub set: Set,
    /// Fewest bytes.
    pub min: u32,
    /// Most bytes; `u32::MAX` if there is no bound.
    pub max: u32,
    /// True if it is part of the secret.
    pub secret: bool,
}

/// The stretches at the start of `hir`, and whether they are the whole of it.
pub fn of(hir: &Hir, has_group: bool) -> (Vec<Stretch>, bool) {
    let mut stretches = Vec::new();
    let complete = walk(hir, !has_group, &mut stretches);
    // A class of variable length takes as much as it can. That is only right if what follows cannot begin with a byte
    // of the class.
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
                (range.start()..=range.end()).for_each(|b| insert(&mut set, b));
            }
        }
        HirKind::Literal(literal) if literal.0.len() == 1 => {
            let b = literal.0[0];
            insert(&mut set, b);
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

/// The bytes that these stretches can begin with: those of all stretches up to the first that cannot be empty.
fn firsts(stretches: &[Stretch]) -> Set {
    let mut set = [0; 4];
    for stretch in stretches {
        match stretch.literal.first() {
            None => join(&mut set, &stretch.set),
            Some(&b) => insert(&mut set, b),
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
}
