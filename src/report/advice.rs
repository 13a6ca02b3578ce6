//! What to do about a finding, which depends on how far the secret has spread.

use super::Mode;
use super::life::is_message;
use crate::finding::Finding;
use crate::model::Place;
use crate::rules::RuleInfo;

/// The advice for a finding in this kind of run.
pub fn now(mode: Mode, finding: &Finding, rule: &RuleInfo<'_>) -> String {
    let explain = format!("(a better way: secretscan explain {})", rule.id);
    let leaked = || rule.advice.trim().to_owned();
    match (mode, &finding.life) {
        (Mode::Commit, _) if finding.origin.place == Place::Message => {
            format!("not committed yet: write the message without it {explain}")
        }
        (Mode::Commit, _) => {
            format!("not committed yet: take it out and stage again {explain}")
        }
        (Mode::Amend, _) => {
            format!(
                "committed already: take it out, stage again and amend again; revoke it first where that commit was \
                 pushed {explain}"
            )
        }
        (Mode::Push, _) if matches!(finding.origin.place, Place::Tag(_)) => {
            format!(
                "in a tag, not pushed yet: make the tag anew without it (git tag -f -a), then push {explain}"
            )
        }
        (Mode::Push, _) => {
            format!(
                "committed, not pushed yet: take it out of the commits (git rebase -i), then push {explain}"
            )
        }
        (_, Some(life)) if !life.in_head && !is_message(finding.origin.place) => {
            format!("gone from HEAD, but whoever has the repository has it: {}", leaked())
        }
        _ => leaked(),
    }
}

/// Where to revoke the secret; `None` as long as it has not left this machine.
pub fn place<'r>(mode: Mode, rule: &RuleInfo<'r>) -> Option<&'r str> {
    (!mode.is_local() && !rule.revoke.trim().is_empty()).then(|| rule.revoke.trim())
}

/// The command for a false alarm. `Err` is what to do instead if a strict run refuses the branch's own allow entry.
pub fn way_out(finding: &Finding) -> Result<String, &'static str> {
    match finding.refused {
        false => {
            // What is not in a repository can be named, but not looked up.
            let id = match finding.origin.place {
                Place::Message | Place::Stdin => finding.fingerprint.to_string(),
                _ => finding.fingerprint.short(),
            };
            Ok(format!("secretscan allow {id} --reason \"…\""))
        }
        true => Err(
            "This branch lets it pass by itself, which --strict refuses: take it out, or have that merged on \
                     its own first.",
        ),
    }
}

/// The headline of a run with findings.
pub fn headline(mode: Mode, secrets: &str) -> String {
    match mode {
        Mode::Files => format!("{secrets} found"),
        Mode::Commit => format!("this commit would record {secrets}"),
        Mode::Amend => {
            format!("the commit being amended holds {secrets}, and this amend would keep what it holds")
        }
        Mode::Push => format!("this push would publish {secrets}"),
        Mode::Range => format!("these commits bring in {secrets}"),
        Mode::History => format!("the history holds {secrets}"),
    }
}
