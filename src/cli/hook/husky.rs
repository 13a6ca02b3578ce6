//! husky keeps its scripts in the working tree: each gets one line of ours.

use super::run;
use super::script::Script;
use super::write::write_hook;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::fs;
use std::path::{Path, PathBuf};

/// What the line that we add to husky's script of a hook runs.
fn call_of(script: &Script) -> String {
    format!("secretscan hook run {} -- \"$@\"", script.name)
}

/// husky's folder in a working tree where husky has not been set up yet.
pub fn beside(git: &GitTool) -> Result<Option<PathBuf>> {
    Ok(git.work_tree()?.map(|root| root.join(".husky")).filter(|folder| folder.is_dir()))
}

/// Why [`add`] cannot add a line: the script is not one of a shell.
pub fn refused(script: &Script, folder: &Path) -> Option<Error> {
    let file = folder.join(script.name);
    let text = fs::read(&file).unwrap_or_default();
    let interpreter = interpreter(&text).filter(|name| !SHELLS.contains(&name.as_str()))?;
    Some(Error::Usage(format!(
        "{} is a script for {interpreter}: have it run `{}`, pass its standard input on, and end with its exit code if that \
         is not 0 (nothing was installed)",
        file.display(),
        call_of(script)
    )))
}

/// Adds our line to husky's script of a hook, or creates the script.
pub fn add(script: &Script, folder: &Path, out: &mut Out) -> Result<()> {
    let file = folder.join(script.name);
    let text = fs::read(&file).ok();
    if text.as_ref().is_some_and(|text| lines(text).any(|line| is_call(line, script))) {
        out.line(&format!("{}: already in {}", script.name, file.display()));
        return Ok(());
    }
    let Some(text) = text else {
        write_hook(&file, format!("{}\n", call_of(script)))?;
        out.line(&format!("{}: husky's {} made (commit that file)", script.name, file.display()));
        return Ok(());
    };
    let last = !run::comes_first(script.name) && reaches_end(&text);
    write_hook(&file, with_call(&text, script, last))?;
    out.line(&format!("{}: added to husky's {} (commit that file)", script.name, file.display()));
    if !last {
        let what = match run::comes_first(script.name) {
            true => "its other lines get no standard input",
            false => "what its other lines stage is not seen: move our line below them",
        };
        out.line(&format!("  our line is at the beginning, so {what}"));
    }
    Ok(())
}

/// Removes our line, and the script as well if we made it.
pub fn remove(script: &Script, folder: &Path, out: &mut Out) -> Result<()> {
    let file = folder.join(script.name);
    let Ok(text) = fs::read(&file) else { return Ok(()) };
    if text == format!("{}\n", call_of(script)).as_bytes() {
        fs::remove_file(&file).map_err(|source| Error::Io { path: file.clone(), source })?;
    } else if let Some(rest) = without_call(&text, script) {
        write_hook(&file, rest)?;
    } else {
        return Ok(());
    }
    out.line(&format!("{}: taken out of {}", script.name, file.display()));
    Ok(())
}

const SHELLS: [&str; 6] = ["sh", "bash", "dash", "ash", "ksh", "zsh"];

/// The name of the program that the first line names, if it does: `node` of `#!/usr/bin/env node`.
fn interpreter(text: &[u8]) -> Option<String> {
    let first = String::from_utf8_lossy(lines(text).next()?.strip_prefix(b"#!")?).into_owned();
    let mut words = first.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let named = words.find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='));
    Some(named.unwrap_or_default().to_owned())
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&b| b == b'\n')
}

fn is_call(line: &[u8], script: &Script) -> bool {
    let line = String::from_utf8_lossy(line);
    !line.trim_start().starts_with('#') && line.contains(&call_of(script))
}

/// False if a script may end before its last line.
fn reaches_end(text: &[u8]) -> bool {
    let leaves = |line: &str| {
        let mut words = line.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
        !line.trim_start().starts_with('#') && words.any(|word| ["exit", "exec", "return"].contains(&word))
    };
    !String::from_utf8_lossy(text).lines().any(leaves)
}

