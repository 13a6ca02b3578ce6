//! Single files by path, from the index or from a commit.

use super::index::{Index, Mode};
use super::tree::Tree;
use super::{GitError, Objects, Repo};
use crate::model::ObjectId;
use std::path::PathBuf;

impl Repo {
    /// The content that the next commit will have at `path`; `None` if there is no such file.
    pub fn index_file(&self, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let index = self.index()?;
        let Some(at) = find(index, path) else { return Ok(None) };
        refuse_link(index.mode(at), path)?;
        self.content(index.id(at)).map(Some)
    }

    /// The content that this working tree's own index has at `path`, where the next commit records another index; `None` otherwise.
    pub fn own_index_file(&self, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let own = self.git_dir().join("index");
        let same = |path: PathBuf| path.canonicalize().ok();
        if same(self.index_path()) == same(own.clone()) {
            return Ok(None);
        }
        let index = Index::read(&own, self.git_dir())?;
        let Some(at) = find(&index, path) else { return Ok(None) };
        refuse_link(index.mode(at), path)?;
        self.content(index.id(at)).map(Some)
    }

    /// The content of a file in a commit; `None` if there is no such file.
    pub fn commit_file(&self, commit: ObjectId, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let objects = self.lent()?;
        let found = below(&objects, commit, path);
        self.leave(objects);
        let Some((id, mode)) = found? else { return Ok(None) };
        refuse_link(mode, path)?;
        self.content(id).map(Some)
    }

    fn content(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        let objects = self.lent()?;
        let read = objects.read(id);
        self.leave(objects);
        Ok(read?.1)
    }

    /// The id of that content.
    pub fn commit_file_id(&self, commit: ObjectId, path: &[u8]) -> Result<Option<ObjectId>, GitError> {
        let objects = self.lent()?;
        let found = below(&objects, commit, path);
        self.leave(objects);
        Ok(found?.map(|(id, _)| id))
    }
}

/// Git records the target path of a link, which is not the content of the file that it leads to.
fn refuse_link(mode: Mode, path: &[u8]) -> Result<(), GitError> {
    match mode {
        Mode::Link => Err(GitError::Unusable(format!(
            "{}: git has a symbolic link there, which may point anywhere: commit the file itself in its place",
            String::from_utf8_lossy(path)
        ))),
        _ => Ok(()),
    }
}

fn below(objects: &Objects, commit: ObjectId, path: &[u8]) -> Result<Option<(ObjectId, Mode)>, GitError> {
    let (mut id, mut mode) = (objects.commit_tree(commit)?, Mode::Folder);
    let mut parts = path.split(|&b| b == b'/').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        let tree = Tree::read(objects, id)?;
        let Some(at) = tree.find(part, parts.peek().is_some()) else { return Ok(None) };
        (id, mode) = (tree.entries()[at].id, tree.entries()[at].mode);
    }
    Ok(Some((id, mode)))
}

fn find(index: &Index, path: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (0, index.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match index.path(middle).cmp(path) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let is_content = index.stage(middle) == 0 && !index.is_intent_to_add(middle);
                return is_content.then_some(middle);
            }
        }
    }
    None
}
