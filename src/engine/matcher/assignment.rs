//! A name that promises a secret and its value: [`generic`](crate::engine::generic), one matcher a class of names.
//!
//! A name with two words of two classes (`secret_token`) is judged once: by the matcher of its class.

use super::{Ask, Catch, Seen};
use crate::engine::generic::{Class, Judge, marks};
use crate::model::Span;

/// How many features a finding shows.
const MARKS: usize = 6;

fn find(ask: &Ask<'_>, classes: &'static [Class]) -> Option<Catch> {
    let mut best: Option<Catch> = None;
    let mut points = f32::MIN;
    let mut judge = Judge::new(ask.text, ask.kind).only(classes);
    judge.at(ask.at, |found| {
        if found.points <= points {
            return;
        }
        points = found.points;
        let changed = *found.value != *found.span.of(ask.text);
        best = Some(Catch {
            secret: found.span,
            whole: Span::new(found.name.start.min(found.span.start), found.name.end.max(found.span.end)),
            value: changed.then(|| found.value.into_owned()),
            confidence: found.confidence,
            marks: marks(&found.set, MARKS),
            dismissed: None,
        });
    });
    ask.seen.set(Seen { reach: Some(judge.reach()), often: judge.often() });
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
