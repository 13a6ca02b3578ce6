//! Why a finding was flagged: a few words behind the underline. `-v` and `explain` show everything.

use crate::finding::{BULLET, Finding};
use crate::model::Mark;

/// The greatest number of reasons behind an underline.
const MOST: usize = 2;

/// The reasons: a partner first, because it says most, then proofs, context and format, then features by weight, and
/// randomness last.
pub fn words(finding: &Finding) -> String {
    if let Some(partner) = finding.related.first() {
        let (here, there) = (finding.start.line, partner.start.line);
        let place = match (here.checked_sub(there), there.checked_sub(here)) {
            (Some(0), _) => "on the same line".to_owned(),
            (Some(1), _) => "one line above".to_owned(),
            (_, Some(1)) => "one line below".to_owned(),
            _ => format!("on line {there}"),
        };
        return format!("{} {place}", partner.label);
    }
    let passed = || finding.marks.iter().filter(|m| m.passed);
    let mut scored: Vec<&Mark> = passed().filter(|m| m.points > 0.0).collect();
    scored.sort_by(|a, b| b.points.total_cmp(&a.points));
    let plain = || passed().filter(|m| m.points == 0.0 && m.name != "entropy");

    let proofs = plain().filter(|m| m.detail.is_empty()).map(|m| format!("passes {}", m.name));
    let context = plain().filter(|m| !m.detail.is_empty()).map(|m| m.detail.clone().into_owned());
    let form = prefix(finding).map(|prefix| format!("begins with {prefix}"));
    let weighed = scored.into_iter().map(said);
    let random = passed().filter(|m| m.name == "entropy" && m.points == 0.0).map(said);
    let mut reasons: Vec<String> = proofs.chain(context).chain(form).chain(weighed).take(MOST).collect();
    if reasons.is_empty() {
        reasons.extend(random);
    }
    reasons.join("; ")
}

fn said(mark: &Mark) -> String {
    if mark.detail.is_empty() { mark.name.clone().into_owned() } else { mark.detail.clone().into_owned() }
}

/// The public prefix, if it is one word.
fn prefix(finding: &Finding) -> Option<&str> {
    let prefix = finding.redacted.split(BULLET).next()?;
    (!prefix.is_empty() && !prefix.contains(' ')).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn mark(name: &'static str, points: f32, detail: &'static str) -> Mark {
        Mark { name: Cow::Borrowed(name), passed: true, points, detail: Cow::Borrowed(detail) }
    }

    #[test]
    fn the_strongest_reasons_come_first() {
        let mut finding = crate::finding::testing::finding("abc", "a", crate::model::Span::new(0, 3));
        finding.marks = vec![mark("entropy", 0.0, "4.4 bits/char")];
        assert_eq!(words(&finding), "4.4 bits/char");
        finding.marks.push(mark("crc32", 0.0, ""));
        assert_eq!(words(&finding), "passes crc32");
        finding.redacted = "tok_••••".to_owned();
        assert_eq!(words(&finding), "passes crc32; begins with tok_");
        finding.marks = vec![mark("weak", 0.5, ""), mark("key:password", 2.0, ""), mark("x", -1.0, "")];
        finding.redacted = "••••".to_owned();
        assert_eq!(words(&finding), "key:password; weak");
    }
}
