//! From hand-made candidates to findings.

use super::columns::utf16_units;
use super::*;
use crate::finding::{AllowEntry, AllowList, Baseline, Date, Scope, Suppression};
use crate::model::{Confidence, Related, Severity};
use std::borrow::Cow;

struct Facts;
impl RuleFacts for Facts {
    /// Rule 7 holds in `.env` files only.
    fn applies(&self, rule: RuleIx, path: &[u8]) -> bool {
        rule.0 != 7 || path.ends_with(b".env")
    }
    /// Rule 9 is generic.
    fn is_generic(&self, rule: RuleIx) -> bool {
        rule.0 == 9
    }
}

fn candidate<'c>(text: &'c str, value: &str, rule: u16) -> Candidate<'c> {
    let start = text.find(value).expect("is in the text");
    let secret = Span::new(start, start + value.len());
    let value = secret.of(text.as_bytes()).into();
    let plain = Candidate::new(RuleIx(rule), secret, value, Severity::High, Confidence::High);
    Candidate { public_prefix: 4, ..plain }
}

fn origin(path: &str) -> Origin {
    Origin { path: path.into(), place: Place::File }
}

fn run(policy: &Policy, path: &str, text: &str, candidates: &[Candidate<'_>]) -> Vec<Finding> {
    Assembler::new(&Facts, policy).assemble(&origin(path), text.as_bytes(), &Added::All, candidates)
}

const TEXT: &str = "a\nkey = tok_zyxwvutsrq\n";

#[test]
fn positions_prefix_and_frame() {
    let found = run(&Policy::default(), "x/y.ini", TEXT, &[candidate(TEXT, "tok_zyxwvutsrq", 0)]);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((finding.start.line, finding.start.column, finding.end.column), (2, 7, 21));
    assert_eq!(finding.redacted, "tok_••••••••••");
    assert_eq!(finding.frame.lines[1].text, "key = tok_••••••••••");
    assert_eq!(finding.suppressed, None);
    assert!(!format!("{finding:?}").contains("zyxw"));
}

#[test]
fn the_threshold_and_the_added_bytes_decide() {
    let mut low = candidate(TEXT, "tok_zyxwvutsrq", 0);
    low.confidence = Confidence::Low;
    assert!(run(&Policy::default(), "x", TEXT, &[low.clone()]).is_empty());

    let policy = Policy { threshold: Confidence::Low, ..Policy::default() };
    let assembler = Assembler::new(&Facts, &policy);
    let with = |ranges, c: &Candidate<'_>| {
        let added = Added::Ranges(ranges);
        assembler.assemble(&origin("x"), TEXT.as_bytes(), &added, std::slice::from_ref(c)).len()
    };
    assert_eq!(with(vec![Span::new(0, 2)], &low), 0);
    assert_eq!(with(vec![Span::new(2, 23)], &low), 1);
    low.related.push(Related { span: Span::new(0, 1), label: "its id".into(), secret: false });
    assert_eq!(with(vec![Span::new(0, 2)], &low), 1);
}

#[test]
fn a_rule_for_other_paths_leaves_the_generic_one_standing() {
    let candidates = [candidate(TEXT, "tok_zyxwvutsrq", 7), candidate(TEXT, "tok_zyxwvutsrq", 9)];
    let policy = Policy::default();
    let assembler = Assembler::new(&Facts, &policy);
    let sheet = assembler.sheet(TEXT.as_bytes(), &Added::All, &candidates);
    let rules = |path: &str| assembler.at(&sheet, &origin(path)).iter().map(|f| f.rule.0).collect::<Vec<_>>();
    assert_eq!(rules("prod.env"), [7]);
    assert_eq!(rules("prod.ini"), [9]);
}

