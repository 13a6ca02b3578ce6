//! The cached-tree extension: for each folder the tree that a commit would record, if git knows it already.
//!
//! `git commit` records these ids without looking at the entries again, so relying on them is exact.

use crate::model::ObjectId;
use std::collections::HashMap;

/// Deepest nesting of folders; beyond it the extension is taken for broken.
const MAX_DEPTH: usize = 4096;

/// One folder.
#[derive(Debug)]
struct Node<'i> {
    name: &'i [u8],
    /// Number of entries below the folder and the id of its tree; `None` if git has to build it anew.
    known: Option<(usize, ObjectId)>,
    /// The index of the node behind its last descendant.
    end: usize,
}

/// All folders, each before its subfolders.
#[derive(Debug)]
pub(in crate::git) struct CachedTree<'i> {
    nodes: Vec<Node<'i>>,
}

impl<'i> CachedTree<'i> {
    /// Reads the extension; `None` if it is broken. Nothing depends on it, it only saves time.
    pub fn parse(data: &'i [u8]) -> Option<Self> {
        let mut nodes: Vec<Node<'i>> = Vec::with_capacity(data.len() / 40);
        // The open folders, each with the number of subfolders still to come.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        loop {
            let name = until(data, &mut at, 0)?;
            let entries = text(until(data, &mut at, b' ')?)?;
            let below = usize::try_from(text(until(data, &mut at, b'\n')?)?).ok()?;
            let known = match usize::try_from(entries) {
                Ok(count) => {
                    let id = ObjectId::from_bytes(data.get(at..at + 20)?)?;
                    at += 20;
                    Some((count, id))
                }
                Err(_) => None,
            };
            nodes.push(Node { name, known, end: 0 });
            open.push((nodes.len() - 1, below));
            if open.len() > MAX_DEPTH {
                return None;
            }
            while let Some((node, 0)) = open.last().copied() {
                nodes[node].end = nodes.len();
                open.pop();
            }
            match open.last_mut() {
                Some((_, left)) => *left -= 1,
                None => return Some(CachedTree { nodes }),
            }
        }
    }

    /// Number of entries below a folder and its tree, if known. Node 0 is the root.
    pub fn known(&self, node: usize) -> Option<(usize, ObjectId)> {
        self.nodes.get(node)?.known
    }

    /// The subfolders of a folder, by name.
    pub fn below(&self, node: usize) -> HashMap<&'i [u8], usize> {
        let mut found = HashMap::new();
        let end = self.nodes.get(node).map_or(0, |n| n.end);
        let mut at = node + 1;
        while at < end {
            found.insert(self.nodes[at].name, at);
            at = self.nodes[at].end;
        }
        found
    }
}

/// The bytes before the next `stop`; moves behind it.
fn until<'i>(data: &'i [u8], at: &mut usize, stop: u8) -> Option<&'i [u8]> {
    let rest = data.get(*at..)?;
    let len = memchr::memchr(stop, rest)?;
    *at += len + 1;
    Some(&rest[..len])
}

fn text(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_folders() {
        let mut data = b"\x00-1 2\n".to_vec();
        data.extend(b"a\x003 1\n");
        data.extend([1; 20]);
        data.extend(b"x\x002 0\n");
        data.extend([2; 20]);
        data.extend(b"b\x00-1 0\n");
        let tree = CachedTree::parse(&data).expect("well-formed");
        assert_eq!(tree.known(0), None);
        let top = tree.below(0);
        assert_eq!(tree.known(top[&b"a"[..]]), Some((3, ObjectId([1; 20]))));
        assert_eq!(tree.below(top[&b"a"[..]]).len(), 1);
        assert_eq!(tree.known(top[&b"b"[..]]), None);
        assert!(CachedTree::parse(&data[..data.len() - 1]).is_none());
        assert!(CachedTree::parse(b"").is_none());
    }
}
