//! Opens files of a repository only if they are regular files: a pipe in their place would block for ever, and a device
//! has no end.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// Opens a regular file, following links. If something else is there, the error says what.
pub(in crate::git) fn open(path: &Path) -> Result<File> {
    regular(&path.metadata()?)?;
    // It may have been replaced meanwhile: opening must not block, and anything but a file is not read.
    let file = match OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
    {
        // Another program, such as a file server, holds a lease on the file. The kernel has asked it to give the lease
        // up; a blocking open waits for that. A pipe never reports this.
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
    // A file that claims to be larger than memory is an error, not a crash.
    bytes.try_reserve_exact(file.metadata().map_or(0, |meta| meta.len()) as usize)?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same as text.
pub(in crate::git) fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|_| Error::new(ErrorKind::InvalidData, "it is no UTF-8 text"))
}

/// An error if something lies there that is neither file nor folder; it says what.
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
        for path in [&at("none"), dir.path(), &at("file")] {
            assert!(check(path).is_ok(), "{}", path.display());
        }
    }
}
