//! `.gitleaksignore`: fingerprints of places, `commit:file:rule:line` or `file:rule:line`. Each is looked up, and the
//! value at that place is allowed.

use super::look::Look;
use super::{Plan, read};
use crate::error::Result;
use std::path::Path;

const FILE: &str = ".gitleaksignore";

/// A line of the file.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'t> {
    commit: Option<&'t str>,
    file: &'t str,
    rule: &'t str,
    line: usize,
}

impl<'t> Entry<'t> {
    fn parse(text: &'t str) -> Option<Entry<'t>> {
        let (rest, line) = text.rsplit_once(':')?;
        let (rest, rule) = rest.rsplit_once(':')?;
        let hex = |c: &str| (7..=64).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_hexdigit());
        let (commit, file) = match rest.split_once(':') {
            Some((commit, file)) if hex(commit) => (Some(commit), file),
            _ => (None, rest),
        };
        let line = line.trim().parse().ok()?;
        (!file.is_empty() && !rule.is_empty()).then_some(Entry { commit, file, rule, line })
    }
}

/// Takes over the file at `root`, if there is one.
pub fn migrate(root: &Path, look: &Look, plan: &mut Plan) -> Result<()> {
    let Some(text) = read(&root.join(FILE))? else { return Ok(()) };
    plan.title(FILE);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("line {}", number + 1);
        match Entry::parse(line) {
            None => plan.left(&format!("{place}: it is no fingerprint of gitleaks (commit:file:rule:line)")),
            Some(entry) => one(&entry, &place, root, look, plan)?,
        }
    }
    Ok(())
}

fn one(entry: &Entry<'_>, place: &str, root: &Path, look: &Look, plan: &mut Plan) -> Result<()> {
    // gitleaks separates the path of a file inside an archive by `!`.
    let bytes = match entry.commit {
        Some(commit) => look.file(commit, entry.file),
        None => std::fs::read(root.join(entry.file)).ok(),
    };
    let spot = format!("{}:{}", entry.file, entry.line);
    let Some(bytes) = bytes else {
        let commit = entry.commit.map_or_else(String::new, |c| format!(" in {}", &c[..c.len().min(10)]));
        plan.left(&format!(
            "{place}: {} is not there{commit} (or this clone lacks the commit), so nothing can be found",
            entry.file
        ));
        return Ok(());
    };
    let found = look.at(entry.file, bytes);
    let there: Vec<_> = found.iter().filter(|f| (f.start.line..=f.end.line).contains(&entry.line)).collect();
    if there.is_empty() {
        plan.left(&format!(
            "{place}: we find no secret at {spot} ({}), so there is nothing to allow",
            entry.rule
        ));
        return Ok(());
    }
    // A line names one rule of gitleaks. If several values stand there, it cannot be told which one is meant.
    let mut values: Vec<_> = there.iter().map(|f| f.fingerprint).collect();
    values.sort();
    values.dedup();
    if values.len() > 1 {
        plan.left(&format!(
            "{place}: we find {} secrets at {spot}, and it does not say which of them {} means: allow it by its id",
            values.len(),
            entry.rule
        ));
        return Ok(());
    }
    plan.allow(look.entry(there[0], &format!("migrated from {FILE}"))?);
    plan.done(&format!("{place}: allowed {} ({spot})", there[0].fingerprint.short()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let commit = "a".repeat(40);
        let text = format!("{commit}:dir/a:b.txt:generic-api-key:12");
        let entry = Entry::parse(&text).expect("a fingerprint");
        assert_eq!((entry.commit, entry.file, entry.line), (Some(commit.as_str()), "dir/a:b.txt", 12));
        let entry = Entry::parse("dir/a.txt:jwt:3").expect("a fingerprint");
        assert_eq!((entry.commit, entry.file, entry.rule, entry.line), (None, "dir/a.txt", "jwt", 3));
        assert_eq!(Entry::parse("nonsense"), None);
        assert_eq!(Entry::parse("a:b:c"), None);
    }
}
