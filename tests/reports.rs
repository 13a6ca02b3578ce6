//! What people and machines are shown, through the whole pipeline but without git: rules, engine, findings, reports.

mod secrecy;

use secretscan::engine::Engine;
use secretscan::error::Result;
use secretscan::finding::{AllowEntry, AllowList, Life, Policy};
use secretscan::model::{Chunk, Origin, Place};
use secretscan::outcome::Outcome;
use secretscan::report::{AwsTarget, Context, Mode, Options, Report, Repository, format};
use secretscan::rules::RuleSet;
use secretscan::scan;
use secretscan::source::{Listing, Read, Reader, Source, Unit};
use std::sync::Arc;

const RULES: &str = r#"
[[rule]]
id = "acme-key-id"
name = "Acme key id"
provider = "Acme"
severity = "low"
confidence = "high"
keywords = ["ACID"]
regex = 'ACID[G-Z]{12}'
advice = "An id alone opens nothing."
[[rule]]
id = "acme-secret"
name = "Acme secret"
provider = "Acme"
severity = "critical"
confidence = "high"
keywords = ["acme_"]
regex = 'acme_[g-z]{20}'
near = { rule = "acme-key-id", within = 2 }
advice = "Revoke it in the Acme console. Let the pipeline read it from the secret store."
revoke = "https://acme.example/keys"
[[rule]]
id = "generic-word"
name = "Password"
provider = "Generic"
severity = "medium"
confidence = "medium"
keywords = ["secret="]
regex = 'secret=(?<secret>[G-Zg-z_]{8,40})'
advice = "Change it."
"#;

/// Texts in memory, by path.
struct Texts<'t>(&'t [(&'t str, &'t str)]);

impl Source for Texts<'_> {
    fn noun(&self) -> &'static str {
        "file"
    }
    fn list(&self) -> Result<Listing> {
        let unit = |(index, (path, text)): (usize, &(&str, &str))| {
            let origin = Origin { path: (*path).into(), place: Place::File };
            Unit { index, origin, size: text.len() as u64 }
        };
        Ok(Listing { units: self.0.iter().enumerate().map(unit).collect(), ..Listing::default() })
    }
    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        Ok(Box::new(TextReader(self)))
    }
}

struct TextReader<'t>(&'t Texts<'t>);

impl Reader for TextReader<'_> {
    fn read(&mut self, unit: &Unit) -> Read {
        Read::Chunk(Chunk::whole(unit.origin.clone(), self.0.0[unit.index].1.as_bytes().to_vec()))
    }
}

fn rules() -> Arc<RuleSet> {
    let with_examples = RULES.replace("advice =", "examples = []\nadvice =");
    Arc::new(RuleSet::of_text(&with_examples, "test.toml").expect("sound rules"))
}

fn outcome(texts: &[(&str, &str)], policy: &Policy) -> (Outcome, Arc<RuleSet>) {
    let rules = rules();
    let engine = Engine::new(rules.clone());
    let mut outcome = scan::run(&Texts(texts), &engine, policy, scan::Options::default()).expect("a listing");
    outcome.coverage.millis = 4;
    (outcome, rules)
}

fn shown(name: &str, outcome: &Outcome, rules: &RuleSet, options: Options) -> String {
    let mut out = Vec::new();
    let format = format(name).expect("a format");
    (format.write)(&Report { outcome, rules, options, context: &context() }, &mut out).expect("memory");
    String::from_utf8(out).expect("every report is UTF-8")
}

fn text(texts: &[(&str, &str)], options: Options) -> String {
    let (outcome, rules) = outcome(texts, &Policy::default());
    shown("text", &outcome, &rules, options)
}

/// A time, a repository and an account, so that formats that speak of them have something to say.
fn context() -> Context {
    Context {
        below: String::new(),
        finished: 1_769_855_430,
        repository: Some(Repository {
            name: "team/app".to_owned(),
            url: Some("https://git.example.org/team/app".to_owned()),
            head: Some("89abcdef0123456789abcdef0123456789abcdef".to_owned()),
        }),
        aws: Some(AwsTarget { account: "123456789012".to_owned(), region: "eu-central-1".to_owned() }),
    }
}

const SECRET: &str = "acme_gkqhmzwrvpsjxnlytugo";

#[test]
fn the_message_of_a_blocked_commit() {
    let file = format!("[prod]\nid  = {}{}\nkey = {SECRET}\n", "ACID", "KQGZMHRWTSJX");
    let options = Options { verbosity: 1, mode: Mode::Commit, ..Options::default() };
    let shown = text(&[("deploy/prod.ini", &file), ("more/b.ini", &format!("k={SECRET}"))], options);
    let id = secretscan::finding::Fingerprint::of(SECRET.as_bytes()).short();
    let expected = format!(
        r#"secretscan: this commit would record 1 secret

critical  Acme secret
 --> deploy/prod.ini:3:7
  |
2 | id  = ACID••••••••••••
3 | key = acme_••••••••••••••••••••
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^ Acme key id one line above
  = also at more/b.ini:1:3
  = not committed yet: take it out and stage again (a better way: secretscan explain acme-secret)
  = false alarm?  secretscan allow {id} --reason "…"

2 files, 89 bytes scanned, nothing skipped, nothing unread (4 ms)
"#
    );
    assert_eq!(shown, expected);
    assert!(shown.lines().count() <= 16);
}

