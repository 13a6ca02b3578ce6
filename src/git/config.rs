//! Values of the git configuration: system, global, repository and worktree, with includes.

use super::{GitError, Repo};

impl Repo {
    /// The last value of a key, as text.
    pub fn config_string(&self, key: &str) -> Result<Option<String>, GitError> {
        let config = self.config()?;
        found(key, config.get_string(key))
    }

    /// The last value of a key, as git reads booleans.
    pub fn config_bool(&self, key: &str) -> Result<Option<bool>, GitError> {
        let config = self.config()?;
        found(key, config.get_bool(key))
    }

    /// The last value of a key as a path, `~` expanded.
    pub fn config_path(&self, key: &str) -> Result<Option<std::path::PathBuf>, GitError> {
        let config = self.config()?;
        found(key, config.get_path(key))
    }

    /// All values of a key, in the order in which git reads them.
    pub fn config_all(&self, key: &str) -> Result<Vec<String>, GitError> {
        let config = self.config()?;
        let mut values = Vec::new();
        let Some(mut entries) = found(key, config.multivar(key, None))? else { return Ok(values) };
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|e| wrong(key, &e))?;
            values.push(String::from_utf8_lossy(entry.value_bytes()).into_owned());
        }
        Ok(values)
    }

    fn config(&self) -> Result<git2::Config, GitError> {
        let mut config = self.raw().config().map_err(|e| wrong("configuration", &e))?;
        config.snapshot().map_err(|e| wrong("configuration", &e))
    }
}

fn found<T>(key: &str, value: Result<T, git2::Error>) -> Result<Option<T>, GitError> {
    match value {
        Ok(value) => Ok(Some(value)),
        Err(e) if e.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(e) => Err(wrong(key, &e)),
    }
}

fn wrong(key: &str, error: &git2::Error) -> GitError {
    GitError::Unusable(format!("git config {key}: {}", error.message()))
}
