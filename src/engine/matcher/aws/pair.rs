//! An access key id and the secret that belongs to it, told by structure and distance; the secret needs no name.

use super::layout::{self, Layout};
use super::sign::{LONGEST_RUN, LONGEST_SECRET, Run, secrets};
use crate::engine::matcher::{Ask, Catch};
use crate::engine::{boundary, checks::aws, dummy, entropy, phrases};
use crate::model::{Confidence, Mark, Span};
use crate::rules::table::Boundary;

/// Bytes of an access key id.
pub const ID_LENGTH: usize = 20;
/// How far it looks: the neighbourhood, and one secret across its end, every character an escape.
pub const REACH: usize = layout::REACH + ID_LENGTH + LONGEST_SECRET;
/// Least entropy of a secret that stands beside an id: 30 random bytes never have less than 4.2.
const LEAST: f32 = 4.0;
/// Most ids and secrets of one neighbourhood that are weighed against each other.
const MOST: usize = 12;

/// The secret of the id at a keyword such as `AKIA`. The whole match reaches from the one to the other, so the id is at
/// one of its ends.
pub fn key_pair(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    ask.looked(boundary::REACH, ID_LENGTH + boundary::REACH);
    // The secret beside a documented id may be a real one: it has to speak for itself then.
    let id = id_at(text, ask.at).filter(|id| dummy::reason(&id.of(text)[4..]).is_none())?;
    let layout = Layout::around(text, id);
    let edge = boundary::REACH + ID_LENGTH;
    ask.looked(
        (id.start + edge).saturating_sub(layout.span.start),
        layout.span.end - id.start + edge.max(LONGEST_RUN),
    );
    let mut found = secrets(text, layout.span);
    found.retain(|run| is_secret(text, &layout, run));
    if found.is_empty() {
        return None;
    }
    let ids = ids(text, layout.span);
    let mut ranked: Vec<(usize, &Run)> =
        found.iter().filter_map(|run| Some((cost(text, &layout, id, run)?, run))).collect();
    ranked.sort_by_key(|(cost, run)| (*cost, run.span.start));
    // Another id may have a better claim to the same secret.
    let claimed = |price: usize, run: &Run| {
        let rival =
            |other: &Span| *other != id && cost(text, &layout, *other, run).is_some_and(|c| c < price);
        ids.iter().take(MOST).any(rival)
    };
    let (_, run) = ranked.into_iter().take(MOST).find(|(price, run)| !claimed(*price, run))?;
    let whole = Span::new(id.start.min(run.span.start), id.end.max(run.span.end));
    let value = (run.span.of(text) != run.value.as_slice()).then(|| run.value.clone());
    let marks = vec![Mark::proof("key-pair", "its access key id stands beside it")];
    let dismissed = dummy::reason(&run.value).or(says_example(&run.value));
    let confidence = aws::key_id(id.of(text)).is_err().then_some(Confidence::Medium);
    Some(Catch { secret: run.span, whole, value, confidence, marks, dismissed })
}

/// The id that begins at `at`. AWS mints only some of these; beside a secret the others count, too, with less
/// confidence.
fn id_at(text: &[u8], at: usize) -> Option<Span> {
    let id = text.get(at..at + ID_LENGTH)?;
    let sound = id[4..].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && entropy::distinct(id) > 6
        && boundary::left(text, at, Boundary::Word)
        && boundary::right(text, at + ID_LENGTH, Boundary::Word, 1);
    sound.then(|| Span::new(at, at + ID_LENGTH))
}

fn ids(text: &[u8], span: Span) -> Vec<Span> {
    let area = span.of(text);
    let places = |word: &'static [u8]| memchr::memmem::find_iter(area, word).map(|at| span.start + at);
    let prefixes = [b"AKIA", b"ASIA", b"ABIA", b"ACCA"];
    prefixes.into_iter().flat_map(|word| places(word)).filter_map(|at| id_at(text, at)).collect()
}

/// True where a run can be a secret key: by its characters, and because no name calls it a hash.
fn is_secret(text: &[u8], layout: &Layout, run: &Run) -> bool {
    aws::secret_key(&run.value).is_ok()
        && entropy::shannon(&run.value) >= LEAST
        && !is_hash(layout.line_before(text, run.span.start))
}

/// True where the name before a value says that it is a digest or a signature.
pub fn is_hash(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 9] =
        [b"sha1", b"sha256", b"sha-", b"digest", b"checksum", b"integrity", b"etag", b"commit", b"signature"];
    let tail = &line[line.len().saturating_sub(24)..];
    let lower = tail.to_ascii_lowercase();
    NAMES.iter().any(|name| phrases::holds(&lower, name))
}

/// What it costs to hold `run` for the secret of `id`: distance, and doubt where no name calls it one, and a little
/// where it stands before the id.
fn cost(text: &[u8], layout: &Layout, id: Span, run: &Run) -> Option<usize> {
    let distance = layout.distance(id, run.span)?;
    let line = layout.line_before(text, run.span.start);
    let tail = line[line.len().saturating_sub(64)..].to_ascii_lowercase();
    let named = phrases::holds(&tail, b"secret");
    Some(distance * 2 + if named { 0 } else { 7 } + usize::from(run.span.start < id.start))
}

