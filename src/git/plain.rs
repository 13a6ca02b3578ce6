//! Opens what should be a file of a repository only where it is one: a pipe that lies in its place would be waited for
//! for ever, and a device has no end.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// Opens a regular file; where something else lies there, the error says what. Links are followed.
pub(in crate::git) fn open(path: &Path) -> Result<File> {
    regular(&path.metadata()?)?;
    // Something else may have taken its place meanwhile: opening that must not wait, and it is not read.
    let file = match OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
    {
        // A file server may have lent the file to somebody, who is asked to give it back and does: a pipe never says so.
        Err(e) if e.kind() == ErrorKind::WouldBlock => File::open(path)?,
        opened => opened?,
    };
    regular(&file.metadata()?)?;
    Ok(file)
}

/// The content of a regular file.
pub(in crate::git) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut file = open(path)?;
    let mut bytes = Vec::new();
    // What claims to be larger than memory is an error, and not the end of the program.
    bytes.try_reserve_exact(file.metadata().map_or(0, |meta| meta.len()) as usize)?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same as text.
pub(in crate::git) fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|_| Error::new(ErrorKind::InvalidData, "it is no UTF-8 text"))
}

/// An error where something lies there that is neither a file nor a folder: what it is.
pub(in crate::git) fn check(path: &Path) -> Result<()> {
    match path.metadata() {
        Ok(meta) if !meta.is_dir() => regular(&meta),
        _ => Ok(()),
    }
}

fn regular(meta: &Metadata) -> Result<()> {
    match meta.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_dir() => Err(Error::new(ErrorKind::IsADirectory, "it is a folder and no file")),
        kind => Err(Error::new(ErrorKind::InvalidInput, format!("it is {} and no file", name(kind)))),
    }
}

fn name(kind: FileType) -> &'static str {
    match () {
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_files_are_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("file"), "text").expect("a file");
        symlink("file", at("link")).expect("a link");
        symlink("/dev/zero", at("device")).expect("a link");
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().expect("it runs");
        assert!(made.success());
        assert_eq!(
            (text(&at("file")).expect("text"), read(&at("link")).expect("text")),
            ("text".into(), b"text".to_vec())
        );
        for (name, what) in [("device", "a device"), ("pipe", "a named pipe")] {
            assert!(read(&at(name)).expect_err(name).to_string().contains(what));
            assert!(check(&at(name)).is_err());
        }
        assert_eq!(read(dir.path()).expect_err("a folder").kind(), ErrorKind::IsADirectory);
        assert_eq!(read(&at("none")).expect_err("nothing").kind(), ErrorKind::NotFound);
        assert!(check(&at("none")).is_ok() && check(dir.path()).is_ok() && check(&at("file")).is_ok());
    }
}
