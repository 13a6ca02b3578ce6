//! The secret in a pattern: its group, how much can come before it, and what it can end with. Shared with
//! `rules/build.rs`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The bytes that the secret can end with, as bits for boundaries: bit 0 `_`, 1 `-`, 2 `+`, 3 `/`, 4 `=`.
pub fn tail(hir: &Hir) -> u8 {
    let last = last_bytes(of(hir).unwrap_or(hir));
    b"_-+/=".iter().enumerate().filter(|&(_, &sign)| last[sign as usize]).map(|(bit, _)| 1 << bit).sum()
}

/// The group named `secret`.
pub fn of(hir: &Hir) -> Option<&Hir> {
    match hir.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => Some(&group.sub),
        HirKind::Capture(group) => of(&group.sub),
        HirKind::Repetition(rep) => of(&rep.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(of),
        _ => None,
    }
}

/// True if every match begins with the secret.
pub fn opens(hir: &Hir) -> bool {
    match hir.kind() {
        _ if of(hir).is_none() => true,
        HirKind::Capture(group) => group.name.as_deref() == Some("secret") || opens(&group.sub),
        HirKind::Concat(parts) => parts.first().is_some_and(|part| of(part).is_some() && opens(part)),
        HirKind::Alternation(parts) => parts.iter().all(|part| of(part).is_some() && opens(part)),
        _ => false,
    }
}

fn last_bytes(hir: &Hir) -> [bool; 256] {
    let mut set = [false; 256];
    match hir.kind() {
        HirKind::Literal(literal) => {
            if let Some(&b) = literal.0.last() {
                set[b as usize] = true;
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                (range.start()..=range.end()).for_each(|b| set[b as usize] = true);
            }
        }
        HirKind::Class(Class::Unicode(_)) | HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Repetition(rep) => set = last_bytes(&rep.sub),
        HirKind::Capture(group) => set = last_bytes(&group.sub),
        HirKind::Alternation(branches) => {
            for branch in branches {
                merge(&mut set, &last_bytes(branch));
            }
        }
        HirKind::Concat(parts) => {
            for part in parts.iter().rev() {
                merge(&mut set, &last_bytes(part));
                if part.properties().minimum_len().unwrap_or(0) > 0 {
                    break;
                }
            }
        }
    }
    set
}

fn merge(set: &mut [bool; 256], more: &[bool; 256]) {
    set.iter_mut().zip(more).for_each(|(a, b)| *a |= b);
}

/// Most bytes of a match before the group `secret`; `u32::MAX` if there is no bound, `None` if there is no such group.
pub fn before(hir: &Hir) -> Option<u32> {
    match hir.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => Some(0),
        HirKind::Capture(group) => before(&group.sub),
        HirKind::Repetition(rep) => match rep.max {
            Some(0 | 1) => before(&rep.sub),
            _ => before(&rep.sub).map(|_| u32::MAX),
        },
        HirKind::Alternation(parts) => parts.iter().filter_map(before).max(),
        HirKind::Concat(parts) => {
            let mut ahead = 0u32;
            for part in parts {
                if let Some(inner) = before(part) {
                    return Some(ahead.saturating_add(inner));
                }
                let most = part.properties().maximum_len().and_then(|most| u32::try_from(most).ok());
                ahead = ahead.saturating_add(most.unwrap_or(u32::MAX));
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::proof;
    use super::*;

    #[test]
    fn before_a_secret() {
        let of = |pattern: &str| before(&proof::parse(pattern, false).expect("it parses"));
        assert_eq!(of("ab{1,3}(?:c|dd)(?<secret>x)y"), Some(6));
        assert_eq!(of("(?:a|bb(?<secret>x))"), Some(2));
        assert_eq!(of("(?:a(?<secret>x)){1,2}"), Some(u32::MAX));
        assert_eq!(of("a*(?<secret>x)"), Some(u32::MAX));
        assert_eq!(of("abc"), None);
    }
}
