//! The block search against a plain one, at every offset.

use super::*;
use crate::engine::Engine;
use crate::engine::boundary;
use crate::engine::search::runs::MIX_REACH;
use crate::model::{Dice, Span};
use crate::rules::RuleSet;
use crate::rules::gate::{MIX_LINES, RUN_REACH, SHORT_RUN, is_case_change};
use std::sync::Arc;

fn rules() -> RuleSet {
    let rule = |id: &str, word: &str, tail: &str, more: &str| {
        format!(
            "[[rule]]\nid='{id}'\nname='n'\nprovider='p'\nseverity='low'\nconfidence='low'\nadvice='a'\n\
             keywords=['{word}']\nregex='{word}{tail}'\n{more}\n"
        )
    };
    let text = [
        rule("a", "acme_", "[0-9a-z]{20}", ""),
        rule("b", "pass", "[^x]{3}", "ignore_case=true"),
        rule("c", "://", "[a-z]+@", ""),
        rule("d", "zz-top-", "[0-9a-f]{12}", ""),
        rule("e", "Key", ".{4}", ""),
        rule("i", "ctx", "[a-z ]{0,40}[:=] ?[0-9a-f]{20}", "ignore_case=true"),
        rule("g", "QX", "[0-9a-f]{18}", ""),
        rule("h", ":A", "[a-z]=[a-z]", ""),
        rule("f", "AKI", "[A-Z2-7]{17}", ""),
        rule("j", "WWW", "[a-z]{3}", ""),
    ]
    .concat();
    RuleSet::of_text(&text, "test").expect("sound rules")
}

/// True if a word, or an escape, may have ended before `pos`.
fn may_begin(text: &[u8], pos: usize) -> bool {
    let tail = &text[pos.saturating_sub(boundary::REACH)..pos];
    tail.last().is_none_or(|&b| !boundary::is_word(b)) || tail.iter().any(|&b| boundary::may_escape(b))
}

/// What the search must find, said as plainly as can be.
fn plain(rules: &RuleSet, text: &[u8]) -> Vec<Hit> {
    let tables = rules.tables()[0];
    let run_at = |q: usize| text.get(q..q + RUN).is_some_and(|w| w.iter().all(|&b| is_run_byte(b)));
    let mixes_at = |from: usize, at: usize| {
        text[at].is_ascii_digit() || at > from && is_case_change(text[at - 1], text[at])
    };
    let mixing = |at: usize| {
        let short =
            |from: usize| text.get(from..from + SHORT_RUN).is_some_and(|w| w.iter().all(|&b| is_run_byte(b)));
        (at.saturating_sub(SHORT_RUN - 1)..=at).any(short) && mixes_at(0, at)
    };
    let mut hits = Vec::new();
    for pos in 0..text.len() {
        let near = (pos.saturating_sub(RUN - 1)..=pos + RUN_REACH).any(run_at);
        let lines = |at: usize| text[pos..at.min(text.len())].iter().filter(|&&b| b == b'\n').count();
        let mixed = (pos..=pos + MIX_REACH).any(|at| mixing(at) && lines(at) <= MIX_LINES);
        let gated =
            |gates: u8| gates & FRONT != 0 && near && may_begin(text, pos) || gates & MIXED != 0 && mixed;
        for (number, row) in tables.words.iter().enumerate() {
            let word = tables.text(row.text).as_bytes();
            let Some(found) = text.get(pos..pos + word.len()) else { continue };
            let same = found == word || row.fold && found.eq_ignore_ascii_case(word);
            let uniform = word.iter().all(|b| *b == word[0]);
            if uniform && index::is_inside(text, pos, word.len()) {
                continue;
            }
            if same && (row.gates == 0 || gated(row.gates)) {
                hits.push(Hit { pos: pos as u32, word: number as u16 });
            }
        }
        let mixes = || {
            (pos..(pos + MIX_REACH).min(pos + text[pos..].iter().take_while(|&&b| is_run_byte(b)).count()))
                .any(|at| mixes_at(pos, at))
        };
        if run_at(pos) && (pos == 0 || !is_run_byte(text[pos - 1])) && mixes() {
            hits.push(Hit { pos: pos as u32, word: RUN_WORD });
        }
    }
    hits
}

fn random_text(dice: &mut Dice, len: usize) -> Vec<u8> {
    let pieces = [
        "QX",
        ":A",
        "acme_",
        "PaSs",
        "://",
        "zz-top-",
        "Key",
        "AKI",
        "acm",
        " ",
        "=",
        "\n",
        "\0",
        "é",
        "-",
        "Zq3",
        "k",
        "\\n",
        "%41",
        "WWWWWWWWWWWWWWWWWWWWWWWWWW",
    ];
    let mut text = Vec::new();
    while text.len() < len {
        match dice.below(4) {
            0 => text.extend(std::iter::repeat_n(b"aZ9+"[dice.below(4)], dice.below(50))),
            _ => text.extend_from_slice(pieces[dice.below(pieces.len())].as_bytes()),
        }
    }
    text.truncate(len);
    text
}

