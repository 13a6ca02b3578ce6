//! Words that name no vendor.

/// True for a prefix that anybody may give to a value of their own, and for a word that names no vendor: `key-`,
/// `live_`, `client_secret`, `consumersecret`.
pub fn is_common(text: &str) -> bool {
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
        "x",
    ];
    let lower = text.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).all(|mut part| {
        // Most words differ in their first letter already.
        let first = |word: &str| word.as_bytes().first().copied();
        while let Some(word) =
            WORDS.iter().rev().find(|word| first(word) == first(part) && part.starts_with(**word))
        {
            part = &part[word.len()..];
        }
        part.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_everybody() {
        for word in ["key-", "live_", "client_secret", "consumersecret", "x-api-key"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["acme", "acme_key", "apify", "xkey2", "monkey"] {
            assert!(!is_common(word), "{word}");
        }
    }
}
