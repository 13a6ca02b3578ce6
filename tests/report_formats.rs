//! The machine formats and the page, from the command line: their schemas, their safety, and one fingerprint in all of
//! them.

use crate::support::{Output, TestRepo, run, schema};
use serde_json::Value;
use std::fs;

/// Keys of the right form that nobody owns, in parts so that no scanner finds them here.
fn key() -> String {
    ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat()
}

fn other_key() -> String {
    ["sk_live", "_4tRz8Wq1LmX6c", "N3vB9kJ7yH2sD"].concat()
}

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

#[test]
fn annotations_name_a_line_and_nothing_ends_them_early() {
    let repo = full(false);
    all_reports(&repo, &["."], 1);
    let text = read(&repo, "github");
    for line in text.lines() {
        let fits = ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c));
        assert!(fits && line.matches("::").count() == 2, "{line}");
    }
    let pair = text.lines().find(|l| l.contains("deploy/pröd%2C1.ini,line=3,endLine=3,col=25,endColumn=65"));
    assert!(pair.is_some(), "{text}");
}

#[test]
fn columns_of_sarif_count_utf16_units() {
    let repo = TestRepo::new();
    repo.write("a.py", format!("s = '😀ä'; k = '{}'\n", key()));
    all_reports(&repo, &["."], 1);
    let region = &json(&repo, "sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    // The face takes two units and four bytes, the umlaut one and two.
    assert_eq!((&region["startColumn"], &region["byteOffset"]), (&17.into(), &19.into()));
    assert_eq!(json(&repo, "json")["secrets"][0]["places"][0]["start_column"], 20);
}

#[test]
fn the_page_stands_alone_and_its_text_is_text() {
    let repo = full(false);
    for mode in [&["."][..], &["--history"]] {
        all_reports(&repo, mode, 1);
        let page = read(&repo, "html");
        assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
        // One style, one script, no attribute that runs or loads; links are plain links to the web.
        for (part, times) in
            [("<script", 1), ("</script", 1), ("<style", 1), ("<link", 1), ("<iframe", 0), ("<img", 0)]
        {
            assert_eq!(page.matches(part).count(), times, "{part}");
        }
        for part in [
            " src=",
            " style=",
            " onclick",
            " onload",
            "url(",
            "@import",
            "javascript:",
            "http-equiv=\"refresh",
        ] {
            assert!(!page.contains(part), "{part}");
        }
        let addresses = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        for address in addresses {
            assert!(
                ["#", "https://", "http://", "data:,"].iter().any(|p| address.starts_with(p)),
                "{address}"
            );
        }
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe-"));
    }
    let page = read(&repo, "html");
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;.py"), "{page}");
    assert!(page.contains("Add &lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("id=\"timeline\"") && page.contains("history only"));
}

#[test]
fn spreadsheets_compute_nothing() {
    let repo = full(false);
    all_reports(&repo, &["."], 1);
    let text = read(&repo, "csv");
    assert!(text.contains(",\"'=cmd|'x'!A1.env\","), "{text}");
    assert!(text.lines().count() == text.matches("\r\n").count());
}

#[test]
fn the_job_summary_is_added_to_the_page_of_the_job() {
    let repo = full(false);
    let summary = repo.beside("summary.md");
    fs::write(&summary, "before\n").expect("a file");
    let run = |args: &[&str]| repo.scan(args).env("GITHUB_STEP_SUMMARY", &summary).run().expect(1);
    run(&[".", "--format", "text"]);
    assert_eq!(fs::read_to_string(&summary).expect("the file"), "before\n");
    let said = run(&[".", "--format", "github", "--show-secrets"]);
    let text = fs::read_to_string(&summary).expect("the file");
    assert!(text.starts_with("before\n## 🔴 secretscan: "), "{text}");
    assert!(!text.contains(&key()[8..]) && !said.stdout.contains(&key()[8..]), "{text}");
    let broken = repo.scan([".", "--format", "github"]).env("GITHUB_STEP_SUMMARY", repo.path());
    assert_eq!(broken.run().expect(2).stderr.lines().count(), 1);
}

#[test]
fn reports_that_cannot_be_written_are_refused_before_the_scan() {
    let repo = full(false);
    let refused = |args: &[&str], why: &str| {
        let said = repo.scan(args).run().expect(2);
        assert!(said.stdout.is_empty() && said.stderr.lines().count() == 1, "{}", said.all());
        assert!(said.stderr.contains(why), "{}", said.stderr);
    };
    refused(&["--report", "sarif=none/x.sarif"], "there is no folder none; make it first");
    refused(&["--report", "sarif=marked.py/x.sarif"], "there is no folder marked.py");
    refused(&["--report", "sarif=deploy"], "that is a folder");
    refused(&["--report", "csv=../a", "--report", "html=deploy/../../a"], "two reports go to");
    refused(&["--format", "csv", "-o", "../a", "--report", "html=../a"], "two reports go to");
    refused(&["--report", "sarif"], "write FORMAT=FILE");
    refused(&["--report", "srif=x"], "there is no format srif: choose from text, json");
    refused(&["--report", "asff=../a"], "set AWS_ACCOUNT_ID and AWS_REGION");
    assert!(!repo.beside("a").exists() && !repo.path().join("none").exists());
}

#[test]
fn pipes_and_devices_take_reports_and_are_opened_once() {
    let repo = full(false);
    // A reader of the pipe that sees it opened and closed before the report comes would get nothing.
    let script = "mkfifo ../pipe; timeout 60 cat ../pipe >../got & \
                  timeout 60 secretscan . --report json=../pipe --report csv=/dev/null --report html=/dev/null; \
                  code=$?; wait; exit $code";
    run(repo.command("sh", &repo.path()).args(["-c", script])).expect(1);
    let got = fs::read(repo.beside("got")).expect("what the reader got");
    serde_json::from_slice::<serde_json::Value>(&got).expect("a whole report");
}

#[test]
fn one_fingerprint_everywhere_and_one_entry_silences_all() {
    let repo = TestRepo::new();
    repo.stage("README.md", "hello\n");
    repo.commit_all("begin");
    repo.git(["checkout", "-q", "-b", "work"]);
    repo.stage("app.py", format!("k = '{}'\n", key()));

    let ids = |args: &[&str]| -> Vec<String> {
        let lines = repo.scan(args.iter().chain(&["--format", "jsonl"])).run().expect(1).json_lines();
        lines.iter().map(|l| l["fingerprint"].as_str().expect("an id").to_owned()).collect()
    };
    let hook = ids(&["--staged"]);
    assert_eq!(hook.len(), 1);
    repo.commit_all("work");
    assert_eq!(ids(&["--range", "main..work"]), hook);
    assert_eq!(ids(&["--history"]), hook);
    assert_eq!(ids(&["."]), hook);
    let ci = |args: &[&str]| {
        let target = repo.git(["rev-parse", "main"]);
        repo.git(["update-ref", "refs/remotes/origin/main", target.trim()]);
        let run = repo.scan(["--ci"].iter().chain(args));
        run.env("BITBUCKET_BUILD_NUMBER", "1")
            .env("BITBUCKET_PR_ID", "7")
            .env("BITBUCKET_PR_DESTINATION_BRANCH", "main")
            .env("BITBUCKET_COMMIT", repo.git(["rev-parse", "HEAD"]).trim())
            .run()
    };
    let gate = ci(&["--format", "jsonl"]).expect(1).json_lines();
    assert_eq!(gate[0]["fingerprint"], hook[0].as_str());

    all_reports(&repo, &["--history"], 1);
    let sarif = &json(&repo, "sarif")["runs"][0]["results"][0];
    assert_eq!(sarif["partialFingerprints"]["secretscan/v1"], hook[0].as_str());
    let named = |format: &str| read(&repo, format).contains(&hook[0]);
    for format in ["gitlab", "junit", "csv", "html", "asff", "ocsf", "json"] {
        assert!(named(format), "{format}");
    }
    repo.scan(["baseline", "create"]).run().expect(0);
    let baseline = repo.path().join(".secretscan-baseline");
    assert!(fs::read_to_string(&baseline).expect("the file").contains(&hook[0]));
    fs::remove_file(baseline).expect("the file");

    repo.scan(["allow", &hook[0][4..12], "--reason", "a dummy"]).run().expect(0);
    let allow = fs::read_to_string(repo.path().join(".secretscan-allow")).expect("the file");
    assert!(allow.contains(&hook[0]), "{allow}");
    repo.commit_all("allow");
    for args in [&["."][..], &["--staged"], &["--history"], &["--range", "main..work"]] {
        repo.scan(args).run().expect(0);
    }
    ci(&[]).expect(0);
    repo.stage("copy.py", format!("again = '{}'\n", key()));
    repo.scan(["--staged"]).run().expect(0);
    all_reports(&repo, &["--history"], 0);
    let sarif = &json(&repo, "sarif")["runs"][0]["results"][0];
    assert_eq!(sarif["suppressions"][0]["justification"], "allowed: a dummy");
    assert_eq!(json(&repo, "gitlab")["vulnerabilities"], Value::Array(Vec::new()));
    assert!(!read(&repo, "github").contains("::error"));
}

#[test]
fn history_tells_what_took_a_secret_out() {
    let repo = full(false);
    let removed = repo.git(["rev-parse", "HEAD"]);
    all_reports(&repo, &["--history"], 1);
    let document = json(&repo, "json");
    let secrets = document["secrets"].as_array().expect("secrets");
    let gone = secrets.iter().map(|s| &s["places"][0]).find(|p| p["path"] == "old.ini").expect("the old one");
    assert_eq!((&gone["in_head"], &gone["removed_commit"]), (&false.into(), &removed.trim().into()));
    let live = secrets.iter().map(|s| &s["places"][0]).find(|p| p["in_head"] == true).expect("a live one");
    assert!(live.get("removed_commit").is_none());
    let text = repo.scan(["--history"]).run().expect(1).stdout;
    assert!(text.contains(&format!("taken out with {} on 2026-01-02", &removed[..12])), "{text}");
}
