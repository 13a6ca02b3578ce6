//! Single files by path, from the index or from a commit.

use super::index::Index;
use super::tree::Tree;
use super::{GitError, Objects, Repo};
use crate::model::ObjectId;

impl Repo {
    /// The content that the next commit will have at `path`; `None` where it has no such file.
    pub fn index_file(&self, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let index = self.index()?;
        match find(index, path) {
            Some(id) => self.content(id).map(Some),
            None => Ok(None),
        }
    }

    /// The content of a file of a commit; `None` where it has no such file.
    pub fn commit_file(&self, commit: ObjectId, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let id = self.commit_file_id(commit, path)?;
        id.map(|id| self.content(id)).transpose()
    }

    fn content(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        let objects = self.lent()?;
        let read = objects.read(id);
        self.leave(objects);
        Ok(read?.1)
    }

    /// The name of that content.
    pub fn commit_file_id(&self, commit: ObjectId, path: &[u8]) -> Result<Option<ObjectId>, GitError> {
        let objects = self.lent()?;
        let found = below(&objects, commit, path);
        self.leave(objects);
        found
    }
}

fn below(objects: &Objects, commit: ObjectId, path: &[u8]) -> Result<Option<ObjectId>, GitError> {
    let mut id = objects.commit_tree(commit)?;
    let mut parts = path.split(|&b| b == b'/').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        let tree = Tree::read(objects, id)?;
        let Some(at) = tree.find(part, parts.peek().is_some()) else { return Ok(None) };
        id = tree.entries()[at].id;
    }
    Ok(Some(id))
}

fn find(index: &Index, path: &[u8]) -> Option<ObjectId> {
    let (mut low, mut high) = (0, index.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match index.path(middle).cmp(path) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let is_content = index.stage(middle) == 0 && !index.is_intent_to_add(middle);
                return is_content.then(|| index.id(middle));
            }
        }
    }
    None
}
