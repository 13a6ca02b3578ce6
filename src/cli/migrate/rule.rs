//! Turns a rule of gitleaks into one of ours, if our loader can prove it.

use super::edit::quoted;
use super::gitleaks::Allow;
use crate::rules::{RuleFile, RuleSet};
use regex_syntax::ast::{self, Ast, GroupKind};
use serde::Deserialize;

/// A `[[rules]]` block of gitleaks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its name.
    pub id: String,
    #[serde(default)]
    description: String,
    /// What it searches for.
    pub regex: Option<String>,
    /// A regular expression for paths.
    pub path: Option<String>,
    secret_group: Option<usize>,
    entropy: Option<f32>,
    #[serde(default)]
    keywords: Vec<String>,
    /// What it lets pass, in the old form and in the new.
    pub allowlist: Option<Allow>,
    #[serde(default)]
    pub allowlists: Vec<Allow>,
}

/// The rule as TOML, and a remark for the report. `Err` says why there is none.
pub fn convert(rule: &Rule) -> Result<(String, String), String> {
    let Some(regex) = &rule.regex else {
        return Err("it reports files by their path; we report secrets in them".to_owned());
    };
    let paths = match &rule.path {
        None => Vec::new(),
        Some(path) => crate::compat::globs(path).map_err(|why| format!("its path {path}: {why}"))?,
    };
    let (body, fold) = match regex.strip_prefix("(?i)") {
        Some(body) => (body, true),
        None => (regex.as_str(), false),
    };
    let pattern = grouped(body, rule.secret_group.unwrap_or(0))?;
    let mut last = String::new();
    for keywords in choices(rule, &pattern, fold) {
        let block = block(rule, &pattern, fold, &keywords, &paths);
        match RuleSet::with_user(&[RuleFile { name: "gitleaks", text: &block }]) {
            Ok(_) => {
                let remark = if keywords == lower(&rule.keywords) || rule.keywords.is_empty() {
                    String::new()
                } else {
                    format!(" (found by {}, which every match holds)", keywords.join(", "))
                };
                return Ok((block, remark));
            }
            Err(why) => last = why.to_string(),
        }
    }
    // The message begins with file and rule, which are named already.
    Err(last.splitn(3, ": ").last().unwrap_or_default().to_owned())
}

fn lower(words: &[String]) -> Vec<String> {
    words.iter().map(|w| w.to_ascii_lowercase()).collect()
}

/// Keywords to try: those of the rule (which need not be part of a match), then literals of the expression.
fn choices(rule: &Rule, pattern: &str, fold: bool) -> Vec<Vec<String>> {
    let mut all = vec![lower(&rule.keywords)];
    if !fold {
        all.push(rule.keywords.clone());
    }
    let mut texts = Vec::new();
    if let Ok(ast) = ast::parse::Parser::new().parse(pattern) {
        literals(&ast, &mut texts);
    }
    texts.retain(|t| (2..=40).contains(&t.len()));
    texts.sort_by_key(|t| std::cmp::Reverse(t.len()));
    all.extend(texts.into_iter().map(|t| vec![if fold { t.to_ascii_lowercase() } else { t }]));
    all.retain(|k| !k.is_empty());
    all
}

/// Collects runs of literal characters in the expression.
fn literals(ast: &Ast, found: &mut Vec<String>) {
    match ast {
        Ast::Concat(concat) => {
            let mut run = String::new();
            for part in &concat.asts {
                match part {
                    Ast::Literal(sign) => run.push(sign.c),
                    other => {
                        found.push(std::mem::take(&mut run));
                        literals(other, found);
                    }
                }
            }
            found.push(run);
        }
        Ast::Group(group) => literals(&group.ast, found),
        Ast::Repetition(rep) => literals(&rep.ast, found),
        Ast::Literal(sign) => found.push(sign.c.to_string()),
        _ => {}
    }
}

/// The expression with a group `secret`: the group that gitleaks takes, otherwise the whole match. Other groups become
/// non-capturing. Word boundaries at the ends are removed, because the engine checks boundaries.
fn grouped(regex: &str, group: usize) -> Result<String, String> {
    let regex = regex.strip_prefix("\\b").unwrap_or(regex);
    let regex = regex.strip_suffix("\\b").filter(|r| !r.ends_with('\\')).unwrap_or(regex);
    let ast = ast::parse::Parser::new()
        .parse(regex)
        .map_err(|e| format!("its regex cannot be read: {}", e.kind()))?;
    let mut marks = Vec::new();
    collect(&ast, &mut marks);
    marks.sort();
    let wanted = match (group, marks.len()) {
        // With several groups gitleaks takes the first that is not empty, which depends on the match.
        (0, 0) => None,
        (0, _) => Some(0),
        (n, count) if n <= count => Some(n - 1),
        _ => return Err(format!("its regex has no group {group}")),
    };
    let (mut text, mut at) = (String::new(), 0);
    for (number, (start, end)) in marks.iter().enumerate() {
        text.push_str(&regex[at..*start]);
        text.push_str(if Some(number) == wanted { "(?<secret>" } else { "(?:" });
        at = *end;
    }
    text.push_str(&regex[at..]);
    Ok(text)
}

