//! Follows tips to what they lead to.

use super::{Bits, Commits, Links, MISSING, Tip};
use crate::git::pack::Store;
use crate::model::{ObjectId, ObjectKind};
use std::collections::{HashMap, HashSet};

/// What tips lead to: usually commits, but a tag may also name a tree or blob. Each has the number of its tip.
#[derive(Debug, Default)]
pub struct Roots {
    /// Tips on commits.
    pub commits: Vec<(u32, u32)>,
    /// Tips on trees.
    pub trees: Vec<(u32, u32)>,
    /// Tips on blobs.
    pub blobs: Vec<(u32, u32)>,
    /// Tag objects on the way.
    pub tags: Vec<(u32, u32)>,
    /// Tips whose object is missing.
    pub missing: Vec<(u32, ObjectId)>,
    /// Tag objects that lead nowhere: they name no object, or form a circle.
    pub astray: Vec<(u32, u32)>,
}

impl Roots {
    /// Follows all tips through tag objects, whose targets are in `tags`.
    pub fn follow(store: &Store, commits: &Commits, tags: &HashMap<u32, ObjectId>, tips: &[Tip]) -> Roots {
        let mut roots = Roots::default();
        for (number, tip) in tips.iter().enumerate() {
            let number = number as u32;
            let mut id = tip.id;
            // Chains of tags may be long, and a broken index can close one to a circle.
            let mut passed = HashSet::new();
            loop {
                let Some(object) = store.find(id) else {
                    roots.missing.push((number, id));
                    break;
                };
                match store.kind(object) {
                    Some(ObjectKind::Tag) => {
                        let is_new = passed.insert(object);
                        if is_new {
                            roots.tags.push((number, object));
                        }
                        match tags.get(&object).filter(|_| is_new) {
                            Some(&target) => id = target,
                            None => {
                                roots.astray.push((number, object));
                                break;
                            }
                        }
                        continue;
                    }
                    Some(ObjectKind::Commit) => match commits.find(object) {
                        Some(commit) => roots.commits.push((number, commit)),
                        None => roots.missing.push((number, id)),
                    },
                    Some(ObjectKind::Tree) => roots.trees.push((number, object)),
                    Some(ObjectKind::Blob) => roots.blobs.push((number, object)),
                    None => roots.missing.push((number, id)),
                }
                break;
            }
        }
        roots
    }
}

/// Trees that are reachable from commits.
#[derive(Debug, Default)]
pub struct Reach {
    /// The trees.
    pub trees: Bits,
    /// The same in order: every subfolder comes before the folders that contain it.
    pub order: Vec<u32>,
}

impl Reach {
    /// Everything below these trees.
    pub fn of(store: &Store, folders: &Links, roots: impl IntoIterator<Item = u32>) -> Reach {
        let mut reach = Reach { trees: Bits::new(store.len()), order: Vec::new() };
        let mut stack: Vec<(u32, bool)> = Vec::new();
        for root in roots {
            if root != MISSING && reach.trees.insert(root) {
                stack.push((root, false));
            }
            while let Some((tree, done)) = stack.pop() {
                if done || folders.is_leaf(tree) {
                    reach.order.push(tree);
                    continue;
                }
                stack.push((tree, true));
                for (child, _) in folders.of(tree) {
                    if child != MISSING && reach.trees.insert(child) {
                        stack.push((child, false));
                    }
                }
            }
        }
        reach
    }
}
