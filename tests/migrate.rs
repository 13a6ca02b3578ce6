//! Moving from other scanners: what is taken over holds, what cannot be is named, and a second run changes nothing.

use crate::support::{TestRepo, run};
use sha1_smol::Sha1;
use std::fs;

/// A GitHub token of the right shape and checksum, of nobody.
fn token() -> String {
    ["ghp", "_R7pLq2Xz9VbN4mKc8TdW1s", "HfJ6gYe33SX5Sa"].concat()
}

/// A password in an address, of nobody.
fn address() -> String {
    ["db = \"postgres://admin:", "q8Zr-4Wm2.Tn7x", "@db.internal/app\"\n"].concat()
}

#[test]
fn the_hooks_of_git_secrets_become_ours_and_its_patterns_stay() {
    let repo = TestRepo::new();
    repo.git(["config", "--add", "secrets.patterns", "forbidden[0-9]*"]);
    repo.git(["config", "--add", "secrets.allowed", "forbidden0"]);
    repo.scan(["git-secrets", "--install"]).run().expect(0);
    repo.write(".git/hooks/commit-msg", "#!/bin/sh\ngit secrets --commit_msg_hook -- \"$@\"\necho more\n");
    let dry = repo.scan(["migrate", "--dry-run"]).run().expect(0).stdout;
    assert!(dry.contains("would  pre-commit: the hook of git-secrets") && dry.contains("--dry-run"), "{dry}");
    assert!(
        fs::read_to_string(repo.path().join(".git/hooks/pre-commit")).expect("there").contains("git secrets")
    );
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(said.contains("done   pre-commit: the hook of git-secrets taken out"), "{said}");
    assert!(said.contains("kept   1 pattern, 1 allowed pattern in git's configuration"), "{said}");
    assert!(said.contains("left   commit-msg:"), "{said}");
    let status = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(status.contains("pre-commit         secretscan"), "{status}");
    repo.stage("a.txt", "forbidden0\n");
    repo.git(["commit", "-qm", "x"]);
    repo.stage("a.txt", "forbidden7\n");
    assert_ne!(repo.try_git(["commit", "-qm", "y"]).code, 0, "the pattern holds in our hook");
    let again = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(!again.contains("pre-commit: the hook of git-secrets"), "{again}");
}

#[test]
fn parts_of_hooks_and_templates_are_found() {
    let repo = TestRepo::new();
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\nfor f in \"$0.d\"/*; do \"$f\" \"$@\" || exit 1; done\n");
    let hook = repo.path().join(".git/hooks/pre-commit");
    run(repo.command("chmod", &repo.path()).args(["+x", &hook.to_string_lossy()])).expect(0);
    fs::create_dir(repo.path().join(".git/hooks/pre-commit.d")).expect("a folder");
    repo.scan(["git-secrets", "--install"]).run().expect(0);
    let template = repo.beside("template");
    let template = template.to_string_lossy();
    repo.scan(["git-secrets", "--install", &template]).run().expect(0);
    repo.git(["config", "--global", "init.templateDir", &template]);
    let said = repo.scan(["hook", "install", "--from", "git-secrets"]).run().expect(0).stdout;
    assert!(said.contains("pre-commit.d/git-secrets") && said.contains("migrate --global"), "{said}");
    assert!(!repo.path().join(".git/hooks/pre-commit.d/git-secrets").exists());
    assert!(repo.path().join(".git/hooks/pre-commit.d/zz-secretscan").exists(), "{said}");
    repo.scan(["migrate", "--global"]).run().expect(0);
    let text = fs::read_to_string(repo.beside("template/hooks/pre-commit")).expect("a hook");
    assert!(text.contains("secretscan hook"), "{text}");
}

