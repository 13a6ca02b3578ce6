//! `secretscan allow ID --reason TEXT`, `allow list`, `allow prune`.

use super::args::{AllowAction, AllowArgs, CommonArgs};
use super::committed::Committed;
use super::lookup::{self, Looked, Where, all};
use super::out::Out;
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::{
    ALLOW_FILE, AllowEntry, AllowList, Date, Finding, Fingerprint, Suppression, UNION_HINT, Verdict,
};
use crate::git::GitTool;
use crate::outcome::Exit;
use crate::report::receipt::count;
use crate::report::sanitize::escape;
use crate::source::TextSource;
use memchr::memmem;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs one of the forms.
pub fn run(args: &AllowArgs, common: &CommonArgs, out: &mut Out) -> Result<Exit> {
    match &args.action {
        Some(AllowAction::List { unused }) => list(*unused, common, out),
        Some(AllowAction::Prune) => prune(common, out),
        None => add(args, common, out),
    }
}

fn add(args: &AllowArgs, common: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let id = args.id.as_deref().unwrap_or_default();
    let until: Option<Date> = match &args.expires {
        None => None,
        Some(day) => Some(day.parse().map_err(|_| {
            Error::Usage(format!("--expires {day}: write a day as YYYY-MM-DD, such as 2027-01-31"))
        })?),
    };
    if until.is_some_and(|day| day < Date::today()) {
        return Err(Error::Usage(format!(
            "--expires {} is past already",
            args.expires.as_deref().unwrap_or_default()
        )));
    }
    let (named, looked) = lookup::find(id, &[Where::Staged, Where::Worktree, Where::History], common)?;
    let rule = match (named.rule, &looked) {
        (Some(rule), Some(looked)) => looked.settings.engine.rules().info(rule).id.to_owned(),
        _ => "-".to_owned(),
    };
    let reason = args.reason.as_deref().unwrap_or_default();
    refuse_secret(reason, named.fingerprint, looked.as_ref(), common)?;
    let entry = AllowEntry::new(named.fingerprint, &rule, until, reason)?;
    let _turn = wait_for_turn();
    let (path, mut list) = read_list()?;
    list.replace(entry);
    write_whole(&path, list.to_string().as_bytes())?;
    let staged = stage(&path);
    out.line(&format!(
        "Allowed {} ({rule}) in {}{}.",
        named.fingerprint,
        ALLOW_FILE,
        if staged { ", staged: commit it, a push and CI see only what is committed" } else { "" }
    ));
    if let Some(looked) = looked {
        let places = all(&looked.outcome).filter(|f| f.fingerprint == named.fingerprint).count();
        out.line(&format!(
            "It holds for this value everywhere ({places} found now), in hook, CI and history."
        ));
    } else {
        out.line(
            "No finding here has this id: compare it with the one in the report if it was meant for one.",
        );
    }
    if staged {
        hint_at_union(&path, UNION_HINT, out);
    }
    Ok(Exit::Clean)
}

/// Refuses a reason that contains a secret: the allow file is committed, and reasons are written to it as they are
/// typed.
fn refuse_secret(
    reason: &str,
    allowed: Fingerprint,
    looked: Option<&Looked>,
    common: &CommonArgs,
) -> Result<()> {
    let settings = Settings::load(common, &Committed::around(Path::new(".")))?;
    let quiet = CommonArgs { quiet: 1, ..common.clone() };
    let outcome = scan::scan(&TextSource::message(reason.as_bytes()), &settings, &quiet)?;
    let dummy = |f: &&Finding| matches!(f.suppressed, Some(Suppression::Filter(_)));
    // The value that is allowed may be one that the engine does not find inside a sentence.
    let value = looked.into_iter().flat_map(|looked| all(&looked.outcome)).find(|f| {
        let value = f.secret.reveal();
        f.fingerprint == allowed && value.len() >= LONG && memmem::find(reason.as_bytes(), value).is_some()
    });
    if value.is_none() && all(&outcome).all(|f| dummy(&f)) {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "--reason holds a secret itself, which {ALLOW_FILE} would show to everybody: say it without the value"
    )))
}

/// Shorter values are words that a reason may well use.
const LONG: usize = 8;

