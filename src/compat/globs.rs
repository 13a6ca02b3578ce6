//! Turns regular expressions for paths, as in other scanners' exclusions, into globs that match the same paths. What no
//! glob can express is refused with the reason, never widened.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The greatest number of globs for one expression.
const MOST: usize = 64;

/// Globs for the paths that `regex` matches anywhere. `*` and `?` of the result match `/`, too.
pub fn globs(regex: &str) -> Result<Vec<String>, String> {
    let hir = regex_syntax::Parser::new()
        .parse(regex)
        .map_err(|_| "it is no regular expression that we can read".to_owned())?;
    let mut globs = Vec::new();
    for way in ways(&hir)? {
        let glob = glob(&way)?;
        if glob.chars().all(|c| c == '*') {
            return Err("it matches every path".to_owned());
        }
        globs.push(glob);
    }
    globs.sort();
    globs.dedup();
    Ok(globs)
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Start,
    End,
    /// Literal characters.
    Text(String),
    /// One character of a set, in glob syntax.
    Set(String),
    /// Any one character, or any number of them.
    One,
    Any,
}

fn ways(hir: &Hir) -> Result<Vec<Vec<Piece>>, String> {
    let one = |piece: Piece| Ok(vec![vec![piece]]);
    match hir.kind() {
        HirKind::Empty => Ok(vec![Vec::new()]),
        HirKind::Literal(text) => match std::str::from_utf8(&text.0) {
            Ok(text) => one(Piece::Text(text.to_owned())),
            Err(_) => Err("it holds bytes that are no text".to_owned()),
        },
        HirKind::Look(Look::Start) => one(Piece::Start),
        HirKind::Look(Look::End) => one(Piece::End),
        HirKind::Look(_) => Err("a glob knows no word borders".to_owned()),
        HirKind::Class(_) if is_dot(hir) => one(Piece::One),
        HirKind::Class(class) => set(class).map(|set| vec![vec![Piece::Set(set)]]),
        HirKind::Capture(group) => ways(&group.sub),
        HirKind::Repetition(rep) => match (rep.min, rep.max) {
            (0, None) if is_dot(&rep.sub) => one(Piece::Any),
            (1, None) if is_dot(&rep.sub) => Ok(vec![vec![Piece::One, Piece::Any]]),
            (0, Some(1)) => {
                let mut all = ways(&rep.sub)?;
                all.push(Vec::new());
                Ok(all)
            }
            (min, Some(max)) if min == max && max <= 8 => {
                product((0..max).map(|_| ways(&rep.sub)).collect::<Result<Vec<_>, _>>()?)
            }
            _ => Err("a glob cannot repeat a part".to_owned()),
        },
        HirKind::Concat(parts) => product(parts.iter().map(ways).collect::<Result<Vec<_>, _>>()?),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(ways(part)?);
            }
            if all.len() > MOST { Err(many()) } else { Ok(all) }
        }
    }
}

fn many() -> String {
    format!("it would take more than {MOST} globs")
}

fn product(parts: Vec<Vec<Vec<Piece>>>) -> Result<Vec<Vec<Piece>>, String> {
    let mut all: Vec<Vec<Piece>> = vec![Vec::new()];
    for part in parts {
        let joined = all.iter().flat_map(|head| part.iter().map(move |tail| [&head[..], &tail[..]].concat()));
        all = joined.collect();
        if all.len() > MOST {
            return Err(many());
        }
    }
    Ok(all)
}

/// True for any character but a line feed, which no sensible path contains.
fn is_dot(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let mut others = class.clone();
            others.negate();
            others.iter().all(|r| (r.start(), r.end()) == ('\n', '\n'))
        }
        _ => false,
    }
}

fn set(class: &Class) -> Result<String, String> {
    let no = || Err("its set of characters cannot be written in a glob".to_owned());
    let Class::Unicode(class) = class else { return no() };
    let mut text = String::new();
    for range in class.iter() {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._ /~+@".contains(c);
        if range.start() == range.end() && plain(range.start()) {
            text.push(range.start());
        } else if range.start().is_ascii_alphanumeric()
            && range.end().is_ascii_alphanumeric()
            && range.start().is_ascii_digit() == range.end().is_ascii_digit()
        {
            text.push_str(&format!("{}-{}", range.start(), range.end()));
        } else if range.start() == range.end() && range.start() == '-' && text.is_empty() {
            text.push('-');
        } else {
            return no();
        }
    }
    if text.is_empty() { no() } else { Ok(format!("[{text}]")) }
}

fn glob(pieces: &[Piece]) -> Result<String, String> {
    let mut text = String::new();
    let last = pieces.len().saturating_sub(1);
    if pieces.first() != Some(&Piece::Start) {
        text.push('*');
    }
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Start if at == 0 => {}
            Piece::End if at == last => {}
            Piece::Start | Piece::End => return Err("it has an anchor in its middle".to_owned()),
            Piece::Text(signs) => {
                for sign in signs.chars() {
                    // Characters that are special in a glob.
                    if "*?[]{}!\\,".contains(sign) {
                        text.push_str(&format!("[{sign}]"));
                    } else {
                        text.push(sign);
                    }
                }
            }
            Piece::Set(set) => text.push_str(set),
            Piece::One => text.push('?'),
            Piece::Any => text.push('*'),
        }
    }
    if pieces.last() != Some(&Piece::End) {
        text.push('*');
    }
    while text.contains("**") {
        text = text.replace("**", "*");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_paths_match() {
        let paths = [
            "a.png",
            "x/a.png",
            "a.png.txt",
            "vendor/a",
            "x/vendor/b",
            "vendored",
            "go.sum",
            "x/go.sum",
            "Xgo.sum",
            "test/a1.txt",
            "test/ab.txt",
            "gradle/wrapper/gradle-wrapper.jar",
            "a[b].txt",
            "",
            "b.JPG",
            "b.jpg",
        ];
        for regex in [
            r"\.png$",
            r"(.*?)(png|jpg|gif)$",
            r"^vendor/",
            r"(^|/)vendor/",
            r"(?:^|/)go\.sum$",
            r"go\.(mod|sum)$",
            r"test/a[0-9]\.txt",
            r"(?i)\.jpg$",
            r"a\[b\]",
            r"^gradle/.+\.jar$",
            r"colou?r|vendor",
            r"^a?\.png$",
        ] {
            let globs = globs(regex).unwrap_or_else(|why| panic!("{regex}: {why}"));
            let real = regex::Regex::new(regex).expect("a regex");
            for path in paths {
                let hit = globs
                    .iter()
                    .any(|g| globset::Glob::new(g).expect("a glob").compile_matcher().is_match(path));
                assert_eq!(hit, real.is_match(path), "{regex} as {globs:?} on {path}");
            }
        }
    }

    #[test]
    fn what_no_glob_can_say_is_refused() {
        for regex in [r".*", r"", r"[0-9]+\.txt$", r"\btest\b", r"(?!x)y", r"a(b|^)c", r"[^/]+\.go", r"\d\.x"]
        {
            assert!(globs(regex).is_err(), "{regex}: {:?}", globs(regex));
        }
    }
}