#[test]
fn hooks_stay_where_ours_cannot_go_in() {
    let theirs = "#!/bin/sh\ngit secrets --pre_commit_hook -- \"$@\"\n";
    let repo = TestRepo::new();
    let shared = repo.beside("shared");
    fs::create_dir(&shared).expect("a folder");
    fs::write(shared.join("pre-commit"), theirs).expect("written");
    repo.git(["config", "core.hooksPath", &shared.to_string_lossy()]);
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(said.contains("left   its hooks stay") && said.contains("outside this repository"), "{said}");
    let said = repo.scan(["hook", "install", "--from", "git-secrets"]).run().expect(2);
    assert!(said.stderr.contains("outside this repository") && said.stdout.is_empty(), "{}", said.stderr);
    repo.scan(["hook", "install", "--from", "git-secrets", "--force"]).run().expect(0);
    let kept = fs::read_to_string(repo.beside("shared.before-secretscan/pre-commit")).expect("kept");
    assert_eq!(kept, theirs, "a folder that others share loses nothing");

    let repo = TestRepo::new();
    repo.write("lefthook.yml", "pre-commit: {}\n");
    repo.write(".git/hooks/pre-commit", theirs);
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(said.contains("left   its hooks stay") && said.contains("lefthook"), "{said}");
    assert_eq!(fs::read_to_string(repo.path().join(".git/hooks/pre-commit")).expect("there"), theirs);
}

#[test]
fn an_installation_from_git_secrets_keeps_to_its_arguments() {
    let repo = TestRepo::new();
    let template = repo.beside("template");
    let dir = template.to_string_lossy().into_owned();
    repo.scan(["git-secrets", "--install", &dir]).run().expect(0);
    let install = ["hook", "install", "--from", "git-secrets", "--template", &dir, "pre-commit"];
    let said = repo.scan(install).run().expect(0).stdout;
    assert!(said.contains("commit-msg:") && said.contains("was not asked for"), "{said}");
    let text = |name: &str| fs::read_to_string(template.join("hooks").join(name)).unwrap_or_default();
    assert!(text("pre-commit").contains("secretscan hook"), "{said}");
    assert!(text("commit-msg").contains("git secrets --commit_msg_hook"), "{said}");
    assert!(!template.join("hooks.before-secretscan").exists() && text("pre-push").is_empty());
}

