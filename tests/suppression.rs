//! What holds a finding back, and what does not: allow file, markers, baseline; and the user's own credentials, which
//! are found wherever they stand.

mod baseline;

use crate::support::{Output, TestRepo, key, other_key};
use std::fs;

fn lines(output: &Output) -> usize {
    output.json_lines().len()
}

fn id_of(repo: &TestRepo) -> String {
    let found = repo.scan(["--format", "jsonl"]).run().expect(1).json_lines();
    found[0]["fingerprint"].as_str().expect("a fingerprint").to_owned()
}

#[test]
fn markers_count_on_their_line_or_above_and_nowhere_else() {
    let repo = TestRepo::new();
    for marker in ["secretscan:allow", "gitleaks:allow", "trufflehog:ignore", "pragma: allowlist secret"] {
        repo.stage("a.py", format!("k = '{}'  # {marker}\n", key()));
        let said = repo.scan(["--staged"]).run().expect(0).stdout;
        assert!(said.contains("1 held back: 1 by a marker in the text"), "{marker}: {said}");
    }
    repo.stage("a.py", format!("# secretscan:allow\nk = '{}'\n", key()));
    repo.scan(["--staged"]).run().expect(0);
    // The marker of one secret does not silence the next one.
    repo.stage("a.py", format!("k = '{}'  # secretscan:allow\nn = '{}'\n", key(), other_key()));
    assert_eq!(lines(&repo.scan(["--staged", "--format", "jsonl"]).run().expect(1)), 1);
    // A marker that is staged with a new secret below an old line still has to stand by it.
    repo.stage("a.py", format!("# secretscan:allow\n\nn = '{}'\n", other_key()));
    repo.scan(["--staged"]).run().expect(1);
}

/// The line of the secret stays as it is, and yet it is seen for the first time.
#[test]
fn what_loses_its_marker_is_new() {
    let repo = TestRepo::new();
    repo.stage("base", "x\n");
    repo.commit_all("base");
    repo.stage("a.ini", format!("# secretscan:allow\nstripe = {}\nz\n", key()));
    repo.scan(["--staged"]).run().expect(0);
    repo.commit_all("marked");
    repo.stage("a.ini", format!("stripe = {}\nz\n", key()));
    let said = repo.scan(["--staged"]).run().expect(1).stdout;
    assert!(said.contains("a.ini:1:10"), "{said}");
    repo.commit_all("bare");
    for part in [["--range", "HEAD~2..HEAD"], ["--branch", "main"], ["--max-count", "2"]] {
        repo.scan(part).run().expect(1);
    }
}

#[test]
fn an_entry_that_ended_is_no_entry() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let id = id_of(&repo);
    repo.stage(".secretscan-allow", format!("{id}  stripe  2026-01-01  for the fair\n"));
    let said = repo.scan(["--staged"]).run().expect(1).stdout;
    assert!(said.contains("its allow entry ended on 2026-01-01"), "{said}");
    repo.stage(".secretscan-allow", format!("{id}  stripe  9999-12-31  for the fair\n"));
    repo.scan(["--staged"]).run().expect(0);
}

#[test]
fn a_bad_line_stops_the_run_and_names_its_place() {
    let repo = TestRepo::new();
    repo.stage("a.ini", "x = 1\n");
    repo.stage(".secretscan-allow", "# head\nss1-123  rule  always  why\n");
    let said = repo.scan(["--staged"]).run().expect(2).stderr;
    assert!(
        said.contains(".secretscan-allow") && said.contains("line 2: \"ss1-123\" is no fingerprint"),
        "{said}"
    );
}

#[test]
fn the_allow_file_is_never_flagged_and_hides_nothing() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let id = id_of(&repo);
    repo.scan(["allow", &id, "--reason", "secret token password of the sandbox"]).run().expect(0);
    repo.scan(["--confidence", "low"]).run().expect(0);
    let list = fs::read_to_string(repo.path().join(".secretscan-allow")).expect("the file");
    repo.stage(".secretscan-allow", format!("{list}# {}\n", other_key()));
    assert_eq!(lines(&repo.scan(["--staged", "--format", "jsonl"]).run().expect(1)), 1);
}

#[test]
fn entries_of_calls_at_the_same_time_are_all_kept() {
    let repo = TestRepo::new();
    repo.stage("a.ini", "x\n");
    std::thread::scope(|scope| {
        for n in 0..8 {
            let id = format!("ss1-{n:032x}");
            let repo = &repo;
            scope.spawn(move || repo.scan(["allow", &id, "--reason", "a sample"]).run().expect(0));
        }
    });
    let list = fs::read_to_string(repo.path().join(".secretscan-allow")).expect("the file");
    assert_eq!(list.lines().filter(|line| line.starts_with("ss1-")).count(), 8, "{list}");
    assert_eq!(repo.git(["show", ":.secretscan-allow"]), list, "all of it is staged");
}

