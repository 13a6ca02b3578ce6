//! Path exclusions in the way of trufflehog's `--exclude-paths`: a regular expression a line.

use super::detect_secrets::exclude;
use super::{Plan, read};
use crate::error::Result;
use std::path::Path;

/// Names that such a file goes by.
const FILES: &[&str] = &[".trufflehogignore", ".trufflehog-ignore", "trufflehog-exclude-paths.txt"];

/// Takes over those that lie at `root`.
pub fn migrate(root: &Path, plan: &mut Plan) -> Result<()> {
    for name in FILES {
        let Some(text) = read(&root.join(name))? else { continue };
        plan.title(name);
        let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        lines.for_each(|regex| exclude(regex, plan));
    }
    Ok(())
}
