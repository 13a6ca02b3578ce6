//! Every path at which certain blobs have been: the folders that lead to them, and each path of each folder.

use super::{Bits, Links, MISSING};
use crate::model::Keyed;
use std::collections::HashMap;

/// A blob at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Number of the path.
    pub path: u32,
    /// The blob.
    pub blob: u32,
}

/// The tree of a folder at one path.
#[derive(Clone, Copy, Debug)]
struct Node {
    tree: u32,
    path: u32,
    kids: (u32, u32),
    spots: (u32, u32),
}

/// The greatest number of nodes. More can only be made on purpose: the rest is left out, and reported.
const MAX_NODES: usize = 20_000_000;

/// Folders and blobs at their paths.
pub struct Places {
    /// For each path its parent path and its last part; path 0 is the root.
    paths: Vec<(u32, Box<[u8]>)>,
    inside: Vec<HashMap<Box<[u8]>, u32, Keyed>>,
    /// The hash key for all tables.
    keyed: Keyed,
    nodes: Vec<Node>,
    kids: Vec<u32>,
    node_spots: Vec<u32>,
    /// All blobs at all their paths.
    pub spots: Vec<Spot>,
    spot_of: HashMap<Spot, u32, Keyed>,
    /// First node of each tree. The few trees that are at several paths have their other nodes in `more`.
    first: Vec<u32>,
    more: HashMap<(u32, u32), u32, Keyed>,
    /// All nodes, subfolders before their parents.
    order: Vec<u32>,
    /// False if there were too many paths to follow them all.
    pub complete: bool,
}

impl Places {
    /// Follows `roots` down to the blobs that `holders` knows. `order` lists all trees, children first.
    pub fn build(
        objects: usize,
        folders: &Links,
        holders: &Links,
        order: &[u32],
        roots: impl IntoIterator<Item = u32>,
    ) -> Places {
        let mut leads = Bits::new(objects);
        for &tree in order {
            if !holders.is_leaf(tree) || folders.of(tree).any(|(child, _)| leads.has(child)) {
                leads.insert(tree);
            }
        }
        let keyed = Keyed::default();
        let mut places = Places {
            paths: vec![(0, Box::default())],
            inside: vec![HashMap::with_hasher(keyed.clone())],
            keyed,
            nodes: Vec::new(),
            kids: Vec::new(),
            node_spots: Vec::new(),
            spots: Vec::new(),
            spot_of: HashMap::default(),
            first: vec![MISSING; objects],
            more: HashMap::default(),
            order: Vec::new(),
            complete: true,
        };
        let mut todo = Vec::new();
        for root in roots.into_iter().filter(|&r| leads.has(r)) {
            places.node(root, 0, &mut todo);
            while let Some(node) = todo.pop() {
                places.expand(node, folders, holders, &leads, &mut todo);
            }
        }
        let mut rank = vec![0u32; objects];
        order.iter().enumerate().for_each(|(i, &tree)| rank[tree as usize] = i as u32);
        places.order = (0..places.nodes.len() as u32).collect();
        places.order.sort_unstable_by_key(|&n| rank[places.nodes[n as usize].tree as usize]);
        places
    }

    fn expand(&mut self, node: u32, folders: &Links, holders: &Links, leads: &Bits, todo: &mut Vec<u32>) {
        let Node { tree, path, .. } = self.nodes[node as usize];
        let from = self.kids.len() as u32;
        for (child, name) in folders.of(tree).filter(|&(child, _)| leads.has(child)) {
            let below = self.path_in(path, name);
            if let Some(kid) = self.node(child, below, todo) {
                self.kids.push(kid);
            }
        }
        let spots = self.node_spots.len() as u32;
        for (blob, name) in holders.of(tree) {
            let path = self.path_in(path, name);
            let spot = self.spot(Spot { path, blob });
            self.node_spots.push(spot);
        }
        let (kids, ends) = ((from, self.kids.len() as u32), (spots, self.node_spots.len() as u32));
        (self.nodes[node as usize].kids, self.nodes[node as usize].spots) = (kids, ends);
    }

    /// The node of a tree at a path; a new one is added to `todo`.
    fn node(&mut self, tree: u32, path: u32, todo: &mut Vec<u32>) -> Option<u32> {
        let first = self.first[tree as usize];
        if first != MISSING {
            if self.nodes[first as usize].path == path {
                return Some(first);
            }
            if let Some(&node) = self.more.get(&(tree, path)) {
                return Some(node);
            }
        }
        if self.nodes.len() >= MAX_NODES {
            self.complete = false;
            return None;
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { tree, path, kids: (0, 0), spots: (0, 0) });
        if first == MISSING {
            self.first[tree as usize] = node;
        } else {
            self.more.insert((tree, path), node);
        }
        todo.push(node);
        Some(node)
    }

    fn path_in(&mut self, folder: u32, name: &[u8]) -> u32 {
        if let Some(&path) = self.inside[folder as usize].get(name) {
            return path;
        }
        let path = self.paths.len() as u32;
        self.paths.push((folder, name.into()));
        self.inside.push(HashMap::with_hasher(self.keyed.clone()));
        self.inside[folder as usize].insert(name.into(), path);
        path
    }

    fn spot(&mut self, spot: Spot) -> u32 {
        let next = self.spots.len() as u32;
        let number = *self.spot_of.entry(spot).or_insert(next);
        if number == next {
            self.spots.push(spot);
        }
        number
    }

    /// Adds a blob that has a name but no path: a tag on a blob, or an object that nothing names.
    pub fn add(&mut self, name: &[u8], blob: u32) -> u32 {
        let path = self.path_in(0, name);
        self.spot(Spot { path, blob })
    }

    /// The path, its parts joined by `/`.
    pub fn path(&self, mut path: u32) -> Vec<u8> {
        let mut parts = Vec::new();
        while path != 0 {
            let (above, name) = &self.paths[path as usize];
            parts.push(&name[..]);
            path = *above;
        }
        parts.reverse();
        parts.join(&b'/')
    }

    /// The node of a root tree.
    pub fn root(&self, tree: u32) -> Option<u32> {
        let first = *self.first.get(tree as usize)?;
        if first != MISSING && self.nodes[first as usize].path == 0 {
            return Some(first);
        }
        self.more.get(&(tree, 0)).copied()
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True if no folder leads to any of the blobs.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes, subfolders before their parents.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Subfolders of a node.
    pub fn kids(&self, node: u32) -> &[u32] {
        let (from, to) = self.nodes[node as usize].kids;
        &self.kids[from as usize..to as usize]
    }

    /// The blobs directly in a node's folder.
    pub fn spots_in(&self, node: u32) -> &[u32] {
        let (from, to) = self.nodes[node as usize].spots;
        &self.node_spots[from as usize..to as usize]
    }
}
