//! `secretscan rules list|show|check`.

use super::args::{CommonArgs, RulesAction};
use super::committed::Committed;
use super::out::Out;
use super::settings;
use crate::config::Layer;
use crate::error::{Error, Result};
use crate::model::RuleIx;
use crate::outcome::Exit;
use crate::report::receipt::count;
use crate::report::sanitize::{cells, escape};
use crate::rules::{self, RuleSet};
use std::path::Path;

/// Runs one of the actions.
pub fn run(action: &RulesAction, args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    match action {
        RulesAction::Check { file: Some(file) } => check_file(file, out),
        RulesAction::Check { file: None } => Ok(check_catalogue(out)),
        RulesAction::List => list(&of_this_place(args)?, out),
        RulesAction::Show { id } => {
            let rules = of_this_place(args)?;
            let rule = rules.find(id).ok_or_else(|| unknown(id, &rules))?;
            show(&rules, rule, out);
            Ok(Exit::Clean)
        }
    }
}

/// The rules that a scan here would use.
pub fn of_this_place(args: &CommonArgs) -> Result<RuleSet> {
    let committed = Committed::around(Path::new("."));
    settings::rules(args, &settings::config(args, &committed)?, &committed)
}

/// The error for an unknown rule id, with the id that comes closest.
pub fn unknown(id: &str, rules: &RuleSet) -> Error {
    let close = rules
        .iter()
        .map(|ix| rules.info(ix).id)
        .filter(|known| known.contains(id) || id.contains(known))
        .min_by_key(|known| known.len().abs_diff(id.len()));
    let hint = close.map_or_else(String::new, |known| format!(" (is it {known}?)"));
    Error::Usage(format!("there is no rule {id}{hint}: `secretscan rules list` shows them all"))
}

fn list(rules: &RuleSet, out: &mut Out) -> Result<Exit> {
    let width = rules.iter().map(|ix| rules.info(ix).id.len()).max().unwrap_or_default();
    let mut providers = std::collections::BTreeSet::new();
    let mut ids: Vec<RuleIx> = rules.iter().collect();
    ids.sort_by_key(|ix| rules.info(*ix).id);
    for ix in &ids {
        let rule = rules.info(*ix);
        providers.insert(rule.provider);
        out.line(&format!(
            "{:width$}  {:<8}  {:<6}  {}",
            rule.id,
            rule.severity.name(),
            rule.confidence.name(),
            escape(rule.name)
        ));
    }
    out.line(&format!("{} rules for {} providers", ids.len(), providers.len()));
    Ok(Exit::Clean)
}

/// Prints everything about a rule.
pub fn show(rules: &RuleSet, ix: RuleIx, out: &mut Out) {
    let rule = rules.info(ix);
    out.line(&format!("{}  {}", rule.id, escape(rule.name)));
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            out.line(&format!("  {name:<11} {}", wrapped(&escape(value), 14)));
        }
    };
    row("provider", rule.provider);
    row("severity", rule.severity.name());
    row("confidence", rule.confidence.name());
    row("found by", &rules.keywords(ix).join(", "));
    row("only in", &rules.paths(ix).join(", "));
    row("what to do", rule.advice);
    row("revoke at", rule.revoke);
    rule.references.iter().for_each(|address| row("see", address));
    if !rules.is_on(ix) {
        out.line("  This rule is off here: `enable` it in the configuration, or name it with --rule.");
    }
}

/// Breaks a text at blanks below 100 columns; further lines begin at `indent`.
fn wrapped(text: &str, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut column = indent;
    for word in text.split(' ') {
        if column + cells(word) > 100 && column > indent {
            wrapped.push_str(&format!("\n{:indent$}", ""));
            column = indent;
        } else if !wrapped.is_empty() {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += cells(word);
    }
    wrapped
}

fn check_file(file: &Path, out: &mut Out) -> Result<Exit> {
    let Layer { text, .. } = Layer::read(file)?;
    let name = file.display().to_string();
    let problems = rules::check(&text, &name);
    for problem in &problems {
        out.line(&format!("{name}: rule {}: {}", problem.rule, escape(&problem.message)));
    }
    if problems.is_empty() {
        out.line(&format!("{name}: every rule loads, finds its examples and leaves its non-examples alone"));
        return Ok(Exit::Clean);
    }
    out.line(&count(problems.len() as u64, "problem"));
    Ok(Exit::Usage)
}

fn check_catalogue(out: &mut Out) -> Exit {
    let mut wrong = 0;
    for (name, text) in rules::SOURCES {
        for problem in rules::check(text, name) {
            wrong += 1;
            out.line(&format!("rules/{name}: rule {}: {}", problem.rule, escape(&problem.message)));
        }
    }
    if wrong > 0 {
        return Exit::Usage;
    }
    out.line(&format!(
        "{} built-in rules in {} files: each finds its examples and leaves its non-examples alone",
        RuleSet::builtin().len(),
        rules::SOURCES.len()
    ));
    Exit::Clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_broken_at_blanks() {
        let text = "word ".repeat(40);
        let wrapped = wrapped(text.trim(), 14);
        assert!(wrapped.lines().all(|line| line.len() <= 100), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }
}
