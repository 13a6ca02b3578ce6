//! What the name of a value and the form of the assignment promise.

use super::super::Judge;
use super::Case;
use crate::engine::generic::bytes::starts_ci;
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::key::Words;
use crate::engine::generic::site::Sep;
use crate::engine::generic::{form, key, quote, score, veto};

impl Judge<'_> {
    /// Sets the features of the name and of the form; false if they reject the value.
    pub(super) fn name_promises(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, words, .. } = case;
        let before = self.word_before(site.name.start);
        key::features(words, before, set);
        if set.has(F::KeyKey) && self.is_asked_with(site, v) {
            set.take(F::KeyKey);
            set.put(F::KeyApiKey);
        }
        if self.is_excluded_name(case, before, set) {
            return false;
        }
        set.put_if(quote::phrase(self.text, site.name.start, site.name.end), F::KeyPhrase);
        if site.sep == Sep::Call && key::of_pair(words) {
            // the user
            return false;
        }
        if site.sep == Sep::Arg2 {
            login_is_password(words, set);
        }
        if is_count_or_cache_key(case, set) {
            return false;
        }
        form::features(site, v, case.setting, self.kind, set);
        !self.is_public_hex(case, set) && (!self.eager || score::may_reach_after_form(set))
    }

    /// The name speaks of an id, a public key, a request or a place.
    fn is_excluded_name(&self, case: &Case<'_>, before: &[u8], set: &Set) -> bool {
        let words = &case.words;
        let is_public = || key::of_key_id(words) || key::of_public_key(words, before);
        // AWS calls the number of a request so.
        case.name(self.text) == b"ClientToken"
            || names_key(set) && is_public()
            || key::of_request(words)
            || key::of_row(words) && !is_padded_key(case.value)
            || key::of_affix(words)
            || set.has(F::KeyAuth) && key::of_other(words, key::class(words, before).1)
            || (set.has(F::KeyAuth) || set.has(F::KeyApi)) && key::of_place(words)
    }

    /// A hash under the name of one, or the id of a public key.
    fn is_public_hex(&self, case: &Case<'_>, set: &Set) -> bool {
        let Case { site, v, counts, words, value, .. } = case;
        let is_hash = || {
            set.has(F::KeyHash) && counts.len >= 16
                || key::of_key_ring(case.name(self.text))
                || self.text[..site.name.start].ends_with(b"checksum/")
        };
        let is_public = || {
            let own = |w: &[u8]| matches!(w, b"private" | b"priv" | b"secret" | b"privkey" | b"seckey");
            (veto::point(value) || veto::packet(value)) && !words.iter().any(own)
        };
        let hex = counts.hex == counts.len || starts_ci(value, b"0x") && counts.hex + 1 == counts.len;
        hex && (is_hash() || is_public() || self.is_public_there(site, v))
    }
}

/// 32 or 64 bytes in base64, as clouds issue keys.
fn is_padded_key(value: &[u8]) -> bool {
    let pad = if value.len() == 88 { &b"=="[..] } else { b"=" };
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    matches!(value.len(), 44 | 88) && value.strip_suffix(pad).is_some_and(|body| body.iter().all(base64))
}

/// The name says key, whatever the key opens.
fn names_key(set: &Set) -> bool {
    set.has(F::KeyKey) || set.has(F::KeyApiKey)
}

/// Behind the user, what is called a login or a token is the password.
fn login_is_password(words: &Words, set: &mut Set) {
    for class in [F::KeyAuth, F::KeyToken] {
        let login = if class == F::KeyAuth { key::of_login(words) } else { key::of_pair(words) };
        if set.has(class) && login {
            set.take(class);
            set.put(F::KeyPw);
        }
    }
}

/// Numbers under a plural, what a cache is kept under, and tokens of pages and assemblies.
fn is_count_or_cache_key(case: &Case<'_>, set: &Set) -> bool {
    let Case { v, counts, words, .. } = case;
    let many = set.has(F::KeyPlural) || words.iter().any(|w| w == b"keys");
    // `ssh_keys: - 4711`: the numbers of some that are kept elsewhere
    let numbers = many && v.next_line && counts.digit == counts.len;
    // `key: deps-7f3c..`: what a cache is kept under
    let of_cache = || names_key(set) && words.len() == 1 && named_hash(case.value);
    v.ints && many
        || numbers
        || of_cache()
        || set.has(F::KeyToken) && (key::of_page(words) || key::of_assembly(words))
}

/// Words and the hash of what they stand for: `deps-` and 40 or 64 hex digits.
fn named_hash(value: &[u8]) -> bool {
    let Some(dash) = memchr::memrchr(b'-', value) else { return false };
    let (name, hash) = (&value[..dash], &value[dash + 1..]);
    matches!(hash.len(), 40 | 64)
        && hash.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
