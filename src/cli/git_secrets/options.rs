//! The command line of git-secrets 1.3, as `git rev-parse --parseopt` reads it: the first option is the command, long
//! options may be shortened, options and operands may be mixed.

mod table;

pub use table::DESCRIBED;
use table::{Row, TABLE, is_command, only};

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The first option, without dashes: `scan`, `add`, …; empty if there is none.
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
    /// Everything that is not an option.
    pub operands: Vec<String>,
}

/// Why the command line cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such option: the usage text follows, exit 129.
    Unknown(String),
    /// An option is written wrongly: exit 129, without the usage text.
    Misused(String),
    /// The first option is not a command: the message and the usage text go to standard output, exit 129.
    NoCommand(String),
    /// The option does not apply to the command: exit 1.
    Conflict(String),
    /// Help was asked for.
    Help,
}

/// Reads the arguments behind the program's name.
pub fn parse(args: &[String]) -> Result<Options, Refusal> {
    let (found, operands) = sort_out(args)?;
    let mut options = Options { operands, ..Options::default() };
    let mut found = found.into_iter();
    let command = match found.next() {
        None => return Ok(options),
        Some(Found::On(row)) => row,
        Some(Found::Off(name)) => return Err(Refusal::NoCommand(format!("--no-{name}"))),
    };
    if !is_command(command) {
        let name = if command.0.is_empty() { format!("--{}", command.1) } else { format!("-{}", command.0) };
        return Err(Refusal::NoCommand(name));
    }
    options.command = command.1.to_owned();
    for option in found {
        let Found::On((short, long, of)) = option else { continue };
        if *long == "verbose" && options.command != *of {
            return Err(Refusal::Unknown(format!("unknown switch `{short}'")));
        }
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

/// An option that was met.
enum Found {
    On(&'static Row),
    /// `--no-…`: accepted, without effect.
    Off(&'static str),
}

/// Options in order, then operands in order.
fn sort_out(args: &[String]) -> Result<(Vec<Found>, Vec<String>), Refusal> {
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
            found.push(by_long(long)?);
        } else if let Some(letters) = arg.strip_prefix('-').filter(|l| !l.is_empty()) {
            for letter in letters.chars() {
                if letter == 'h' {
                    return Err(Refusal::Help);
                }
                let row = TABLE.iter().find(|(short, _, _)| short.starts_with(letter));
                let unknown = || Refusal::Unknown(format!("unknown switch `{letter}'"));
                found.push(Found::On(row.ok_or_else(unknown)?));
            }
        } else {
            operands.push(arg.clone());
        }
    }
    Ok((found, operands))
}

/// The option with this long name, or the only one that begins with it; after `no-`, its opposite.
fn by_long(typed: &str) -> Result<Found, Refusal> {
    if let Some((name, _)) = typed.split_once('=') {
        return match by_long(name)? {
            Found::On((_, long, _)) => {
                Err(Refusal::Misused(format!("error: option `{long}' takes no value")))
            }
            Found::Off(long) => Err(Refusal::Misused(format!("error: option `no-{long}' takes no value"))),
        };
    }
    if let Some(row) = only(typed)? {
        return Ok(Found::On(row));
    }
    match typed.strip_prefix("no-").map(only) {
        Some(Ok(Some((_, long, _)))) => Ok(Found::Off(long)),
        _ => Err(Refusal::Unknown(format!("unknown option `{typed}'"))),
    }
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
        assert!(options.recursive);
        assert_eq!(options.command, "scan");
        assert_eq!(options.operands, ["file"]);
        let options = read("--add-provider -- git secrets --aws-provider x").expect("allowed");
        assert_eq!(options.operands, ["git", "secrets", "--aws-provider", "x"]);
        let options = read("--add --lit a+b --global").expect("a unique prefix");
        assert!(options.literal && options.global);
        assert_eq!(options.operands, ["a+b"]);
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
        assert!(matches!(read("--scan -v"), Err(Refusal::Unknown(_))));
        assert!(matches!(read("--scan --cached=1"), Err(Refusal::Misused(_))));
        assert!(matches!(read("-r --scan"), Err(Refusal::NoCommand(name)) if name == "-r"));
        assert!(matches!(read("--no-scan"), Err(Refusal::NoCommand(name)) if name == "--no-scan"));
        assert!(matches!(read("--pre"), Err(Refusal::Unknown(m)) if m.starts_with("ambiguous")));
        assert!(!read("--scan --no-cached").expect("known").cached);
        assert!(read("--scan --no-index").expect("known").no_index, "no opposite of anything");
    }
}
