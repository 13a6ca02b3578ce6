//! A rule's pattern made into a machine, for the forms that no shape tells.

use super::proof;
use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::syntax;
use regex_syntax::hir::{Hir, HirKind};

/// Longest match in bytes that is found by backtracking (bounded: no state is entered twice at a place). A pattern is
/// tried at few places and in a short window, so to be ready soon is worth more than to be fast.
const SHORT: usize = 256;

/// Compiles a rule's pattern over bytes. Time is linear in the text whatever the pattern. `longest` is the length of
/// its longest match, 0 where there is no bound.
pub fn compile(
    pattern: &str,
    ignore_case: bool,
    longest: usize,
) -> std::result::Result<Regex, Box<BuildError>> {
    let bytes = syntax::Config::new().unicode(false).utf8(false).case_insensitive(ignore_case);
    // A thread that has used a thousand rules holds a thousand caches: each is kept small.
    let config = Config::new()
        .utf8_empty(false)
        .nfa_size_limit(Some(4 << 20))
        .hybrid_cache_capacity(64 << 10)
        .auto_prefilter(false);
    let short = (1..=SHORT).contains(&longest);
    let config = config.hybrid(!short).onepass(false);
    let mut builder = Regex::builder();
    let builder = builder.syntax(bytes).configure(config);
    let built = match proof::parse(pattern, ignore_case) {
        Ok(hir) => builder.build_from_hir(&unbounded(hir)),
        // Says what is wrong with it.
        Err(_) => builder.build(pattern),
    };
    built.map_err(Box::new)
}

/// The same pattern, its very long repeats of a class without their upper bound. A rule writes such a bound to say how
/// far to look, and the window that it is tried in holds that; a copy of the class for every byte would be long to make.
fn unbounded(hir: Hir) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(unbounded).collect();
    match hir.into_kind() {
        HirKind::Repetition(mut rep) => {
            let is_class = matches!(rep.sub.kind(), HirKind::Class(_));
            rep.max = rep.max.filter(|&max| !is_class || max <= LONG || max / 2 < rep.min);
            rep.sub = Box::new(unbounded(*rep.sub));
            Hir::repetition(rep)
        }
        HirKind::Capture(mut group) => {
            group.sub = Box::new(unbounded(*group.sub));
            Hir::capture(group)
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
    }
}

/// Repeats of a class beyond this, and beyond twice what they are at least, are a bound of work and of no format.
const LONG: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use regex_automata::{Anchored, Input};

    /// The end of the match at the start of `text`.
    fn end(pattern: &str, text: &str) -> Option<usize> {
        let regex = compile(pattern, false, 0).expect("it compiles");
        regex.search(&Input::new(text).anchored(Anchored::Yes)).map(|found| found.end())
    }

    #[test]
    fn only_very_long_repeats_of_a_class_lose_their_bound() {
        let text = "a".repeat(600);
        assert_eq!(end("[a-z]{3,256}", &text), Some(256));
        assert_eq!(end("[a-z]{3,257}", &text), Some(600));
        assert_eq!(end("[a-z]{200,300}", &text), Some(300));
        assert_eq!(end("(?:ab?){3,257}", &text), Some(257));
        assert_eq!(end("(?<secret>[a-z]{3,500}?)[a-z]", &text), Some(4));
        assert_eq!(end("[a-z]{388}", &text), Some(388));
        assert_eq!(end("[a-z]{601,900}", &text), None);
        assert_eq!(end("x|(?:[a-z]{0,900}b)+", &(text + "bb")), Some(602));
    }
}
