//! The strings that a pattern can match, if they are few. Shared with `rules/build.rs`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Greatest number of strings.
const SPELLINGS: usize = 256;

/// All strings that `hir` can match; `None` if there are too many.
pub fn all_matches(hir: &Hir, fold: bool) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => Some(vec![lower(&literal.0, fold)]),
        HirKind::Class(Class::Bytes(class)) => {
            let mut signs: Vec<u8> = Vec::new();
            for range in class.ranges() {
                if range.len() > 16 {
                    return None;
                }
                signs.extend(range.start()..=range.end());
            }
            if fold {
                signs.iter_mut().for_each(|b| b.make_ascii_lowercase());
                signs.sort_unstable();
                signs.dedup();
            }
            (signs.len() <= 16).then(|| signs.into_iter().map(|b| vec![b]).collect())
        }
        HirKind::Class(Class::Unicode(_)) => None,
        HirKind::Capture(group) => all_matches(&group.sub, fold),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(all_matches(branch, fold)?);
            }
            (all.len() <= SPELLINGS).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                all = product(&all, &all_matches(part, fold)?)?;
            }
            Some(all)
        }
        HirKind::Repetition(rep) => {
            let most = rep.max.filter(|&most| most <= 4)?;
            let once = all_matches(&rep.sub, fold)?;
            let mut all = Vec::new();
            for times in rep.min..=most {
                let mut strings = vec![Vec::new()];
                for _ in 0..times {
                    strings = product(&strings, &once)?;
                }
                all.extend(strings);
            }
            (all.len() <= SPELLINGS).then_some(all)
        }
    }
}

fn lower(text: &[u8], fold: bool) -> Vec<u8> {
    if fold { text.to_ascii_lowercase() } else { text.to_vec() }
}

/// Each string of `left` followed by each of `right`; `None` if there are too many.
pub fn product(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if left.len() * right.len() > SPELLINGS {
        return None;
    }
    Some(left.iter().flat_map(|l| right.iter().map(move |r| [l.as_slice(), r].concat())).collect())
}
