//! What a report may say besides the outcome: when the run ended, which repository it scanned, and where in AWS its
//! findings go. The library reads neither clock nor environment: the command line supplies these.

/// The context of a run; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// When the run ended, in seconds since 1970-01-01 UTC.
    pub finished: u64,
    /// The repository that was scanned.
    pub repository: Option<Repository>,
    /// The folder that paths are relative to, as it was named; empty for the current folder.
    pub below: String,
    /// The account and region in which Security Hub files the findings.
    pub aws: Option<AwsTarget>,
}

/// A repository as it is known outside of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// `owner/name` from its remote, otherwise the name of its folder.
    pub name: String,
    /// Web address of its remote, without user and password.
    pub url: Option<String>,
    /// Hex id of HEAD; `None` before the first commit.
    pub head: Option<String>,
}

/// Where Security Hub runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsTarget {
    /// 12 digits.
    pub account: String,
    /// Such as `eu-central-1`.
    pub region: String,
}

impl AwsTarget {
    /// The partition that the region lies in.
    pub fn partition(&self) -> &'static str {
        match self.region.split('-').next() {
            Some("cn") => "aws-cn",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }
}

impl Context {
    /// The name of the repository, or a placeholder.
    pub fn name(&self) -> &str {
        self.repository.as_ref().map_or("files", |r| &r.name)
    }

    /// Hex id of HEAD.
    pub fn head(&self) -> Option<&str> {
        self.repository.as_ref()?.head.as_deref()
    }
}

/// The web address of a git remote, and `owner/name` from its end. User and password are removed. A local path gives
/// nothing.
pub fn web_address(remote: &str) -> Option<(String, String)> {
    let (host, path) = match remote.split_once("://") {
        Some(("http" | "https" | "ssh" | "git" | "git+ssh", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        // `git@host:owner/name`; one letter before the colon is a Windows drive.
        None => remote.split_once(':').filter(|(host, _)| host.len() > 1 && !host.contains('/'))?,
    };
    let host = host.rsplit('@').next()?.split(':').next()?;
    let path = path.split(['?', '#']).next()?.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/".contains(&b))
    };
    if !plain(host) || !plain(path) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let name = parts[parts.len().saturating_sub(2)..].join("/");
    Some((format!("https://{host}/{path}"), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_addresses_without_credentials() {
        let of = |remote| web_address(remote).map(|(url, _)| url);
        let expected = Some("https://git.example.org/team/app".to_owned());
        for remote in [
            "https://ada:pass@git.example.org/team/app.git",
            "https://git.example.org:8443/team/app/",
            "git@git.example.org:team/app.git",
            "ssh://git@git.example.org:22/team/app.git",
        ] {
            assert_eq!(of(remote), expected, "{remote}");
        }
        for remote in ["/srv/git/app.git", "../app", "file:///srv/app", "C:\\app", "", "https://x"] {
            assert_eq!(of(remote), None, "{remote}");
        }
        assert_eq!(web_address("git@h.org:a/b/c.git").map(|a| a.1), Some("b/c".to_owned()));
    }
}