/// Why a value that holds the word of all documentation is none.
pub fn says_example(value: &[u8]) -> Option<&'static str> {
    phrases::find(value, b"EXAMPLE").map(|_| "it says that it is a dummy")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn id(tail: &str) -> String {
        ["AKI", "ARZPUZDIKK", tail].concat()
    }

    fn secret(tail: &str) -> String {
        ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eT", tail].concat()
    }

    /// The secret that is found for the id that ends with `tail`.
    fn partner(text: &str, tail: &str) -> Option<String> {
        let at = text.find(&id(tail))?;
        let ask = Ask::new(text.as_bytes(), at, at + 4, FileKind::None);
        let found = key_pair(&ask).filter(|found| found.dismissed.is_none())?;
        let value = found.value.unwrap_or_else(|| found.secret.of(text.as_bytes()).to_vec());
        assert!(found.whole.contains(found.secret) && found.whole.contains(Span::new(at, at + ID_LENGTH)));
        String::from_utf8(value).ok()
    }

    #[test]
    fn every_form_that_holds_both() {
        let (id, secret) = (id("UJDIVTY"), secret("uXo0"));
        for text in [
            format!("{id}:{secret}"),
            format!("{id}\n{secret}\n"),
            format!("AWSAccessKeyId={id}\r\nAWSSecretKey={secret}\r\n"),
            format!("\u{feff}Access key ID,Secret access key\r\n{id},{secret}\r\n"),
            format!(
                "User name,Password,Access key ID,Secret access key,Console login link\njane,,{id},{secret},https://x"
            ),
            format!("new BasicAWSCredentials(\"{id}\", \"{secret}\")"),
            format!("credentials.NewStaticCredentials(\"{id}\",\n\t\"{secret}\", \"\")"),
            format!("<accessKey>{id}</accessKey>\n<secretKey>{}</secretKey>", secret.replace('+', "&#43;")),
            format!("{{\"AccessKeyId\":\"{id}\",\"SecretAccessKey\":\"{}\"}}", secret.replace('/', "\\/")),
            format!("\"{{\\\"accessKeyId\\\":\\\"{id}\\\",\\\"secretAccessKey\\\":\\\"{secret}\\\"}}\""),
            format!("s3://{id}:{}@bucket/x", secret.replace('/', "%2F").replace('+', "%2B")),
            format!("sqs://{id}:{}@", secret.replace('/', "%2f").replace('+', "%2b")),
            format!(
                "\"id\": \"{id}\",\n\"key_fingerprint\": null,\n\"pgp_key\": null,\n\"secret\": \"{secret}\""
            ),
            format!("Environment:\n  Variables:\n    ID: {id}\n    AWS_SECRET_ACCESS_KEY: {secret}"),
            format!("- name: ID\n  value: {id}\n- name: AWS_SECRET_ACCESS_KEY\n  value: {secret}"),
            format!(
                "environment = {{\n  variables = {{\n    ID = \"{id}\"\n    KEY = \"{secret}\"\n  }}\n}}"
            ),
            format!("ACCESSKEY\t{id}\t2026-01-01\t{secret}\tActive\tjane"),
            format!("'key' => '{id}',\n'secret' => '{secret}',"),
            format!("export SECRET={secret}\nexport ID={id}"),
        ] {
            assert_eq!(partner(&text, "UJDIVTY").as_deref(), Some(secret.as_str()), "{text}");
        }
    }

    #[test]
    fn each_id_gets_its_own() {
        let (a, b) = (secret("uXo0"), secret("kPq8"));
        let rows = format!("{}:{a}\n{}:{b}\n", id("UJDIVTY"), id("UJDIVTZ"));
        assert_eq!(partner(&rows, "UJDIVTY"), Some(a.clone()));
        assert_eq!(partner(&rows, "UJDIVTZ"), Some(b.clone()));
        let profiles = format!(
            "[a]\naws_access_key_id = {}\naws_secret_access_key = {a}\n[b]\naws_access_key_id = {}\naws_secret_access_key = {b}\n",
            id("UJDIVTY"),
            id("UJDIVTZ")
        );
        assert_eq!(partner(&profiles, "UJDIVTY"), Some(a.clone()));
        assert_eq!(partner(&profiles, "UJDIVTZ"), Some(b));
        let lone = format!("[a]\naws_access_key_id = {}\n[b]\naws_secret_access_key = {a}\n", id("UJDIVTY"));
        assert_eq!(partner(&lone, "UJDIVTY"), None);
    }

    #[test]
    fn what_is_no_partner() {
        let id = id("UJDIVTY");
        for text in [
            format!("{id}\ncommit 0123456789abcdef0123456789abcdef01234567"),
            format!("{id}\nsecret = {{{{resolve:secretsmanager:App:SecretString:key}}}}"),
            format!("{id}\nsecret = wJalrXUtnFEMI/K7MDENG/bPxRfi{}", "CYEXAMPLEKEY"),
            format!("{id}\nchecksum: {}", secret("uXo0")),
            format!("{id}{}{}", "\n".repeat(9), secret("uXo0")),
            format!("{id}A:{}", secret("uXo0")),
        ] {
            assert_eq!(partner(&text, "UJDIVTY"), None, "{text}");
        }
    }
}
