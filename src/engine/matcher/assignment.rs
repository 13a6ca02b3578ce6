//! A name that promises a secret and its value: [`generic`](crate::engine::generic), one matcher a class of names.
//!
//! A name with two words of two classes (`secret_token`) is judged once: by the matcher of its class.

use super::{Ask, Catch, Seen};
use crate::engine::generic::{Class, Found, Judge, marks};
use crate::model::Span;

/// How many features a finding shows.
const MARKS: usize = 6;

fn find(ask: &Ask<'_>, classes: &'static [Class]) -> Option<Catch> {
    let mut all: Vec<Found<'_>> = Vec::new();
    let mut judge = Judge::new(ask.text, ask.kind).only(classes);
    judge.at(ask.at, |found| all.push(found));
    let mut members: Vec<Found<'_>> = Vec::new();
    judge.members(ask.at, |found| members.push(found));
    ask.seen.set(Seen { reach: Some(judge.reach()), often: judge.often() });
    let caught = |found: Found<'_>| {
        let changed = *found.value != *found.span.of(ask.text);
        Catch {
            secret: found.span,
            whole: Span::new(found.name.start.min(found.span.start), found.name.end.max(found.span.end)),
            value: changed.then(|| found.value.into_owned()),
            confidence: found.confidence,
            marks: marks(&found.set, MARKS),
            dismissed: None,
        }
    };
    if judge.in_columns() {
        // Each row has a value of its own.
        let mut all = all.into_iter().map(caught);
        let first = all.next();
        ask.more.replace(all.collect());
        return first;
    }
    // Of several readings of one place, the first of the best.
    let best = all.into_iter().reduce(|best, found| if found.points > best.points { found } else { best });
    // The first of a list may have been told already.
    let first = best.as_ref().map(|best| best.span);
    let mut members = members.into_iter().filter(|found| Some(found.span) != first).map(caught);
    let best = best.map(caught).or_else(|| members.next());
    ask.more.replace(members.collect());
    best
}

/// `password = "..."`
pub fn password(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Password])
}

/// `client_secret = "..."`
pub fn secret(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Secret])
}

/// `token = "..."`
pub fn token(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Token])
}

/// `api_key = "..."`
pub fn key(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::ApiKey, Class::Key, Class::Api])
}

/// `credentials = "..."`
pub fn credential(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Auth])
}

/// `salt = "..."`
pub fn salt(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Salt])
}

/// `session = "..."`
pub fn session(ask: &Ask<'_>) -> Option<Catch> {
    find(ask, &[Class::Session, Class::None])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    #[test]
    fn every_row_of_a_column_is_told() {
        let rows = ["x7Kq2m", "Vb9Lp4", "Tz3Wn8"].map(|part| [part, "Rd5Hc1"].concat());
        let [a, b, c] = rows.each_ref().map(String::as_str);
        let statement = format!("INSERT INTO t (id, password) VALUES (1, '{a}'), (2, '{b}'), (3, '{c}');");
        let table = format!("| id | password |\n|---|---|\n| 1 | {a} |\n| 2 | {b} |\n| 3 | {c} |\n");
        for text in [statement, table] {
            let at = text.find("password").unwrap_or_default();
            let (text, kind) = (text.as_bytes(), FileKind::None);
            let ask = Ask::new(text, at, at + 8, kind);
            let first = password(&ask);
            let more = ask.more.take();
            let told: Vec<&[u8]> = first.iter().chain(&more).map(|caught| caught.secret.of(text)).collect();
            assert_eq!(told, [a.as_bytes(), b.as_bytes(), c.as_bytes()]);
        }
    }
}
