//! Signed URLs and tokens that contain their own expiry. The date goes into the note; the engine does not ask for
//! today's date. An access key id in a signed URL only names the signer, so it becomes part of the URL's report.

use crate::engine::checks::encoding::base64;
use crate::model::calendar::{self, DAY, Moment};
use crate::model::{Candidate, Related, Span};
use crate::rules::RuleSet;
use std::borrow::Cow;
use std::collections::HashSet;

/// How far a URL is followed to either side, in bytes.
const REACH: usize = 4096;
const SIGNED: [&str; 4] =
    ["aws-presigned-url", "aws-presigned-url-v2", "aws-rds-iam-token", "aws-cloudfront-signed-url"];
/// Every URL that [`of_url`] can read contains one of these.
const SIGNS: [&[u8]; 3] = [b"X-Amz-Expires=", b"Signature=", b"sig="];
const IDS: [&str; 2] = ["aws-access-key-id", "aws-temporary-access-key-id"];

/// Adds the ids in signed URLs to the reports of the URLs, and notes when things expire.
pub fn apply<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    fold(rules, text, candidates);
    let signs = Signs::of(text);
    for candidate in candidates.iter_mut() {
        if candidate.note.is_some() || candidate.dismissed.is_some() {
            continue;
        }
        let end = of_token(&candidate.value).or_else(|| {
            let may_be = signs.are_near(candidate.whole);
            may_be.then(|| of_url(around(text, candidate.whole))).flatten()
        });
        if let Some(end) = end {
            // Only a signed URL counts as expired; the expiry of a token is shown, but not relied on.
            candidate.ends = SIGNED.contains(&rules.id(candidate.rule)).then_some(end);
            candidate.note = Some(Cow::Owned(format!("valid until {} UTC by its own word", moment(end))));
        }
    }
}

/// Where the parameters of signed URLs occur: most candidates have none nearby.
struct Signs(Vec<usize>);

impl Signs {
    fn of(text: &[u8]) -> Self {
        let places = |name: &'static &[u8]| memchr::memmem::find_iter(text, *name);
        let mut places: Vec<usize> = SIGNS.iter().flat_map(places).collect();
        places.sort_unstable();
        Signs(places)
    }

    /// True if one begins within reach of a place.
    fn are_near(&self, place: Span) -> bool {
        let first = self.0.partition_point(|&at| at < place.start.saturating_sub(REACH));
        self.0.get(first).is_some_and(|&at| at < place.end.saturating_add(REACH))
    }
}

fn fold(rules: &RuleSet, text: &[u8], candidates: &mut Vec<Candidate<'_>>) {
    let is_id = |c: &Candidate<'_>| IDS.contains(&rules.id(c.rule));
    let is_signer = |c: &Candidate<'_>| {
        let before = text.get(c.secret.start.saturating_sub(24)..c.secret.start).unwrap_or_default();
        is_id(c) && (before.ends_with(b"Credential=") || before.ends_with(b"AccessKeyId="))
    };
    let signers: Vec<Span> = candidates.iter().filter(|c| is_signer(c)).map(|c| c.secret).collect();
    // Both are sorted by place.
    let mut folded = HashSet::new();
    for candidate in candidates.iter_mut().filter(|c| SIGNED.contains(&rules.id(c.rule))) {
        let url = span_around(text, candidate.whole);
        let first = signers.partition_point(|signer| signer.start < url.start);
        let near = signers[first..].iter().take_while(|signer| signer.start < url.end);
        for &signer in near.filter(|&&signer| url.contains(signer)) {
            let label = Cow::Borrowed("the access key id that signed it");
            candidate.related.push(Related { span: signer, label, secret: false });
            folded.insert(signer);
        }
    }
    candidates.retain(|c| !(is_id(c) && folded.contains(&c.secret)));
}