#[test]
fn gates_are_proven() {
    let rules = rules();
    let tables = rules.tables()[0];
    let words = |gates: u8| -> Vec<&str> {
        let rows = tables.words.iter().filter(|row| row.gates == gates);
        rows.map(|row| tables.text(row.text)).collect()
    };
    assert_eq!(words(FRONT), ["AKI", "QX", "acme_"]);

    assert_eq!(words(MIXED), ["ctx", "zz-top-"]);
}

#[test]
fn same_as_a_plain_search() {
    let rules = rules();
    let search = Search::new(&rules);
    let mut dice = Dice(7);
    let mut hits = Vec::new();
    for round in 0..400 {
        let len = dice.below(400) + 4500 * usize::from(round % 40 == 0);
        let text = random_text(&mut dice, len);
        search.hits(&text, 0, &mut hits);
        assert_eq!(hits, plain(&rules, &text), "{:?}", String::from_utf8_lossy(&text));
    }
}

#[test]
fn words_lie_at_every_offset() {
    let search = Search::new(&rules());
    let mut hits = Vec::new();
    for len in 0..(BLOCK * 3) {
        for pad in [b' ', b'k'] {
            let text = [vec![pad; len].as_slice(), b" acme_0123456789abcdefghij"].concat();
            search.hits(&text, 0, &mut hits);
            assert!(hits.iter().any(|hit| hit.pos as usize == len + 1 && hit.word != RUN_WORD), "{len}");
            assert!(hits.iter().any(|hit| hit.pos as usize == len + 1 && hit.word == RUN_WORD), "{len}");
        }
    }
}

#[test]
fn windows_give_the_hits_of_a_full_search() {
    let engine = Engine::new(Arc::new(rules()));
    let mut dice = Dice(11);
    let (mut all, mut some) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let len = dice.below(700);
        let text = random_text(&mut dice, len);
        engine.hits(&text, &mut all);
        let start = dice.below(len + 1);
        let window = Span::new(start, start + dice.below(len + 1 - start + 5));
        engine.hits_in(&text, window, &mut some);
        let within = |hit: &Hit| (window.start..window.end).contains(&(hit.pos as usize));
        assert_eq!(some, all.iter().copied().filter(within).collect::<Vec<_>>());
    }
}

#[test]
fn a_zero_byte_is_seen_wherever_it_stands() {
    let search = Search::new(&RuleSet::builtin());
    let mut hits = Vec::new();
    for at in (0..5000).step_by(37).chain([2047, 2048, 4998, 4999]) {
        let mut text = vec![b'a'; 5000];
        assert!(!search.hits(&text, 0, &mut hits));
        text[at] = 0;
        assert!(search.hits(&text, 0, &mut hits) && search.hits(&text, at, &mut hits), "{at}");
    }
}

#[test]
fn vector_and_safe_code_agree() {
    let rules = rules();
    let tables = rules.tables()[0];
    let windows: Vec<(window::Window, u8)> = tables
        .words
        .iter()
        .map(|row| (window::at(tables.text(row.text).as_bytes(), usize::from(row.offset)), row.bucket))
        .collect();
    let mut pairs = Pairs::new(&windows);
    pairs.make_table(&windows);
    let mut dice = Dice(5);
    for _ in 0..50 {
        let text = random_text(&mut dice, BLOCK * 8 + block::LOOK);
        let (mut fast, mut safe) = (Bits::default(), Bits::default());
        let blocks = block::bits(&pairs, &text, &mut fast);
        block::portable(&pairs, &text, blocks, &mut safe);
        assert_eq!(blocks, 8);
        assert_eq!((fast.token, fast.line_end, fast.mix), (safe.token, safe.line_end, safe.mix));
        for from in [0, BLOCK, 3 * BLOCK] {
            closer::closer(&text, from, |block| {
                #[cfg(target_arch = "x86_64")]
                assert!(simd::signs(block).is_none_or(|signs| signs == closer::portable_signs(block)));
            });
        }
        for at in 0..blocks * BLOCK {
            let bit = |words: &[u64]| words[at / 64] >> (at % 64) & 1;
            let is_window = windows.iter().any(|(window, _)| {
                window.iter().zip(&text[at..]).all(|(want, &b)| match want {
                    None => true,
                    Some((w, true)) => w.eq_ignore_ascii_case(&b),
                    Some((w, false)) => *w == b,
                })
            });
            assert!(!is_window || bit(&fast.pass) == 1 && bit(&safe.pass) == 1, "a window is lost at {at}");
        }
    }
}

#[test]
fn a_long_run_of_one_sign_has_hits_at_its_ends_alone() {
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    let mut hits = Vec::new();
    for sign in 0x20..0x7f {
        engine.hits(&[sign; 100_000], &mut hits);
        assert!(hits.len() < 200, "{} hits in a run of {:?}", hits.len(), char::from(sign));
    }
}
