//! The pipeline over units named by what becomes of them.

use super::*;
use crate::model::{Origin, Place};
use crate::rules::RuleSet;
use crate::source::{Read, Reader, Unit};
use std::sync::Arc;

/// Units named by what becomes of them.
struct Fake(Vec<&'static str>);

impl Source for Fake {
    fn noun(&self) -> &'static str {
        "file"
    }
    fn counts_lines(&self) -> bool {
        true
    }
    fn list(&self) -> Result<Listing> {
        let unit = |(index, path): (usize, &&str)| Unit {
            index,
            origin: Origin { path: (*path).into(), place: Place::File },
            size: 1_000_000 + index as u64,
        };
        let units = self.0.iter().enumerate().map(unit).collect();
        let gap = |what: &str| vec![Gap { what: what.to_owned(), why: "told by the listing".to_owned() }];
        Ok(Listing { units, skipped: gap("left"), unread: gap("closed"), missing: gap("shallow") })
    }
    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        Ok(Box::new(FakeReader))
    }
}

struct FakeReader;
impl Reader for FakeReader {
    fn read(&mut self, unit: &Unit) -> Read {
        match unit.origin.path.as_bytes() {
            b"skip" => Read::Skipped("a reason".to_owned()),
            b"unread" => Read::Unread("no permission".to_owned()),
            b"panic" => panic!("quotes a secret"),
            b"long" => {
                let text = "password = \"hunter2-Xy9\"\n".repeat(500);
                Read::Chunk(Chunk::whole(unit.origin.clone(), text.into_bytes()))
            }
            _ => Read::Chunk(Chunk::whole(unit.origin.clone(), b"one\ntwo".to_vec())),
        }
    }
}

fn outcome(paths: &[&'static str], options: Options<'_>) -> Outcome {
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    run(&Fake(paths.to_vec()), &engine, &Policy::default(), options).expect("a listing")
}

#[test]
fn the_receipt_adds_up_whatever_happens() {
    let paths = ["a", "skip", "unread", "panic", "b"];
    for threads in [1, 4] {
        let c = outcome(&paths, Options { threads, ..Options::default() }).coverage;
        assert_eq!((c.listed, c.scanned, c.skipped.len(), c.unread.len()), (7, 2, 2, 3));
        assert_eq!(c.listed, c.scanned + (c.skipped.len() + c.unread.len()) as u64);
        assert_eq!((c.bytes, c.added_lines), (14, Some(4)));
        assert!(!c.is_complete() && c.interrupted.is_none());
        let unread: Vec<_> = c.unread.iter().map(|g| g.what.as_str()).collect();
        assert_eq!(unread, ["closed", "unread", "panic"]);
        assert!(!format!("{c:?}").contains("quotes"));
    }
}

#[test]
fn an_interruption_is_told() {
    let flag = AtomicUsize::new(15);
    let c = outcome(&["a", "b"], Options { interrupt: Some(&flag), ..Options::default() }).coverage;
    assert!(c.interrupted == Some(15) && !c.is_complete());
    assert_eq!((c.listed, c.scanned, c.unread.len()), (4, 0, 3));
}

/// Interrupts the run while a text is judged.
#[derive(Debug)]
struct Impatient(Arc<AtomicUsize>);

impl crate::engine::extra::Extra for Impatient {
    fn find(&self, _: &[u8]) -> Vec<crate::model::Span> {
        self.0.store(2, std::sync::atomic::Ordering::Relaxed);
        Vec::new()
    }
}

#[test]
fn a_unit_that_is_left_in_its_middle_is_unread() {
    let flag = Arc::new(AtomicUsize::new(0));
    let engine = Engine::new(Arc::new(RuleSet::builtin())).with_extra(Box::new(Impatient(Arc::clone(&flag))));
    let options = Options { interrupt: Some(&flag), threads: 1, ..Options::default() };
    let out = run(&Fake(vec!["long"]), &engine, &Policy::default(), options).expect("a listing");
    let c = out.coverage;
    assert!(c.interrupted == Some(2) && !c.is_complete());
    assert_eq!((c.listed, c.scanned, c.unread.len()), (3, 0, 2));
    assert!(c.unread.iter().any(|g| g.why == format!("begun, and its end {INTERRUPTED}")), "{:?}", c.unread);
    assert!(out.findings.is_empty());
}

#[test]
fn making_findings_is_watched_as_the_search_is() {
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    let policy = Policy::default();
    let origin = Origin { path: "a.ini".into(), place: Place::File };
    let chunk = Chunk::whole(origin, "password = \"hunter2-Xy9\"\n".repeat(500).into_bytes());
    let (asked, most) = (std::cell::Cell::new(0), std::cell::Cell::new(usize::MAX));
    let ask = || {
        asked.set(asked.get() + 1);
        asked.get() > most.get()
    };
    let watch = Watch::new(&ask);
    assert!(engine.scan_watched(&chunk, &mut Scratch::default(), &watch).len() >= 500);
    let by_search = asked.replace(0);
    let all = watched_findings(&engine, &policy, &chunk, &mut Scratch::default(), &Watch::new(&ask));
    assert!(all.len() >= 500 && asked.get() > by_search, "{}", asked.get());
    // The search ends; what follows is left in its middle.
    asked.set(0);
    most.set(by_search);
    let watch = Watch::new(&ask);
    let left = watched_findings(&engine, &policy, &chunk, &mut Scratch::default(), &watch);
    assert!(left.is_empty() && watch.stopped());
}