/// The URL around `place`, up to [`REACH`] bytes away.
fn span_around(text: &[u8], place: Span) -> Span {
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b'|');
    let floor = place.start.saturating_sub(REACH).min(text.len());
    let before = text.get(floor..place.start).unwrap_or_default();
    let ceiling = place.end.saturating_add(REACH).min(text.len());
    let behind = text.get(place.end..ceiling).unwrap_or_default();
    let start = before.iter().rposition(ends).map_or(floor, |at| floor + at + 1);
    let end = behind.iter().position(ends).map_or(ceiling, |at| place.end + at);
    Span::new(start, end)
}

fn around(text: &[u8], place: Span) -> &[u8] {
    let span = span_around(text, place);
    text.get(span.start..span.end).unwrap_or_default()
}

/// The `exp` of a JSON Web Token, in seconds since 1970.
fn of_token(value: &[u8]) -> Option<u64> {
    let mut parts = value.split(|&b| b == b'.');
    let (head, payload) = (parts.next()?, parts.next()?);
    if !head.starts_with(b"eyJ") {
        return None;
    }
    let payload = base64(payload)?;
    let at = memchr::memmem::find(&payload, b"\"exp\"")?;
    let rest = payload[at + 5..].trim_ascii_start().strip_prefix(b":")?;
    number(rest.trim_ascii_start()).filter(|&seconds| is_near(seconds))
}

/// The expiry in the parameters of a signed URL, in seconds since 1970.
fn of_url(url: &[u8]) -> Option<u64> {
    // Quick test: most values are in no signed URL, and no parameter name before a `=` has the right ending.
    let ends = |at: usize| at.checked_sub(1).is_some_and(|last| matches!(url[last], b'e' | b'g'));
    if !memchr::memchr_iter(b'=', url).any(ends) {
        return None;
    }
    if let (Some(date), Some(lasts)) = (parameter(url, b"X-Amz-Date="), parameter(url, b"X-Amz-Expires=")) {
        return Some(compact(date)? + number(lasts)?);
    }
    if parameter(url, b"sig=").is_some()
        && let Some(end) = parameter(url, b"se=")
    {
        return dashed(end);
    }
    parameter(url, b"Signature=")?;
    parameter(url, b"Expires=").and_then(number).filter(|&seconds| is_near(seconds))
}

/// The text behind `name`, if it is at the start of a parameter.
fn parameter<'u>(url: &'u [u8], name: &[u8]) -> Option<&'u [u8]> {
    // URLs are short: building a searcher would take longer than the search.
    memchr::memchr_iter(*name.first()?, url)
        .filter(|&at| at == 0 || matches!(url[at - 1], b'?' | b'&' | b';' | b'='))
        .find_map(|at| url[at..].strip_prefix(name))
}

/// `20260131T120000Z`.
fn compact(text: &[u8]) -> Option<u64> {
    let part = |from: usize, to: usize| text.get(from..to).and_then(digits);
    if text.get(8) != Some(&b'T') {
        return None;
    }
    seconds([part(0, 4)?, part(4, 6)?, part(6, 8)?, part(9, 11)?, part(11, 13)?, part(13, 15)?])
}

/// `2026-01-31T12:00:00Z`, with its colons percent-encoded or not, or the date alone.
fn dashed(text: &[u8]) -> Option<u64> {
    let plain = String::from_utf8_lossy(text.get(..text.len().min(28))?).replace("%3A", ":");
    let plain = plain.as_bytes();
    let part = |from: usize, to: usize| plain.get(from..to).and_then(digits);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let clock = |from: usize| part(from, from + 2).unwrap_or(0);
    seconds([year, month, day, clock(11), clock(14), clock(17)])
}

fn digits(text: &[u8]) -> Option<u64> {
    text.iter().all(u8::is_ascii_digit).then(|| number(text)).flatten()
}

/// The number at the start of a text.
fn number(text: &[u8]) -> Option<u64> {
    let count = text.iter().take_while(|b| b.is_ascii_digit()).take(12).count();
    std::str::from_utf8(text.get(..count)?).ok()?.parse().ok()
}

/// True for a time between 2001 and 2100.
fn is_near(seconds: u64) -> bool {
    (1_000_000_000..4_102_444_800).contains(&seconds)
}

