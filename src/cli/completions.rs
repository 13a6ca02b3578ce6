//! `completions SHELL`: what a shell needs to complete our command lines, `git secrets …` among them.

use super::args::Cli;
use super::git_secrets;
use super::out::Out;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

/// Prints the completions of one of our names.
pub fn run(shell: Shell, name: &str, out: &mut Out) {
    let of_git = name == "git-secrets";
    let mut command = if of_git { git_secrets::command() } else { Cli::command() };
    let mut text = Vec::new();
    generate(shell, &mut command, name, &mut text);
    out.raw(&text);
    if of_git {
        out.raw(below_git(shell, &command).as_bytes());
    }
}

/// The part for `git secrets`: git's own completion calls a function of this name, or is given the options.
fn below_git(shell: Shell, command: &clap::Command) -> String {
    let options: Vec<(&str, String)> = command
        .get_arguments()
        .filter_map(|arg| Some((arg.get_long()?, arg.get_help().map(|h| h.to_string()).unwrap_or_default())))
        .collect();
    match shell {
        Shell::Bash => {
            let all: Vec<String> = options.iter().map(|(long, _)| format!("--{long}")).collect();
            format!(
                "\n# For `git secrets`, which git's own completion asks.\n_git_secrets() {{\n    \
                 COMPREPLY=($(compgen -W \"{}\" -- \"${{cur-${{COMP_WORDS[COMP_CWORD]}}}}\"))\n    \
                 [ ${{#COMPREPLY[@]}} -gt 0 ] || COMPREPLY=($(compgen -f -- \"${{cur-${{COMP_WORDS[COMP_CWORD]}}}}\"))\n}}\n",
                all.join(" ")
            )
        }
        Shell::Fish => {
            let mut text = String::from("\n# For `git secrets`.\n");
            for (long, help) in options {
                text.push_str(&format!(
                    "complete -c git -n '__fish_seen_subcommand_from secrets' -l {long} -d '{}'\n",
                    help.replace('\'', "\\'")
                ));
            }
            text
        }
        // zsh's completion of git calls `_git-secrets`, which is defined already.
        _ => String::new(),
    }
}
