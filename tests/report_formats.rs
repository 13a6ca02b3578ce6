//! The machine formats and the page, from the command line: their schemas, their safety, and one fingerprint in all of
//! them.

mod files;
mod identity;
mod readers;

use crate::support::{Output, TestRepo, key, other_key, schema};
use serde_json::Value;
use std::fs;

fn aws_pair() -> String {
    let id = ["AKIARZPUZD", "IKKUJDIVTY"].concat();
    let value = ["kQ7vTz2LmX", "c9RbY4wNd8", "HsJ1fGp6Ua", "E3oKi5ZlVt"].concat();
    format!("aws_access_key_id = {id}\naws_secret_access_key = {value}\n")
}

const FORMATS: [&str; 11] =
    ["json", "jsonl", "sarif", "gitlab", "github", "markdown", "junit", "csv", "html", "asff", "ocsf"];

/// A repository with all there is to report: findings of two values in HEAD and one in history alone, odd paths, one
/// held back by an entry, one by a marker, and something that cannot be read where `gap`.
fn full(gap: bool) -> TestRepo {
    let repo = TestRepo::new();
    repo.git(["remote", "add", "origin", "https://ada:token@git.example.org/team/app.git"]);
    repo.stage("old.ini", format!("stripe = {}\n", other_key()));
    repo.commit_all("Add <script>alert(1)</script> | `x`");
    repo.git(["rm", "-q", "old.ini"]);
    repo.stage("deploy/pröd,1.ini", format!("; ä😀\n{}", aws_pair()));
    repo.stage("=cmd|'x'!A1.env", format!("päss = '{}' # ::error::\n", key()));
    repo.stage("</script><b>&\"'.py", format!("k = '{}'\n", key()));
    repo.stage("marked.py", format!("k = '{}' # secretscan:allow\n", third_key()));
    repo.commit_all("Deploy");
    if gap {
        let id = repo.git(["rev-parse", "HEAD:marked.py"]);
        let (folder, name) = id.trim().split_at(2);
        fs::remove_file(repo.path().join(".git/objects").join(folder).join(name)).expect("a loose object");
    }
    repo
}

fn third_key() -> String {
    ["sk_live", "_7pLk3Jh8Gf2Ds5", "Aq1Zw6Xe4Rv9Tb"].concat()
}

/// Writes every format in one run and gives the folder-relative names.
fn all_reports(repo: &TestRepo, mode: &[&str], code: i32) -> Output {
    let mut args: Vec<String> = mode.iter().map(|m| (*m).to_owned()).collect();
    for format in FORMATS {
        args.push("--report".to_owned());
        args.push(format!("{format}=../{format}"));
    }
    let run = repo.scan(args).env("AWS_ACCOUNT_ID", "123456789012").env("AWS_REGION", "eu-central-1");
    run.run().expect(code)
}

fn read(repo: &TestRepo, format: &str) -> String {
    fs::read_to_string(repo.beside(format)).expect("the report")
}

fn json(repo: &TestRepo, format: &str) -> Value {
    serde_json::from_str(&read(repo, format)).expect("JSON")
}

#[track_caller]
fn holds(name: &str, value: &Value) {
    let problems = schema::problems(name, value);
    assert!(problems.is_empty(), "{name}:\n{}\n{value:#}", problems.join("\n"));
}

#[test]
fn every_machine_format_keeps_to_its_schema_in_every_mode() {
    for (mode, gap, code) in [
        (&["."][..], false, 1),
        (&["--history"], false, 1),
        (&["--history"], true, 1),
        (&["--range", "HEAD~1..HEAD"], false, 1),
    ] {
        let repo = full(gap);
        all_reports(&repo, mode, code);
        let sarif = json(&repo, "sarif");
        holds("sarif", &sarif);
        let run = &sarif["runs"][0];
        for result in run["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("a number") as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], !gap);
        assert_eq!(run["versionControlProvenance"][0]["repositoryUri"], "https://git.example.org/team/app");
        let gitlab = json(&repo, "gitlab");
        holds("gitlab", &gitlab);
        assert_eq!(gitlab["scan"]["status"], if gap { "failure" } else { "success" });
        holds("asff", &json(&repo, "asff"));
        for line in read(&repo, "ocsf").lines() {
            holds("ocsf", &serde_json::from_str(line).expect("JSON"));
        }
        junit(&repo);
    }
}

/// Counts in the head of a JUnit file are those of its cases.
fn junit(repo: &TestRepo) {
    let text = read(repo, "junit");
    let count = |part: &str| text.matches(part).count();
    let said = |name: &str| -> usize {
        let at = text.find(&format!(" {name}=\"")).expect("an attribute") + name.len() + 3;
        text[at..].split('"').next().expect("a value").parse().expect("a number")
    };
    assert_eq!(count("<testcase "), said("tests"));
    assert_eq!(count("<failure "), said("failures"));
    assert_eq!(count("<error "), said("errors"));
    assert_eq!(count("<skipped "), said("skipped"));
    assert!(!text.contains("<b>"), "{text}");
}

#[test]
fn no_report_holds_a_secret_or_a_credential_of_the_remote() {
    let repo = full(false);
    for mode in [&["."][..], &["--history"]] {
        let said = all_reports(&repo, mode, 1).all();
        let secrets = [key(), other_key(), third_key()];
        for format in FORMATS {
            let text = read(&repo, format);
            assert!(!text.contains("token@"), "{format}");
            for secret in &secrets {
                assert!(!text.contains(&secret[8..20]), "{format}: {text}");
            }
        }
        assert!(secrets.iter().all(|s| !said.contains(&s[8..20])));
    }
}

#[test]
fn an_incomplete_run_says_so_in_every_format() {
    let repo = full(true);
    all_reports(&repo, &["--history"], 1);
    for (format, sign) in [
        ("json", "\"complete\": false"),
        ("sarif", "\"executionSuccessful\": false"),
        ("gitlab", "\"failure\""),
        ("github", "::error title=secretscan is incomplete::"),
        ("markdown", "> [!WARNING]"),
        ("junit", "<error type=\"incomplete\""),
        ("csv", "missing,"),
        ("html", "class=\"card alert\""),
        ("asff", "could not look at all of team/app"),
        ("ocsf", "incomplete/team/app"),
    ] {
        assert!(read(&repo, format).contains(sign), "{format}: {}", read(&repo, format));
    }
}

#[test]
fn what_is_held_back_is_in_every_format_that_has_a_word_for_it() {
    let repo = full(false);
    all_reports(&repo, &["."], 1);
    for (format, sign) in [
        ("json", "\"by\": \"marker\""),
        ("sarif", "\"kind\": \"inSource\""),
        ("gitlab", "1 held back: 1 by a marker in the text"),
        ("github", "::notice title=secretscan::1 held back: 1 by a marker in the text"),
        ("markdown", "1 finding held back"),
        ("junit", "<skipped message=\"marked in the text: secretscan:allow\"/>"),
        ("csv", "held back,"),
        ("html", "id=\"held-back\""),
        ("asff", "\"SUPPRESSED\""),
        ("ocsf", "\"status\":\"Suppressed\""),
    ] {
        assert!(read(&repo, format).contains(sign), "{format}: {}", read(&repo, format));
    }
}
