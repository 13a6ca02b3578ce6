//! The command itself: modes, exit codes, and what bad input is told.

use crate::support::{TestRepo, key};

#[test]
fn exit_codes_say_what_came_of_it() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.scan::<[&str; 0]>([]).run().expect(0);
    repo.write("b.ini", format!("stripe = {}\n", key()));
    repo.scan(["."]).run().expect(1);
    repo.scan(["a.txt"]).run().expect(0);
    let said = repo.scan(["no-such-file"]).run().expect(2).stderr;
    assert!(said.contains("no-such-file"), "{said}");
    repo.scan(["--staged", "--history"]).run().expect(2);
    repo.scan(["--history", "--unreachable", "--since", "2026-01-01"]).run().expect(2);
    for only in ["--unreachable", "--recurse-submodules"] {
        for mode in ["--staged", "--stdin", "--range=HEAD~1..HEAD"] {
            repo.scan([mode, only]).run().expect(2);
        }
    }
    let said = repo.scan(["--history", "a.txt"]).run().expect(2).stderr;
    assert!(said.contains("a.txt: a file"), "{said}");
    let said = repo.scan(["--history", ".", "no-such-folder"]).run().expect(3).stderr;
    assert!(!said.contains("no-such-folder: no-such-folder"), "{said}");
    repo.commit_all("first");
    let said = repo.scan(["--output", "-", "."]).run().expect(1).stdout;
    assert!(said.contains("b.ini:1:10") && !repo.path().join("-").exists(), "{said}");
    repo.scan(["--report", "json=-", "."]).run().expect(2);
    // Letters that begin an id name nothing.
    let short = repo.git(["rev-parse", "HEAD"])[..1].to_owned();
    let said = repo.scan(["--range", &format!("{short}..HEAD")]).run().expect(2).stderr;
    assert!(said.contains("there is no such commit"), "{said}");
    repo.scan(["--format", "nonsense"]).run().expect(2);
    repo.scan(["--rule", "no-such-rule"]).run().expect(2);
    repo.scan(["--staged", "a.txt"]).run().expect(2);
    assert!(repo.scan(["--version"]).run().expect(0).stdout.starts_with("secretscan "));
}

#[test]
fn standard_input_has_a_name_for_path_rules() {
    let repo = TestRepo::bare_folder();
    let said = repo.scan(["--stdin"]).stdin(format!("x\nstripe = {}\n", key())).run().expect(1).stdout;
    assert!(said.contains("stdin:2:10"), "{said}");
    let said = repo.scan(["--stdin", "--stdin-path", "conf/a.ini", "--format", "jsonl"]);
    let said = said.stdin(format!("stripe = {}\n", key())).run().expect(1);
    assert_eq!(said.json_lines()[0]["path"], "conf/a.ini");
    assert!(said.stderr.contains("1 input"), "the receipt is on standard error: {}", said.stderr);
    repo.scan(["--stdin"]).stdin("nothing").run().expect(0);
}

#[test]
fn a_broken_configuration_is_an_error_with_its_place() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.write(".secretscan.toml", "confidence = \"medium\"\nexcludes = []\n");
    let said = repo.scan(["."]).run().expect(2).stderr;
    assert!(
        said.contains(".secretscan.toml") && said.contains("line 2") && said.contains("excludes"),
        "{said}"
    );
    repo.write(".secretscan.toml", "rules = [\"team.toml\"]\n");
    assert!(repo.scan(["."]).run().expect(2).stderr.contains("team.toml"));
    repo.write("latin.toml", b"# caf\xe9\n");
    assert!(repo.scan(["rules", "check", "latin.toml"]).run().expect(2).stderr.contains("not UTF-8 text"));
    repo.write("team.toml", "[[rule]]\nid = \"team-key\"\n");
    assert!(repo.scan(["."]).run().expect(2).stderr.contains("team.toml"));
    repo.write(".secretscan.toml", "disable = [\"no-such-rule\"]\n");
    let said = repo.scan(["."]).run().expect(2).stderr;
    assert!(said.contains(".secretscan.toml") && said.contains("no-such-rule"), "{said}");
    repo.write(".secretscan-allow", "nonsense\n");
    repo.write(".secretscan.toml", "");
    assert!(repo.scan(["."]).run().expect(2).stderr.contains(".secretscan-allow"));
}

