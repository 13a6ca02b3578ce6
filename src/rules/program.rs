//! A pattern followed step by step as it is written, which needs no automaton: most are tried at a handful of places, and
//! building one for each costs more than all of its answers. It tries what a backtracking engine tries, in that order,
//! and gives up after a fixed number of steps, so that the time is linear whatever the pattern.

mod walk;

use super::bytes::{self, Set};
use crate::model::Span;
use regex_automata::util::look::Look;
use regex_syntax::hir::{self, Class, Hir, HirKind, Repetition};
use walk::walk;

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
        let to = to.min(text.len());
        match text[..to].get(start) {
            Some(b) if !has(&self.first, *b) => Ok(None),
            _ => walk(&self.node, text, start, to),
        }
    }
}

/// The bytes that a match can begin with; all where it may be empty.
fn first(hir: &Hir) -> Set {
    match hir.properties().minimum_len() {
        None | Some(0) => [u64::MAX; 4],
        Some(_) => bytes::first(hir),
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
        HirKind::Class(Class::Bytes(_)) => Some(bytes::front(hir).0),
        // Signs that an alternation names one by one.
        HirKind::Class(Class::Unicode(class)) => {
            Some(bytes::front(&Hir::class(Class::Bytes(class.to_byte_class()?))).0)
        }
        HirKind::Literal(literal) if literal.0.len() == 1 => Some(bytes::front(hir).0),
        _ => None,
    }
}

fn has(set: &Set, b: u8) -> bool {
    set[usize::from(b >> 6)] >> (b & 63) & 1 == 1
}
