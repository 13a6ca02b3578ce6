//! The files that a commit removes: a new file may be one of them, renamed.

use super::super::compare::entries;
use super::{Walk, too_deep};
use crate::git::Removed;
use crate::git::index::Mode;
use crate::git::tree::TreeEntry;

impl Walk<'_> {
    /// Notes the files among `removed`, entries of the folder `parent` of the first parent, and all files below
    /// folders.
    pub(super) fn removed(&mut self, removed: &[TreeEntry], parent: &[u8], path: &mut Vec<u8>) {
        let length = path.len();
        for entry in removed {
            path.extend_from_slice(entry.name_in(parent));
            match entry.mode {
                Mode::Folder => {
                    path.push(b'/');
                    if let Ok(below) = self.tree(entry.id)
                        && let Some(all) = entries(&below)
                        && !too_deep(path)
                    {
                        self.removed(&all, &below, path);
                    }
                }
                Mode::File => {
                    if let Some(commit) = self.at.and_then(|at| self.range.commits.get_mut(at)) {
                        commit.removed.push(Removed { path: path.clone(), id: entry.id });
                    }
                }
                _ => {}
            }
            path.truncate(length);
        }
    }
}
