//! A rule's pattern, ready to match: by a small backtracking program, and if that takes too long by an automaton, which
//! is built then. Both give the same result.

use super::program::{Match, Program, TooLong};
use crate::model::Span;
use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, PatternID};
use std::sync::OnceLock;

/// The automaton of a pattern, built when it is first needed.
pub type Automaton = OnceLock<Option<Box<Regex>>>;

/// A pattern.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'r> {
    /// The regular expression.
    pub(super) text: &'r str,
    pub(super) ignore_case: bool,
    /// Length of the longest match in bytes; 0 if it has no bound.
    pub(super) longest: usize,
    pub(super) program: Option<Program<'r>>,
    pub(super) automaton: &'r Automaton,
}

/// Patterns with longest matches up to this many bytes use the bounded backtracker. A pattern is tried at few places
/// and in a short window, so being ready soon is worth more than speed.
const SHORT: usize = 256;

impl Pattern<'_> {
    /// The first match that begins between `first` and `last`, and ends at `to` or before.
    pub fn find(&self, text: &[u8], first: usize, last: usize, to: usize) -> Option<Match> {
        match &self.program {
            Some(program) => self.try_at(program, text, first, last, to),
            None => self.by_automaton(text, first, last, to),
        }
    }

    fn try_at(&self, program: &Program, text: &[u8], first: usize, last: usize, to: usize) -> Option<Match> {
        for start in first..=last {
            match program.at(text, start, to) {
                Ok(Some(found)) => return Some(found),
                Ok(None) => {}
                Err(TooLong) => return self.by_automaton(text, start, last, to),
            }
        }
        None
    }

    fn by_automaton(&self, text: &[u8], first: usize, last: usize, to: usize) -> Option<Match> {
        let build = || compile(self.text, self.ignore_case, self.longest).ok().map(Box::new);
        let regex = self.automaton.get_or_init(build).as_ref()?;
        let anchored = if first == last { Anchored::Yes } else { Anchored::No };
        let whole = regex.search(&Input::new(text).range(first..to).anchored(anchored))?;
        let whole = Span::new(whole.start(), whole.end());
        if whole.start > last {
            return None;
        }
        let Some(group) = regex.group_info().to_index(PatternID::ZERO, "secret") else {
            return Some((whole, None));
        };
        let mut groups = regex.create_captures();
        let input = Input::new(text).range(whole.range()).anchored(Anchored::Yes);
        regex.search_captures(&input, &mut groups);
        Some((whole, groups.get_group(group).map(|span| Span::new(span.start, span.end))))
    }
}

