//! What our engine finds at a place that another scanner names, to turn the place into a value.

use crate::cli::args::CommonArgs;
use crate::cli::committed::Committed;
use crate::cli::lookup::{self, Where, all};
use crate::cli::settings::Settings;
use crate::engine::Scratch;
use crate::error::Result;
use crate::finding::{AllowEntry, Finding, Suppression};
use crate::git::Repo;
use crate::model::{Chunk, Confidence, Origin, Place, RepoPath};
use crate::scan::chunk_findings;
use std::path::Path;

/// An engine at its lowest threshold, with the configuration of a folder.
pub struct Look {
    settings: Settings,
    repo: Option<Repo>,
    args: CommonArgs,
}

impl Look {
    /// With the configuration of the folder `root`.
    pub fn new(root: &Path, args: &CommonArgs) -> Result<Look> {
        let args = CommonArgs { confidence: Some(Confidence::Low), quiet: 1, ..args.clone() };
        let settings = Settings::load(&args, &Committed::Folder(root.to_owned()))?;
        Ok(Look { settings, repo: Repo::discover(root).ok(), args })
    }

    /// The secrets in a text at that path, without those that a filter dismissed.
    pub fn at(&self, path: &str, bytes: Vec<u8>) -> Vec<Finding> {
        let origin = Origin { path: RepoPath::from(path), place: Place::File };
        let chunk = Chunk::whole(origin, bytes);
        let found =
            chunk_findings(&self.settings.engine, &self.settings.policy, &chunk, &mut Scratch::default());
        found.into_iter().filter(counts).collect()
    }

    /// A file as a commit has it; `None` if there is no such commit or file.
    pub fn file(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        let repo = self.repo.as_ref()?;
        let commit = repo.commit_if_there(commit)?;
        repo.commit_file(commit, path.as_bytes()).ok().flatten()
    }

    /// Everything that is found today: in the files, and in history if there is one.
    pub fn everywhere(&self) -> Result<Vec<Finding>> {
        let mut found = Vec::new();
        for place in [Where::Worktree, Where::History] {
            if let Some(looked) = lookup::look(place, &self.args)? {
                found.extend(all(&looked.outcome).filter(|f| counts(f)).cloned());
            }
        }
        Ok(found)
    }

    /// An allow entry for a finding.
    pub fn entry(&self, finding: &Finding, reason: &str) -> Result<AllowEntry> {
        let rule = self.settings.engine.rules().info(finding.rule).id;
        AllowEntry::new(finding.fingerprint, rule, None, reason)
    }
}

fn counts(finding: &Finding) -> bool {
    !matches!(finding.suppressed, Some(Suppression::Filter(_)))
}
