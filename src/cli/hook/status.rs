//! `hook status`: which hook really fires, name by name, as git would look for it.

use super::place::{self, Manager, Place, kept};
use super::script::{self, SCRIPTS, Script};
use crate::cli::out::Out;
use crate::error::Result;
use crate::git::GitTool;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands at the place where git looks for one hook.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Ours fires; what it hands over to afterwards.
    Ours {
        /// The file that git (or the hook that git runs) starts.
        file: PathBuf,
        /// The hook that runs after ours.
        then: Option<PathBuf>,
    },
    /// Ours is there but cannot be started.
    NotExecutable(PathBuf),
    /// Somebody else's hook fires, and ours does not.
    Foreign(PathBuf),
    /// No hook fires.
    Nothing,
}

/// The state of one hook.
pub fn state(place: &Place, script: &Script) -> State {
    let file = place.folder.join(script.name);
    if let Manager::Husky(folder) = &place.manager {
        let own = folder.join(script.name);
        let calls = fs::read_to_string(&own).is_ok_and(|t| t.contains(&format!("hook run {}", script.name)));
        if calls && file.exists() {
            return State::Ours { file: own, then: None };
        }
    }
    if let Some(config) = configured(place, script, &file) {
        return State::Ours { file: config, then: None };
    }
    match fs::read(&file) {
        Err(_) => State::Nothing,
        Ok(text) if script::is_ours(&text) => ours(file),
        Ok(text) => {
            let part = place.folder.join(format!("{}.d/secretscan", script.name));
            let calls_us = String::from_utf8_lossy(&text).contains(&format!("hook run {}", script.name));
            match fs::read(&part) {
                Ok(text) if script::is_ours(&text) && place::is_executable(&file) => ours(part),
                _ if calls_us && place::is_executable(&file) => State::Ours { file, then: None },
                _ => State::Foreign(file),
            }
        }
    }
}

/// The configuration of a hook manager that calls us from the hook file it has written.
fn configured(place: &Place, script: &Script, file: &Path) -> Option<PathBuf> {
    let (config, manager, call) = match &place.manager {
        Manager::Lefthook(config) => (config, "lefthook", format!("hook run {}", script.name)),
        Manager::PreCommit(config) if script.name == "pre-commit" => {
            (config, "pre-commit", "id: secretscan".to_owned())
        }
        Manager::PreCommit(config) => (config, "pre-commit", format!("id: secretscan-{}", script.name)),
        _ => return None,
    };
    let holds = |file: &Path, text: &str| fs::read_to_string(file).is_ok_and(|all| all.contains(text));
    (place::is_executable(file) && holds(file, manager) && holds(config, &call)).then(|| config.clone())
}

fn ours(file: PathBuf) -> State {
    if !place::is_executable(&file) {
        return State::NotExecutable(file);
    }
    let then = Some(kept(&file)).filter(|k| place::is_executable(k));
    State::Ours { file, then }
}

/// `secretscan hook status`: the lines, and whether the hook that matters most is ours.
pub fn status(out: &mut Out) -> Result<bool> {
    let git = GitTool::new(".");
    let place = Place::of(&git)?;
    out.line(&format!("git takes hooks from {}{}", place.folder.display(), remark(&place)));
    let bare = git.is_bare()?;
    let mut protected = false;
    for script in SCRIPTS {
        let state = state(&place, script);
        let ours = matches!(state, State::Ours { .. });
        // Server hooks fire where others push to: of interest in a bare repository, or where somebody set them up.
        if script.server != bare && matches!(state, State::Nothing) {
            continue;
        }
        protected |= ours && if bare { script.server } else { script.name == "pre-commit" };
        out.line(&format!("  {:<19}{}", script.name, describe(&state)));
    }
    if !protected {
        let what = if bare { "Pushes to this repository" } else { "Commits" };
        out.line(&format!("{what} are NOT checked here: run `secretscan hook install`."));
    }
    Ok(protected)
}

fn remark(place: &Place) -> String {
    match &place.manager {
        Manager::Git => String::new(),
        Manager::Elsewhere(value) => format!(" (core.hooksPath = {value})"),
        Manager::Husky(folder) => format!(" (husky: scripts in {})", folder.display()),
        Manager::Lefthook(file) => format!(" (lefthook writes them from {})", file.display()),
        Manager::PreCommit(file) => format!(" (the pre-commit framework is set up in {})", file.display()),
    }
}

fn describe(state: &State) -> String {
    let show = |p: &Path| p.display().to_string();
    match state {
        State::Ours { file, then: None } => format!("secretscan ({})", show(file)),
        State::Ours { file, then: Some(next) } => format!("secretscan ({}), then {}", show(file), show(next)),
        State::NotExecutable(file) => format!("DOES NOT FIRE: {} is not executable (chmod +x)", show(file)),
        State::Foreign(file) => format!("another hook, without secretscan ({})", show(file)),
        State::Nothing => "none".to_owned(),
    }
}
