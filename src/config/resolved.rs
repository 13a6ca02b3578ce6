//! The configuration of a run, with all layers merged and checked.

use super::RawConfig;
use crate::error::{Error, Result};
use crate::model::Confidence;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// Name of the repository's configuration file, in the root of the working tree.
pub const REPOSITORY_FILE: &str = ".secretscan.toml";
/// The user's configuration file below the user's configuration folder.
pub const GLOBAL_FILE: &str = "secretscan/config.toml";

/// One configuration file with its text: the repository's may come from the index or from a commit.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Where it was read: for messages, and the folder that rule files are relative to.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Layer {
    /// Reads a file that has to be there.
    pub fn read(path: &Path) -> Result<Layer> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Layer { path: path.to_owned(), text }),
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                Err(Error::Config { path: path.to_owned(), message: "it is not UTF-8 text".to_owned() })
            }
            Err(source) => Err(Error::Io { path: path.to_owned(), source }),
        }
    }

    /// Reads a file that may be absent. One that cannot be read, or a dangling link, is an error.
    pub fn read_if_there(path: &Path) -> Result<Option<Layer>> {
        match Layer::read(path) {
            Err(Error::Io { source, .. })
                if matches!(
                    source.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) && !path.is_symlink() =>
            {
                Ok(None)
            }
            other => other.map(Some),
        }
    }
}

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Least confidence that is shown and blocks.
    pub confidence: Confidence,
    /// Ids of rules to leave out.
    pub disable: Vec<String>,
    /// Ids of rules to switch on that are off by default.
    pub enable: Vec<String>,
    /// The ids that configuration files name, each with its file: for messages.
    pub named_in: Vec<(String, PathBuf)>,
    /// Paths to leave out.
    pub exclude: GlobSet,
    /// The same, as written.
    pub exclude_text: Vec<String>,
    /// Rule files of the user's own configuration, in order.
    pub global_rules: Vec<PathBuf>,
    /// Rule files that the repository names, relative to its root, in order.
    pub repository_rules: Vec<String>,
    /// Files with the user's own credentials, besides the ones of AWS.
    pub credential_files: Vec<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            confidence: Confidence::Medium,
            disable: Vec::new(),
            enable: Vec::new(),
            named_in: Vec::new(),
            exclude: GlobSet::empty(),
            exclude_text: Vec::new(),
            global_rules: Vec::new(),
            repository_rules: Vec::new(),
            credential_files: Vec::new(),
        }
    }
}

impl Config {
    /// Merges the user's file, then the repository's, over the defaults. Lists add up; single values override.
    pub fn resolve(global: Option<&Layer>, repository: Option<&Layer>) -> Result<Config> {
        let mut config = Config::default();
        for (layer, is_global) in [(global, true), (repository, false)] {
            let Some(layer) = layer else { continue };
            let raw = RawConfig::parse(&layer.text, &layer.path)?;
            if !is_global && !raw.credentials.is_empty() {
                return Err(Error::Config {
                    path: layer.path.clone(),
                    message:
                        "`credentials` names files of one person: it belongs in the user's own configuration"
                            .to_owned(),
                });
            }
            let folder = layer.path.parent().unwrap_or(Path::new(""));
            config.confidence = raw.confidence.unwrap_or(config.confidence);
            let named = raw.disable.iter().chain(&raw.enable);
            config.named_in.extend(named.map(|id| (id.clone(), layer.path.clone())));
            config.disable.extend(raw.disable);
            config.enable.extend(raw.enable);
            if is_global {
                config.global_rules.extend(raw.rules.iter().map(|file| folder.join(expand_home(file))));
            } else {
                config.repository_rules.extend(raw.rules);
            }
            config.credential_files.extend(raw.credentials.iter().map(|file| folder.join(expand_home(file))));
            config.exclude_text.extend(raw.exclude.iter().cloned());
            check_globs(&raw.exclude)
                .map_err(|e| Error::Config { path: layer.path.clone(), message: format!("exclude: {e}") })?;
        }
        config.build_exclude().map_err(Error::Usage)?;
        Ok(config)
    }

    /// Adds globs from the command line.
    pub fn add_excludes(&mut self, globs: &[String]) -> Result<()> {
        check_globs(globs).map_err(|message| Error::Usage(format!("--exclude: {message}")))?;
        self.exclude_text.extend(globs.iter().cloned());
        self.build_exclude().map_err(Error::Usage)
    }

    fn build_exclude(&mut self) -> std::result::Result<(), String> {
        if self.exclude_text.is_empty() {
            return Ok(());
        }
        let mut set = GlobSetBuilder::new();
        for glob in &self.exclude_text {
            for glob in both(glob).map_err(|e| e.to_string())? {
                set.add(glob);
            }
        }
        self.exclude = set.build().map_err(|e| e.to_string())?;
        Ok(())
    }
}

