//! `hook status`: which hook really fires, name by name, as git would look for it.

use super::calls::{calls, has_id};
use super::place::{self, Manager, Place};
use super::script::{self, SCRIPTS, Script};
use super::{chained, framework, parts, run};
use crate::cli::out::Out;
use crate::error::Result;
use crate::git::{GitTool, Repo};
use std::fs;
use std::path::{Path, PathBuf};

/// What git finds where it looks for one hook.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Our hook runs.
    Ours {
        /// The file that git (or the hook that git runs) starts.
        file: PathBuf,
        /// The chained hook, which runs besides ours.
        other: Option<PathBuf>,
        /// True if somebody has written into our script.
        edited: bool,
    },
    /// The file is there but the system would not start it, for this reason.
    Broken(PathBuf, &'static str),
    /// A script of husky calls our hook, but git does not run it: husky has not been set up here.
    Inactive(PathBuf),
    /// Somebody else's hook runs, and ours does not.
    Foreign(PathBuf),
    /// There is no hook.
    Nothing,
}

/// The state of one hook.
pub fn state(place: &Place, script: &Script) -> State {
    let file = place.file(script.name);
    if let Manager::Husky(folder) = &place.manager {
        let own = folder.join(script.name);
        if fs::read_to_string(&own).is_ok_and(|text| calls(&text, script.name)) {
            return if file.exists() {
                State::Ours { file: own, other: None, edited: false }
            } else {
                State::Inactive(own)
            };
        }
    }
    if let Some(config) = configured(place, script, &file) {
        return State::Ours { file: config, other: None, edited: false };
    }
    let Ok(text) = fs::read(&file) else {
        return if file.is_dir() { State::Broken(file, "is a folder") } else { State::Nothing };
    };
    if script::is_ours(&text) {
        return ours(file, script.name, &text);
    }
    if !place::is_executable(&file) {
        return State::Foreign(file);
    }
    let run_by_it = parts::mentions(&file).then(|| place::parts(&file, run::comes_first(script.name)));
    for part in run_by_it.into_iter().flatten().chain(framework::moved_by_framework(&file, &text)) {
        match fs::read(&part) {
            Ok(text) if script::is_ours(&text) => return ours(part, script.name, &text),
            _ => {}
        }
    }
    match calls(&String::from_utf8_lossy(&text), script.name) {
        true => State::Ours { file, other: None, edited: false },
        false => State::Foreign(file),
    }
}

/// The configuration of a hook manager that calls our hook from the hook file that it wrote.
fn configured(place: &Place, script: &Script, file: &Path) -> Option<PathBuf> {
    let (config, manager) = match &place.manager {
        Manager::Lefthook(config) => (config, "lefthook"),
        Manager::PreCommit(config) => (config, "pre-commit"),
        _ => return None,
    };
    let holds = |file: &Path, holds: &dyn Fn(&str) -> bool| fs::read_to_string(file).is_ok_and(|t| holds(&t));
    let calls = |text: &str| match &place.manager {
        Manager::Lefthook(_) => calls(text, script.name),
        _ => has_id(text, script.name),
    };
    let fires = place::is_executable(file) && holds(file, &|text| text.contains(manager));
    (fires && holds(config, &calls)).then(|| config.clone())
}

fn ours(file: PathBuf, name: &str, text: &[u8]) -> State {
    if !place::is_executable(&file) {
        return State::Broken(file, "is not executable");
    }
    if text.split(|&b| b == b'\n').next().is_some_and(|line| line.ends_with(b"\r")) {
        return State::Broken(file, "has CRLF line ends");
    }
    if !script::reaches_call(name, text) {
        return State::Broken(file, "was edited and ends before our check");
    }
    let edited = !script::is_unchanged(name, text);
    let other = chained::find(&file).filter(|k| place::is_executable(k) && !chained::is_ours(k));
    State::Ours { file, other, edited }
}

