//! A secret is found wherever it lies: at every offset around every border that the search has inside, in every source,
//! and whatever stands around it.
//!
//! Inside, a text is searched in blocks of 64 bytes, 64 blocks at a time, so that borders lie at every 64 and 4096 bytes.

use crate::support::{Dice, Output, TestRepo, numbered_key};
use secretscan::engine::{Engine, Scratch};
use secretscan::model::{Chunk, Origin, Place};
use secretscan::rules::RuleSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Keys so far apart that each stands one byte further along its batch of 4096 than the one before: from well before the
/// border to behind it. And where each stands.
fn text_with_keys(fill: u8) -> (Vec<u8>, BTreeSet<usize>) {
    const BATCH: usize = 4096;
    const AROUND: usize = 48;
    let (mut text, mut places) = (Vec::new(), BTreeSet::new());
    for n in 0..2 * AROUND {
        let at = n * BATCH + BATCH - AROUND + n;
        text.resize(at - 1, fill);
        text.push(b'\n');
        places.insert(at);
        text.extend_from_slice(numbered_key(n).as_bytes());
        text.push(b'\n');
    }
    (text, places)
}

/// Where the findings of a run begin, in bytes of this text.
fn offsets(said: &Output, text: &[u8]) -> BTreeSet<usize> {
    let mut starts = vec![0];
    starts.extend(text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1));
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
    let place = |f: &serde_json::Value| starts[number(&f["start_line"]) - 1] + number(&f["start_column"]) - 1;
    said.json_lines().iter().map(place).collect()
}

#[test]
fn at_every_offset_around_the_borders_in_every_source() {
    for fill in [b'\n', b'\0'] {
        let (text, places) = text_with_keys(fill);
        let folder = TestRepo::bare_folder();
        folder.write("big.txt", &text);
        let said = folder.scan(["big.txt", "--format", "jsonl"]).run().expect(1);
        assert_eq!(offsets(&said, &text), places, "filled with {fill}");
    }
    let (text, places) = text_with_keys(b' ');
    let repo = TestRepo::new();
    repo.stage("big.txt", &text);
    let runs = [
        repo.scan(["big.txt", "--format", "jsonl"]).run().expect(1),
        repo.scan(["--staged", "--format", "jsonl"]).run().expect(1),
        repo.scan(["--stdin", "--format", "jsonl"]).stdin(text.clone()).run().expect(1),
    ];
    for (said, source) in runs.iter().zip(["file", "staged", "stdin"]) {
        assert_eq!(offsets(said, &text), places, "{source}");
    }
    repo.commit_all("all of it");
    for mode in [&["--history"][..], &["--max-count", "1"]] {
        let said = repo.scan([mode, &["--format", "jsonl"]].concat()).run().expect(1);
        assert_eq!(offsets(&said, &text), places, "{mode:?}");
    }
}

/// What the whole engine finds: the bytes of each secret and where they begin.
fn found(engine: &Engine, text: &[u8], scratch: &mut Scratch) -> Vec<(usize, Vec<u8>)> {
    let origin = Origin { path: b"conf/app.ini".to_vec().into(), place: Place::File };
    let chunk = Chunk::whole(origin, text.to_vec());
    let found = engine.scan(&chunk, scratch);
    found.iter().map(|c| (c.secret.start, c.secret.of(text).to_vec())).collect()
}

/// Lines as they stand in real files, some of them with secrets of several kinds; all are dummies.
fn lines() -> Vec<Vec<u8>> {
    let parts = |parts: &[&str]| parts.concat().into_bytes();
    vec![
        b"[service]\r\n".to_vec(),
        b"name = \"caf\xc3\xa9\"\n".to_vec(),
        b"\0\x01\x02\xff\xfe binary\n".to_vec(),
        parts(&["stripe = ", &numbered_key(1), "\n"]),
        parts(&["token: gh", "p_", "16C7e42F292c6912E7710c838347Ae178B4a", "\n"]),
        parts(&["pass", "word = \"", "v9K#", "mq2$Lx7!", "\"\r\n"]),
        parts(&["url = postgres://app:", "Zr8kQw3nTb", "@db.internal/app\n"]),
        parts(&["AKI", "AQYLPMN5HHHFPZAM2", "\n"]),
        b"see https://example.com/a?b=c#d for more\n".to_vec(),
        b"    return x if x else y\n".to_vec(),
    ]
}

