//! Turns the library's refusals to open a repository into one sentence with the remedy.

use super::{GitError, plain};
use std::io::ErrorKind;
use std::path::Path;

/// Why the repository at or above `start` cannot be opened.
pub(super) fn refusal(start: &Path, error: &git2::Error) -> GitError {
    let message = error.message();
    let place = start.display();
    let text = match error.code() {
        git2::ErrorCode::NotFound => {
            if let Some(why) = not_taken(start, message) {
                return GitError::Absent(why);
            }
            return GitError::Absent(format!(
                "{place}: not inside a git repository; run this where your repository is, or scan plain files with \
                 `secretscan PATH`"
            ));
        }
        git2::ErrorCode::Owner => {
            let path = quoted(message).unwrap_or_else(|| place.to_string());
            let path = path.strip_suffix('/').filter(|p| !p.is_empty()).unwrap_or(&path).to_string();
            format!(
                "{path}: this repository belongs to another user, so git refuses it too; if you trust it, run: git \
                 config --global --add safe.directory {}",
                shell_word(&path)
            )
        }
        _ => match unsupported(message) {
            Some(what) => return GitError::Unsupported(format!("{place}: {what}")),
            None => {
                format!(
                    "{place}: the git repository cannot be opened: {message}; `git status` there tells more"
                )
            }
        },
    };
    GitError::Unusable(text)
}

/// What is wrong with something that is nearly a repository; `None` if there is none at all.
fn not_taken(start: &Path, message: &str) -> Option<String> {
    // The library's message if `core.worktree` leads nowhere.
    if message.starts_with("failed to resolve path") {
        let folder = quoted(message).unwrap_or_default();
        let place = start.display();
        return Some(format!(
            "{place}: core.worktree names the folder {folder}, which is not there; `git config core.worktree` in the \
             repository says where it is"
        ));
    }
    let start = std::path::absolute(start).unwrap_or_else(|_| start.to_path_buf());
    let inner = start.ancestors().map(|above| above.join(".git")).find(|inner| inner.is_dir())?;
    let has = |name: &str| inner.join(name).is_dir();
    let shown = inner.display();
    match (plain::open(&inner.join("HEAD")), has("objects"), has("refs")) {
        (Err(e), true, true) if e.kind() == ErrorKind::NotFound => Some(format!(
            "{shown}: its HEAD is gone, so git takes it for no repository; write `ref: refs/heads/` and the name of \
             the branch into that file"
        )),
        (Err(e), true, true) => Some(format!("{shown}/HEAD: {e}, so git takes this for no repository")),
        (Ok(_), objects, refs) if objects != refs => {
            let gone = if objects { "refs" } else { "objects" };
            Some(format!("{shown}: its folder {gone} is gone, so git takes it for no repository"))
        }
        _ => None,
    }
}

/// The message for a repository format that is refused on purpose.
fn unsupported(message: &str) -> Option<String> {
    let lower = message.to_ascii_lowercase();
    if lower.contains("object format") || lower.contains("objectformat") {
        return Some(
            "this repository uses SHA-256 object names, which secretscan cannot read yet; its files can be scanned \
             with `secretscan PATH`"
                .to_string(),
        );
    }
    let name = message.split("unsupported extension name ").nth(1)?.trim();
    let name = name.strip_prefix("extensions.").unwrap_or(name);
    Some(if name.eq_ignore_ascii_case("refstorage") {
        "this repository keeps its refs as reftable, which secretscan cannot read yet; run `git refs migrate \
         --ref-format=files`, or scan its files with `secretscan PATH`"
            .to_string()
    } else {
        format!(
            "this repository uses the git extension {name}, which secretscan does not know; its files can be scanned \
             with `secretscan PATH`"
        )
    })
}

/// The first part of `message` between single quotes.
fn quoted(message: &str) -> Option<String> {
    message.split('\'').nth(1).map(str::to_string)
}

/// A path as a word that can be pasted into a shell.
pub fn shell_word(path: &str) -> String {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-+@%,:".contains(&b));
    if plain { path.to_string() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use git2::{ErrorClass, ErrorCode};

    fn words(code: ErrorCode, message: &str) -> String {
        refusal(Path::new("/r"), &git2::Error::new(code, ErrorClass::Repository, message)).to_string()
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let owner = words(ErrorCode::Owner, "repository path '/a b/' is not owned by current user");
        assert!(owner.ends_with("git config --global --add safe.directory '/a b'"), "{owner}");
        let reftable = words(ErrorCode::GenericError, "unsupported extension name extensions.refstorage");
        assert!(reftable.contains("git refs migrate --ref-format=files"), "{reftable}");
        let sha256 = words(ErrorCode::Invalid, "unknown object format 'sha256'");
        assert!(sha256.contains("SHA-256"), "{sha256}");
        let other = words(ErrorCode::GenericError, "unsupported extension name extensions.frobnicate");
        assert!(other.contains("extension frobnicate"), "{other}");
        assert!(words(ErrorCode::NotFound, "").starts_with("/r: not inside a git repository"));
    }
}