/// `secretscan hook status`: prints a line for each hook. True if the hook that matters most is ours.
pub fn status(out: &mut Out) -> Result<bool> {
    // An error that says how to fix it, if the repository cannot be opened.
    Repo::discover(Path::new("."))?;
    let git = GitTool::new(".");
    let place = Place::of(&git)?;
    out.line(&format!("git takes hooks from {}{}", place.folder.display(), remark(&place)));
    let bare = git.is_bare()?;
    let (mut protected, mut inactive) = (false, false);
    for script in SCRIPTS {
        let state = state(&place, script);
        let ours = matches!(state, State::Ours { .. });
        inactive |= matches!(state, State::Inactive(_));
        // Server hooks run where others push to: they are listed in a bare repository, or if somebody installed them.
        if script.server != bare && matches!(state, State::Nothing) {
            continue;
        }
        protected |= ours && if bare { script.server } else { script.name == "pre-commit" };
        out.line(&format!("  {:<19}{}", script.name, describe(script.name, &state)));
        if let State::Ours { file, .. } = &state
            && framework::is_moved(file)
            && !run::comes_first(script.name)
        {
            out.line(&format!("  {:<19}{BEFORE_FRAMEWORK}", ""));
        }
    }
    if !protected {
        let what = if bare { "Pushes to this repository" } else { "Commits" };
        let way = if inactive { "npx husky" } else { way_to_install(&place, bare) };
        out.line(&format!("{what} are NOT checked here: run `{way}`."));
    }
    Ok(protected)
}

/// Said where the pre-commit framework has moved our hook.
const BEFORE_FRAMEWORK: &str = "it runs before the hooks of the pre-commit framework, so what these change is not checked: \
     `secretscan hook uninstall && secretscan hook install` has it run behind them";

/// Whether our hook protects this repository.
#[derive(Debug, PartialEq, Eq)]
pub enum Guard {
    /// Our hook of this name fires.
    Fires(&'static str),
    /// The system would not start this file, for this reason.
    Broken(PathBuf, &'static str),
    /// No hook of ours; the name of the one that there should be.
    Missing(&'static str),
}

/// Looks at the hooks that matter: pre-commit, or in a bare repository those that see a push.
pub fn guard() -> Result<Guard> {
    let git = GitTool::new(".");
    let (place, bare) = (Place::of(&git)?, git.is_bare()?);
    let mut guard = Guard::Missing(if bare { "pre-receive" } else { "pre-commit" });
    for script in SCRIPTS.iter().filter(|s| if bare { s.server } else { s.name == "pre-commit" }) {
        match state(&place, script) {
            State::Ours { .. } => return Ok(Guard::Fires(script.name)),
            State::Broken(file, why) => guard = Guard::Broken(file, why),
            State::Inactive(_) | State::Foreign(_) | State::Nothing => {}
        }
    }
    Ok(guard)
}

/// The command that has our hook fire.
fn way_to_install(place: &Place, bare: bool) -> &'static str {
    match (&place.manager, &place.own) {
        // Our folder for all repositories serves this one, or hands over to its own hooks.
        (Manager::Elsewhere(_), Some(own)) => {
            let name = if bare { "pre-receive" } else { "pre-commit" };
            if place.file(name).starts_with(own) {
                "secretscan hook install"
            } else {
                "secretscan hook install --global"
            }
        }
        (Manager::Elsewhere(_), None) => "secretscan hook install --force",
        _ => "secretscan hook install",
    }
}

fn remark(place: &Place) -> String {
    match &place.manager {
        Manager::Git => String::new(),
        Manager::Elsewhere(value) if place.own.is_none() => {
            format!(" (core.hooksPath = {value}; other repositories take theirs from there, too)")
        }
        Manager::Elsewhere(value) => format!(" (core.hooksPath = {value}), and from there its own"),
        Manager::Husky(folder) => format!(" (husky: scripts in {})", folder.display()),
        Manager::Lefthook(file) => format!(" (lefthook writes them from {})", file.display()),
        Manager::PreCommit(file) => format!(" (the pre-commit framework is set up in {})", file.display()),
    }
}

fn describe(name: &str, state: &State) -> String {
    let show = |p: &Path| p.display().to_string();
    match state {
        State::Ours { file, other, edited } => {
            let own = match edited {
                false => format!("secretscan ({})", show(file)),
                true => format!(
                    "secretscan, edited: `secretscan hook install` writes it anew and keeps a copy ({})",
                    show(file)
                ),
            };
            match other {
                None => own,
                Some(other) if run::comes_first(name) => format!("{own}, then {}", show(other)),
                Some(other) => format!("{}, then {own}", show(other)),
            }
        }
        State::Broken(file, why) => format!("DOES NOT FIRE: {} {why}", show(file)),
        State::Inactive(file) => format!("DOES NOT FIRE: husky is not set up here ({})", show(file)),
        State::Foreign(file) => format!("another hook, without secretscan ({})", show(file)),
        State::Nothing => "none".to_owned(),
    }
}