#[test]
fn advice_follows_how_far_the_secret_got() {
    let file = format!("key = {SECRET}\n");
    let with = |mode| text(&[("a", &file)], Options { verbosity: 1, mode, ..Options::default() });
    assert!(with(Mode::Push).contains("this push would publish 1 secret"));
    assert!(with(Mode::Push).contains("not pushed yet"));
    assert!(with(Mode::History).contains("  = where: https://acme.example/keys"));
    assert!(with(Mode::Files).contains("Revoke it in the Acme console"));
}

#[test]
fn history_tells_the_story() {
    let policy = Policy::default();
    let (mut outcome, rules) = outcome(&[("a", &format!("key = {SECRET}\n"))], &policy);
    outcome.findings[0].life = Some(Box::new(Life {
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        author: "Ada <ada@example.org>".to_owned(),
        date: "2024-03-01T10:00:00Z".to_owned(),
        summary: "Add deployment".to_owned(),
        occurrences: 2,
        ..Life::default()
    }));
    let text = shown("text", &outcome, &rules, Options { mode: Mode::History, ..Options::default() });
    assert!(text.starts_with("secretscan: the history holds 1 secret\n"), "{text}");
    let story = "= came in with 0123456789ab on 2024-03-01 by Ada <ada@example.org>: Add deployment\n  = not in HEAD; 2 versions";
    assert!(text.contains(story), "{text}");
    assert!(text.contains("= gone from HEAD, but whoever has the repository has it: Revoke it"), "{text}");
    let line = shown("jsonl", &outcome, &rules, Options::default());
    let tail = "\"commit\":\"0123456789abcdef0123456789abcdef01234567\",\"author\":\"Ada <ada@example.org>\",\
                \"date\":\"2024-03-01T10:00:00Z\",\"in_head\":false,\"occurrences\":2}\n";
    assert!(line.ends_with(tail), "{line}");
}

#[test]
fn nothing_in_a_path_or_line_acts_on_the_terminal() {
    let file = format!("\u{202e}evil\u{1b}[2J key = {SECRET} \u{200b}\r\n");
    let shown = text(&[("a\u{1b}[31m\nb", &file)], Options { verbosity: 2, ..Options::default() });
    assert!(
        !shown.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{200b}' || c == '\u{202e}'),
        "{shown}"
    );
    assert!(shown.contains("a\\u{1b}[31m\\u{a}b:1:"), "{shown}");
}

#[test]
fn colour_only_where_it_is_welcome() {
    let file = format!("key = {SECRET}\n");
    let with = |color| text(&[("a", &file)], Options { verbosity: 1, color, ..Options::default() });
    assert!(!with(false).contains('\u{1b}'));
    assert!(with(true).contains('\u{1b}'));
}

#[test]
fn what_is_held_back_is_counted_and_listed_on_request() {
    let file = format!("key = {SECRET} # secretscan:allow\n");
    let quiet = text(&[("a", &file)], Options { verbosity: 1, ..Options::default() });
    assert!(
        quiet.starts_with("1 file,") && quiet.contains("1 held back: 1 by a marker in the text (-v"),
        "{quiet}"
    );
    let listed = text(&[("a", &file)], Options { verbosity: 2, ..Options::default() });
    assert!(
        listed.contains("a:1:7  acme-secret") && listed.contains("marked in the text: secretscan:allow"),
        "{listed}"
    );
}

#[test]
fn json_lines_keep_their_keys_and_their_order() {
    let (outcome, rules) = outcome(&[("a.ini", &format!("key = {SECRET}\n"))], &Policy::default());
    let line = shown("jsonl", &outcome, &rules, Options::default());
    let id = secretscan::finding::Fingerprint::of(SECRET.as_bytes());
    let expected = format!(
        "{{\"schema\":\"secretscan/1\",\"fingerprint\":\"{id}\",\"rule\":\"acme-secret\",\"name\":\"Acme secret\",\
         \"provider\":\"Acme\",\"severity\":\"critical\",\"confidence\":\"high\",\"path\":\"a.ini\",\"start_line\":1,\
         \"start_column\":7,\"end_line\":1,\"end_column\":32,\"redacted\":\"acme_••••••••••••••••••••\"}}\n"
    );
    assert_eq!(line, expected);
    let clear = shown("jsonl", &outcome, &rules, Options { show_secrets: true, ..Options::default() });
    assert!(clear.contains(&format!("\"secret\":\"{SECRET}\"")));
}

#[test]
fn json_is_one_document_with_groups_and_receipt() {
    let file = format!("key = {SECRET}\n");
    let mut allow = AllowList::default();
    let other = "secret=GKQHMzwrvpsjx";
    let id = secretscan::finding::Fingerprint::of(&other.as_bytes()[7..]);
    allow.insert(AllowEntry::new(id, "generic-word", None, "a dummy").expect("fits"));
    let policy = Policy { allow, ..Policy::default() };
    let (outcome, rules) = outcome(&[("a", &file), ("b", &file), ("c", other)], &policy);
    let text = shown("json", &outcome, &rules, Options::default());
    let document: serde_json::Value = serde_json::from_str(&text).expect("one document");
    assert_eq!(document["secrets"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["secrets"][0]["places"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["suppressed"][0]["by"], "allow");
    assert_eq!(document["suppressed"][0]["reason"], "a dummy");
    assert_eq!((&document["receipt"]["listed"], &document["exit_code"]), (&3.into(), &1.into()));
}
