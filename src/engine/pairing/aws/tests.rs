//! AWS keys from text to findings: pairs, lone ids, canaries, dummies and good practice.

use crate::engine::{Engine, Scratch};
use crate::model::{Chunk, Confidence, Origin, Place, RepoPath, Severity};
use crate::rules::RuleSet;
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(RuleSet::builtin())));

/// What is found: rule, account, confidence, severity, note.
type Row = (String, Option<u64>, Confidence, Severity, bool);

fn scan(text: &str) -> Vec<Row> {
    let origin = Origin { path: RepoPath::from("deploy/prod.ini"), place: Place::File };
    let chunk = Chunk::whole(origin, text.as_bytes().to_vec());
    let mut scratch = Scratch::default();
    let rules = ENGINE.rules();
    ENGINE
        .scan(&chunk, &mut scratch)
        .into_iter()
        .filter(|c| c.dismissed.is_none() && rules.applies(c.rule, b"deploy/prod.ini"))
        .map(|c| {
            let id = rules.info(c.rule).id.to_string();
            (id, c.aws_account, c.confidence, c.severity, c.note.is_some())
        })
        .collect()
}

fn id(body: &str) -> String {
    ["AK", "IA", body].concat()
}

fn secret() -> String {
    ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"].concat()
}

#[test]
fn pair_is_one_critical_finding_with_its_account() {
    let text = format!(
        "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        id("RZPUZDIKKUJDIVTY"),
        secret()
    );
    let row = ("aws-key-pair".into(), Some(123456789012), Confidence::High, Severity::Critical, false);
    assert_eq!(scan(&text), [row]);
}

#[test]
fn a_pair_in_base64_has_its_account_and_leaves_no_id_over() {
    let id = id(&["RZPUZDIK", "KUJDIVTY"].concat());
    let secret = secret();
    for pad in ["", "x", "xy"] {
        let inner = format!("{pad}\n[default]\naws_access_key_id={id}\naws_secret_access_key={secret}\n");
        let row = ("aws-key-pair".into(), Some(123456789012), Confidence::High, Severity::Critical, false);
        assert_eq!(scan(&format!("data: {}\n", base64(inner.as_bytes()))), [row], "{pad:?}");
    }
}

#[test]
fn halves_in_base64_are_a_pair() {
    let row = || [("aws-key-pair".into(), Some(123456789012), Confidence::High, Severity::Critical, false)];
    let id = id(&["RZPUZDIK", "KUJDIVTY"].concat());
    let secret = secret();
    let (in_id, in_secret) = (base64(id.as_bytes()), base64(secret.as_bytes()));
    for [a, b] in [[&in_id, &in_secret], [&id, &in_secret], [&in_id, &secret]] {
        for data in [
            format!("  AWS_ACCESS_KEY_ID: {a}\n  AWS_SECRET_ACCESS_KEY: {b}\n"),
            format!("  secret_access_key: \"{b}\"\n  other: x\n  id: {a}\n"),
        ] {
            assert_eq!(scan(&format!("apiVersion: v1\nkind: Secret\ndata:\n{data}")), row(), "{data}");
        }
    }
    let two = format!("id={in_id}\nkey={in_secret}\nid={}\n", base64(id.replace("VTY", "VTZ").as_bytes()));
    assert_eq!(
        scan(&two).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["aws-key-pair", "aws-access-key-id"]
    );
    // Far apart, both are reported alone.
    let text = format!(
        "  AWS_ACCESS_KEY_ID: {in_id}\n{}  AWS_SECRET_ACCESS_KEY: {in_secret}\n",
        "x: y\n".repeat(40)
    );
    assert_eq!(scan(&text).len(), 2);
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sign = |three: &[u8], at: usize| {
        let bits = three.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        if at > three.len() { '=' } else { char::from(alphabet[(bits >> (18 - 6 * at) & 63) as usize]) }
    };
    bytes.chunks(3).flat_map(|three| (0..4).map(move |at| sign(three, at))).collect()
}

#[test]
fn lone_ids_tell_account_and_generation() {
    let text = format!("key {}", id("RZPUZDIKKUJDIVTY"));
    let row = ("aws-access-key-id".into(), Some(123456789012), Confidence::High, Severity::High, false);
    assert_eq!(scan(&text), [row]);
    let old = scan(&format!("key {}", id("IQ3ZR7WXVTYKLP2M")));
    assert_eq!((old[0].1, old[0].2), (None, Confidence::High));
    let odd = scan(&format!("key {}", id("LALEMEL33243OLIB")));
    assert_eq!((odd[0].1, odd[0].2), (None, Confidence::Medium));
}

#[test]
fn bait_is_named() {
    // Account 052310077262, encoded as AWS does.
    let bits = 1u64 << 49 | 52310077262 << 9 | 0x5a;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let body: String = (0..10).rev().map(|n| char::from(alphabet[(bits >> (5 * n) & 31) as usize])).collect();
    let found = scan(&format!("key {}", id(&format!("{body}KQ7XWV"))));
    assert_eq!((found[0].1, found[0].4), (Some(52310077262), true));
}

#[test]
fn dummies_silence_only_themselves() {
    let documented = [id("IOSFODNN7"), "EXAMPLE".into()].concat();
    let documents = ["wJalrXUtnFEMI/K7MDENG/bPxRfi", "CYEXAMPLEKEY"].concat();
    assert_eq!(scan(&format!("id = {documented}\nsecret_key = {documents}\n")), []);
    let text =
        format!("id = {documented}\n\n\nid = {}\nsecret_access_key = {documents}", id("RZPUZDIKKUJDIVTY"));
    assert_eq!(scan(&text).len(), 1);
    let text = format!("id = {documented}\naws_secret_access_key = {}", secret());
    assert_eq!(scan(&text)[0].0, "aws-secret-access-key");
}

#[test]
fn boundaries_are_exact() {
    let id = id("RZPUZDIKKUJDIVTY");
    for (before, behind) in [
        ("", ""),
        ("\\n", "\\n"),
        ("\\\"", "\\\""),
        ("%22", "%22"),
        ("\\u0022", "\\u0022"),
        ("=", "&"),
        ("//", ":"),
    ] {
        assert_eq!(scan(&format!("k {before}{id}{behind} x")).len(), 1, "{before} {behind}");
    }
    for (before, behind) in [("A", ""), ("", "A"), ("", "7"), ("", "a"), ("_", "")] {
        assert_eq!(scan(&format!("k {before}{id}{behind} x")), [], "{before} {behind}");
    }
}

#[test]
fn good_forms_are_silent() {
    for text in [
        "aws_secret_access_key: '{{resolve:secretsmanager:App:SecretString:key}}'",
        "AWS_SECRET_ACCESS_KEY: !Ref SecretParameterOfTheStack",
        "AWS_SECRET_ACCESS_KEY: ${ssm:/app/production/secret-access-key}",
        "aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}",
        "secret_key = data.aws_secretsmanager_secret_version.app.secret_string",
        "secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY",
        "role_arn = arn:aws:iam::482193756021:role/deploy",
        "credential_process = /usr/local/bin/keys --profile dev",
    ] {
        assert_eq!(scan(text), [], "{text}");
    }
}
