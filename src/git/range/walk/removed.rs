//! What a commit takes away: where its new files may come from.

use super::super::compare::entries;
use super::{Walk, too_deep};
use crate::git::Removed;
use crate::git::index::Mode;
use crate::git::tree::TreeEntry;

impl Walk<'_> {
    /// Files of the first parent's folder that are gone; whole folders that are gone, with all below.
    pub(super) fn removed(&mut self, gone: &[TreeEntry], first: &[u8], path: &mut Vec<u8>) {
        let length = path.len();
        for entry in gone {
            path.extend_from_slice(entry.name_in(first));
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
