//! From arguments to what a run needs: configuration, rules, engine and policy.

use super::args::CommonArgs;
use super::committed::{self, Committed};
use super::git_secrets::patterns::Patterns;
use super::hook::config_home;
use crate::config::{Config, GLOBAL_FILE, Layer, REPOSITORY_FILE};
use crate::engine::{Engine, literals};
use crate::error::{Error, Result};
use crate::finding::{ALLOW_FILE, AllowList, BASELINE_FILE, Baseline, Date, Policy, Secret, own};
use crate::model::Confidence;
use crate::rules::{RuleFile, RuleSet, no_rule};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The settings of a run.
pub struct Settings {
    /// The engine with the rules of this run.
    pub engine: Engine,
    /// Threshold, allow list, baseline, exclusions.
    pub policy: Policy,
    /// Rule files besides the catalogue: name and text.
    pub rule_files: Vec<(String, String)>,
    /// When the time budget ends.
    pub deadline: Option<Instant>,
}

impl Settings {
    /// Loads the team's files from `committed`, and the user's own configuration.
    pub fn load(args: &CommonArgs, committed: &Committed) -> Result<Settings> {
        let config = config(args, committed)?;
        let rule_files = rule_files(args, &config, committed)?;
        let rules = Arc::new(of_files(args, &config, &rule_files)?);
        let mut policy = policy(args, &config, committed)?;
        let mut engine = Engine::new(rules).with_literals(own_values(&config)?);
        if let Some(patterns) = committed.with_repo(|repo| Patterns::registered(repo, committed))?.flatten() {
            let patterns = Arc::new(patterns);
            if !patterns.prohibited.is_empty() {
                engine = engine.with_extra(patterns.finder(false));
            }
            if !patterns.allowed.is_empty() {
                policy.lines = Some(patterns);
            }
        }
        Ok(Settings { engine, policy, rule_files, deadline: deadline(args) })
    }
}

/// Rules for audits. They are off unless their confidence is shown.
const AUDIT: [&str; 1] = ["generic-high-entropy"];

/// When the time budget ends, counted from now; a budget of 0 means none.
fn deadline(args: &CommonArgs) -> Option<Instant> {
    let budget = args.time_budget.filter(|budget| !budget.is_zero())?;
    Instant::now().checked_add(budget)
}

/// The configuration layers: the user's file, then the repository's (or the one that was named), then flags.
pub fn config(args: &CommonArgs, committed: &Committed) -> Result<Config> {
    let global = match config_home() {
        Some(home) => Layer::read_if_there(&home.join(GLOBAL_FILE))?,
        None => None,
    };
    let repository = match &args.config {
        Some(file) => {
            let path = committed.label_named(file);
            let text = committed::text(committed.need_named(file)?, || path.clone())?;
            Some(Layer { path, text })
        }
        None => match committed.read_text(REPOSITORY_FILE)? {
            Some(text) => Some(Layer { path: committed.label(REPOSITORY_FILE), text }),
            None => {
                check_unstaged(committed)?;
                None
            }
        },
    };
    let mut config = Config::resolve(global.as_ref(), repository.as_ref())?;
    config.confidence = args.confidence.unwrap_or(config.confidence);
    config.disable.extend(args.disable.iter().cloned());
    config.add_excludes(&args.exclude)?;
    Ok(config)
}

/// A file that nobody has staged does not count yet. If it is broken, that is reported already.
fn check_unstaged(committed: &Committed) -> Result<()> {
    if let Some((path, text)) = committed.unstaged(REPOSITORY_FILE)? {
        Config::resolve(None, Some(&Layer { path, text }))?;
    }
    Ok(())
}

/// The catalogue, the user's rules and the repository's, without those that are switched off.
pub fn rules(args: &CommonArgs, config: &Config, committed: &Committed) -> Result<RuleSet> {
    of_files(args, config, &rule_files(args, config, committed)?)
}

/// The rule files that the configurations of the user and the repository name.
fn rule_files(args: &CommonArgs, config: &Config, committed: &Committed) -> Result<Vec<(String, String)>> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for file in &config.global_rules {
        texts.push((file.display().to_string(), Layer::read(file)?.text));
    }
    for name in &config.repository_rules {
        let (label, bytes) = rule_file(args, name, committed)?;
        let bytes = bytes.ok_or_else(|| Error::Config {
            path: match &args.config {
                Some(file) => committed.label_named(file),
                None => committed.label(REPOSITORY_FILE),
            },
            message: format!("it names the rule file {name}, which is not there"),
        })?;
        texts.push((label.display().to_string(), committed::text(bytes, || label)?));
    }
    Ok(texts)
}

