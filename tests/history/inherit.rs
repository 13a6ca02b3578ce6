//! What is inherited from delta bases is what judging each version by itself says.

use super::{check_story, engine, scan, scan_with, token};
use crate::support::TestRepo;
use secretscan::engine::Scratch;
use secretscan::finding::{Finding, Fingerprint};
use secretscan::model::{Chunk, Origin, Place};

/// What a scan of every single blob finds, history finds too.
#[test]
fn no_less_than_blob_by_blob() {
    let repo = TestRepo::new();
    for i in 0..30u64 {
        let text = (0..60).fold(String::new(), |text, n| match (n + i) % 23 {
            0 => text + &format!("key: {}\n", token(500 + 60 * i + n)),
            _ => text + &format!("plain line {}\n", (n * i) % 17),
        });
        repo.write(&format!("f{}.yml", i % 3), &text).write("wide.txt", wide(&text));
        repo.commit_all(&format!("change {i}"));
    }
    repo.git(["repack", "-qadf"]);
    let engine = engine();
    let mut singly = std::collections::BTreeSet::new();
    for line in repo.git(["rev-list", "--objects", "--all"]).lines() {
        let Some((id, path)) = line.split_once(' ').filter(|(_, path)| path.contains('.')) else { continue };
        let output = repo.command("git", &repo.path()).args(["cat-file", "blob", id]).output();
        let origin = Origin { path: path.into(), place: Place::File };
        let chunk = Chunk::whole(origin, output.expect("git runs").stdout);
        let found = engine.scan(&chunk, &mut Scratch::default());
        singly.extend(found.iter().map(|c| Fingerprint::of(&c.value)));
    }
    let outcome = scan(&repo.path());
    let found: std::collections::BTreeSet<_> = outcome.findings.iter().map(|f| f.fingerprint).collect();
    assert!(singly.len() > 30);
    assert_eq!(found, singly);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Inheritance, packing and threads change nothing.
#[test]
fn the_same_whatever_the_store_looks_like() {
    let repo = TestRepo::new();
    let mut lines: Vec<String> =
        (0..400).map(|i| format!("line {i} of a long file, text text text")).collect();
    for i in 0..40u64 {
        let at = (i as usize * 37) % lines.len();
        match i % 4 {
            0 => lines[at] = format!("key = {}", token(100 + i)),
            1 => lines.insert(at, format!("{}, {}", token(100 + i), token(200 + i))),
            2 => drop(lines.remove(at)),
            _ => lines.rotate_left(at),
        }
        repo.write("long.txt", lines.join("\n")).write(&format!("d{}/x.py", i % 3), lines[..50].join("\n"));
        repo.commit_all(&format!("change {i}"));
    }
    let key = |f: &Finding| (f.origin.clone(), f.span, f.fingerprint, f.life.clone());
    let expected: Vec<_> = scan_with(&repo.path(), false, true, 1).findings.iter().map(key).collect();
    assert!(expected.len() > 25);
    repo.git(["repack", "-qadf", "--depth=60", "--window=50"]);
    for (whole, threads) in [(true, 1), (false, 1), (false, 4), (true, 3)] {
        let outcome = scan_with(&repo.path(), false, whole, threads);
        assert_eq!(outcome.findings.iter().map(key).collect::<Vec<_>>(), expected);
        outcome.findings.iter().for_each(|f| check_story(&repo, f));
    }
}

/// Lines of every kind that the catalogue judges by what stands around them.
fn lines(seed: u64) -> [String; 12] {
    let value = &token(seed)[4..];
    let long = [value, &token(seed + 1)[4..20]].concat();
    [
        format!("password = \"{value}\""),
        format!("db = postgres://joe:{}@db.local/x", &value[..12]),
        format!("aws_access_key_id = {}", ["AKI", "ARZPUZDIKK", "UJDIVTY"].concat()),
        format!("aws_secret_access_key = {}", ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"].concat()),
        format!("client.login(user, \"{}\")  # gitleaks:allow", &value[..14]),
        format!("Authorization: Bearer {long}"),
        format!("url%3Dhttps%3A%2F%2Fjoe%3A{}%40host%2F", &value[..10]),
        "cGFzc3dvcmQ9aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=".to_owned(),
        format!("if pass == {} {{ return {} }}", &value[..8], &value[..8]),
        format!("github_token: {}", ["gh", "p_", &long[..36]].concat()),
        "lorem ipsum dolor sit amet, consectetur adipiscing elit".to_owned(),
        String::new(),
    ]
}

/// Versions of a file of many lines that are inserted, deleted and moved: what is taken over from a delta base must be
/// what judging each version by itself says.
#[test]
fn inherited_verdicts_are_those_of_each_version() {
    let repo = TestRepo::new();
    let mut state = 5u64;
    let mut dice = |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % sides
    };
    let mut text: Vec<String> = (0..120).map(|n| lines(n as u64)[dice(12)].clone()).collect();
    for version in 0..60 {
        for _ in 0..1 + dice(3) {
            let at = dice(text.len());
            match dice(3) {
                0 => text.insert(at, lines(version)[dice(12)].clone()),
                1 => drop(text.remove(at)),
                _ => text.swap(at, version as usize % 60),
            }
        }
        let name = ["app.py", "app.conf", "notes.md"][version as usize % 3];
        repo.write(name, text.join("\n")).commit_all("more");
    }
    repo.git(["repack", "-adfq", "--depth=60", "--window=60"]);
    let scan = |args: &[&str]| {
        let output = repo.scan(["--history", "--format", "jsonl"].iter().chain(args)).run();
        assert!(output.code < 2, "{}", output.all());
        output.stdout
    };
    let inherited = scan(&[]);
    assert!(inherited.len() > 10_000, "much is found");
    assert!(inherited == scan(&["--no-inherit"]), "verdicts differ");
}

/// What names columns does so in the first line of a file alone, and what an argument is called its line says: both are no
/// part of the name, and may be what a version changed.
#[test]
fn a_name_before_a_comma_rests_on_what_stands_before_it() {
    let repo = TestRepo::new();
    let rows =
        (0..300).fold(String::new(), |rows, n| rows + &format!("shop {n},x,y,plain text of row {n}\n"));
    let value = |n: u64| token(900 + n)[4..28].to_owned();
    let csv =
        |head: &str, n: u64| format!("{head}name,the place,its kind,token\nshop,x,y,{}\n{rows}", value(n));
    let call = |call: &str, n: u64| {
        format!("{rows}{call}($handle->inner, CURLOPT_PASSWORD, \"{}\");\n{rows}", value(n))
    };
    let versions = [
        [csv("", 1), csv("# of the shops\n", 2), call("log", 3), call("curl_setopt", 4)],
        [csv("# of the shops\n", 1), csv("", 2), call("curl_setopt", 3), call("log", 4)],
    ];
    for version in versions {
        for (name, text) in ["a.csv", "b.csv", "c.php", "d.php"].into_iter().zip(version) {
            repo.write(name, text);
        }
        repo.commit_all("version");
    }
    repo.git(["repack", "-adfq", "--depth=60", "--window=60"]);
    let scan = |args: &[&str]| {
        let output = repo.scan(["--history", "--format", "jsonl"].iter().chain(args)).run();
        assert_eq!(output.code, 1, "{}", output.all());
        output.stdout
    };
    let inherited = scan(&[]);
    assert_eq!(inherited.lines().count(), 4, "{inherited}");
    assert!(inherited == scan(&["--no-inherit"]), "verdicts differ");
}