/// A glob as written, and the same with everything below: the name of a folder excludes its content, as in .gitignore.
/// Paths are relative to the root, so that `./vendor` and `/vendor` mean `vendor`.
fn both(glob: &str) -> std::result::Result<[Glob; 2], globset::Error> {
    let glob = match glob.strip_prefix("./").unwrap_or(glob).trim_start_matches('/') {
        "" => glob,
        relative => relative,
    };
    Ok([Glob::new(glob)?, Glob::new(&format!("{}/**", glob.trim_end_matches('/')))?])
}

fn check_globs(globs: &[String]) -> std::result::Result<(), String> {
    globs.iter().try_for_each(|glob| match usable(glob) {
        Ok(()) if !glob.trim().is_empty() => Ok(()),
        Ok(()) => Err("an empty glob excludes nothing: take it out".to_owned()),
        Err(e) => Err(format!(
            "the glob `{}` cannot be used: {e}; write one such as `vendor/**` or `*.min.js`",
            shown(glob)
        )),
    })
}

/// An error if a glob cannot be compiled for searching. A few can be parsed but are nested too deep, and the error for
/// a whole set does not name them.
fn usable(glob: &str) -> std::result::Result<(), String> {
    let parsed = both(glob).map_err(|e| e.kind().to_string())?;
    let set = GlobSet::new(parsed);
    set.map(drop).map_err(|_| "it is too long or too deep".to_owned())
}

/// Enough of a glob to find it, for messages.
fn shown(glob: &str) -> String {
    const MOST: usize = 60;
    let cut = if glob.chars().count() > MOST { "…" } else { "" };
    glob.chars().take(MOST).flat_map(char::escape_debug).chain(cut.chars()).collect()
}

/// `~/x` is below the home folder.
fn expand_home(file: &str) -> PathBuf {
    match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Layer {
        Layer { path: PathBuf::from("dir/c.toml"), text: text.to_owned() }
    }

    #[test]
    fn layers_override_values_and_add_lists() {
        let global = layer("confidence = \"high\"\ndisable = [\"a\"]\ncredentials = [\"keys\"]");
        let repository =
            layer("confidence = \"low\"\ndisable = [\"b\"]\nexclude = [\"vendor\"]\nrules = [\"r.toml\"]");
        let config = Config::resolve(Some(&global), Some(&repository)).expect("both are right");
        assert_eq!(config.confidence, Confidence::Low);
        assert_eq!(config.disable, ["a", "b"]);
        assert_eq!(config.repository_rules, ["r.toml"]);
        assert_eq!(config.credential_files, [PathBuf::from("dir/keys")]);
        assert!(config.exclude.is_match("vendor/x/y.js") && !config.exclude.is_match("src/vendor.rs"));
    }

    #[test]
    fn excludes_begin_at_the_root() {
        for glob in ["vendor", "vendor/", "./vendor", "/vendor/", "./vendor/**"] {
            let config =
                Config::resolve(None, Some(&layer(&format!("exclude = [{glob:?}]")))).expect("right");
            assert!(
                config.exclude.is_match("vendor/x.js") && !config.exclude.is_match("a/vendor/x"),
                "{glob}"
            );
        }
    }

    #[test]
    fn a_repository_cannot_name_credential_files() {
        let error =
            Config::resolve(None, Some(&layer("credentials = [\"x\"]"))).expect_err("not its business");
        assert!(error.to_string().contains("dir/c.toml"));
    }

    #[test]
    fn a_broken_glob_is_an_error() {
        assert!(Config::resolve(None, Some(&layer("exclude = [\"a[\"]"))).is_err());
        assert!(Config::default().add_excludes(&["".to_owned()]).is_err());
    }

    #[test]
    fn a_broken_glob_is_named_with_its_file() {
        // The second can be parsed, but not compiled.
        for glob in ["src/[z-a]", &format!("src/{}a{}", "{".repeat(600), "}".repeat(600))] {
            let text = format!("exclude = [\"fine/**\", {glob:?}]");
            let error = Config::resolve(None, Some(&layer(&text))).expect_err("broken").to_string();
            assert!(error.contains("dir/c.toml") && error.contains("exclude"), "{error}");
            assert!(error.contains("`src/") && error.len() < 300, "{error}");
            let error = Config::default().add_excludes(&[glob.to_owned()]).expect_err("broken").to_string();
            assert!(error.contains("--exclude") && error.contains("`src/"), "{error}");
        }
    }
}
