//! The user's configuration of git, as far as hooks for all repositories depend on it: that it can be written, and what it
//! includes for some repositories only.

use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// An error if the user's configuration is no file. Git replaces what it writes: as root it would make a file of `/dev/null`,
/// which containers name there.
pub fn check() -> Result<()> {
    const VARIABLE: &str = "GIT_CONFIG_GLOBAL";
    let Some(path) = std::env::var_os(VARIABLE).map(PathBuf::from).filter(|p| !p.as_os_str().is_empty())
    else {
        return Ok(());
    };
    match path.metadata() {
        Ok(meta) if !meta.is_file() => Err(Error::Usage(format!(
            "{VARIABLE} names {}, which is no file that git can write: unset it, or name a file there",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// Names the repositories for which the user's configuration includes a file that sets `key`, so that `folder` is not what
/// git goes by there, or that file no longer is.
pub fn tell_conditional(git: &GitTool, key: &str, folder: &Path, out: &mut Out) -> Result<()> {
    for (condition, file) in conditional_includes(git)? {
        let mut words = ["config", "--includes", "--type=path", "--file"].map(OsString::from).to_vec();
        words.extend([file.clone().into(), "--get".into(), key.into()]);
        let Some(other) = git.ask(&words)?.filter(|other| other != folder) else { continue };
        out.line(&format!(
            "In repositories of `{condition}`, {} sets {key} to {}, and what git reads last holds: `secretscan hook status` in one \
             of them tells, and `secretscan hook install --force` there adds our hooks to those in that folder.",
            file.display(),
            other.display()
        ));
    }
    Ok(())
}

/// The conditions of `includeIf` in the user's configuration, and the files that they include.
fn conditional_includes(git: &GitTool) -> Result<Vec<(String, PathBuf)>> {
    let words = [
        "config",
        "--global",
        "-z",
        "--show-origin",
        "--type=path",
        "--get-regexp",
        r"^includeif\..*\.path$",
    ];
    let Some(said) = git.ask(&words)? else { return Ok(Vec::new()) };
    let said = said.into_os_string().into_vec();
    let fields: Vec<&[u8]> = said.split(|&b| b == 0).collect();
    let include = |one: &[&[u8]]| {
        let origin = Path::new(OsStr::from_bytes(one[0].strip_prefix(b"file:").unwrap_or(one[0])));
        let end = memchr::memchr(b'\n', one[1])?;
        let key = String::from_utf8_lossy(&one[1][..end]);
        let condition = key.get("includeif.".len()..key.len().checked_sub(".path".len())?)?;
        let file = Path::new(OsStr::from_bytes(&one[1][end + 1..]));
        Some((condition.to_owned(), origin.parent().unwrap_or(Path::new("")).join(file)))
    };
    Ok(fields.chunks_exact(2).filter_map(include).collect())
}