#[test]
fn where_a_text_begins_changes_nothing() {
    let engine = Engine::new(Arc::new(RuleSet::with_user(&[]).expect("our own rules")));
    let (mut dice, lines, mut scratch) = (Dice(23), lines(), Scratch::default());
    let mut some = 0;
    for round in 0..40 {
        let mut text = b"\n\n".to_vec();
        for _ in 0..dice.roll(40) {
            text.extend_from_slice(&lines[dice.roll(lines.len())]);
        }
        // A splice: a piece of another line, anywhere.
        let line = &lines[dice.roll(lines.len())];
        let (from, at) = (dice.roll(line.len()), dice.roll(text.len() + 1));
        text.splice(at..at, line[from..].iter().copied());
        let plain = found(&engine, &text, &mut scratch);
        some += plain.len();
        // What was scanned before leaves nothing behind.
        assert_eq!(plain, found(&engine, &text, &mut Scratch::default()), "round {round}");
        // Empty lines before it move every block border through the text.
        let before = 1 + dice.roll(130);
        let moved = [vec![b'\n'; before], text.clone()].concat();
        let moved = found(&engine, &moved, &mut scratch);
        let back: Vec<_> = moved.into_iter().map(|(start, secret)| (start - before, secret)).collect();
        assert_eq!(plain, back, "round {round}, {before} lines before:\n{}", String::from_utf8_lossy(&text));
    }
    assert!(some > 100, "only {some} findings in all");
}

#[test]
fn in_every_encoding_and_with_every_line_end() {
    let line = format!("stripe = {}", numbered_key(7));
    let wide = |text: &str, big: bool, mark: bool| -> Vec<u8> {
        let marked = if mark { format!("\u{FEFF}{text}") } else { text.to_owned() };
        let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
        marked.encode_utf16().flat_map(unit).collect()
    };
    let ini = format!("[pay]\r\n{line}\r\nmore = nothing\r\n");
    let cases: Vec<(&str, Vec<u8>, u64, u64)> = vec![
        ("CRLF", ini.clone().into_bytes(), 2, 10),
        ("no final newline", format!("[pay]\n{line}").into_bytes(), 2, 10),
        ("the only bytes there are", numbered_key(7).into_bytes(), 1, 1),
        ("old Mac line ends", format!("[pay]\r{line}\rmore").into_bytes(), 1, 16),
        ("NUL bytes around", [b"\0\0\0\n".as_slice(), line.as_bytes(), b"\0\0"].concat(), 2, 10),
        ("UTF-8 with a mark", format!("\u{FEFF}{line}\n").into_bytes(), 1, 13),
        ("Latin-1", [b"caf\xe9 \xfc\n".as_slice(), line.as_bytes(), b"\n"].concat(), 2, 10),
        ("UTF-16 LE with a mark", wide(&ini, false, true), 2, 19),
        ("UTF-16 BE with a mark", wide(&ini, true, true), 2, 19),
        ("UTF-16 LE", wide(&ini, false, false), 2, 19),
        ("UTF-16 BE", wide(&ini, true, false), 2, 19),
    ];
    for (name, text, line, column) in cases {
        let folder = TestRepo::bare_folder();
        folder.write("a.ini", &text);
        for said in [
            folder.scan(["a.ini", "--format", "jsonl"]).run(),
            folder.scan(["--stdin", "--format", "jsonl"]).stdin(text.clone()).run(),
        ] {
            assert_eq!(said.code, 1, "{name}: {}", said.all());
            let found = said.json_lines();
            let place = (found[0]["start_line"].as_u64(), found[0]["start_column"].as_u64());
            assert_eq!((found.len(), place), (1, (Some(line), Some(column))), "{name}: {}", said.stdout);
        }
    }
}

#[test]
fn in_one_very_long_line() {
    let mut text = b"x = [".to_vec();
    for n in 0..100 {
        text.extend(std::iter::repeat_n(b"0x1F, 'ab', ".as_slice(), 300).flatten());
        text.extend_from_slice(format!("\"{}\", ", numbered_key(n)).as_bytes());
    }
    let folder = TestRepo::bare_folder();
    folder.write("bundle.js", &text);
    let said = folder.scan(["bundle.js", "--format", "jsonl"]).run().expect(1);
    assert_eq!(said.json_lines().len(), 100);
    assert!(said.stdout.lines().all(|line| line.len() < 1000), "a line of the report repeats the file");
}

/// A password that nobody has, in parts.
fn password() -> String {
    ["kV9x2mQp", "71LwTr8z"].concat()
}

#[test]
fn beside_a_stray_zero_byte_and_beside_copies_of_itself() {
    let line = format!("db_password = \"{}\"\n", password());
    let torn = [line.as_bytes(), b"\0"].concat();
    for (name, text) in [("torn", torn), ("again", line.repeat(5).into_bytes())] {
        let folder = TestRepo::bare_folder();
        folder.write("a.conf", &text);
        let said = folder.scan(["a.conf"]).run();
        assert_eq!(said.code, 1, "{name}: {}", said.all());
    }
}