#[test]
fn branches_that_both_allow_merge_without_a_conflict() {
    let repo = TestRepo::new();
    repo.stage(".gitattributes", ".secretscan-allow merge=union\n");
    repo.commit_all("base");
    for (branch, key) in [("one", key()), ("two", other_key())] {
        repo.git(["checkout", "-q", "-b", branch, "main"]);
        repo.stage(&format!("{branch}.ini"), format!("stripe = {key}\n"));
        let id = id_of(&repo);
        repo.scan(["allow", &id[4..12], "--reason", branch]).run().expect(0);
        repo.commit_all(branch);
    }
    repo.git(["merge", "-q", "-m", "both", "one"]);
    repo.scan::<[&str; 0]>([]).run().expect(0);
    let list = repo.scan(["allow", "list"]).run().expect(0).stdout;
    assert!(list.contains("2 entries"), "{list}");
}

#[test]
fn entries_that_match_nothing_are_told_and_pruned() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let id = id_of(&repo);
    repo.scan(["allow", &id, "--reason", "a"]).run().expect(0);
    let nobody = format!("ss1-{}", "0f".repeat(16));
    let file = repo.path().join(".secretscan-allow");
    let text = fs::read_to_string(&file).expect("the file");
    repo.stage(".secretscan-allow", format!("{text}{nobody}  -  always  of a file that is gone\n"));
    let said = repo.scan(["allow", "list"]).run().expect(0).stdout;
    assert!(said.contains("2 entries"), "{said}");
    let said = repo.scan(["allow", "list", "--unused"]).run().expect(0).stdout;
    assert!(
        said.contains(&nobody) && !said.contains(&id) && said.contains("1 of 2 entries matches nothing"),
        "{said}"
    );
    let said = repo.scan(["allow", "prune"]).run().expect(0).stdout;
    assert!(said.contains(&format!("out: {nobody}")) && said.contains("1 taken out, 1 left"), "{said}");
    // What only history holds is still needed.
    repo.commit_all("a");
    repo.stage("a.ini", "stripe = from-the-vault\n");
    repo.commit_all("taken out");
    repo.scan(["allow", "prune"]).run().expect(0);
    assert!(fs::read_to_string(&file).expect("the file").contains(&id));
    let said = repo.scan(["allow", &id, "--reason", "x", "--expires", "2020-01-01"]).run().expect(2).stderr;
    assert!(said.contains("is past already"), "{said}");
}

#[test]
fn own_credentials_are_found_wherever_they_stand_and_never_shown() {
    let repo = TestRepo::new();
    let secret = ["q1W2e3R4t5Z6u7I8", "o9P0a1S2d3F4g5H6", "j7K8l9Y0"].concat();
    let folder = repo.home().join(".aws");
    fs::create_dir(&folder).expect("a folder");
    let text = format!("[default]\naws_secret_access_key = {secret}\nregion = eu-central-1\n");
    fs::write(folder.join("credentials"), text).expect("a file");
    repo.stage("notes.txt", format!("nothing around it says so: /{secret}/ eu-central-1\n"));
    let said = repo.scan(["--staged", "-v"]).run().expect(1).all();
    assert!(said.contains("One of your own credentials") && said.contains("notes.txt:1:29"), "{said}");
    assert!(!said.contains(&secret[..8]), "{said}");
    let named = repo.home().join("elsewhere");
    repo.scan(["--staged"]).env("AWS_SHARED_CREDENTIALS_FILE", &named).run().expect(0);
    // More of them than are searched for must not pass unseen.
    let many: String = (0..5000).map(|n| format!("token_{n} = q1W2e3R4t5Z6{n:04}\n")).collect();
    fs::write(&named, many).expect("a file");
    let said = repo.scan(["--staged"]).env("AWS_SHARED_CREDENTIALS_FILE", &named).run().expect(2).stderr;
    assert!(said.contains("elsewhere") && said.contains("more than 4095 values of yours"), "{said}");
}

#[test]
fn doctor_counts_own_credentials() {
    let repo = TestRepo::new();
    let config = repo.home().join(".config/secretscan");
    fs::create_dir_all(&config).expect("a folder");
    fs::write(config.join("config.toml"), "credentials = [\"~/a.env\", \"~/b.txt\"]\n").expect("a file");
    let value = ["q1W2e3R4t5", "Z6u7I8o9P0"].concat();
    fs::write(repo.home().join("a.env"), format!("API_KEY={value}\n")).expect("a file");
    fs::write(repo.home().join("b.txt"), "two words\n").expect("a file");
    let said = repo.scan(["doctor"]).run().expect(3).stdout;
    assert!(said.contains("ok   one value of") && said.contains("a.env is searched for"), "{said}");
    assert!(said.contains("b.txt holds no value that can be searched for"), "{said}");
    assert!(!said.contains(&value), "{said}");
}

#[test]
fn a_reason_that_holds_a_secret_is_refused() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let id = id_of(&repo);
    for reason in [format!("it is {}", key()), format!("like stripe = {}", other_key())] {
        let said = repo.scan(["allow", &id, "--reason", &reason]).run().expect(2);
        assert!(said.stderr.contains("--reason holds a secret itself"), "{}", said.all());
        assert!(
            !said.all().contains(&key()[8..]) && !said.all().contains(&other_key()[8..]),
            "{}",
            said.all()
        );
    }
    assert!(!repo.path().join(".secretscan-allow").exists());
    repo.scan(["allow", &id, "--reason", "the stripe key of the sandbox"]).run().expect(0);
    let said = repo.scan(["allow", "list"]).run().expect(0).stdout;
    assert!(said.contains("1 entry") && !said.contains("1 entries"), "{said}");
}
