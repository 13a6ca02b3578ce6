//! The pass over all trees: finds the subfolders of each tree, and the kinds of the names of each blob. What a tree
//! inherits from its delta base is neither parsed nor looked up again.

use super::Bits;
use super::entries::{EntrySink, Mode, TreeEntry, fold};
use super::links::{BLOCK, Block, Links, MISSING, Missing};
use super::names::{Hints, Kinds};
use crate::git::pack::{Base, Decoded, Fault, Store, Visitor, Watch, walk};
use crate::model::{FileKind, ObjectKind, may_be_translation, may_translate};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

/// Which entries a pass keeps.
enum Keep<'a> {
    /// Subfolders; of blobs, only the kinds of their names if those are asked for.
    Folders(Option<&'a [AtomicU16]>),
    /// Entries that name one of these blobs.
    Blobs(&'a Bits, Hints),
    /// Nothing; blobs that may be translations, for the folder they lie in, leave that kind.
    Translations(&'a [AtomicU16]),
}

/// What a tree passes on to those stored as deltas of it: the offsets of its entries, and which of them were kept.
#[derive(Default)]
pub struct TreeState {
    starts: Vec<u32>,
    kept: Vec<(u32, u32)>,
    whole: bool,
}

/// The results of one thread.
#[derive(Default)]
pub struct TreeWorker {
    names: Kinds,
    blocks: Vec<Block>,
    /// Trees, each with the number of its edges.
    rows: Vec<(u32, u32)>,
    edges: Vec<u32>,
    missing: Vec<Missing>,
    broken: Vec<(u32, Fault)>,
    translating: Vec<u32>,
}

/// The subfolders of all trees in `mask`, or of all trees without one. `kinds` receives a bit for each kind of file;
/// without it, blobs are neither looked up nor reported as missing.
pub fn folders(store: &Store, kinds: Option<&[AtomicU16]>, mask: Option<&Bits>, watch: Watch<'_>) -> Links {
    run(store, Keep::Folders(kinds), mask, watch)
}

/// Adds to `kinds` what the names of `folders` say of the files below them, and those of the files alone do not: that they may
/// be translations.
pub fn translations(store: &Store, folders: &Links, kinds: &[AtomicU16], watch: Watch<'_>) {
    let mut below = Bits::new(store.len());
    let mut next = folders.translating.clone();
    while let Some(tree) = next.pop() {
        if !below.has(tree) {
            below.insert(tree);
            next.extend(folders.of(tree).map(|(folder, _)| folder).filter(|&folder| folder != MISSING));
        }
    }
    if !folders.translating.is_empty() {
        run(store, Keep::Translations(kinds), Some(&below), watch);
    }
}

/// Entries of all trees in `mask` that name one of these blobs.
pub fn holders(store: &Store, blobs: &Bits, mask: &Bits, watch: Watch<'_>) -> Links {
    run(store, Keep::Blobs(blobs, Hints::of(store, blobs)), Some(mask), watch)
}

fn run(store: &Store, keep: Keep<'_>, mask: Option<&Bits>, watch: Watch<'_>) -> Links {
    let pass = TreePass { store, keep, mask, next_block: AtomicU32::new(0) };
    let walked = walk(store, &pass, watch);
    let mut links = Links {
        start: vec![(0, 0); store.len()],
        edges: Vec::new(),
        blocks: Vec::new(),
        missing: Vec::new(),
        broken: walked.unread,
        translating: Vec::new(),
    };
    links.edges.reserve(walked.workers.iter().map(|w| w.edges.len()).sum());
    for worker in walked.workers {
        let mut at = links.edges.len() as u32;
        for (tree, len) in worker.rows {
            links.start[tree as usize] = (at, len);
            at += len;
        }
        links.edges.extend_from_slice(&worker.edges);
        links.blocks.extend(worker.blocks);
        links.missing.extend(worker.missing);
        links.broken.extend(worker.broken);
        links.translating.extend(worker.translating);
    }
    links.blocks.sort_by_key(|b| b.number);
    links.missing.sort();
    links.missing.dedup_by(|a, b| a.id == b.id);
    links.broken.sort_by_key(|b| b.0);
    links
}

struct TreePass<'a> {
    store: &'a Store,
    keep: Keep<'a>,
    mask: Option<&'a Bits>,
    next_block: AtomicU32,
}

impl Visitor for TreePass<'_> {
    type State = TreeState;
    type Worker = TreeWorker;

    fn wants(&self, object: u32, kind: ObjectKind) -> bool {
        kind == ObjectKind::Tree && self.mask.is_none_or(|mask| mask.has(object))
    }

    fn worker(&self) -> TreeWorker {
        TreeWorker::default()
    }

    fn visit(
        &self,
        worker: &mut TreeWorker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, TreeState>>,
    ) -> TreeState {
        // A base that was not recorded (unreachable, or a second copy) passes nothing on: its descendants are read
        // afresh.
        if !object.wanted {
            return TreeState::default();
        }
        let base = base.filter(|b| b.state.whole);
        let inherited = base.map(|b| &b.state.kept[..]).unwrap_or_default();
        let mut state = TreeState::default();
        let mut sink = Sink { pass: self, worker, inherited, kept: &mut state.kept };
        let starts = object.has_heirs.then_some(&mut state.starts);
        let from = base.map(|b| (&b.state.starts[..], b.copies));
        let done = fold(object.bytes, from, starts, &mut sink);
        state.whole = done.is_ok();
        worker.broken.extend(done.err().map(|fault| (object.object, fault)));
        worker.rows.push((object.object, state.kept.len() as u32));
        worker.edges.extend(state.kept.iter().map(|k| k.1));
        state
    }
}

