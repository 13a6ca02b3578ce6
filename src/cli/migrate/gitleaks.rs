//! `.gitleaks.toml`: its rules become ours if the loader proves them, its excluded paths become globs if a glob means
//! the same, and each value that its allow lists let pass today gets an allow entry.

use super::detect_secrets::exclude;
use super::look::Look;
use super::rule::{self, Rule};
use super::{Plan, read};
use crate::error::{Error, Result};
use crate::finding::Finding;
use serde::Deserialize;
use std::path::Path;

const FILES: &[&str] = &[".gitleaks.toml", "gitleaks.toml", ".gitleaks/config.toml"];

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    extend: Extend,
    #[serde(default)]
    rules: Vec<Rule>,
    allowlist: Option<Allow>,
    #[serde(default)]
    allowlists: Vec<Allow>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extend {
    path: Option<String>,
    url: Option<String>,
    #[serde(default)]
    disabled_rules: Vec<String>,
}

/// An allow list, of the whole file or of one rule.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Allow {
    condition: Option<String>,
    #[serde(default)]
    commits: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    regex_target: Option<String>,
    #[serde(default)]
    regexes: Vec<String>,
    #[serde(default)]
    stopwords: Vec<String>,
    #[serde(default)]
    target_rules: Vec<String>,
}

/// Takes over the first of these files that exists.
pub fn migrate(root: &Path, look: &Look, plan: &mut Plan) -> Result<()> {
    for name in FILES {
        let path = root.join(name);
        let Some(text) = read(&path)? else { continue };
        let file: File = toml::from_str(&text).map_err(|e| Error::Config {
            path,
            message: format!("it is no configuration of gitleaks: {}", e.message().replace('\n', " ")),
        })?;
        plan.title(name);
        return all(&file, name, look, plan);
    }
    Ok(())
}

fn all(file: &File, name: &str, look: &Look, plan: &mut Plan) -> Result<()> {
    for from in file.extend.path.iter().chain(&file.extend.url) {
        plan.left(&format!("extend {from}: only this file is read; run migrate beside that one"));
    }
    for id in &file.extend.disabled_rules {
        plan.left(&format!(
            "disabled rule {id}: our rules have other ids; `secretscan rules list` shows which to name in `disable`"
        ));
    }
    for one in &file.rules {
        if one.regex.is_none() && one.path.is_none() {
            // It adapts a rule of gitleaks; our own rule of that kind stays as it is.
            plan.left(&format!("rule {}: it only changes a rule of gitleaks; ours stays as it is", one.id));
        } else {
            match rule::convert(one) {
                Ok((block, remark)) => {
                    plan.rules.push(block);
                    plan.done(&format!("rule {}: in {}{remark}", one.id, super::RULES_FILE));
                }
                Err(why) => plan.left(&format!("rule {}: {why}", one.id)),
            }
        }
        for list in one.allowlist.iter().chain(&one.allowlists) {
            let what = list.words();
            if !what.is_empty() {
                plan.left(&format!(
                    "allow list of rule {} ({what}): ours hold for every rule, so it would allow more",
                    one.id
                ));
            }
        }
    }
    let mut found: Option<Vec<Finding>> = None;
    for list in file.allowlist.iter().chain(&file.allowlists) {
        take_over(list, name, look, &mut found, plan)?;
    }
    Ok(())
}

impl Allow {
    fn words(&self) -> String {
        let parts = [
            ("commits", &self.commits),
            ("paths", &self.paths),
            ("regexes", &self.regexes),
            ("stopwords", &self.stopwords),
        ];
        let parts = parts.iter().filter(|p| !p.1.is_empty());
        parts.map(|(key, list)| format!("{} {key}", list.len())).collect::<Vec<_>>().join(", ")
    }
}

/// Takes over an allow list of the whole file.
fn take_over(
    list: &Allow,
    name: &str,
    look: &Look,
    found: &mut Option<Vec<Finding>>,
    plan: &mut Plan,
) -> Result<()> {
    let what = list.words();
    let several = [&list.commits, &list.paths, &list.regexes, &list.stopwords];
    let all_of = list.condition.as_deref().is_some_and(|c| matches!(c, "AND" | "and" | "&&"));
    if all_of && several.iter().filter(|l| !l.is_empty()).count() > 1 {
        plan.left(&format!("allow list ({what}): all of it together allows; each alone would allow more"));
        return Ok(());
    }
    if !list.target_rules.is_empty() {
        plan.left(&format!(
            "allow list of {} ({what}): ours hold for every rule",
            list.target_rules.join(", ")
        ));
        return Ok(());
    }
    list.paths.iter().for_each(|regex| exclude(regex, plan));
    for commit in &list.commits {
        plan.left(&format!(
            "commit {commit}: we allow values, not commits: `secretscan --history` tells their ids"
        ));
    }
    let target = list.regex_target.as_deref().unwrap_or("secret");
    for text in &list.regexes {
        if target != "secret" {
            plan.left(&format!(
                "regex {text}: it looks at the {target}; we allow values by their fingerprint"
            ));
            continue;
        }
        match regex::bytes::RegexBuilder::new(text).unicode(false).build() {
            Ok(regex) => values(text, &|value| regex.is_match(value), name, look, found, plan)?,
            Err(_) => plan.left(&format!("regex {text}: it is no regular expression that we can read")),
        }
    }
    for word in &list.stopwords {
        let low = word.to_ascii_lowercase();
        let holds = |value: &[u8]| String::from_utf8_lossy(value).to_ascii_lowercase().contains(&low);
        values(&format!("stopword {word}"), &holds, name, look, found, plan)?;
    }
    Ok(())
}

/// Adds an allow entry for each value that an expression lets pass today.
fn values(
    what: &str,
    is_allowed: &dyn Fn(&[u8]) -> bool,
    name: &str,
    look: &Look,
    found: &mut Option<Vec<Finding>>,
    plan: &mut Plan,
) -> Result<()> {
    if found.is_none() {
        *found = Some(look.everywhere()?);
    }
    let mut ids = Vec::new();
    for finding in found.iter().flatten().filter(|f| is_allowed(f.secret.reveal())) {
        if !ids.contains(&finding.fingerprint) {
            ids.push(finding.fingerprint);
            plan.allow(look.entry(finding, &format!("migrated from {name}"))?);
        }
    }
    match ids.len() {
        0 => plan.left(&format!(
            "{what}: nothing that we find today is allowed by it; values to come are reported"
        )),
        n => plan.done(&format!(
            "{what}: allowed the {n} values that it lets pass today; values to come are reported"
        )),
    }
    Ok(())
}