#[test]
fn a_team_adds_rules_and_leaves_others_out() {
    let repo = TestRepo::new();
    repo.write(
        "security/team.toml",
        r#"
        [[rule]]
        id = "team-key"
        name = "Team key"
        provider = "Team"
        severity = "high"
        confidence = "high"
        keywords = ["team-"]
        regex = 'team-[0-9a-f]{12}'
        advice = "Ask the platform team for a short-lived one."
        examples = [["key: team", "-0a1b2c3d4e5f"]]
        "#,
    );
    repo.write(".secretscan.toml", "rules = [\"security/team.toml\"]\nexclude = [\"security/**\"]\n");
    repo.write("a.txt", "team-3f9c2e81b7d4\n");
    let said = repo.scan(["--format", "jsonl"]).run().expect(1);
    assert_eq!(said.json_lines()[0]["rule"], "team-key");
    repo.scan(["rules", "check", "security/team.toml"]).run().expect(0);
    assert!(repo.scan(["rules", "list"]).run().expect(0).stdout.contains("team-key"));
    repo.scan(["--disable", "team-key"]).run().expect(0);
    repo.write("security/team.toml", "[[rule]]\nid = \"x\"\nunknown = 1\n");
    repo.scan(["rules", "check", "security/team.toml"]).run().expect(2);
}

#[test]
fn rules_and_findings_are_explained() {
    let repo = TestRepo::new();
    let said = repo.scan(["explain", "aws-key-pair"]).run().expect(0).stdout;
    assert!(said.contains("what to do") && said.contains("revoke at"), "{said}");
    let said = repo.scan(["explain", "aws-key-pear"]).run().expect(2).stderr;
    assert!(said.contains("aws-key-pear"), "{said}");
    repo.write("a.ini", format!("stripe = {}\n", key()));
    let said = repo.scan(["--format", "jsonl"]).run().expect(1);
    let id = said.json_lines()[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let said = repo.scan(["explain", &id[4..12]]).run().expect(0).stdout;
    assert!(said.contains("a.ini:1:10") && said.contains("stripe"), "{said}");
    assert!(!said.contains(&key()[8..]), "{said}");
}

#[test]
fn several_reports_from_one_run() {
    let repo = TestRepo::new();
    repo.write("a.ini", format!("stripe = {}\n", key()));
    let args = ["a.ini", "--report", "json=r.json", "--report", "jsonl=r.jsonl", "-o", "r.txt"];
    let said = repo.scan(args).run().expect(1);
    assert_eq!(said.stdout, "");
    let read = |name: &str| std::fs::read_to_string(repo.path().join(name)).expect("a report");
    assert!(read("r.txt").contains("1 secret found"));
    let json: serde_json::Value = serde_json::from_str(&read("r.json")).expect("JSON");
    assert_eq!(json["secrets"].as_array().map(Vec::len), Some(1));
    assert_eq!(read("r.jsonl").lines().count(), 1);
    assert!(repo.scan(["--report", "json"]).run().expect(2).stderr.contains("FORMAT=FILE"));
}

#[test]
fn the_built_in_catalogue_holds_what_it_promises() {
    let repo = TestRepo::bare_folder();
    let listed = repo.scan(["rules", "list"]).run().expect(0).stdout;
    let last = listed.lines().last().expect("a count").to_owned();
    let numbers: Vec<usize> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert!(numbers[0] >= 450 && numbers[1] >= 250, "{last}");
}

#[test]
fn secrets_of_rules_that_are_off_are_masked_all_the_same() {
    let repo = TestRepo::new();
    let key = ["sk", "_live_", "tPVTq8Rk2VxTq9LwZ4mB7sYc"].concat();
    repo.write("pw.py", format!("password = \"correcthorse7\"; y = \"{key}\"\n"));
    repo.git(["add", "-A"]);
    repo.git(["commit", "-q", "-m", "x"]);
    let body = &key[12..];
    for mode in [&["pw.py"][..], &["--history"], &["--history", "--format", "html"], &["pw.py", "-v"]] {
        for choice in [["--disable", "stripe-live-secret-key"], ["--rule", "generic-password"]] {
            let out = repo.scan(mode.iter().chain(&choice)).run().expect(1);
            assert!(!out.all().contains(body), "{mode:?} {choice:?}: {}", out.all());
            assert!(out.all().contains("password"), "{mode:?}");
        }
    }
}

#[test]
fn a_terminal_can_open_the_places_of_a_folder_below() {
    let repo = TestRepo::new();
    let key = ["sk", "_live_", "tPVTq8Rk2VxTq9LwZ4mB7sYc"].concat();
    repo.write("sub/a.py", format!("k = \"{key}\"\n")).write("sub/b.py", format!("\nx = \"{key}\"\n"));
    let said = repo.scan(["./sub"]).run().expect(1).all();
    assert!(said.contains("--> sub/a.py:1:6") && said.contains("also at sub/b.py:2:6"), "{said}");
    let said = repo.scan(Vec::<&str>::new()).run().expect(1).all();
    assert!(said.contains("--> sub/a.py:1:6"), "{said}");
    // Machines get paths below what was scanned.
    let found = repo.scan(["sub", "--format", "jsonl"]).run().expect(1).json_lines();
    assert_eq!(found[0]["path"], "a.py");
}