/// The script with our line at its end, or as near to its beginning as it may be.
fn with_call(text: &[u8], script: &Script, last: bool) -> Vec<u8> {
    // husky starts scripts with `sh -e`, older versions by a line that names husky.sh. Without that, a command that
    // fails does not end the script.
    let old = interpreter(text).is_some();
    let loads = lines(text).position(|line| String::from_utf8_lossy(line).contains("husky.sh"));
    let ends_by_itself = !old || loads.is_some();
    let call = call_of(script);
    if last {
        let call = if ends_by_itself { call } else { format!("[ $? -eq 0 ] && {call}") };
        // A last line without an end keeps it that way, so that taking ours out restores the bytes.
        return match text.ends_with(b"\n") {
            true => [text, call.as_bytes(), b"\n"].concat(),
            false => [text, b"\n", call.as_bytes()].concat(),
        };
    }
    let call = if ends_by_itself { call } else { format!("{call} || exit") };
    let head: usize = lines(text).take(loads.map_or(usize::from(old), |at| at + 1)).map(<[u8]>::len).sum();
    let (head, rest) = text.split_at(head);
    match rest.is_empty() && !head.is_empty() && !head.ends_with(b"\n") {
        true => [head, b"\n", call.as_bytes()].concat(),
        false => [head, call.as_bytes(), b"\n", rest].concat(),
    }
}

/// The script as it was before our line; `None` if it has none.
fn without_call(text: &[u8], script: &Script) -> Option<Vec<u8>> {
    let rest: Vec<&[u8]> = lines(text).filter(|line| !is_call(line, script)).collect();
    let mut rest = (rest.len() < lines(text).count()).then(|| rest.concat())?;
    if lines(text).last().is_some_and(|line| is_call(line, script)) && !text.ends_with(b"\n") {
        rest.pop();
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::script;
    use super::*;

    #[test]
    fn what_is_shipped_for_husky_is_what_we_write() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/husky");
        for name in ["pre-commit", "prepare-commit-msg", "pre-applypatch", "commit-msg", "pre-push"] {
            let script = script::find(name).expect("one of ours");
            let text = fs::read_to_string(folder.join(name)).expect("a shipped script");
            assert_eq!(text.trim_end(), call_of(script));
        }
    }

    #[test]
    fn our_line_goes_in_and_out_without_a_trace() {
        let script = script::find("pre-commit").expect("one of ours");
        let call = call_of(script);
        for (text, last, with) in [
            ("npm test\n", true, format!("npm test\n{call}\n")),
            ("npm test", true, format!("npm test\n{call}")),
            ("npm test\r\n", true, format!("npm test\r\n{call}\n")),
            ("exec npm test\n", false, format!("{call}\nexec npm test\n")),
            ("#!/bin/bash\nmake\n", true, format!("#!/bin/bash\nmake\n[ $? -eq 0 ] && {call}\n")),
            ("#!/bin/sh\nexit 0", false, format!("#!/bin/sh\n{call} || exit\nexit 0")),
            ("#!/bin/sh", false, format!("#!/bin/sh\n{call} || exit")),
            (
                "#!/bin/sh\r\n. x/husky.sh\r\nexit",
                false,
                format!("#!/bin/sh\r\n. x/husky.sh\r\n{call}\nexit"),
            ),
        ] {
            assert_eq!(reaches_end(text.as_bytes()), last || text == "#!/bin/sh", "{text}");
            let new = with_call(text.as_bytes(), script, last);
            assert_eq!(String::from_utf8_lossy(&new), with);
            assert_eq!(without_call(&new, script).as_deref(), Some(text.as_bytes()), "{with}");
        }
        assert_eq!(without_call(b"npm test\n", script), None);
    }

    #[test]
    fn interpreters() {
        for (text, name) in [
            ("#!/usr/bin/env -S node --x\n", Some("node")),
            ("#!/bin/bash -e\r\n", Some("bash")),
            ("#! /usr/bin/env A=1 python3", Some("python3")),
            ("npm test", None),
        ] {
            assert_eq!(interpreter(text.as_bytes()).as_deref(), name, "{text}");
        }
    }
}