/// Compiles a pattern over bytes. Matching is linear in the text for every pattern. `longest` is the length of the
/// longest match, 0 if it has no bound.
pub fn compile(
    pattern: &str,
    ignore_case: bool,
    longest: usize,
) -> std::result::Result<Regex, Box<BuildError>> {
    let bytes = syntax::Config::new().unicode(false).utf8(false).case_insensitive(ignore_case);
    // A thread that has used a thousand rules keeps a thousand caches: each is small.
    let config = Config::new()
        .utf8_empty(false)
        .nfa_size_limit(Some(4 << 20))
        .hybrid_cache_capacity(64 << 10)
        .auto_prefilter(false);
    let short = (1..=SHORT).contains(&longest);
    let config = config.hybrid(!short).onepass(false);
    Regex::builder().syntax(bytes).configure(config).build(pattern).map_err(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dice;
    use crate::rules::layout::Builder;
    use crate::rules::proof;
    use crate::rules::table::{Form, Tables};
    use crate::rules::{Rule, RuleSet};
    use regex_syntax::hir::Hir;

    /// A pattern with the data that it borrows from.
    struct Written {
        text: &'static str,
        hir: Hir,
        tables: Tables,
        row: u32,
        automaton: Automaton,
    }

    impl Written {
        fn new(text: &'static str) -> Written {
            let hir = proof::parse(text, false).expect("a pattern");
            let mut builder = Builder::default();
            let row = builder.program(&hir);
            Written { text, hir, tables: builder.finish(), row, automaton: Automaton::new() }
        }

        fn pattern(&self) -> Pattern<'_> {
            let program = Program::of(&self.tables, self.row);
            Pattern { text: self.text, ignore_case: false, longest: 0, program, automaton: &self.automaton }
        }
    }

    /// A text that the pattern may match, composed of its parts.
    fn spelled(hir: &regex_syntax::hir::Hir, dice: &mut Dice, out: &mut Vec<u8>) {
        use regex_syntax::hir::{Class, Hir, HirKind};
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Class(Class::Unicode(class)) => {
                let bytes = class.to_byte_class().expect("ASCII");
                spelled(&Hir::class(Class::Bytes(bytes)), dice, out);
            }
            HirKind::Literal(literal) => out.extend_from_slice(&literal.0),
            HirKind::Class(Class::Bytes(class)) => {
                let range = class.ranges()[dice.below(class.ranges().len())];
                let width = usize::from(range.end() - range.start()) + 1;
                out.push(range.start() + dice.below(width) as u8);
            }
            HirKind::Repetition(rep) => {
                let more = rep.max.map_or(9, |max| (max - rep.min).min(9)) as usize;
                let more = [0, 1, more, dice.below(more + 1)][dice.below(4)].min(more) as u32;
                (0..rep.min + more).for_each(|_| spelled(&rep.sub, dice, out));
            }
            HirKind::Capture(group) => spelled(&group.sub, dice, out),
            HirKind::Concat(parts) => parts.iter().for_each(|part| spelled(part, dice, out)),
            HirKind::Alternation(parts) => spelled(&parts[dice.below(parts.len())], dice, out),
        }
    }

    /// Compares the program with the automaton, and returns how many answers the program gave itself.
    fn agree(pattern: Pattern<'_>, hir: &Hir, dice: &mut Dice, rounds: usize) -> (usize, usize) {
        let (mut own, mut matches) = (0, 0);
        for _ in 0..rounds {
            let mut bytes = b"ab ".repeat(dice.below(3));
            let at = bytes.len();
            spelled(hir, dice, &mut bytes);
            bytes.extend_from_slice([&b""[..], b" ", b"\n", b"\"aa1", b"=:=: x"][dice.below(5)]);
            for _ in 0..[0, 0, 1, 3][dice.below(4)] {
                let place = dice.below(bytes.len());
                match bytes.get_mut(place) {
                    Some(b) => *b = b" \"'=:aZ0-_;\n"[dice.below(12)],
                    None => continue,
                }
            }
            let to = if dice.below(5) == 0 { at + dice.below(bytes.len() - at + 1) } else { bytes.len() };
            for (first, last) in [(at.min(to), at.min(to)), (0, at.min(to))] {
                let expected = pattern.by_automaton(&bytes, first, last, to);
                assert_eq!(pattern.find(&bytes, first, last, to), expected, "{} in {bytes:?}", pattern.text);
                matches += usize::from(expected.is_some());
                own += usize::from(
                    pattern.program.is_some_and(|p| (first..=last).all(|at| p.at(&bytes, at, to).is_ok())),
                );
            }
        }
        (own, matches)
    }

    #[test]
    fn a_program_says_what_an_automaton_says() {
        let mut dice = Dice(9);
        for text in [
            "a|ab(?<secret>c*)d?",
            "(?<secret>a+?)(?:b|bc)(?:c|$)",
            "x(?:(?<secret>a|bc){1,3}?)c",
            "(?:ab|a)(?:bc|c){0,3}(?<secret>[^c]{2,5})",
            "k(?<secret>)?[a-c]*?c{2}",
            "(?:a?b?){2,3}(?<secret>c)",
            "(?<secret>(?:ab?)+)(?:ba)*",
            "",
        ] {
            let written = Written::new(text);
            assert!(agree(written.pattern(), &written.hir, &mut dice, 400).1 > 0, "{text}");
        }
    }

    #[test]
    fn patterns_of_the_catalogue_need_no_automaton() {
        let (rules, mut dice) = (RuleSet::builtin(), Dice(4));
        let (mut own, mut all, mut matched) = (0, 0, 0);
        let is_tried = |rule: &Rule<'_>| matches!(rule.row.form, Form::Regex(_));
        for rule in rules.iter().filter_map(|ix| rules.rule(ix)).filter(is_tried) {
            let Some(pattern) = rule.matcher() else { continue };
            let hir = proof::parse(pattern.text, pattern.ignore_case).expect("a pattern");
            let (done, matches) = agree(pattern, &hir, &mut dice, 12);
            (own, all, matched) = (own + done, all + 24, matched + usize::from(matches > 0) * 24);
        }
        assert!(own * 100 > all * 99 && matched * 100 > all * 99, "{own} and {matched} of {all}");
    }

    #[test]
    fn what_takes_too_long_is_left_to_an_automaton() {
        for (text, bytes) in [
            ("(?:a+)+(?:a+)+b", "a".repeat(4000)),
            ("(?:a|aa)*c", "a".repeat(4000)),
            ("(?:a{1,9}b?){0,900}(?<secret>c)", "ab".repeat(2000)),
        ] {
            let written = Written::new(text);
            let pattern = written.pattern();
            let program = pattern.program.expect("nothing odd");
            assert_eq!(program.at(bytes.as_bytes(), 0, bytes.len()), Err(TooLong), "{text}");
            assert_eq!(pattern.find(bytes.as_bytes(), 0, 0, bytes.len()), None);
        }
    }
}
