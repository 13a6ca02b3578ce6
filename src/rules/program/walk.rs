//! One way through a program after the other, until a match is found or too many steps are taken.

use super::{Match, Node, Repeat, Run, TooLong, has};
use crate::model::Span;
use crate::rules::bytes::Set;
use regex_automata::util::look::LookMatcher;

/// More steps than this are left to an automaton.
const STEPS: u32 = 8192;
/// So many bytes are looked at in a step.
const LOOK: u32 = 32;
/// So deep one step may lead into another: a thread's stack has room for it.
const DEPTH: u32 = 400;

/// The match of `node` that begins at `start`, of `text` up to `to`.
pub fn walk(node: &Node, text: &[u8], start: usize, to: usize) -> Result<Option<Match>, TooLong> {
    let (whole, text) = (text, &text[..to]);
    let mut walk = Walk { whole, text, steps: 0, depth: 0, end: 0, secret: None };
    match walk.go(node, start, &Then::End) {
        true => Ok(Some((Span::new(start, walk.end), walk.secret))),
        false if walk.steps > STEPS => Err(TooLong),
        false => Ok(None),
    }
}

/// What has to follow a part.
enum Then<'p> {
    /// Nothing: the match is done.
    End,
    /// These, one after the other.
    All(&'p [Node], &'p Then<'p>),
    /// The end of a secret that begins there.
    Secret(usize, &'p Then<'p>),
    /// The same again, so many being done.
    Again(&'p Repeat, u32, &'p Then<'p>),
}

struct Walk<'t> {
    /// What stands behind the end is looked at, too.
    whole: &'t [u8],
    text: &'t [u8],
    steps: u32,
    depth: u32,
    end: usize,
    secret: Option<Span>,
}

impl Walk<'_> {
    /// One more step; false where there were too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.depth > DEPTH {
            self.steps = STEPS + 1;
        }
        self.steps <= STEPS
    }

    /// True where the part matches at `at`, and what has to follow behind it.
    fn go(&mut self, node: &Node, at: usize, then: &Then<'_>) -> bool {
        if !self.step() {
            return false;
        }
        self.depth += 1;
        let matches = match node {
            Node::Literal(literal) => {
                self.text.get(at..).is_some_and(|rest| rest.starts_with(literal))
                    && self.follow(then, at + literal.len())
            }
            Node::Run(run) => self.run(run, at, then),
            Node::Look(look) => LookMatcher::new().matches(*look, self.whole, at) && self.follow(then, at),
            Node::Repeat(repeat) => self.repeat(repeat, 0, at, then),
            Node::Secret(node) => self.go(node, at, &Then::Secret(at, then)),
            Node::All(nodes) => self.follow(&Then::All(nodes, then), at),
            Node::Any(nodes) => {
                let next = self.text.get(at).copied();
                let may = |set: &Set| next.is_none_or(|b| has(set, b));
                nodes.iter().any(|(set, node)| may(set) && self.go(node, at, then))
            }
        };
        self.depth -= 1;
        matches
    }

    fn follow(&mut self, then: &Then<'_>, at: usize) -> bool {
        match then {
            Then::End => {
                self.end = at;
                true
            }
            Then::All(nodes, then) => match nodes.split_first() {
                None => self.follow(then, at),
                Some((node, [])) => self.go(node, at, then),
                Some((node, rest)) => self.go(node, at, &Then::All(rest, then)),
            },
            Then::Secret(start, then) => {
                let before = self.secret.replace(Span::new(*start, at));
                let matches = self.follow(then, at);
                if !matches {
                    self.secret = before;
                }
                matches
            }
            Then::Again(repeat, done, then) => self.step() && self.repeat(repeat, *done, at, then),
        }
    }

    fn run(&mut self, run: &Run, at: usize, then: &Then<'_>) -> bool {
        let Some(rest) = self.text.get(at..) else { return false };
        let (min, max) = (run.min as usize, run.max as usize);
        let fits = |rest: &[u8]| rest.iter().take_while(|b| has(&run.set, **b)).count();
        if run.greedy {
            let most = fits(&rest[..rest.len().min(max)]);
            // A long look is work, too.
            self.steps += most as u32 / LOOK;
            return (min..=most).rev().any(|len| self.step() && self.follow(then, at + len));
        }
        if rest.len() < min || fits(&rest[..min]) < min {
            return false;
        }
        let mut len = min;
        loop {
            if !self.step() {
                return false;
            }
            if self.follow(then, at + len) {
                return true;
            }
            if len >= max || !rest.get(len).is_some_and(|b| has(&run.set, *b)) {
                return false;
            }
            len += 1;
        }
    }

    fn repeat(&mut self, repeat: &Repeat, done: u32, at: usize, then: &Then<'_>) -> bool {
        self.depth += 1;
        let Repeat { node, min, max, greedy } = repeat;
        let more = |walk: &mut Self| done < *max && walk.go(node, at, &Then::Again(repeat, done + 1, then));
        let matches = match *greedy {
            _ if done < *min => more(self),
            true => more(self) || self.follow(then, at),
            false => self.follow(then, at) || more(self),
        };
        self.depth -= 1;
        matches
    }
}