fn list(unused: bool, common: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let (_, list) = read_list()?;
    let shown: Vec<AllowEntry> = match unused {
        false => list.entries().cloned().collect(),
        true => list.clone().prune(&held_back(common)?),
    };
    for entry in &shown {
        let ended = matches!(list.verdict(&entry.fingerprint, Date::today()), Verdict::Expired(_));
        out.line(&format!("{}{}", escape(&entry.to_string()), if ended { "  (ended)" } else { "" }));
    }
    out.line(&match unused {
        false => count(shown.len() as u64, "entry"),
        true => format!(
            "{} of {} {} nothing{}",
            if shown.is_empty() { "none".to_owned() } else { shown.len().to_string() },
            count(list.entries().count() as u64, "entry"),
            if shown.len() < 2 { "matches" } else { "match" },
            match shown.len() {
                0 => "",
                1 => ": `secretscan allow prune` takes it out",
                _ => ": `secretscan allow prune` takes them out",
            }
        ),
    });
    Ok(Exit::Clean)
}

/// `allow prune`: removes entries that match nothing.
fn prune(common: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let _turn = wait_for_turn();
    let (path, mut list) = read_list()?;
    if list.is_empty() {
        out.line("There is no entry.");
        return Ok(Exit::Clean);
    }
    let gone = list.prune(&held_back(common)?);
    for entry in &gone {
        out.line(&format!("out: {}", escape(&entry.to_string())));
    }
    if !gone.is_empty() {
        write_whole(&path, list.to_string().as_bytes())?;
        stage(&path);
    }
    out.line(&format!("{} taken out, {} left", gone.len(), list.entries().count()));
    Ok(Exit::Clean)
}

/// Everything that is held back, also in history if there is a repository: an entry may be for an old commit only.
fn held_back(common: &CommonArgs) -> Result<Vec<Finding>> {
    let mut suppressed = Vec::new();
    for place in [Where::Worktree, Where::Staged, Where::History] {
        let Some(looked) = lookup::look(place, common)? else { continue };
        if !looked.outcome.coverage.is_complete() {
            return Err(Error::Incomplete(
                "the scan was incomplete, so an entry that matched nothing may still be needed: nothing was taken out"
                    .to_owned(),
            ));
        }
        suppressed.extend(looked.outcome.suppressed);
    }
    Ok(suppressed)
}

/// Waits until no other call changes the allow file: what that adds must not be lost. It holds while the answer lives;
/// `None` where the file system has no locks.
fn wait_for_turn() -> Option<File> {
    let file = Committed::around(Path::new(".")).label(ALLOW_FILE);
    let folder =
        File::open(file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))).ok()?;
    folder.lock().ok().map(|()| folder)
}

/// The allow file of the working tree around the current folder.
fn read_list() -> Result<(PathBuf, AllowList)> {
    let here = Committed::around(Path::new("."));
    let path = here.label(ALLOW_FILE);
    let text = match here.read(ALLOW_FILE)? {
        None => here.not_checked_out(ALLOW_FILE)?,
        text => text,
    };
    let list = text.map_or_else(|| Ok(AllowList::default()), |text| AllowList::parse(&text, &path))?;
    Ok((path, list))
}

/// Writes to a temporary file and renames it, so that the file is never half written.
pub fn write_whole(path: &Path, text: &[u8]) -> Result<()> {
    let fail = |source| Error::Io { path: path.to_owned(), source };
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new("."))).map_err(fail)?;
    file.write_all(text).map_err(fail)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are private, but a committed file is for everybody who has the repository.
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644)).map_err(fail)?;
    }
    file.persist(path).map_err(|e| fail(e.error))?;
    Ok(())
}

/// Stages the file; false outside a repository.
pub fn stage(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(Path::new("."));
    let add = |options: &[&str]| {
        let mut words: Vec<&std::ffi::OsStr> = vec!["add".as_ref(), "--force".as_ref()];
        words.extend(options.iter().map(|option| std::ffi::OsStr::new(*option)));
        words.extend(["--".as_ref(), path.as_os_str()]);
        GitTool::new(folder).run(&words).is_ok()
    };
    // Git refuses what lies outside of a sparse checkout unless it is told that this is meant.
    add(&[]) || add(&["--sparse"])
}

/// Tells how branches that both change the file can merge without a conflict, unless that is set up already.
pub fn hint_at_union(path: &Path, hint: &str, out: &mut Out) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let attributes = std::fs::read_to_string(path.with_file_name(".gitattributes")).unwrap_or_default();
    if !attributes.lines().any(|line| line.starts_with(&name)) {
        out.line(&format!("So that branches can both change it: echo '{hint}' >> .gitattributes"));
    }
}
