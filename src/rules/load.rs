//! Loads a user's rules at run time with the same compiler as ours, and reports all problems at once.

use super::compile::{Known, Problem, compile};
use super::pattern;
use super::raw::{RawFile, RawRule};
use super::table::Tables;
use super::{RuleSet, builtin};
use crate::engine::{checks, matcher};
use crate::error::{Error, Result};
use globset::Glob;

/// One rule file as read: its name for messages, and its text.
pub struct RuleFile<'f> {
    /// As a person names it.
    pub name: &'f str,
    /// The TOML.
    pub text: &'f str,
}

impl RuleSet {
    /// The built-in catalogue and the rules in these files.
    pub fn with_user(files: &[RuleFile<'_>]) -> Result<RuleSet> {
        if files.is_empty() {
            return Ok(RuleSet::builtin());
        }
        let base = builtin::tables();
        let mut rules: Vec<RawRule> = Vec::new();
        let mut homes: Vec<(String, &str)> = Vec::new();
        for file in files {
            let raw = parse(file)?;
            homes.extend(raw.iter().map(|rule| (rule.id.clone(), file.name)));
            rules.extend(raw);
            not_too_many(&rules, file)?;
        }
        let user = prove(rules, &base, &base).map_err(|problems| {
            let home = |id: &str| homes.iter().find(|(known, _)| known == id).map(|(_, file)| *file);
            let first = home(&problems[0].rule).unwrap_or(files[0].name).to_string();
            let more = problems.len() - 1;
            let mut message = problems[0].message.clone();
            if more > 0 {
                message.push_str(&format!(" (and {more} more: `secretscan rules check {first}` tells all)"));
            }
            Error::Rule { file: first, rule: problems[0].rule.clone(), message }
        })?;
        Ok(RuleSet::of(base, user))
    }

    /// The rules in one text, without the catalogue, for tests and `rules check`.
    pub fn of_text(text: &str, name: &str) -> Result<RuleSet> {
        let rules = parse(&RuleFile { name, text })?;
        let tables =
            prove(rules, &Tables::default(), &Tables::default()).map_err(|problems| Error::Rule {
                file: name.to_string(),
                rule: problems[0].rule.clone(),
                message: problems[0].message.clone(),
            })?;
        Ok(RuleSet::of(tables, Tables::default()))
    }
}

/// Most rules that are added to the catalogue: with its own, they are numbered in 16 bits.
pub(super) const MOST_RULES: usize = 5_000;
/// Most keywords of those rules, which are numbered so, too.
pub const MOST_KEYWORDS: usize = 20_000;

/// An error if the rules so far, of `file` and the ones before it, are more than can be searched for.
fn not_too_many(rules: &[RawRule], file: &RuleFile<'_>) -> Result<()> {
    let keywords: usize = rules.iter().map(|rule| rule.keywords.len()).sum();
    let (most, what) = match () {
        () if rules.len() > MOST_RULES => (MOST_RULES, "rules"),
        () if keywords > MOST_KEYWORDS => (MOST_KEYWORDS, "keywords"),
        () => return Ok(()),
    };
    Err(Error::Rule {
        file: file.name.to_string(),
        rule: rules.last().map_or_else(String::new, |rule| rule.id.clone()),
        message: format!(
            "with this file there are more than {most} {what} besides the catalogue: leave some out, or search for them in a \
             second run"
        ),
    })
}

pub(super) fn parse(file: &RuleFile<'_>) -> Result<Vec<RawRule>> {
    let raw: RawFile = toml::from_str(file.text).map_err(|e| {
        let line =
            e.span().map(|span| file.text[..span.start.min(file.text.len())].matches('\n').count() + 1);
        Error::Rule {
            file: file.name.to_string(),
            rule: line.map_or_else(|| "?".to_string(), |line| format!("at line {line}")),
            message: e.message().to_string(),
        }
    })?;
    if raw.rules.is_empty() {
        return Err(Error::Rule {
            file: file.name.to_string(),
            rule: "?".to_string(),
            message: "the file has no [[rule]] block".to_string(),
        });
    }
    Ok(raw.rules)
}

/// Compiles rules and checks what only the crate itself can: that checks, matchers and partner rules exist, ids are
/// free, and globs and patterns compile. No id in `taken` may be used again; partners may be rules in `others`.
pub(super) fn prove(
    rules: Vec<RawRule>,
    taken: &Tables,
    others: &Tables,
) -> std::result::Result<Tables, Vec<Problem>> {
    let mut problems = Vec::new();
    for rule in &rules {
        let mut say = |message: String| problems.push(Problem { rule: rule.id.clone(), message });
        if taken.find(&rule.id).is_some() {
            say(
                "a built-in rule has this id: choose another, or disable that one by its id and rename yours"
                    .into(),
            );
        }
        for glob in &rule.paths {
            if let Err(e) = Glob::new(glob) {
                say(format!("its path glob `{glob}` cannot be used: {}", e.kind()));
            }
        }
        if let Some(pattern) = &rule.regex
            && let Err(e) = pattern::compile(pattern, rule.ignore_case, 0)
            && e.size_limit().is_some()
        {
            say("its regex compiles to more than 4 MB: use smaller repetitions".into());
        }
    }
    let known = Known {
        check: &|name| checks::find(name).is_some(),
        matcher: &|name| matcher::find(name).is_some(),
        rule: &|id| others.find(id).is_some(),
    };
    match compile(rules, &known) {
        Ok(tables) if problems.is_empty() => Ok(tables),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules have numbers of 16 bits.
    #[test]
    fn no_number_is_given_twice() {
        let set = RuleSet::builtin();
        let tables = set.tables()[0];
        assert!(tables.rules.len() + MOST_RULES <= usize::from(u16::MAX));
        let many: String = (0..=MOST_RULES)
            .map(|n| format!("[[rule]]\nid = \"r{n}\"\nname = \"x\"\nprovider = \"x\"\nseverity = \"low\"\nconfidence = \"low\"\n\
                               keywords = [\"acme{n}\"]\nregex = \"acme{n}\"\nadvice = \"x\"\n"))
            .collect();
        let file = RuleFile { name: "many.toml", text: &many };
        let said = RuleSet::with_user(&[file]).expect_err("too many").to_string();
        assert!(said.contains("many.toml") && said.contains("more than 5000 rules"), "{said}");
    }
}