/// A rule file of the repository: its name for messages, and its bytes if it exists.
pub fn rule_file(args: &CommonArgs, name: &str, committed: &Committed) -> Result<(PathBuf, Option<Vec<u8>>)> {
    match args.config.as_deref().and_then(Path::parent) {
        // Relative to a configuration file that was named on the command line.
        Some(folder) => {
            let file = folder.join(name);
            Ok((committed.label_named(&file), committed.read_named(&file)?))
        }
        None => Ok((committed.label(name), committed.read(name)?)),
    }
}

fn of_files(args: &CommonArgs, config: &Config, texts: &[(String, String)]) -> Result<RuleSet> {
    let files: Vec<RuleFile<'_>> = texts.iter().map(|(name, text)| RuleFile { name, text }).collect();
    let mut rules = RuleSet::with_user(&files)?;
    if let Some((id, path)) = config.named_in.iter().find(|(id, _)| rules.find(id).is_none()) {
        return Err(Error::Config { path: path.clone(), message: no_rule(id) });
    }
    if config.confidence == Confidence::Low {
        rules.enable(&AUDIT.map(str::to_owned))?;
    }
    rules.enable(&config.enable)?;
    rules.select(&args.rule, &config.disable)?;
    if rules.is_empty() {
        return Err(Error::Usage(
            "no rule is left to search with: take some --rule or --disable back".to_owned(),
        ));
    }
    Ok(rules)
}

/// The baseline that is committed or named. `--fail-on-new` without one is an error.
fn baseline(args: &CommonArgs, committed: &Committed) -> Result<Option<Baseline>> {
    if let Some(file) = &args.baseline {
        return Baseline::parse(&committed.need_named(file)?, &committed.label_named(file)).map(Some);
    }
    match committed.read(BASELINE_FILE)? {
        Some(text) => Baseline::parse(&text, &committed.label(BASELINE_FILE)).map(Some),
        None if args.fail_on_new => Err(Error::Usage(format!(
            "--fail-on-new: there is no baseline at {}: write one with `secretscan baseline create`, or name one \
             with --baseline",
            committed.label(BASELINE_FILE).display()
        ))),
        None => Ok(None),
    }
}

fn policy(args: &CommonArgs, config: &Config, committed: &Committed) -> Result<Policy> {
    let mut allow = match committed.read(ALLOW_FILE)? {
        Some(text) => AllowList::parse(&text, &committed.label(ALLOW_FILE))?,
        None => AllowList::default(),
    };
    // `git commit FILE` leaves an entry that was just staged for a later commit.
    if let Some(text) = committed.staged_beside(ALLOW_FILE)? {
        let staged = AllowList::parse(&text, &committed.label(ALLOW_FILE))?;
        staged.entries().for_each(|entry| _ = allow.insert(entry.clone()));
    }
    Ok(Policy {
        threshold: config.confidence,
        allow,
        baseline: baseline(args, committed)?,
        exclude: config.exclude.clone(),
        place: None,
        reads_excluded: false,
        lines: None,
        today: Date::today(),
    })
}

/// The secret values of those files. The AWS file may be missing; a file that the configuration names may not.
fn own_values(config: &Config) -> Result<Vec<Vec<u8>>> {
    let mut values = Vec::new();
    for file in credential_files(config) {
        values.extend(own_of(config, &file)?.iter().map(|secret| secret.reveal().to_vec()));
        // With more values than can be searched for, some would pass unnoticed.
        if values.len() > literals::MOST {
            let message = format!(
                "more than {} values of yours in all: name files with fewer of them in `credentials`",
                literals::MOST
            );
            return Err(Error::Config { path: file, message });
        }
    }
    Ok(values)
}

/// The files with the user's own credentials that are there, each with the number of values that are searched for.
pub fn own_counts(config: &Config) -> Result<Vec<(PathBuf, usize)>> {
    let there = credential_files(config).into_iter().filter(|file| file.exists());
    there.map(|file| own_of(config, &file).map(|values| (file, values.len()))).collect()
}

/// The secret values of one of these files. What the configuration names must be there.
fn own_of(config: &Config, file: &Path) -> Result<Vec<Secret>> {
    match aws_file("AWS_CONFIG_FILE", "config") {
        Some(settings) if settings == file => own::read_settings(file),
        _ => own::read(file, config.credential_files.iter().any(|named| named == file)),
    }
}

/// Files that hold the user's own credentials: those of AWS, and those that the user's configuration names.
pub fn credential_files(config: &Config) -> Vec<PathBuf> {
    let aws = [aws_file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), aws_file("AWS_CONFIG_FILE", "config")];
    aws.into_iter().flatten().chain(config.credential_files.iter().cloned()).collect()
}

/// A file of AWS: the one that the variable names, or the one of this name in `~/.aws`.
fn aws_file(variable: &str, name: &str) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(file) if !file.is_empty() => Some(PathBuf::from(file)),
        _ => std::env::home_dir().map(|home| home.join(".aws").join(name)),
    }
}
