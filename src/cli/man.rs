//! `man`: the manual pages, made from the same definition as the command line.

use super::args::Cli;
use super::git_secrets;
use super::out::Out;
use crate::error::{Error, Result};
use crate::outcome::Exit;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::path::Path;

/// Prints one page, or writes all of them into a folder.
pub fn run(page: &str, to: Option<&Path>, out: &mut Out) -> Result<Exit> {
    let pages = pages();
    if let Some(folder) = to {
        let fail = |path: &Path, source| Error::Io { path: path.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(|e| fail(folder, e))?;
        for (name, text) in &pages {
            let path = folder.join(format!("{name}.1"));
            std::fs::write(&path, text).map_err(|e| fail(&path, e))?;
        }
        out.line(&format!("{} pages in {}", pages.len(), folder.display()));
        return Ok(Exit::Clean);
    }
    let full = format!("secretscan-{page}");
    let Some((_, text)) = pages.iter().find(|(name, _)| name == page || *name == full) else {
        let names: Vec<&str> = pages.iter().map(|p| p.0.as_str()).collect();
        return Err(Error::Usage(format!("there is no page {page}: there are {}", names.join(", "))));
    };
    out.raw(text);
    Ok(Exit::Clean)
}

/// Every page by its name.
fn pages() -> Vec<(String, Vec<u8>)> {
    let mut pages = Vec::new();
    let mut command = Cli::command();
    command.build();
    below(&command, "", &mut pages);
    let mut secrets = git_secrets::command();
    secrets.build();
    let mut text = render(&secrets, "git-secrets");
    text.extend(about_git_secrets());
    pages.push(("git-secrets".to_owned(), text));
    pages
}

fn below(command: &Command, before: &str, pages: &mut Vec<(String, Vec<u8>)>) {
    let name = format!("{before}{}", command.get_name());
    pages.push((name.clone(), render(command, &name)));
    // git-secrets has a page of its own, in the list below.
    let own = |c: &&Command| !c.is_hide_set() && !["help", "git-secrets"].contains(&c.get_name());
    for sub in command.get_subcommands().filter(own) {
        below(sub, &format!("{name}-"), pages);
    }
}

fn render(command: &Command, name: &str) -> Vec<u8> {
    let command = command
        .clone()
        .display_name(name)
        .bin_name(name.replace('-', " "))
        .version(env!("CARGO_PKG_VERSION"));
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = Man::new(command).manual("secretscan").render(&mut text);
    text
}

/// The part of the page that the options do not say.
fn about_git_secrets() -> Vec<u8> {
    let mut roff = Roff::new();
    roff.control("SH", ["SETTINGS"]);
    for (key, text) in [
        (
            "secrets.patterns",
            "what must not appear: an extended regular expression as egrep reads it, matched as a whole word",
        ),
        (
            "secrets.allowed",
            "what may: matched against path:line:text; it lets pass what it covers or touches",
        ),
        ("secrets.providers", "a command that prints patterns, one a line"),
        ("secrets.compat", "strict brings back the searches of the original, its faults among them"),
    ] {
        roff.control("TP", []);
        roff.text([bold(key)]);
        roff.text([roman(text)]);
    }
    roff.control("PP", []);
    roff.text([roman("The file .gitallowed at the root of a repository holds allowed patterns, too, one a line; # begins a comment.")]);
    roff.control("SH", ["EXIT STATUS"]);
    roff.text([roman("0 nothing was found; 1 something was, or a value is registered already; 2 something could not be read or used; 128 git itself refused; 129 the command line is wrong.")]);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([bold("secretscan"), roman("(1), "), bold("git-config"), roman("(1)")]);
    roff.to_roff().into_bytes()
}
