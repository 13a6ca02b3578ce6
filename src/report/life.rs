//! The story of a secret in history, in a few lines: who brought it in, where it still is.

use super::receipt::count;
use super::sanitize::escape;
use crate::finding::{Finding, Life};
use crate::model::Place;

/// How many branches and tags are named.
const REFS: usize = 4;
/// Hex digits of a commit id: enough for any repository.
const DIGITS: usize = 12;
/// Longest part of a commit's first line that is shown, in characters.
const SUMMARY: usize = 60;

/// The story of a finding, one entry for each line; empty if the run did not read history.
pub fn lines(finding: &Finding) -> Vec<String> {
    finding.life.as_ref().map_or_else(Vec::new, |life| told(life, finding.origin.place))
}

fn told(life: &Life, place: Place) -> Vec<String> {
    let introduced = life.commit.as_ref().map(|commit| introduced(life, commit));
    let mut now = vec![presence(life, place)];
    if life.occurrences > 1 {
        now.push(versions(life));
    }
    if !life.refs.is_empty() {
        let named: Vec<String> = life.refs.iter().take(REFS).map(|r| escape(r)).collect();
        let more = match life.refs.len().saturating_sub(REFS) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        now.push(format!("on {}{more}", named.join(", ")));
    }
    introduced.into_iter().chain([now.join("; ")]).collect()
}

/// Which commit brought it in, when, and by whom.
fn introduced(life: &Life, commit: &str) -> String {
    let mut line = format!("came in with {}{}", short(commit), on(&life.date));
    if let Some(days) = life.age_days {
        line.push_str(&format!(" ({})", ago(days)));
    }
    if !life.author.is_empty() {
        line.push_str(&format!(" by {}", escape(&life.author)));
    }
    if !life.summary.is_empty() {
        line.push_str(&format!(": {}", cut(&escape(&life.summary))));
    }
    line
}

/// Whether HEAD still has it, or which commit had it last.
fn presence(life: &Life, place: Place) -> String {
    match (&life.last_commit, life.in_head, life.unreachable) {
        (_, true, _) => "still in HEAD".to_owned(),
        (_, _, true) => {
            "in no branch or tag (amended, reset or dropped), but still in the object store".to_owned()
        }
        _ if is_message(place) => "in a message, which stays unless history is written anew".to_owned(),
        (Some(last), ..) => match &life.removed_commit {
            Some(removed) => {
                let (last, removed) = (short(last), short(removed));
                format!(
                    "not in HEAD; last seen in {last}, taken out with {removed}{}",
                    on(&life.removed_date)
                )
            }
            None => format!("not in HEAD; last seen in {}", short(last)),
        },
        (None, ..) => "not in HEAD".to_owned(),
    }
}

/// How many versions of files have it, and at which other paths.
fn versions(life: &Life) -> String {
    let paths = match life.other_paths.first() {
        Some(path) if life.other_paths.len() == 1 => format!(", also as {}", escape(path)),
        Some(path) => format!(
            ", also as {} and {}",
            escape(path),
            count(life.other_paths.len() as u64 - 1, "other path")
        ),
        None => String::new(),
    };
    format!("{}{paths}", count(life.occurrences, "version"))
}

/// True for the message of a commit or tag: no later commit can remove what it says.
pub fn is_message(place: Place) -> bool {
    matches!(place, Place::Commit(_) | Place::Tag(_))
}

/// ` on 2024-03-01`, or nothing.
fn on(date: &str) -> String {
    match date.get(..10).unwrap_or(date) {
        "" => String::new(),
        day => format!(" on {}", escape(day)),
    }
}

/// How long ago, in the unit that a person would choose.
fn ago(days: u64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..60 => format!("{days} days ago"),
        60..731 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days * 4 / 1461),
    }
}

fn short(hex: &str) -> String {
    escape(hex.get(..DIGITS).unwrap_or(hex))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SUMMARY) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        let said = [0, 1, 59, 60, 729, 731, 1461, 36_525].map(ago);
        let expected = [
            "today",
            "yesterday",
            "59 days ago",
            "2 months ago",
            "24 months ago",
            "2 years ago",
            "4 years ago",
            "100 years ago",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn tells_the_story() {
        let life = Life {
            commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
            author: "A \u{202e}B <a@example.org>".to_owned(),
            date: "2024-03-01T10:00:00+01:00".to_owned(),
            age_days: Some(731),
            summary: "Add deployment".to_owned(),
            last_commit: Some("89abcdef0123456789abcdef0123456789abcdef".to_owned()),
            occurrences: 3,
            other_paths: vec!["b".to_owned(), "c".to_owned()],
            refs: (0..6).map(|i| format!("v{i}")).collect(),
            ..Life::default()
        };
        assert_eq!(
            told(&life, Place::File),
            [
                "came in with 0123456789ab on 2024-03-01 (2 years ago) by A \\u{202e}B <a@example.org>: Add deployment",
                "not in HEAD; last seen in 89abcdef0123; 3 versions, also as b and 1 other path; on v0, v1, v2, v3 and 2 more",
            ]
        );
        let taken = Life {
            removed_commit: Some("fedcba9876543210fedcba9876543210fedcba98".to_owned()),
            removed_date: "2025-01-02T00:00:00Z".to_owned(),
            occurrences: 1,
            ..Life { other_paths: Vec::new(), refs: Vec::new(), ..life }
        };
        assert_eq!(
            told(&taken, Place::File)[1],
            "not in HEAD; last seen in 89abcdef0123, taken out with fedcba987654 on 2025-01-02"
        );
        let message =
            told(&taken, Place::Commit("0123456789abcdef0123456789abcdef01234567".parse().expect("an id")));
        assert_eq!(message[1], "in a message, which stays unless history is written anew");
    }
}
