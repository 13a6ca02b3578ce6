//! Finds problems in the texts of a rule and in the structure of its pattern. Shared with `rules/build.rs`.

use super::compile::LONGEST_KEYWORD;
use super::raw::RawRule;
use super::secret;
use regex_syntax::hir::Hir;

/// The index of a level in a list of names.
pub fn level(word: &str, names: &[&str], key: &str, say: &mut dyn FnMut(String)) -> u8 {
    match names.iter().position(|name| *name == word) {
        Some(at) => at as u8,
        None => {
            say(format!("{key} `{word}` is unknown: write {}", names.join(", ")));
            0
        }
    }
}

/// Reports problems in a rule's texts.
pub fn words(rule: &RawRule, say: &mut dyn FnMut(String)) {
    let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !rule.id.bytes().all(kebab) {
        say("its id is not in kebab case: use a-z, 0-9 and `-` only".into());
    }
    for (key, text) in [("name", &rule.name), ("provider", &rule.provider), ("advice", &rule.advice)] {
        if text.trim().is_empty() {
            say(format!("its `{key}` is empty"));
        }
    }
    for word in &rule.keywords {
        if word.len() < 2 || word.len() > LONGEST_KEYWORD {
            say(format!("its keyword `{word}` must have 2 to {LONGEST_KEYWORD} bytes"));
        }
    }
    if rule.entropy.is_some_and(|bits| !(0.0..=8.0).contains(&bits)) {
        say("its `entropy` must lie between 0 and 8 bits per character".into());
    }
}

/// Reports problems in the structure of a pattern.
pub fn pattern(hir: &Hir, say: &mut dyn FnMut(String)) {
    let properties = hir.properties();
    if properties.minimum_len().unwrap_or(0) == 0 {
        say("its regex matches the empty text: require at least one character".into());
    }
    let groups = properties.explicit_captures_len();
    if groups > 0 && secret::of(hir).is_none() {
        say("its regex has groups, but none named `secret`: write (?<secret>...) around the secret, (?:...) for others".into());
    }
    if !properties.look_set().is_empty()
        && (properties.look_set_prefix().contains_word() || properties.look_set_suffix().contains_word())
    {
        say("its regex has \\b at an end: leave that to `boundary`".into());
    }
}
