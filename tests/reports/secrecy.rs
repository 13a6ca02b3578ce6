//! No report shows a part of a secret, whatever stands around it.

use super::{outcome, shown};
use crate::support::Dice;
use secretscan::finding::Policy;
use secretscan::report::{FORMATS, Options};

/// Secrets are made of letters from g on, so that no fingerprint holds a part of one by chance; texts around them of
/// anything but these. No four bytes in a row of a secret may be in any report.
#[test]
fn no_report_shows_four_bytes_of_a_secret() {
    let mut dice = Dice(0x5eed_cafe_f00d_1234);
    for round in 0..60 {
        let secrets: Vec<String> = (0..3).map(|_| dice.word("ghjkmnpqrstuvwxyz", 20, 1)).collect();
        let mut file = String::new();
        for _ in 0..dice.roll(30) + 3 {
            let noise = dice.word("ab01 \t='\"(){}[]#äß日\u{301}\u{1b}\u{202e}\u{0}", 0, 90);
            let again = dice.word("ab \t", 0, 300);
            let secret = &secrets[dice.roll(secrets.len())];
            let line = match dice.roll(5) {
                0 => format!("{noise}acme_{secret}'{noise}"),
                1 => format!("{noise} secret={secret} {again}acme_{secret} {again} acme_{}", secrets[0]),
                2 => format!("{again}{secret}{again}acme_{secret}"),
                3 => format!("{noise}ACIDGKQHMZWRVPSJ{again}"),
                _ => noise,
            };
            file.push_str(&line);
            file.push_str(["\n", "\r\n", "\n\n"][dice.roll(3)]);
        }
        let path = if round % 3 == 0 { format!("01/acme_{}.ab", secrets[0]) } else { "01/ab".to_owned() };
        let (outcome, rules) = outcome(&[(&path, &file)], &Policy::default());
        for format in FORMATS {
            // Colour and detail are the text's alone.
            let ways = if format.name == "text" { 2 } else { 1 };
            for (verbosity, color) in [(2, false), (1, true)].into_iter().take(ways) {
                let options = Options { verbosity, color, ..Options::default() };
                let report = shown(format.name, &outcome, &rules, options);
                for secret in outcome.findings.iter().chain(&outcome.suppressed).map(|f| f.secret.reveal()) {
                    let public = [&b"acme_"[..], b"ACID"].into_iter().find(|p| secret.starts_with(p));
                    let hidden = &secret[public.map_or(0, <[u8]>::len)..];
                    for part in hidden.windows(4) {
                        let part = std::str::from_utf8(part).expect("letters");
                        assert!(!report.contains(part), "{}: {part} of a secret in:\n{report}", format.name);
                    }
                }
            }
        }
    }
}
