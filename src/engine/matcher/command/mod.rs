//! Passwords on command lines, in calls that log in, and in SQL statements about users: places that no name of the value
//! gives away.

mod call;
mod directive;
mod literal;
mod option;
mod piped;
mod shell;
mod sql;
mod told;
mod users;

use super::{Ask, Catch};
use crate::engine::generic::Class;
use crate::model::Span;
pub use call::{keyed, login};
pub use directive::directive;
pub use literal::{characters, pair_behind};
pub use option::option;
pub use piped::piped;
pub use sql::identified;
pub use told::{labelled, told_login};
pub use users::users;

/// How far these look.
pub const REACH: usize = 400;
/// What such a place is worth beside the looks of the value.
const BONUS: f32 = 1.0;

fn verdict(ask: &Ask<'_>, secret: Span) -> Option<Catch> {
    verdict_of(
        ask,
        secret,
        Class::Password,
        "a password stands at this place of such a command, call or statement",
    )
}

fn verdict_of(ask: &Ask<'_>, secret: Span, class: Class, place: &'static str) -> Option<Catch> {
    verdict_with(ask, secret, class, BONUS, place)
}

fn verdict_with(ask: &Ask<'_>, secret: Span, class: Class, bonus: f32, place: &'static str) -> Option<Catch> {
    // `$(NAME)` of a makefile, the output of a command
    if secret.of(ask.text).starts_with(b"$(") {
        return None;
    }
    ask.judge_by_place(secret, Span::new(ask.at, secret.end), class, bonus, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    pub fn ask<'t>(text: &'t str, word: &str, f: fn(&Ask<'_>) -> Option<Catch>) -> Option<&'t str> {
        let at = text.find(word)?;
        let found = f(&Ask::new(text.as_bytes(), at, at + word.len(), FileKind::None))?;
        Some(&text[found.secret.range()])
    }
}