struct Sink<'a, 's> {
    pass: &'a TreePass<'s>,
    worker: &'a mut TreeWorker,
    inherited: &'a [(u32, u32)],
    kept: &'a mut Vec<(u32, u32)>,
}

impl EntrySink for Sink<'_, '_> {
    fn inherit(&mut self, from: u32, to: u32, shift: i64) {
        let first = self.inherited.partition_point(|k| k.0 < from);
        let fit = self.inherited[first..].iter().take_while(|k| k.0 < to);
        self.kept.extend(fit.map(|k| ((i64::from(k.0) + shift) as u32, k.1)));
    }

    fn fresh(&mut self, entry: TreeEntry<'_>) {
        let object = match (entry.mode, &self.pass.keep) {
            (Mode::Submodule, _) => return,
            (Mode::Blob | Mode::Link, Keep::Folders(None)) => return,
            (_, Keep::Translations(_)) if !may_be_translation(entry.name) => return,
            (_, Keep::Blobs(_, hints)) if !hints.may_have(entry.id) => return,
            _ => self.pass.store.find(entry.id),
        };
        let kind = object.and_then(|object| self.pass.store.kind(object));
        match (&self.pass.keep, object) {
            // A blob counts wherever it is, even where an entry says that it is a folder.
            (Keep::Blobs(blobs, _), Some(object)) if blobs.has(object) => self.link(&entry, object),
            (Keep::Blobs(..), _) => {}
            (Keep::Translations(kinds), Some(object)) if kind != Some(ObjectKind::Tree) => {
                kinds[object as usize].fetch_or(1 << FileKind::Translation as u16, Ordering::Relaxed);
            }
            (Keep::Translations(_), _) => {}
            (Keep::Folders(kinds), _) => {
                let fits = entry.mode.fits(kind);
                if object.is_none() || !fits {
                    self.missing(&entry, kind);
                }
                if entry.mode == Mode::Tree {
                    self.link(&entry, object.filter(|_| fits).unwrap_or(MISSING));
                    self.worker.translating.extend(object.filter(|_| may_translate(entry.name)));
                }
                if let (Some(kinds), Some(object), true) = (kinds, object, kind != Some(ObjectKind::Tree)) {
                    let kind = 1 << self.worker.names.of(entry.name) as u16;
                    kinds[object as usize].fetch_or(kind, Ordering::Relaxed);
                }
            }
        }
    }
}

impl Sink<'_, '_> {
    fn missing(&mut self, entry: &TreeEntry<'_>, instead: Option<ObjectKind>) {
        let folder = entry.mode == Mode::Tree;
        self.worker.missing.push(Missing { id: entry.id, name: entry.name.to_vec(), folder, instead });
    }

    fn link(&mut self, entry: &TreeEntry<'_>, object: u32) {
        let blocks = &mut self.worker.blocks;
        if blocks.last().is_none_or(|b| b.links.len() == BLOCK) {
            let number = self.pass.next_block.fetch_add(1, Ordering::Relaxed);
            blocks.push(Block { number, ..Block::default() });
        }
        let Some(block) = blocks.last_mut() else { return };
        let edge = block.number * BLOCK as u32 + block.links.len() as u32;
        let name = &entry.name[..entry.name.len().min(usize::from(u16::MAX))];
        block.links.push((object, block.names.len() as u32));
        block.names.extend_from_slice(&(name.len() as u16).to_le_bytes());
        block.names.extend_from_slice(name);
        self.kept.push((entry.at, edge));
    }
}
