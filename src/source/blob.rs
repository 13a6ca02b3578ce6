//! Reads objects of a repository, for the index and range sources.

use super::{MAX_BYTES, Read};
use crate::git::{Content, Objects, added};
use crate::model::{Added, ObjectId};
use std::sync::Arc;

/// The bytes of an object; `spare` is reused as memory if they are shared. `Err` says what became of the unit if it
/// cannot be read whole.
pub fn whole(objects: &Objects, id: ObjectId, mut spare: Vec<u8>) -> Result<Vec<u8>, Read> {
    match objects.content(id, MAX_BYTES) {
        Ok(Content::Whole(bytes)) => Ok(Arc::try_unwrap(bytes).unwrap_or_else(|shared| {
            spare.clear();
            spare.extend_from_slice(&shared);
            spare
        })),
        Ok(Content::Large(stream)) => Err(Read::Large(stream)),
        Ok(Content::TooLarge(size)) => Err(Read::Unread(format!(
            "{size} bytes, stored as a change of another object, are more than the {MAX_BYTES} that are read at once; \
             split it, or exclude it in the configuration"
        ))),
        Err(e) => Err(Read::Unread(e.to_string())),
    }
}

/// The lines of `new` that none of the older objects has; without older objects, those that the file it was made from
/// does not have. An older object that cannot be read makes nothing old.
pub fn added_to(
    objects: &Objects,
    olds: &[ObjectId],
    made_from: impl FnOnce() -> Option<Vec<u8>>,
    new: &[u8],
) -> Added {
    let read = |id: &ObjectId| match objects.content(*id, MAX_BYTES) {
        Ok(Content::Whole(bytes)) => Some(bytes),
        _ => None,
    };
    let mut texts: Vec<Arc<Vec<u8>>> = olds.iter().filter_map(read).collect();
    if olds.is_empty() {
        texts.extend(made_from().map(Arc::new));
    }
    added(&texts.iter().map(|text| text.as_slice()).collect::<Vec<_>>(), new)
}
