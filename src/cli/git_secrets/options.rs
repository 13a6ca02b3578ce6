//! The command line of git-secrets 1.3, as `git rev-parse --parseopt` reads it: the first option is the command, long
//! options may be shortened, options and operands may be mixed.

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The first option, without dashes: `scan`, `add`, …; empty where there is none.
    pub command: String,
    /// `-f`, `-r`, `-l`, `-a`, `--cached`, `--no-index`, `--untracked`, `--global`, `-v`.
    pub force: bool,
    pub recursive: bool,
    pub literal: bool,
    pub allowed: bool,
    pub cached: bool,
    pub no_index: bool,
    pub untracked: bool,
    pub global: bool,
    pub verbose: bool,
    /// Everything that is no option.
    pub operands: Vec<String>,
}

/// Why the command line cannot be used; printed as it is, exit 1 (129 for an unknown option).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such option: the usage text follows, exit 129.
    Unknown(String),
    /// The option does not go with the command: exit 1.
    Conflict(String),
    /// Help was asked for.
    Help,
}

/// Every option: its short form, its long form, and the command that it goes with (empty: any).
const TABLE: &[(&str, &str, &str)] = &[
    ("", "scan", ""),
    ("", "scan-history", ""),
    ("", "install", ""),
    ("", "list", ""),
    ("", "add", ""),
    ("", "add-provider", ""),
    ("", "aws-provider", ""),
    ("", "register-aws", ""),
    ("r", "recursive", "scan"),
    ("", "cached", "scan"),
    ("", "no-index", "scan"),
    ("", "untracked", "scan"),
    ("f", "force", "install"),
    ("l", "literal", "add"),
    ("a", "allowed", "add"),
    ("", "global", ""),
    ("v", "verbose", ""),
    ("", "commit_msg_hook", ""),
    ("", "pre_commit_hook", ""),
    ("", "prepare_commit_msg_hook", ""),
];

/// Reads the arguments behind the program's name.
pub fn parse(args: &[String]) -> Result<Options, Refusal> {
    let (found, operands) = sort_out(args)?;
    let mut options = Options { operands, ..Options::default() };
    let mut found = found.into_iter();
    let Some((_, command, _)) = found.next() else { return Ok(options) };
    options.command = (*command).to_owned();
    for (short, long, of) in found {
        if !of.is_empty() && *of != options.command {
            let name = if short.is_empty() { format!("--{long}") } else { format!("-{short}|--{long}") };
            return Err(Refusal::Conflict(format!("{name} can only be supplied with the --{of} subcommand")));
        }
        options.set(long);
    }
    if options.recursive && (options.cached || options.no_index || options.untracked) {
        return Err(Refusal::Conflict(
            "-r|--recursive cannot be supplied with --cached, --no-index, or --untracked".to_owned(),
        ));
    }
    Ok(options)
}

type Row = (&'static str, &'static str, &'static str);

/// Options in order, then operands in order.
fn sort_out(args: &[String]) -> Result<(Vec<&'static Row>, Vec<String>), Refusal> {
    let mut found = Vec::new();
    let mut operands = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--" {
            operands.extend(rest.by_ref().cloned());
        } else if let Some(long) = arg.strip_prefix("--") {
            if long == "help" {
                return Err(Refusal::Help);
            }
            found.push(by_long(long).ok_or_else(|| Refusal::Unknown(format!("unknown option `{long}'")))?);
        } else if let Some(letters) = arg.strip_prefix('-').filter(|l| !l.is_empty()) {
            for letter in letters.chars() {
                if letter == 'h' {
                    return Err(Refusal::Help);
                }
                let row = TABLE.iter().find(|(short, _, _)| short.starts_with(letter));
                found.push(row.ok_or_else(|| Refusal::Unknown(format!("unknown switch `{letter}'")))?);
            }
        } else {
            operands.push(arg.clone());
        }
    }
    Ok((found, operands))
}

/// The exact name, or the only one that starts so.
fn by_long(name: &str) -> Option<&'static Row> {
    if let Some(exact) = TABLE.iter().find(|(_, long, _)| *long == name) {
        return Some(exact);
    }
    let mut starting = TABLE.iter().filter(|(_, long, _)| long.starts_with(name));
    let first = starting.next()?;
    if starting.next().is_some() { None } else { Some(first) }
}

impl Options {
    fn set(&mut self, long: &str) {
        match long {
            "recursive" => self.recursive = true,
            "cached" => self.cached = true,
            "no-index" => self.no_index = true,
            "untracked" => self.untracked = true,
            "force" => self.force = true,
            "literal" => self.literal = true,
            "allowed" => self.allowed = true,
            "global" => self.global = true,
            "verbose" => self.verbose = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, Refusal> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn commands_options_and_operands() {
        let options = read("--scan file -r --").expect("allowed");
        assert!(options.recursive && options.command == "scan" && options.operands == ["file"]);
        let options = read("--add-provider -- git secrets --aws-provider x").expect("allowed");
        assert_eq!(options.operands, ["git", "secrets", "--aws-provider", "x"]);
        let options = read("--add --lit a+b --global").expect("a unique prefix");
        assert!(options.literal && options.global && options.operands == ["a+b"]);
        assert_eq!(read("").expect("nothing").command, "");
    }

    #[test]
    fn what_does_not_go_together() {
        assert!(
            matches!(read("--list -r"), Err(Refusal::Conflict(m)) if m.starts_with("-r|--recursive can only"))
        );
        assert!(matches!(read("--list --cached"), Err(Refusal::Conflict(_))));
        assert!(matches!(read("--scan -r --untracked"), Err(Refusal::Conflict(_))));
        assert!(matches!(read("--scan --nonsense"), Err(Refusal::Unknown(_))));
        assert!(matches!(read("-h"), Err(Refusal::Help)));
    }
}