#[test]
fn gitleaks_rules_paths_and_ignored_places_are_taken_over() {
    let repo = TestRepo::new();
    repo.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\ndisabledRules = ['generic-api-key']\n\
         [[rules]]\nid = 'acme'\ndescription = 'Acme key'\nregex = '''acme_([a-z0-9]{20})'''\nkeywords = ['acme_']\n\
         [[rules]]\nid = 'loose'\nregex = '''[a-z0-9]{40}'''\n\
         [allowlist]\npaths = ['''^vendor/''', '''(.*?)\\.svg$''', '''[0-9]+\\.txt$''']\ncommits = ['abcdef0']\n",
    );
    repo.stage("src/a.txt", format!("first\ntoken = \"{}\"\n", token()));
    let commit = repo.commit_all("one");
    repo.write("src/b.txt", address());
    repo.write(
        ".gitleaksignore",
        format!(
            "# known\n{commit}:src/a.txt:github-pat:2\nsrc/b.txt:generic:1\nsrc/b.txt:generic:9\nnonsense\n"
        ),
    );
    repo.scan(["."]).run().expect(1);
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    for words in [
        "rule acme: in .secretscan-gitleaks.toml",
        "left   rule loose:",
        "left   disabled rule generic-api-key",
        "excluded as vendor/*",
        "left   paths [0-9]+\\.txt$:",
        "left   commit abcdef0",
        "line 2: allowed",
        "line 3: allowed",
        "line 4: we find no secret at src/b.txt:9",
        "line 5: it is no fingerprint",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
    repo.scan(["."]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
    let key = ["acme_", "k3j4h5g6f7d8s9a0q1w2"].concat();
    repo.write("vendor/x.txt", format!("{key}\n"));
    repo.scan(["."]).run().expect(0);
    repo.write("x.txt", format!("{key}\n"));
    assert!(repo.scan(["."]).run().expect(1).stdout.contains("Acme key"));
    let kept = |name: &str| fs::read_to_string(repo.path().join(name)).expect("written");
    let before = [".secretscan.toml", ".secretscan-allow", ".secretscan-gitleaks.toml"].map(kept);
    let again = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(!again.contains("written"), "{again}");
    assert_eq!([".secretscan.toml", ".secretscan-allow", ".secretscan-gitleaks.toml"].map(kept), before);
}

#[test]
fn an_allow_list_of_values_is_taken_over_value_by_value() {
    let repo = TestRepo::new();
    repo.write("a.txt", format!("token = \"{}\"\n", token()));
    repo.write(
        ".gitleaks.toml",
        "[[allowlists]]\nregexes = ['''ghp_R7pL''']\n\
         [[allowlists]]\nregexTarget = 'line'\nregexes = ['x']\n\
         [[allowlists]]\ncondition = 'AND'\npaths = ['a']\nregexes = ['b']\n",
    );
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(said.contains("ghp_R7pL: allowed the 1 values"), "{said}");
    assert!(said.contains("left   regex x: it looks at the line"), "{said}");
    assert!(said.contains("all of it together allows"), "{said}");
    assert!(!said.contains(&token()), "{said}");
    repo.scan(["."]).run().expect(0);
}

#[test]
fn values_of_a_detect_secrets_baseline_are_known_by_their_hash() {
    let repo = TestRepo::new();
    repo.write("a.txt", format!("token = \"{}\"\n", token()));
    repo.write("b.txt", address());
    let hash = |text: &str| Sha1::from(text).hexdigest();
    repo.write(
        ".secrets.baseline",
        format!(
            r#"{{"version": "1.5.0", "plugins_used": [], "filters_used": [
                {{"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^third_party/"]}},
                {{"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": ["x"]}}],
              "results": {{
                "a.txt": [{{"type": "GitHub Token", "hashed_secret": "{}", "line_number": 1, "is_secret": false}},
                          {{"type": "Other", "hashed_secret": "{}", "line_number": 7}}],
                "b.txt": [{{"type": "Basic Auth", "hashed_secret": "{}", "line_number": 1}}],
                "gone.txt": [{{"type": "x", "hashed_secret": "00", "line_number": 1}}]}}}}"#,
            hash(&token()),
            hash("elsewhere"),
            hash("q8Zr-4Wm2.Tn7x"),
        ),
    );
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    for words in [
        "a.txt:1: allowed",
        "b.txt:1:",
        "known in the baseline",
        "left   a.txt:7 (Other)",
        "left   gone.txt",
        "excluded as third_party/*",
        "left   should_exclude_line",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
    repo.scan(["."]).run().expect(0);
}

#[test]
fn trufflehog_exclusions_and_nothing_at_all() {
    let repo = TestRepo::new();
    assert!(repo.scan(["migrate"]).run().expect(0).stdout.starts_with("Nothing to take over here"));
    repo.write(".trufflehogignore", "# fixtures\n^testdata/\n\\btest\\b\n");
    repo.write("testdata/a.txt", format!("token = \"{}\"\n", token()));
    let said = repo.scan(["migrate"]).run().expect(0).stdout;
    assert!(said.contains("excluded as testdata/*") && said.contains("left   paths \\btest\\b"), "{said}");
    repo.scan(["."]).run().expect(0);
}

#[test]
fn a_broken_file_of_another_scanner_is_an_error() {
    let repo = TestRepo::new();
    repo.write(".gitleaks.toml", "[[rules]\n");
    assert!(repo.scan(["migrate"]).run().expect(2).stderr.contains(".gitleaks.toml"));
    repo.write(".gitleaks.toml", "title = 'x'\n");
    repo.write(".secretscan.toml", "excludes = []\n");
    assert!(repo.scan(["migrate"]).run().expect(2).stderr.contains("excludes"));
}
