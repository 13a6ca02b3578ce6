//! The context of a run that reports show: clock, repository and environment, looked at once and only for formats that
//! need it.

use super::ci::Env;
use crate::git::Repo;
use crate::report::{AwsTarget, Context, Repository, web_address};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The context of a run over `folder`; without a repository if it covers several.
pub fn of(folder: Option<&Path>) -> Context {
    Context {
        finished: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
        repository: folder.and_then(repository),
        below: String::new(),
        aws: aws(&Env::of_process()),
    }
}

fn repository(folder: &Path) -> Option<Repository> {
    let folder =
        if folder.is_file() { folder.parent().filter(|p| !p.as_os_str().is_empty()) } else { Some(folder) };
    let repo = Repo::discover(folder.unwrap_or(Path::new("."))).ok()?;
    let remote = repo.config_string("remote.origin.url").ok().flatten();
    let address = remote.as_deref().and_then(web_address);
    // A bare repository is named by its own folder, any other by that of its working tree.
    let place = repo.work_tree().unwrap_or_else(|| repo.git_dir());
    let name =
        place.file_name().map_or_else(|| "repository".to_owned(), |n| n.to_string_lossy().into_owned());
    let head = repo.head().ok().flatten().map(|id| id.to_string());
    Some(match address {
        Some((url, name)) => Repository { name, url: Some(url), head },
        None => Repository { name: name.trim_end_matches(".git").to_owned(), url: None, head },
    })
}

/// The account and region for Security Hub: the variables made for this, otherwise those of the CodeBuild project.
fn aws(env: &Env) -> Option<AwsTarget> {
    // arn:aws:codebuild:REGION:ACCOUNT:build/…
    let arn: Vec<&str> = env.get("CODEBUILD_BUILD_ARN").unwrap_or_default().split(':').collect();
    let part = |at: usize| arn.get(at).copied();
    let account = env.get("AWS_ACCOUNT_ID").or(part(4))?;
    let region = env.get("AWS_REGION").or_else(|| env.get("AWS_DEFAULT_REGION")).or(part(3))?;
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let is_region = region.contains('-') && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (is_account && is_region).then(|| AwsTarget { account: account.to_owned(), region: region.to_owned() })
}

/// True if Security Hub's account and region are known.
pub fn knows_aws() -> bool {
    aws(&Env::of_process()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_and_region_come_from_the_environment() {
        let of = |pairs: [(&str, &str); 2]| aws(&Env::from(pairs)).map(|aws| (aws.account, aws.region));
        let expected = Some(("123456789012".to_owned(), "eu-central-1".to_owned()));
        assert_eq!(of([("AWS_ACCOUNT_ID", "123456789012"), ("AWS_REGION", "eu-central-1")]), expected);
        let arn = "arn:aws:codebuild:eu-central-1:123456789012:build/app:1f2e";
        assert_eq!(of([("CODEBUILD_BUILD_ARN", arn), ("X", "")]), expected);
        assert_eq!(of([("AWS_ACCOUNT_ID", "1234"), ("AWS_REGION", "eu-central-1")]), None);
        assert_eq!(of([("AWS_ACCOUNT_ID", "123456789012"), ("X", "")]), None);
    }
}
