//! Reads all commits and tags: for the graph, and to search their messages.

use super::Tools;
use crate::engine::Scratch;
use crate::finding::Sheet;
use crate::git::graph::{
    RawCommit,
    commit::{CommitText, tag},
};
use crate::git::pack::{Base, Decoded, Fault, Visitor, Watch, walk};
use crate::model::{Added, FileKind, ObjectId, ObjectKind};
use std::collections::HashMap;

/// The result.
#[derive(Default)]
pub struct Messages {
    /// All commits of the store.
    pub commits: Vec<RawCommit>,
    /// The targets of tag objects.
    pub tags: HashMap<u32, ObjectId>,
    /// Messages with candidates, by object.
    pub sheets: Vec<(u32, Sheet)>,
    /// Commits and tags that could not be read.
    pub unread: Vec<(u32, Fault)>,
}

/// Reads all of them.
pub fn scan(tools: &Tools<'_>, watch: Watch<'_>) -> Messages {
    let walked = walk(tools.store, &Pass(tools), watch);
    let mut all = Messages { unread: walked.unread, ..Messages::default() };
    for worker in walked.workers {
        all.commits.extend(worker.found.commits);
        all.tags.extend(worker.found.tags);
        all.sheets.extend(worker.found.sheets);
    }
    all.sheets.sort_by_key(|s| s.0);
    all
}

struct Pass<'a>(&'a Tools<'a>);

#[derive(Default)]
struct Worker {
    found: Messages,
    scratch: Scratch,
    text: Vec<u8>,
}

impl Visitor for Pass<'_> {
    type State = ();
    type Worker = Worker;

    fn wants(&self, _object: u32, kind: ObjectKind) -> bool {
        matches!(kind, ObjectKind::Commit | ObjectKind::Tag)
    }

    fn worker(&self) -> Worker {
        Worker::default()
    }

    fn visit(&self, worker: &mut Worker, object: &Decoded<'_>, _base: Option<&Base<'_, ()>>) {
        if !object.wanted {
            return;
        }
        if object.kind == ObjectKind::Commit {
            let commit = CommitText::parse(object.bytes);
            let (tree, time) = (commit.tree, commit.time());
            commit.readable(&mut worker.text);
            worker.found.commits.push(RawCommit {
                object: object.object,
                tree,
                time,
                parents: commit.parents,
            });
        } else {
            let (target, text) = tag(object.bytes);
            worker.found.tags.extend(target.map(|(id, _)| (object.object, id)));
            worker.text = text;
        }
        let sheet = sheet(self.0, FileKind::Message, &worker.text, &mut worker.scratch);
        worker.found.sheets.extend(sheet.map(|sheet| (object.object, sheet)));
    }
}

fn sheet(tools: &Tools<'_>, kind: FileKind, text: &[u8], scratch: &mut Scratch) -> Option<Sheet> {
    let mut hits = Vec::new();
    tools.engine.hits(text, &mut hits);
    if hits.is_empty() {
        return None;
    }
    let candidates = tools.engine.judge_all(kind, text, &hits, scratch);
    let sheet = tools.assembler.sheet(text, &Added::All, &candidates);
    Some(sheet).filter(|s| !s.is_empty())
}
