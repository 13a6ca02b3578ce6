//! Finds where the value of a name begins.

use super::name::{close, is_quote};
use super::{Named, Sep, Site, blank, call, declared, listed, markup, operator, separated, setter, wanted};
use crate::engine::generic::bytes::{skip_blanks, starts_ci};
use crate::model::Span;

/// The site of a name: decided by what stands before the name, then by calls that it is an argument of, then by the character
/// behind it.
pub fn of(text: &[u8], named: &Named) -> Option<Site> {
    let &Named { name, .. } = named;
    if let Some(at) = separated::below(text, name) {
        return Some(Site { name, sep: Sep::Sibling, at });
    }
    let (p, quoted) = close(text, name.end);
    if quoted && let Some((sep, at)) = before(text, name) {
        return Some(Site { name, sep, at });
    }
    let q = skip_blanks(text, p, 40);
    let rest = text.get(q..)?;
    let first = *rest.first()?;
    let (sep, at) = match argument(text, named, p, q) {
        Some(found) => found,
        None => match first {
            b'=' | b':' | b'!' | b'+' | b'%' => operator::assigned(text, name, q)?,
            b'|' => operator::piped(text, name, quoted, q)?,
            b'?' => operator::asked(text, q)?,
            b'.' => match rest.get(1)? {
                b'=' => (Sep::Eq, skip_blanks(text, q + 2, 64)),
                _ => (Sep::Put, call::typed_into(text, q).filter(|_| p > name.end)?),
            },
            b'<' if rest.starts_with(b"<-") => (Sep::Other, skip_blanks(text, q + 2, 64)),
            b'<' => (Sep::Tag, markup::second_element(text, q)?),
            b'{' if quoted => (Sep::Eq, declared::variable(text, name, q)?),
            b'{' => (Sep::Eq, declared::braces(text, q)?),
            b'-' if rest.starts_with(b"->") => {
                (Sep::Other, Some(skip_blanks(text, q + 2, 64)).filter(|at| is_quote(text, *at))?)
            }
            b'(' if q == name.end => {
                let at = setter::argument(text, name, skip_blanks(text, q + 1, 64));
                let (name, sep) = call::of(text, name);
                return Some(Site { name, sep, at });
            }
            b'>' if quoted || markup::is_element(text, name) => (Sep::Tag, markup::inner(text, q + 1)),
            b'[' => (Sep::Eq, declared::indexed(text, q)?),
            b',' | b';' if quoted => operator::comma(text, name, q)?,
            // `set :password, "x"`
            b',' if is_symbol(text, name) && is_quote(text, skip_blanks(text, q + 1, 8)) => {
                (Sep::Put, skip_blanks(text, q + 1, 8))
            }
            _ if q > p + 1 && blank::variable(text, name, q) && markup::sibling(text, p).is_none() => {
                return Some(Site { name, sep: Sep::Eq, at: q });
            }
            _ => beside(text, named, (p, quoted), q)?,
        },
    };
    let holds = sep == Sep::Compare || !expanded(text, name);
    holds.then_some(Site { name, sep, at })
}

/// A value before a name in quotes: `put("x", "password")`, or the first of a pair.
fn before(text: &[u8], name: Span) -> Option<(Sep, usize)> {
    if let Some(at) = call::value_before(text, name.start) {
        return Some((Sep::Put, at));
    }
    let pair = call::pair_before(text, name.start).or_else(|| wanted::set_before(text, name.start));
    pair.map(|at| (Sep::Sibling, at))
}

/// The value of a name that is an argument, or an item of a list of flags. The name is closed at `p`, and the next character is
/// at `q`.
fn argument(text: &[u8], named: &Named, p: usize, q: usize) -> Option<(Sep, usize)> {
    let &Named { name, dashes, .. } = named;
    let rest = text.get(q..)?;
    match *rest.first()? {
        b'-' if rest.starts_with(b"->") => call::typed_into(text, q + 1).map(|at| (Sep::Put, at)),
        b'-' if q > p => blank::dashed(text, q),
        b'(' if q == name.end => call::returned(text, q).map(|at| (Sep::Put, at)),
        b',' => {
            let argument = call::constant(text, name, q).or_else(|| call::tuple(text, name, q));
            argument.map(|at| (Sep::Put, at))
        }
        b'\n' | b'\r' if dashes => listed::below(text, name, q).map(|at| (Sep::Flag, at)),
        _ => None,
    }
}

/// Where the value begins if no separator follows the name: beside it, below a tag, behind a blank. The name is closed at `p`,
/// and the next character is at `q`.
fn beside(text: &[u8], named: &Named, (p, quoted): (usize, bool), q: usize) -> Option<(Sep, usize)> {
    let &Named { name, dashes, .. } = named;
    if let Some(at) = markup::sibling(text, p) {
        return Some((Sep::Sibling, at));
    }
    if q == p {
        return None;
    }
    if quoted && let Some(at) = markup::nested(text, q) {
        return Some((Sep::Tag, at));
    }
    if markup::is_element(text, name)
        && let Some(at) = markup::behind_attributes(text, q)
    {
        return Some((Sep::Tag, at));
    }
    if blank::directive(text, name) {
        return Some((Sep::Eq, q));
    }
    // `-p$PASSWORD db`: an expanded name has no value behind it
    let is_expanded = text[name.start.saturating_sub(1)..name.end].contains(&b'$');
    if is_expanded || dashes && glued(text, name) {
        return None;
    }
    blank::behind(text, q, dashes)
}

/// `:password`: a symbol of Ruby, an atom of Elixir.
pub fn is_symbol(text: &[u8], name: Span) -> bool {
    let before = &text[name.start.saturating_sub(2)..name.start];
    matches!(before, [b' ' | b'(' | b'[' | b',', b':'])
}

/// `-pMYPASS db`: an option of one letter with its value behind it, and not the name of one.
fn glued(text: &[u8], name: Span) -> bool {
    let letters = name.of(text);
    let single = name.start >= 2 && text[name.start - 1] == b'-' && text[name.start - 2] != b'-';
    let behind = letters.get(1..).unwrap_or_default();
    single
        && letters.first() == Some(&b'p')
        && (behind.first().is_some_and(|b| !b.is_ascii_lowercase()) || starts_ci(behind, b"pass"))
}

/// `${NAME}`: the value of a variable, which may be compared, but has no value there.
fn expanded(text: &[u8], name: Span) -> bool {
    name.start >= 2
        && matches!(text[name.start - 2..name.start], [b'$' | b'#', b'{'])
        && text.get(name.end) == Some(&b'}')
}
