//! The catalogue is sound, and the loader reports what is wrong.

use super::load::{RuleFile, parse};
use super::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn catalogue() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    std::fs::read_dir(folder)
        .expect("the rules folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("it can be read"))
        })
        .collect()
}

#[test]
fn catalogue_holds_what_it_promises() {
    let set = Arc::new(RuleSet::builtin().with_optional());
    let mut problems = Vec::new();
    for (name, text) in catalogue() {
        let raw = parse(&RuleFile { name: &name, text: &text }).expect("build.rs has parsed it");
        let ids: Vec<&str> = raw.iter().map(|rule| rule.id.as_str()).collect();
        assert!(ids.is_sorted(), "{name}: rules are sorted by id");
        for problem in examples(&raw, set.clone()) {
            problems.push(format!("{name}: rule {}: {}", problem.rule, problem.message));
        }
        let alone = super::load::prove(raw, &table::Tables::default(), set.tables()[0]);
        for problem in alone.err().unwrap_or_default() {
            problems.push(format!("{name}: rule {}: {}", problem.rule, problem.message));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_rule_says_what_to_do() {
    let set = RuleSet::builtin();
    for ix in set.iter() {
        let info = set.info(ix);
        assert!(info.advice.len() > 20, "{}: the advice says what to do", info.id);
        assert_eq!(set.find(info.id), Some(ix));
    }
}

/// A valid rule with some lines changed.
fn rule(changes: &[(&str, &str)]) -> String {
    let mut lines = BTreeMap::from([
        ("id", "\"acme-key\""),
        ("name", "\"Acme key\""),
        ("provider", "\"Acme\""),
        ("severity", "\"high\""),
        ("confidence", "\"high\""),
        ("keywords", "[\"acme_\"]"),
        ("regex", "'acme_[0-9a-z]{16}'"),
        ("advice", "\"Revoke it in the Acme console.\""),
        ("examples", "[[\"k = acme\", \"_0a9s8d7f6g5h4j3k\"]]"),
    ]);
    lines.extend(changes.iter().copied());
    let body: String = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    format!("[[rule]]\n{body}")
}

fn said(changes: &[(&str, &str)]) -> String {
    check(&rule(changes), "mine.toml").iter().map(|p| p.message.clone()).collect::<Vec<_>>().join("; ")
}

#[test]
fn sound_rule_has_no_problem() {
    assert_eq!(said(&[]), "");
}

#[test]
fn problems_are_told() {
    for (changes, part) in [
        (&[("checks", "[\"no-such\"]")][..], "there is no check `no-such`"),
        (&[("keywords", "[]")], "it has no keyword"),
        (&[("keywords", "[\"\"]")], "must have 2 to 40 bytes"),
        (&[("keywords", "[\"acne_\"]")], "without any of its keywords"),
        (&[("regex", "'acme_[0-9'")], "its regex cannot be used"),
        (&[("regex", "'(acme_)[0-9a-z]{16}'")], "none named `secret`"),
        (&[("regex", "'[a-z]*acme_[0-9a-z]{16}'")], "bound what comes before"),
        (&[("regex", "'acme_[0-9a-z]{16}(?=x)'")], "look-around"),
        (&[("matcher", "\"pem\"")], "needs one of `regex` and `matcher`"),
        (&[("regex", ""), ("matcher", "\"no-such\"")], "there is no matcher `no-such`"),
        (&[("severity", "\"awful\"")], "severity `awful` is unknown"),
        (&[("near", "{ rule = \"no-such\", within = 3 }")], "there is no such rule"),
        (&[("advice", "\"\"")], "its `advice` is empty"),
        (&[("id", "\"Acme\"")], "kebab case"),
        (&[("examples", "[]")], "it has no example"),
        (&[("examples", "[\"acme\"]")], "its example 1 is not found"),
        (&[("non_examples", "[[\"acme\", \"_0a9s8d7f6g5h4j3k\"]]")], "its non-example 1 is found"),
        (&[("kewords", "[]")], "unknown field `kewords`"),
        (&[("paths", "[\"a/[\"]")], "its path glob"),
    ] {
        let said = said(changes);
        assert!(said.contains(part), "{changes:?}: {said}");
    }
    let twice = format!("{}{}", rule(&[]), rule(&[]));
    assert!(check(&twice, "mine.toml").iter().any(|p| p.message.contains("same id")));
    assert!(!check("", "mine.toml").is_empty());
}

#[test]
fn errors_name_file_and_rule() {
    let text = rule(&[("keywords", "[]")]);
    let error =
        RuleSet::with_user(&[RuleFile { name: "my/rules.toml", text: &text }]).expect_err("no keyword");
    assert!(error.to_string().starts_with("my/rules.toml: rule acme-key: it has no keyword"), "{error}");
    let error = RuleSet::with_user(&[RuleFile { name: "my/rules.toml", text: "[[rule]]\nid = 3" }])
        .expect_err("type");
    assert!(error.to_string().starts_with("my/rules.toml: rule at line"), "{error}");
}

#[test]
fn user_rules_are_additive_and_rules_can_be_chosen() {
    let text = rule(&[]);
    let mut set = RuleSet::with_user(&[RuleFile { name: "mine.toml", text: &text }]).expect("sound");
    assert_eq!(set.len(), RuleSet::builtin().len() + 1);
    let own = set.find("acme-key").expect("it is there");
    set.select(&["acme-key".into()], &[]).expect("known");
    assert_eq!(set.iter().collect::<Vec<_>>(), [own]);
    set.select(&[], &["acme-key".into()]).expect("known");
    assert!(!set.is_on(own));
    assert!(set.select(&["no-such".into()], &[]).is_err());
}

#[test]
fn paths_narrow_a_rule() {
    let text = rule(&[("paths", "[\"**/rootkey*.csv\"]")]);
    let set = RuleSet::with_user(&[RuleFile { name: "mine.toml", text: &text }]).expect("sound");
    let own = set.find("acme-key").expect("it is there");
    assert!(set.applies(own, b"a/rootkey-1.csv") && set.applies(own, b"rootkey.csv"));
    assert!(set.applies(own, b"A/ROOTKEY.CSV"));
    assert!(!set.applies(own, b"rootkey.txt"));
}

#[test]
fn optional_rules_are_off_until_named() {
    let find = |set: &RuleSet| set.find("aws-account-id").expect("it is in the catalogue");
    let mut set = RuleSet::builtin();
    assert!(!set.is_on(find(&set)));
    set.select(&[], &[]).expect("nothing is named");
    assert!(!set.is_on(find(&set)));
    set.select(&["aws-account-id".into()], &[]).expect("the rule is there");
    assert!(set.is_on(find(&set)));
}

/// The tables of one rule with this keyword and regex.
fn compiled(keyword: &str, regex: &str, more: &[(&str, &str)]) -> table::Tables {
    let (keyword, regex) = (format!("['{keyword}']"), format!("'''{regex}'''"));
    let mut changes = vec![("keywords", keyword.as_str()), ("regex", regex.as_str()), ("examples", "")];
    changes.extend(more);
    RuleSet::of_text(&rule(&changes), "mine.toml").expect("a sound rule").tables()[0].clone()
}

#[test]
fn keywords_are_searched_where_their_rule_can_match() {
    use gate::{FRONT, MIXED};
    fn gates(keyword: &str, regex: &str, more: &[(&str, &str)]) -> u8 {
        compiled(keyword, regex, more).words[0].gates
    }
    assert_eq!(gates("acme_", "acme_[0-9a-z]{20}", &[]), FRONT);
    assert_eq!(gates("acme_", "acme_[0-9a-z]{20}", &[("boundary", "'none'")]), 0, "it may begin anywhere");
    assert_eq!(gates("acme_", "acme_[0-9a-f]{12}", &[]), MIXED);
    assert_eq!(gates("acme_", "acme_[a-z]{12}", &[]), 0, "its values need not be mixed");
    assert_eq!(gates("acme", "acme[^x]{0,60}(?<secret>[0-9a-f]{32})", &[]), MIXED);
    assert_eq!(gates("acme", "acme[^x]{0,250}(?<secret>[0-9a-f]{32})", &[]), 0, "too far away");
    assert_eq!(gates("acme", "acme[^x]{0,60}(?<secret>[^ ]{32})", &[]), 0, "no run is sure");
    let named = |value: &str| gates("acme", &format!("acme[^x]{{0,60}}[=](?<secret>{value})"), &[]);
    assert_eq!(named("[0-9a-z]{16}"), MIXED);
    assert_eq!(named("[0-9a-z]{12}"), 0, "one in fifty has no digit");
    assert_eq!(named("[0-9a-f]{32}|[0-9A-Z%]{35}"), MIXED, "whichever way");
    assert_eq!(named("[0-9a-f]{32}|[a-z]{35}"), 0);
    assert_eq!(named("[0-9a-z.]{97}"), MIXED, "twelve without a dot are nearly sure");
    assert_eq!(named("[0-9a-z.]{14}"), 0);
    assert_eq!(named("[0-9a-z=]{20}"), MIXED, "padding stands at the end");
    assert_eq!(gates("acme", "[0-9a-f]{10}acme[0-9a-f]{15}", &[]), MIXED, "it stands amid the value");
    assert_eq!(gates("-us", "[0-9a-f]{32}-us[0-9]", &[]), 0, "it stands behind the value");
}

#[test]
fn rules_are_tried_behind_what_may_follow_their_keyword() {
    let follow = |keyword, regex, more: &[_]| {
        let tables = compiled(keyword, regex, more);
        let class = tables.classes[usize::from(tables.uses[0].follow)];
        let has = |b: &u8| bytes::has(&class, *b);
        String::from_utf8_lossy(&(b' '..0x7f).filter(has).collect::<Vec<u8>>()).into_owned()
    };
    assert_eq!(follow("pass", r#"pass["']?\s{0,2}=[a-z0-9]{8}"#, &[]), " \"'=");
    assert_eq!(follow("key", "(?:api)?key(?:s|_[a-z]{2}):[0-9]{8}", &[]), "_s");
    assert_eq!(follow("key", "key[xy]{0,9}?[0-9]{8}", &[("ignore_case", "true")]), "0123456789XYxy");
    assert_eq!(follow("end", "[0-9a-z]{20}end", &[]).len(), 95, "anything may stand behind a match");
}

#[test]
fn rules_with_paths_are_tried_in_files_of_their_kinds() {
    use kind::FileKind;
    let kinds = |paths: &str| compiled("acme_", "acme_[0-9a-z]{20}", &[("paths", paths)]).rules[0].kinds;
    let has = |kinds: u16, kind: FileKind| kinds >> kind as u16 & 1 == 1;
    let tfvars = kinds("['**/*.tfvars']");
    assert!(has(tfvars, FileKind::Config) && !has(tfvars, FileKind::Source));
    assert!(has(kinds("['**/*.json']"), FileKind::Lock), "package-lock.json");
    assert!(has(kinds("['**/.netrc']"), FileKind::of(b".netrc")));
    for (glob, path) in [
        ("**/auth.json", &b"lang/app/auth.json"[..]),
        ("*.local", b".env.local"),
        ("*.local", b"Dockerfile.local"),
        ("**/*_profile", b"home/.bash_profile"),
        ("**/*_history", b".zsh_history"),
        ("**/*.json", b"locales/de.json"),
    ] {
        let kind = FileKind::of(path);
        assert!(has(kinds(&format!("['{glob}']")), kind), "{glob}: {kind:?}");
    }
    assert_eq!(kinds("['**/secrets/*']"), u16::MAX, "any name fits");
}

#[test]
fn very_many_keywords_get_a_window_and_a_bucket_each() {
    let words: Vec<String> = (0..2000).map(|n| format!("k{n:04}x")).collect();
    let words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
    for many in [0, 1, 30, 2000] {
        let seats = window::seats(&words[..many]);
        assert_eq!(seats.len(), many);
        let fits =
            |seat: &window::Seat| usize::from(seat.bucket) < window::BUCKETS && usize::from(seat.offset) < 6;
        assert!(seats.iter().all(fits));
    }
}