/// Collects where each capturing group begins: the offsets of its bracket and of its content.
fn collect(ast: &Ast, found: &mut Vec<(usize, usize)>) {
    match ast {
        Ast::Group(group) => {
            if !matches!(group.kind, GroupKind::NonCapturing(_)) {
                found.push((group.span.start.offset, group.ast.span().start.offset));
            }
            collect(&group.ast, found);
        }
        Ast::Concat(concat) => concat.asts.iter().for_each(|a| collect(a, found)),
        Ast::Alternation(either) => either.asts.iter().for_each(|a| collect(a, found)),
        Ast::Repetition(rep) => collect(&rep.ast, found),
        _ => {}
    }
}

fn block(rule: &Rule, pattern: &str, fold: bool, keywords: &[String], paths: &[String]) -> String {
    let list =
        |words: &[String]| format!("[{}]", words.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(", "));
    let name = if rule.description.trim().is_empty() { &rule.id } else { &rule.description };
    let mut text = format!(
        "[[rule]]\nid = {}\nname = {}\nprovider = 'this repository'\nseverity = 'high'\nconfidence = 'medium'\n\
         keywords = {}\nregex = {}\nboundary = 'none'\n",
        quoted(&id(&rule.id)),
        quoted(&name.split_whitespace().collect::<Vec<_>>().join(" ")),
        list(keywords),
        regex_text(pattern),
    );
    if fold {
        text.push_str("ignore_case = true\n");
    }
    if let Some(bits) = rule.entropy.filter(|bits| *bits > 0.0) {
        text.push_str(&format!("entropy = {bits:?}\n"));
    }
    if !paths.is_empty() {
        text.push_str(&format!("paths = {}\n", list(paths)));
    }
    text.push_str("advice = 'Revoke it where it was issued, and hand it over at run time instead.'\n");
    text
}

fn regex_text(pattern: &str) -> String {
    match pattern.contains("'''") || pattern.ends_with('\'') {
        true => quoted(pattern),
        false => format!("'''{pattern}'''"),
    }
}

/// An id in kebab case that is different from our ids.
fn id(theirs: &str) -> String {
    let kebab: String = theirs
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .collect();
    format!("gitleaks-{}", kebab.trim_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rule {
        toml::from_str(text).expect("a rule")
    }

    #[test]
    fn rules_that_the_loader_proves() {
        for (text, words) in [
            ("id='acme'\nregex='''acme_[a-z0-9]{32}'''\nkeywords=['acme_']", "keywords = ['acme_']"),
            (
                "id='Acme Key'\nregex='''(?i)acme[a-z ]{0,8}=\\s{0,3}([a-z0-9]{32})(?:\\s|$)'''\nkeywords=['ACME']",
                "(?<secret>[a-z0-9]{32})",
            ),
            (
                "id='c'\nregex='''\\b(x)(acme-[0-9]{12})\\b'''\nsecretGroup=2\nkeywords=['elsewhere']",
                "keywords = ['acme-']",
            ),
            (
                "id='d'\nregex='''acme=\"([a-z]{9})\"'''\npath='\\.env$'\nentropy=3.5\nkeywords=['acme']",
                "paths = ['*.env']",
            ),
        ] {
            let (block, _) = convert(&read(text)).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert!(block.contains(words) && block.contains("id = 'gitleaks-"), "{block}");
        }
    }

    #[test]
    fn rules_that_it_does_not() {
        for (text, words) in [
            ("id='a'\npath='\\.pem$'", "files by their path"),
            ("id='b'\nregex='[a-z0-9]{40}'", ""),
            ("id='c'\nregex='acme_(?=x)[a-z]+'\nkeywords=['acme_']", "cannot be read"),
            ("id='d'\nregex='acme_[a-z]{9}'\nsecretGroup=1", "no group 1"),
            ("id='e'\nregex='acme_[a-z]{9}'\npath='[0-9]+'", "its path"),
        ] {
            let why = convert(&read(text)).map(|r| r.0).expect_err(text);
            assert!(why.contains(words), "{text}: {why}");
        }
    }
}
