//! Reads the few blobs at reported places once more, for the lines around their secrets.

use super::blobs::Found;
use super::{Tools, kinds_in};
use crate::engine::Scratch;
use crate::finding::{Fingerprint, Sheet};
use crate::git::graph::Bits;
use crate::git::pack::{Base, Decoded, Visitor, Watch, walk};
use crate::model::{Added, Candidate, Chunk, FileKind, ObjectKind, Origin, Place, RepoPath};
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Sheets of blobs, by object and kind.
pub type Sheets = HashMap<(u32, FileKind), Sheet>;

/// What is needed of a blob.
#[derive(Debug, Default)]
pub struct Asked {
    /// It is judged as the kinds that these bits say.
    pub kinds: u16,
    /// These secrets are shown.
    pub secrets: HashSet<Fingerprint>,
}

/// The sheets of these blobs, from the verdicts on their hits.
pub fn of(tools: &Tools<'_>, found: &Found, asked: &HashMap<u32, Asked>) -> Sheets {
    let mut wanted = Bits::new(tools.store.len());
    wanted.extend(asked.keys().copied());
    let walked = walk(tools.store, &Pass { tools, found, asked, wanted }, Watch::default());
    walked.workers.into_iter().flat_map(|worker| worker.sheets).collect()
}

struct Pass<'a> {
    tools: &'a Tools<'a>,
    found: &'a Found,
    asked: &'a HashMap<u32, Asked>,
    wanted: Bits,
}

#[derive(Default)]
struct Worker {
    sheets: Vec<((u32, FileKind), Sheet)>,
    scratch: Scratch,
}

impl Visitor for Pass<'_> {
    type State = ();
    type Worker = Worker;

    fn wants(&self, object: u32, kind: ObjectKind) -> bool {
        kind == ObjectKind::Blob && self.wanted.has(object)
    }

    fn worker(&self) -> Worker {
        Worker::default()
    }

    fn visit(&self, worker: &mut Worker, object: &Decoded<'_>, _base: Option<&Base<'_, ()>>) {
        if !object.wanted {
            return;
        }
        let Some(asked) = self.asked.get(&object.object) else { return };
        for kind in kinds_in(asked.kinds) {
            let scratch = &mut worker.scratch;
            // A panic leaves the blob without a sheet; the caller reports that.
            let made = catch_unwind(AssertUnwindSafe(|| self.sheet(object, kind, &asked.secrets, scratch)));
            match made {
                Ok(sheet) => worker.sheets.push(((object.object, kind), sheet)),
                Err(_) => worker.scratch = Scratch::default(),
            }
        }
    }
}

impl Pass<'_> {
    fn sheet(
        &self,
        object: &Decoded<'_>,
        kind: FileKind,
        shown: &HashSet<Fingerprint>,
        scratch: &mut Scratch,
    ) -> Sheet {
        let Tools { engine, assembler, store, .. } = self.tools;
        let sheet = |candidates: &[Candidate<'_>]| {
            let framed = |fingerprint: &Fingerprint| shown.contains(fingerprint);
            assembler.sheet_for(object.bytes, &Added::All, candidates, framed)
        };
        if let Some(judged) = self.found.sketched(object.object, kind).and_then(|s| s.judged.as_deref()) {
            let places = engine.extra().map_or_else(Vec::new, |finder| finder.find(object.bytes));
            let judged: Vec<_> = judged.iter().map(|(hit, verdict)| (*hit, verdict)).collect();
            return sheet(&engine.conclude(kind, object.bytes, &judged, places, true));
        }
        let origin = Origin { path: RepoPath::default(), place: Place::Blob(store.id(object.object)) };
        let chunk = Chunk { origin, kind, bytes: object.bytes.to_vec(), added: Added::All };
        sheet(&engine.scan_all(&chunk, scratch))
    }
}
