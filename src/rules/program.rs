//! A pattern followed step by step as it is written, which needs no automaton: most are tried at a handful of places, and
//! building one for each costs more than all of its answers. It tries what a backtracking engine tries, in that order,
//! and gives up after a fixed number of steps, so that the time is linear whatever the pattern.

use super::shape::{self, Set};
use crate::model::Span;
use regex_automata::util::look::{Look, LookMatcher};
use regex_syntax::hir::{self, Class, Hir, HirKind, Repetition};

/// A pattern, or a part of one.
#[derive(Debug)]
enum Node {
    Literal(Box<[u8]>),
    /// A byte of a set, so many times.
    Run(Run),
    /// Something that is never empty, so many times.
    Repeat(Box<Repeat>),
    /// What has to stand to either side.
    Look(Look),
    /// The secret.
    Secret(Box<Node>),
    All(Box<[Node]>),
    /// One of these, each with the bytes that it can begin with.
    Any(Box<[(Set, Node)]>),
}

#[derive(Debug)]
struct Run {
    set: Set,
    min: u32,
    max: u32,
    greedy: bool,
}

#[derive(Debug)]
struct Repeat {
    node: Node,
    min: u32,
    max: u32,
    greedy: bool,
}

/// A pattern that can be followed.
#[derive(Debug)]
pub struct Program {
    node: Node,
    /// What a match can begin with.
    first: Set,
}

/// A match, and the secret where the pattern says which part that is.
pub type Match = (Span, Option<Span>);

/// More steps than this are left to an automaton.
const STEPS: u32 = 8192;
/// So many bytes are looked at in a step.
const LOOK: u32 = 32;
/// So deep one step may lead into another: a thread's stack has room for it.
const DEPTH: u32 = 400;

/// It took too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Program {
    /// The program of a pattern; `None` for one with something that only an automaton knows.
    pub fn new(hir: &Hir) -> Option<Program> {
        Some(Program { node: node(hir)?, first: first(hir) })
    }

    /// The match that begins at `start`, of `text` up to `to`.
    pub fn at(&self, text: &[u8], start: usize, to: usize) -> Result<Option<Match>, TooLong> {
        let (whole, text) = (text, &text[..to.min(text.len())]);
        if text.get(start).is_some_and(|b| !has(&self.first, *b)) {
            return Ok(None);
        }
        let mut walk = Walk { whole, text, steps: 0, depth: 0, end: 0, secret: None };
        match walk.go(&self.node, start, &Then::End) {
            true => Ok(Some((Span::new(start, walk.end), walk.secret))),
            false if walk.steps > STEPS => Err(TooLong),
            false => Ok(None),
        }
    }
}

/// The bytes that a match can begin with; all where it may be empty.
fn first(hir: &Hir) -> Set {
    match hir.properties().minimum_len() {
        None | Some(0) => [u64::MAX; 4],
        Some(_) => shape::first_bytes(hir),
    }
}

fn node(hir: &Hir) -> Option<Node> {
    let nodes = |parts: &[Hir]| parts.iter().map(node).collect::<Option<Box<[Node]>>>();
    match hir.kind() {
        HirKind::Empty => Some(Node::All(Box::default())),
        HirKind::Literal(literal) => Some(Node::Literal(literal.0.clone())),
        HirKind::Class(_) => Some(Node::Run(Run { set: set(hir)?, min: 1, max: 1, greedy: true })),
        HirKind::Look(look) => look_of(*look).map(Node::Look),
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            let (min, max, greedy) = (*min, max.unwrap_or(u32::MAX), *greedy);
            match set(sub) {
                Some(set) => Some(Node::Run(Run { set, min, max, greedy })),
                None if sub.properties().minimum_len().is_some_and(|len| len > 0) => {
                    Some(Node::Repeat(Box::new(Repeat { node: node(sub)?, min, max, greedy })))
                }
                None => None,
            }
        }
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => {
            Some(Node::Secret(Box::new(node(&group.sub)?)))
        }
        HirKind::Capture(group) => node(&group.sub),
        HirKind::Concat(parts) => nodes(parts).map(Node::All),
        HirKind::Alternation(parts) => {
            let any = parts.iter().map(|part| Some((first(part), node(part)?)));
            any.collect::<Option<Box<_>>>().map(Node::Any)
        }
    }
}

/// The same as the matcher of such things has it; no more than rules over bytes need.
fn look_of(look: hir::Look) -> Option<Look> {
    match look {
        hir::Look::Start => Some(Look::Start),
        hir::Look::End => Some(Look::End),
        hir::Look::StartLF => Some(Look::StartLF),
        hir::Look::EndLF => Some(Look::EndLF),
        hir::Look::WordAscii => Some(Look::WordAscii),
        hir::Look::WordAsciiNegate => Some(Look::WordAsciiNegate),
        _ => None,
    }
}

/// The bytes of what is one byte.
fn set(hir: &Hir) -> Option<Set> {
    match hir.kind() {
        HirKind::Class(Class::Bytes(_)) => Some(shape::front(hir).0),
        // Signs that an alternation names one by one.
        HirKind::Class(Class::Unicode(class)) => {
            Some(shape::front(&Hir::class(Class::Bytes(class.to_byte_class()?))).0)
        }
        HirKind::Literal(literal) if literal.0.len() == 1 => Some(shape::front(hir).0),
        _ => None,
    }
}

fn has(set: &Set, b: u8) -> bool {
    set[usize::from(b >> 6)] >> (b & 63) & 1 == 1
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
