//! Rules in SARIF, and the severity of their results.

use super::put;
use crate::model::{RuleIx, Severity};
use crate::report::Report;
use crate::report::record::{self, advice};
use serde_json::{Value, json};

/// One rule, as its results name it.
pub fn rule(report: &Report<'_>, ix: RuleIx) -> Value {
    let info = report.rules.info(ix);
    let links = record::links(&info);
    let listed: String = links.iter().map(|link| format!("\n- <{link}>")).collect();
    let mut rule = json!({
        "id": info.id,
        "name": pascal_case(info.id),
        "shortDescription": { "text": info.name },
        "fullDescription": { "text": format!("{} in clear text.", info.name) },
        "help": {
            "text": advice(&info),
            "markdown": format!("{}\n{listed}", advice(&info)).trim(),
        },
        "defaultConfiguration": { "level": level(info.severity) },
        "properties": {
            "security-severity": security_severity(info.severity),
            "precision": info.confidence.name(),
            "provider": info.provider,
            "tags": ["security", "secret", format!("external/cwe/cwe-{}", record::CWE.0)],
        },
    });
    put(&mut rule, "helpUri", links.first().copied());
    rule
}

/// `aws-key-pair` in the form that viewers show for rule names: `AwsKeyPair`.
fn pascal_case(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    id.split(['-', '_', '.']).map(word).collect()
}

/// The level of its results.
pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// The severity bands of code scanning: above 9.0 critical, from 7.0 high, from 4.0 medium, below that low.
pub fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
    }
}
