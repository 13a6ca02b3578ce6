//! The trees that the parents of a commit have for one folder.

use crate::git::index::Mode;
use crate::git::tree::Tree;
use crate::git::{GitError, Objects};
use crate::model::ObjectId;

/// The trees that the parents have at one folder.
pub struct Parents {
    trees: Vec<Tree>,
    /// Which entries of the first parent the index has, too.
    kept: Vec<bool>,
}

impl Parents {
    /// Reads the trees with these ids; `None` for a parent that has no such folder.
    pub fn read(objects: &Objects, ids: &[Option<ObjectId>]) -> Result<Parents, GitError> {
        let trees: Vec<Tree> = ids
            .iter()
            .map(|id| id.map_or_else(|| Ok(Tree::default()), |id| Tree::read(objects, id)))
            .collect::<Result<_, _>>()?;
        let kept = vec![false; trees.first().map_or(0, |t| t.entries().len())];
        Ok(Parents { trees, kept })
    }

    /// The objects that the parents have under a name, one for each parent.
    pub fn find(&mut self, name: &[u8], folder: bool) -> Vec<Option<ObjectId>> {
        let mut ids = Vec::with_capacity(self.trees.len());
        for (parent, tree) in self.trees.iter().enumerate() {
            let at = tree.find(name, folder);
            if let (0, Some(at)) = (parent, at) {
                self.kept[at] = true;
            }
            let entry = at.and_then(|at| tree.entries().get(at));
            ids.push(entry.filter(|e| e.mode != Mode::Submodule).map(|e| e.id));
        }
        ids
    }

    /// True if a parent has the same commit of the submodule.
    pub fn has_submodule(&self, name: &[u8], id: ObjectId) -> bool {
        self.trees.iter().any(|tree| {
            let entry = tree.find(name, false).and_then(|at| tree.entries().get(at));
            entry.is_some_and(|e| e.mode == Mode::Submodule && e.id == id)
        })
    }

    /// The entries of the first parent that were not asked for, by name.
    pub fn not_kept(&self) -> impl Iterator<Item = (&[u8], Mode, ObjectId)> {
        let head = self.trees.first();
        let entries =
            head.into_iter().flat_map(|head| head.entries().iter().map(|e| (head.name(e), e.mode, e.id)));
        entries.zip(&self.kept).filter(|(_, kept)| !**kept).map(|(entry, _)| entry)
    }
}