#[test]
fn everything_held_back_keeps_its_reason() {
    let id = Fingerprint::of(b"tok_zyxwvutsrq");
    let today = "2026-11-23".parse().expect("a day");
    let mut allow = AllowList::default();
    allow.insert(AllowEntry::new(id, "r", Some(today), "dummy").expect("fits"));
    let c = [candidate(TEXT, "tok_zyxwvutsrq", 0)];
    let policy = Policy { allow, today, ..Policy::default() };
    let held = |policy: &Policy, text, c: &[Candidate<'_>]| run(policy, "a", text, c)[0].suppressed.clone();
    assert_eq!(held(&policy, TEXT, &c), Some(Suppression::Allowed("dummy".into())));

    let late = Policy { today: Date::of_unix_day(30_000), ..policy };
    assert_eq!(held(&late, TEXT, &c), None);
    assert_eq!(run(&late, "a", TEXT, &c)[0].note.as_deref(), Some("its allow entry ended on 2026-11-23"));

    let baseline = Some(Baseline::create(&run(&Policy::default(), "a", TEXT, &c), Scope::Files));
    let policy = Policy { baseline, ..Policy::default() };
    assert_eq!(held(&policy, TEXT, &c), Some(Suppression::Baseline));

    let marked = "key = tok_zyxwvutsrq # secretscan:allow";
    let c = [candidate(marked, "tok_zyxwvutsrq", 0)];
    assert_eq!(held(&Policy::default(), marked, &c), Some(Suppression::Marker("secretscan:allow".into())));

    let mut dummy = c[0].clone();
    dummy.dismissed = Some("documented dummy".into());
    assert_eq!(
        held(&Policy::default(), marked, &[dummy]),
        Some(Suppression::Filter("documented dummy".into()))
    );
}

#[test]
fn what_ended_by_its_own_word_is_held_back_from_the_day_after() {
    let text = "?sig=tok_zyxwvutsrq";
    let mut url = candidate(text, "tok_zyxwvutsrq", 0);
    url.ends = Some(86_400 * 100 + 5);
    let on = |day: u64| Policy { today: Date::of_unix_day(day), ..Policy::default() };
    let held = |policy: &Policy| run(policy, "a", text, &[url.clone()])[0].suppressed.clone();
    assert_eq!(held(&on(100)), None);
    let over = Some(Suppression::Filter("expired on 1970-04-11".into()));
    assert_eq!(held(&on(101)), over);
    // A partner stays with its secret.
    let text = "?id=joe&sig=tok_zyxwvutsrq";
    let (mut url, id) = (candidate(text, "tok_zyxwvutsrq", 0), candidate(text, "joe", 9));
    url.ends = Some(5);
    url.related = vec![Related { span: id.secret, label: "signer".into(), secret: false }];
    let found = run(&on(1), "a", text, &[id, url.clone()]);
    assert_eq!(found.iter().map(|f| f.suppressed.is_some()).collect::<Vec<_>>(), [true]);
    // A sketch names the same findings.
    let facts = Facts;
    let names = |policy: &Policy| {
        let assembler = Assembler::new(&facts, policy);
        let sketch = assembler.sketch(text.as_bytes(), &[url.clone()]);
        assembler.names_at(&sketch, &origin("a")).iter().map(|(_, held)| *held).collect::<Vec<_>>()
    };
    assert_eq!((names(&on(0)), names(&on(1))), (vec![false], vec![true]));
}

#[test]
fn the_allow_file_is_not_flagged_but_hides_nothing() {
    let id = Fingerprint::of(b"x");
    let hex = id.to_string()[4..].to_owned();
    let text = format!("# head\n{id}  r  always  key\n");
    let generic = [candidate(&text, &hex, 9)];
    assert!(run(&Policy::default(), ".secretscan-allow", &text, &generic).is_empty());
    assert!(run(&Policy::default(), ".secretscan-allow", &text, &[candidate(&text, &hex, 0)]).is_empty());
    assert_eq!(
        run(&Policy::default(), ".secretscan-allow", &text, &[candidate(&text, "always", 0)]).len(),
        1
    );
    assert_eq!(run(&Policy::default(), "other.txt", &text, &generic).len(), 1);
    let planted = format!("{text}password = zyxwvutsrq\n");
    let secret = [candidate(&planted, "zyxwvutsrq", 9)];
    assert_eq!(run(&Policy::default(), ".secretscan-allow", &planted, &secret).len(), 1);
}

#[test]
fn encoded_secrets_show_no_prefix_in_the_text() {
    let text = "k = dG9rX3p5eHd2dXRzcnE=";
    let mut c = candidate(text, "dG9rX3p5eHd2dXRzcnE=", 0);
    c.value = Cow::Owned(b"tok_zyxwvutsrq".to_vec());
    let found = run(&Policy::default(), "a", text, &[c]);
    assert_eq!(found[0].frame.lines[0].text, format!("k = {}", "•".repeat(20)));
    assert_eq!(found[0].redacted, "tok_••••••••••");
}

#[test]
fn columns_count_as_editors_do() {
    assert_eq!(utf16_units(b"abc"), 3);
    assert_eq!(utf16_units("ä日😀".as_bytes()), 4);
    assert_eq!(utf16_units(b"\xe4bc"), 3);
    assert_eq!(utf16_units(b"a\0b\0c\0"), 3);
    let text = "x\nä😀=k".as_bytes();
    let lines = LineMap::new(text);
    let columns = Columns::new(text, &lines);
    assert_eq!((columns.at(text.len() - 1), columns.at(0)), (5, 1));
    // Far into a long line, counting goes on from the last column.
    let long = "x\nä😀".to_owned() + &"ß=".repeat(9000);
    let lines = LineMap::new(long.as_bytes());
    let columns = Columns::new(long.as_bytes(), &lines);
    for pairs in [3000, 5000, 5000, 8999, 10, 4000] {
        assert_eq!(columns.at(8 + 3 * pairs), 4 + 2 * pairs, "{pairs}");
    }
    assert_eq!(columns.at(1), 2);
}

#[test]
fn byte_order_marks_are_no_columns() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (text, first, second) in
        [("\u{feff}k=x\nk=y\n".as_bytes().to_vec(), 5, 9), (wide("\u{feff}k=x\nk=y\n"), 6, 14)]
    {
        let lines = LineMap::new(&text);
        let columns = Columns::new(&text, &lines);
        assert_eq!((columns.at(first), columns.at(second), columns.at(0)), (3, 3, 1), "{text:?}");
    }
}

#[test]
fn many_findings_are_left_in_their_middle() {
    let text = "key = tok_zyxwvutsrq\n".repeat(500);
    let one = candidate(&text, "tok_zyxwvutsrq", 0);
    let moved = |n: usize| {
        let span = Span::new(one.secret.start + 21 * n, one.secret.end + 21 * n);
        Candidate { secret: span, whole: span, ..one.clone() }
    };
    let candidates: Vec<_> = (0..500).map(moved).collect();
    let policy = Policy::default();
    for most in [0, 400, 700, 2000] {
        let asked = std::cell::Cell::new(0);
        let over = || {
            asked.set(asked.get() + 1);
            asked.get() > most
        };
        let assembler = Assembler::new(&Facts, &policy);
        let found =
            assembler.assemble_until(&origin("a"), text.as_bytes(), &Added::All, candidates.clone(), &over);
        // Asked once to select the candidates that count, and once before each is drafted.
        assert!(asked.get() <= most + 2, "{most}: {}", asked.get());
        assert_eq!(found.len() == 500, most == 2000, "{most}: {}", found.len());
    }
}
