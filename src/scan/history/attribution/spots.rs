//! Spots: every path at which a blob with candidates is, or the blob's name if no path leads there.

use crate::git::graph::{Bits, Odd, Places, Reach, Tips, trees};
use crate::git::pack::{Store, Watch};
use crate::model::{FileKind, ObjectKind};
use crate::scan::history::blobs::Found;
use crate::scan::history::{HistoryJob, Map};

/// All spots, the odd ones among them.
pub struct Spots {
    pub places: Places,
    /// Trees and blobs that refs lead to without a commit: the number of the tip, and what it leads to.
    pub odd: Vec<(u32, Odd)>,
    /// Spots that nothing in reach leads to.
    nameless: Bits,
}

impl Spots {
    /// Finds a spot for every blob in which something was found.
    pub fn find(store: &Store, job: &HistoryJob<'_>, tips: &Tips, map: &Map, found: &Found) -> Spots {
        let mut blobs = Bits::new(store.len());
        blobs.extend(found.sketches.iter().map(|s| s.object));
        let mut places = places(store, job, map, &blobs);
        let odd = odd(&mut places, tips, map, &blobs);
        let nameless = nameless(&mut places, store, found);
        Spots { places, odd, nameless }
    }

    /// What the name of a blob says; nothing where it has none.
    pub fn kind(&self, spot: u32) -> FileKind {
        let path = self.places.spots[spot as usize].path;
        if self.is_odd(spot) { FileKind::None } else { FileKind::of(&self.places.path(path)) }
    }

    /// True for blobs that a ref names, or nothing at all.
    fn is_odd(&self, spot: u32) -> bool {
        self.nameless.has(spot) || self.odd.iter().any(|o| matches!(o.1, Odd::Spot(s) if s == spot))
    }
}

/// All paths of these blobs in the trees that are asked about.
fn places(store: &Store, job: &HistoryJob<'_>, map: &Map, blobs: &Bits) -> Places {
    let commits = || 0..map.commits.len() as u32;
    let named = || map.roots.trees.iter().map(|r| r.1);
    let all;
    let reach = if job.unreachable {
        let everything = (0..store.len() as u32).filter(|&n| store.kind(n) == Some(ObjectKind::Tree));
        let tops = commits().map(|c| map.commits.tree(c));
        all = Reach::of(store, &map.folders, tops.chain(named()).chain(everything));
        &all
    } else {
        &map.trees
    };
    let holders = trees::holders(store, blobs, &reach.trees, Watch::default());
    let tops = commits().filter(|&c| job.unreachable || map.reached.has(c)).map(|c| map.commits.tree(c));
    Places::build(store.len(), &map.folders, &holders, &reach.order, tops.chain(named()))
}

/// What refs lead to without a commit; a blob of that kind gets the ref's name for its path.
fn odd(places: &mut Places, tips: &Tips, map: &Map, blobs: &Bits) -> Vec<(u32, Odd)> {
    let trees = map.roots.trees.iter();
    let mut odd: Vec<(u32, Odd)> =
        trees.filter_map(|&(tip, tree)| Some((tip, Odd::Node(places.root(tree)?)))).collect();
    for &(tip, blob) in map.roots.blobs.iter().filter(|r| blobs.has(r.1)) {
        let spot = places.add(tips.tips[tip as usize].name.as_bytes(), blob);
        odd.push((tip, Odd::Spot(spot)));
    }
    odd
}

/// Gives every blob that has no spot yet one that bears its id.
fn nameless(places: &mut Places, store: &Store, found: &Found) -> Bits {
    let mut placed = Bits::new(store.len());
    placed.extend(places.spots.iter().map(|s| s.blob));
    let mut nameless = Bits::new(places.spots.len() + found.sketches.len());
    for sheet in found.sketches.iter().filter(|s| !placed.has(s.object)) {
        let spot = places.add(store.id(sheet.object).to_string().as_bytes(), sheet.object);
        nameless.insert(spot);
    }
    nameless
}
