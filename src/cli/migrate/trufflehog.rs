//! Path exclusions as for trufflehog's `--exclude-paths`: one regular expression a line.

use super::detect_secrets::exclude;
use super::{Plan, read};
use crate::error::Result;
use std::path::Path;

/// Usual names of such a file.
const FILES: &[&str] = &[".trufflehogignore", ".trufflehog-ignore", "trufflehog-exclude-paths.txt"];

/// Takes over those files that exist at `root`.
pub fn migrate(root: &Path, plan: &mut Plan) -> Result<()> {
    for name in FILES {
        let Some(text) = read(&root.join(name))? else { continue };
        plan.title(name);
        let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        lines.for_each(|regex| exclude(regex, plan));
    }
    Ok(())
}
