//! What the name of a value and the form of the assignment promise.

use super::super::Judge;
use super::Case;
use crate::engine::generic::bytes::starts_ci;
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::site::Sep;
use crate::engine::generic::{form, key, quote, score, veto};

impl Judge<'_> {
    /// Sets the features of the name and of the form; false if they reject the value.
    pub(super) fn name_promises(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, counts, words, .. } = case;
        let name = site.name.of(self.text);
        key::features(words, self.word_before(site.name.start), set);
        if set.has(F::KeyKey) && self.is_asked_with(site, v) {
            set.take(F::KeyKey);
            set.put(F::KeyApiKey);
        }
        let is_key = set.has(F::KeyKey) || set.has(F::KeyApiKey);
        let before = self.word_before(site.name.start);
        let is_public = || key::of_key_id(words) || key::of_public_key(words, before);
        // AWS calls the number of a request so.
        if name == b"ClientToken" || is_key && is_public() || key::of_request(words) || key::of_affix(words) {
            return false;
        }
        if set.has(F::KeyAuth) && key::of_other(words, key::class(words, before).1)
            || (set.has(F::KeyAuth) || set.has(F::KeyApi)) && key::of_place(words)
        {
            return false;
        }
        set.put_if(quote::phrase(self.text, site.name.start, site.name.end), F::KeyPhrase);
        if site.sep == Sep::Call && key::of_pair(words) {
            // the user
            return false;
        }
        for class in [F::KeyAuth, F::KeyToken] {
            let login = if class == F::KeyAuth { key::of_login(words) } else { key::of_pair(words) };
            if site.sep == Sep::Arg2 && set.has(class) && login {
                set.take(class);
                set.put(F::KeyPw);
            }
        }
        let many = set.has(F::KeyPlural) || words.iter().any(|w| w == b"keys");
        // `ssh_keys: - 4711`: the numbers of some that are kept elsewhere
        let numbers = many && v.next_line && counts.digit == counts.len;
        // `key: deps-7f3c..`: what a cache is kept under
        let of_cache = is_key && words.len() == 1 && named_hash(case.value);
        if v.ints && many
            || numbers
            || of_cache
            || set.has(F::KeyToken) && (key::of_page(words) || key::of_assembly(words))
        {
            return false;
        }
        form::features(site, v, case.setting, self.kind, set);
        // a hash under the name of one, the id of a public key
        let of_checksum = self.text[..site.name.start].ends_with(b"checksum/");
        let is_hash = set.has(F::KeyHash) && counts.len >= 16 || key::of_key_ring(name) || of_checksum;
        let hex = counts.hex == counts.len || starts_ci(case.value, b"0x") && counts.hex + 1 == counts.len;
        let is_public = || {
            let own = |w: &[u8]| matches!(w, b"private" | b"priv" | b"secret" | b"privkey" | b"seckey");
            (veto::point(case.value) || veto::packet(case.value)) && !words.iter().any(own)
        };
        !(hex && (is_hash || is_public() || self.is_public_there(site, v)))
            && (!self.eager || score::may_reach_after_form(set))
    }
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
