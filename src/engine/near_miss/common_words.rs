//! Words that name no vendor.

/// Sorted, for binary search.
const WORDS: &[&str] = &[
    "access",
    "account",
    "admin",
    "api",
    "app",
    "application",
    "auth",
    "authorization",
    "base",
    "bearer",
    "client",
    "consumer",
    "credential",
    "credentials",
    "database",
    "db",
    "dev",
    "env",
    "id",
    "key",
    "live",
    "login",
    "master",
    "oauth",
    "pass",
    "password",
    "pk",
    "private",
    "prod",
    "production",
    "pub",
    "public",
    "refresh",
    "sandbox",
    "secret",
    "server",
    "service",
    "session",
    "test",
    "token",
    "user",
    "web",
];

/// True for a prefix that anybody may give to values of their own, and for a word that names no vendor: `key-`,
/// `live_`, `client_secret`, `consumersecret`.
pub fn is_common(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).all(|mut part| {
        while let Some(word) = of_letter(part).iter().rev().find(|word| part.starts_with(**word)) {
            part = &part[word.len()..];
        }
        part.is_empty() || part == "x"
    })
}

/// The words that begin with the first letter of `text`.
fn of_letter(text: &str) -> &'static [&'static str] {
    let Some(first) = text.as_bytes().first() else { return &[] };
    let from = WORDS.partition_point(|word| word.as_bytes()[0] < *first);
    let to = WORDS.partition_point(|word| word.as_bytes()[0] <= *first);
    &WORDS[from..to]
}

/// True if `text` begins with a word that names no vendor, in any case.
pub fn begins_common(text: &[u8]) -> bool {
    let begins =
        |word: &&str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    WORDS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_everybody() {
        assert!(WORDS.is_sorted());
        for word in ["key-", "live_", "client_secret", "consumersecret", "x-api-key"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["acme", "acme_key", "apify", "xapp-", "xkey2", "monkey"] {
            assert!(!is_common(word), "{word}");
        }
    }
}
