//! A secret access key behind its name, with no id in sight: assignments, arguments, elements, defaults of look-ups.

use super::pair::{is_hash, says_example};
use super::sign::{LONGEST_SECRET, SECRET_LENGTH, alone, runs};
use crate::engine::dummy;
use crate::engine::matcher::{Ask, Catch};
use crate::engine::phrases::{self, Phrases};
use crate::model::Span;

/// Most bytes between the name and its value.
const GAP: usize = 72;
/// How far it looks: the rest of the name, the gap, the value.
pub const REACH: usize = 64 + GAP + LONGEST_SECRET;
/// Longest word between the name and its value: `value`, `string`, `getenv`.
const LONGEST_WORD: usize = 12;

/// Names of secret keys, without what joins their words.
static NAMES: Phrases = Phrases::new(&[
    b"secretaccesskey",
    b"awssecretkey",
    b"secretkey",
    b"awssecretaccess",
    b"awssecret",
    b"accesssecret",
    b"s3secret",
    b"awsaccesssecret",
    b"awskey",
]);

/// The secret behind a name that the keyword lies in.
pub fn named_secret(ask: &Ask<'_>) -> Option<Catch> {
    let (text, end) = (ask.text, name(ask)?);
    let limit = text.len().min(end + GAP);
    let mut last = end;
    for run in runs(text, end, limit) {
        let gap = &text[last.min(run.span.start)..run.span.start];
        if gap.iter().filter(|b| **b == b'\n').count() > 1 || gap.iter().any(|b| matches!(b, b';' | b'#')) {
            return None;
        }
        if run.length == SECRET_LENGTH {
            if !alone(text, run.span) || is_hash(&text[end..run.span.start]) {
                return None;
            }
            let value = (run.span.of(text) != run.value.as_slice()).then(|| run.value.clone());
            let dismissed = dummy::reason(&run.value).or(says_example(&run.value));
            let whole = Span::new(ask.at, run.span.end);
            return Some(Catch { secret: run.span, whole, value, dismissed, ..Catch::default() });
        }
        if run.length > LONGEST_WORD {
            return None;
        }
        last = run.span.end;
    }
    None
}

/// End of the name around the keyword, where it is one of a secret key.
fn name(ask: &Ask<'_>) -> Option<usize> {
    let text = ask.text;
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' ');
    let before = text[ask.at.saturating_sub(24)..ask.at].iter().rev().take_while(|b| part(b)).count();
    let behind = text[ask.end..text.len().min(ask.end + 24)].iter().take_while(|b| part(b)).count();
    let all = &text[ask.at - before..ask.end + behind];
    ask.looked(before + 1, ask.end - ask.at + behind + 1);
    // A value may follow a space at once, so the name ends with the last of its words.
    let mut joined = Vec::with_capacity(all.len());
    let mut ends = Vec::with_capacity(all.len());
    for (at, byte) in all.iter().enumerate().filter(|(_, b)| b.is_ascii_alphanumeric()) {
        joined.push(byte.to_ascii_lowercase());
        ends.push(ask.at - before + at + 1);
    }
    let known = NAMES.first_in(&joined)?;
    let from = phrases::find(&joined, known)?;
    let end = ends.get(from + known.len() - 1).copied()?;
    ask.looks_further();
    // The name may go on a little: `secret_key_v2`, `SecretAccessKeyDev`.
    let rest = text[end..].iter().take(LONGEST_WORD + 1);
    let more = rest.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    (more <= LONGEST_WORD).then_some(end + more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn find(text: &str) -> Option<Catch> {
        let at = text.to_ascii_lowercase().find("secret")?;
        named_secret(&Ask::new(text.as_bytes(), at, at + 6, FileKind::None))
    }

    #[test]
    fn names_and_forms() {
        let value = ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"].concat();
        for text in [
            format!("aws_secret_access_key = {value}"),
            format!("AWS_SECRET_ACCESS_KEY=\"{value}\""),
            format!("'SecretAccessKey' => '{value}'"),
            format!("Secret access key: {value}"),
            format!("<name>fs.s3a.secret.key</name>\n<value>{value}</value>"),
            format!("- name: AWS_SECRET_ACCESS_KEY\n  value: {value}"),
            format!("os.getenv(\"AWS_SECRET_ACCESS_KEY\", \"{value}\")"),
            format!("${{AWS_SECRET_ACCESS_KEY:-{value}}}"),
            format!("aws configure set aws_secret_access_key {value}"),
            format!("secretKey: `{}`", value.replace('/', "\\u002F")),
        ] {
            let found = find(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                found.value.unwrap_or_else(|| found.secret.of(text.as_bytes()).to_vec()),
                value.as_bytes()
            );
        }
    }

    #[test]
    fn other_names_and_values() {
        let value = ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"].concat();
        for text in [
            format!("client_secret = {value}"),
            format!("secret_key = f(); other = {value}"),
            format!("secret_key_of_the_whole_installation: see {value}"),
            format!("aws_secret_access_key = {value}q"),
            "aws_secret_access_key = {{resolve:ssm-secure:/app/key:1}}".to_string(),
            "secret_key: !Ref SecretKey\nother: 1".to_string(),
        ] {
            assert!(find(&text).is_none_or(|found| found.dismissed.is_some()), "{text}");
        }
    }
}