/// Seconds since 1970 of a year, month, day, hour, minute and second.
fn seconds([year, month, day, hour, minute, second]: [u64; 6]) -> Option<u64> {
    if !(2001..2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = u64::try_from(calendar::days(year as i64, month as u8, day as u8)).ok()?;
    Some(days * DAY as u64 + hour * 3_600 + minute * 60 + second)
}

/// `2026-01-31 12:00`.
fn moment(seconds: u64) -> String {
    let Moment { year, month, day, hour, minute, .. } =
        Moment::of_unix(i64::try_from(seconds).unwrap_or(i64::MAX));
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_and_tokens_only_say_so() {
        use crate::engine::{Engine, Scratch};
        use crate::model::{Chunk, Origin, Place, RepoPath};
        let rules = std::sync::Arc::new(RuleSet::builtin());
        let hex = "0f3a9c71d25be846".repeat(4);
        let url =
            format!("https://b.example/k?X-Amz-Date=20240228T233000Z&X-Amz-Expires=60&X-Amz-Signature={hex}");
        let token = ["eyJhbGciOiJIUzI1NiJ9.", "eyJleHAiOjE3MDAwMDAwMDB9.", "kV9x2mQp71LwTr8zQw41xp"].concat();
        let text = format!("{url}\nsession={token}\n");
        let origin = Origin { path: RepoPath::from("a.txt"), place: Place::File };
        let chunk = Chunk::whole(origin, text.into_bytes());
        let found = Engine::new(rules.clone()).scan(&chunk, &mut Scratch::default());
        let ends = |id: &str| found.iter().find(|c| rules.info(c.rule).id == id).map(|c| c.ends);
        assert_eq!(ends("aws-presigned-url"), Some(Some(1_709_163_060)));
        assert_eq!(found.iter().filter(|c| c.ends.is_some()).count(), 1);
    }

    #[test]
    fn signs_are_looked_for_once() {
        let text = [b"x".repeat(9000), b"?sig=1".to_vec(), b"x".repeat(9000)].concat();
        let signs = Signs::of(&text);
        assert_eq!(signs.0, [9001]);
        let near = |start: usize| signs.are_near(Span::new(start, start + 20));
        let reached: Vec<usize> = (0..text.len()).filter(|&at| near(at)).collect();
        assert_eq!((reached.first(), reached.last()), (Some(&(9002 - 20 - REACH)), Some(&(9001 + REACH))));
        assert!(!Signs::of(b"no url = at all").are_near(Span::new(0, 2)));
        // Every URL whose expiry can be read contains one of them.
        for url in [
            "?X-Amz-Date=20240228T233000Z&X-Amz-Expires=60",
            "se=2025-03-10&sig=x",
            "?Expires=1700000000&Signature=y",
        ] {
            assert!(of_url(url.as_bytes()).is_some() && !Signs::of(url.as_bytes()).0.is_empty(), "{url}");
        }
    }

    #[test]
    fn moments() {
        let aws = b"?X-Amz-Date=20240228T233000Z&X-Amz-Expires=3600&X-Amz-Signature=00";
        assert_eq!(of_url(aws).map(moment).as_deref(), Some("2024-02-29 00:30"));
        let sas = b"sv=2022-11-02&se=2025-03-10T14%3A58%3A25Z&sig=xyz";
        assert_eq!(of_url(sas).map(moment).as_deref(), Some("2025-03-10 14:58"));
        let old = b"?AWSAccessKeyId=x&Expires=1700000000&Signature=y";
        assert_eq!(of_url(old).map(moment).as_deref(), Some("2023-11-14 22:13"));
        assert_eq!(of_url(b"?Expires=5&Signature=y"), None);
        let token = ["eyJhbGciOiJIUzI1NiJ9.", "eyJleHAiOjE3MDAwMDAwMDB9", ".c2ln"].concat();
        assert_eq!(of_token(token.as_bytes()).map(moment).as_deref(), Some("2023-11-14 22:13"));
    }
}
