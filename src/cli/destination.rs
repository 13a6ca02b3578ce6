//! The files that reports go to. They are checked before the scan, so that a long scan does not end in a missing
//! folder.

use crate::error::{Error, Result};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Refuses files that cannot be written, and a file that two reports would both write.
pub fn check<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<()> {
    let mut known: Vec<PathBuf> = Vec::new();
    for path in paths {
        let real = writable(path)?;
        // Two reports may go to the same pipe or device, and opening it here would disturb its reader.
        if real.exists() && !real.is_file() {
            continue;
        }
        if known.contains(&real) {
            let message = format!("two reports go to {}: give each a file of its own", path.display());
            return Err(Error::Usage(message));
        }
        known.push(real);
    }
    Ok(())
}

/// The file's real path. Does not create or change the file: a run that fails leaves no empty report.
fn writable(path: &Path) -> Result<PathBuf> {
    let fail =
        |why: &str| Err(Error::Usage(format!("the report cannot be written to {}: {why}", path.display())));
    if path.is_dir() {
        return fail("that is a folder; name a file in it");
    }
    if path.exists() && !path.is_file() {
        return Ok(path.to_owned());
    }
    if path.exists() {
        return match OpenOptions::new().append(true).open(path) {
            Ok(_) => Ok(path.canonicalize().unwrap_or_else(|_| path.to_owned())),
            Err(error) => fail(&format!("{error}; give it another place, or change its permissions")),
        };
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else { return fail("that names no file") };
    if !folder.is_dir() {
        return fail(&format!("there is no folder {}; make it first", folder.display()));
    }
    match tempfile::Builder::new().prefix(".secretscan-").tempfile_in(folder) {
        Ok(_) => Ok(folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).join(name)),
        Err(error) => {
            let error = error.kind();
            fail(&format!("the folder {} cannot be written to ({error})", folder.display()))
        }
    }
}
