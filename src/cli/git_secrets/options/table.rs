//! The options of git-secrets, and their descriptions.

use super::Refusal;

/// An option: its short form, its long form, and the command that it goes with (empty: any).
pub type Row = (&'static str, &'static str, &'static str);

/// Every option.
pub const TABLE: &[Row] = &[
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
    ("v", "verbose", "scan-history"),
    ("", "commit_msg_hook", ""),
    ("", "pre_commit_hook", ""),
    ("", "prepare_commit_msg_hook", ""),
];

/// Descriptions for help and the manual page: short form, long form, what it does.
pub const DESCRIBED: &[(&str, &str, &str)] = &[
    ("", "scan", "Searches files, or what git tracks, for prohibited patterns"),
    ("", "scan-history", "Searches every line that was ever committed"),
    ("", "install", "Installs the hooks in a repository or a template directory"),
    ("", "list", "Lists what is registered in git's configuration"),
    ("", "add", "Registers a prohibited or an allowed pattern, unless it is there already"),
    ("", "add-provider", "Registers a command that prints patterns, one a line"),
    ("", "aws-provider", "Prints the keys of an AWS credentials file as patterns"),
    ("", "register-aws", "Registers the patterns of AWS keys, and the provider of your own"),
    ("r", "recursive", "--scan: goes into folders"),
    ("", "cached", "--scan: searches what is staged in place of the files"),
    ("", "no-index", "--scan: searches all files below the folder, tracked or not"),
    ("", "untracked", "--scan: searches new files, too"),
    ("f", "force", "--install: writes over hooks that are there"),
    ("l", "literal", "--add: takes the pattern as plain text"),
    ("a", "allowed", "--add: registers what is allowed"),
    ("", "global", "Uses the configuration of the user in place of the repository's"),
    ("v", "verbose", "--scan-history: names author and date, too"),
];

/// True for an option that is a command, such as `--scan`.
pub fn is_command(row: &Row) -> bool {
    !matches!(
        row.1,
        "recursive"
            | "cached"
            | "no-index"
            | "untracked"
            | "force"
            | "literal"
            | "allowed"
            | "global"
            | "verbose"
    )
}

/// The row with this long name, or the only one that begins with it.
pub fn only(name: &str) -> Result<Option<&'static Row>, Refusal> {
    if let Some(exact) = TABLE.iter().find(|(_, long, _)| *long == name) {
        return Ok(Some(exact));
    }
    let mut starting = TABLE.iter().filter(|(_, long, _)| !name.is_empty() && long.starts_with(name));
    match (starting.next(), starting.next()) {
        (Some((_, one, _)), Some((_, two, _))) => {
            Err(Refusal::Unknown(format!("ambiguous option: {name} (could be --{one} or --{two})")))
        }
        (first, _) => Ok(first),
    }
}
