//! `secretscan explain ID|RULE`: what it is, why it was flagged, what to do now.

use super::args::CommonArgs;
use super::emit::Emitter;
use super::lookup::{self, Where};
use super::out::Out;
use super::rules;
use crate::error::Result;
use crate::outcome::{Coverage, Exit, Outcome};
use crate::report::{self, Context, Mode, Report};

/// An id of a rule is looked up first; anything else is the id of a finding.
pub fn run(id: &str, history: bool, args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let known = rules::of_this_place(args)?;
    if let Some(rule) = known.find(id) {
        rules::show(&known, rule, out);
        return Ok(Exit::Clean);
    }
    if !id.trim_start_matches("ss1-").bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(rules::unknown(id, &known));
    }
    let places: &[Where] =
        if history { &[Where::History] } else { &[Where::Staged, Where::Worktree, Where::History] };
    let (named, looked) = lookup::find(id, places, args)?;
    let Some(looked) = looked else {
        out.line(&format!(
            "{} is not found here any more: neither staged, nor in the working tree, nor in history.",
            named.fingerprint
        ));
        return Ok(Exit::Clean);
    };
    finding(named.fingerprint, &looked, args, out)
}

fn finding(
    fingerprint: crate::finding::Fingerprint,
    looked: &lookup::Looked,
    args: &CommonArgs,
    out: &mut Out,
) -> Result<Exit> {
    let of = |findings: &[crate::finding::Finding]| {
        findings.iter().filter(|f| f.fingerprint == fingerprint).cloned().collect::<Vec<_>>()
    };
    let outcome = Outcome {
        findings: of(&looked.outcome.findings),
        suppressed: of(&looked.outcome.suppressed),
        coverage: Coverage::default(),
    };
    let rule = outcome.findings.iter().chain(&outcome.suppressed).map(|f| f.rule).next();
    // As `-v` shows it, with every check and feature behind the verdict, but without the receipt.
    let verbose = CommonArgs { verbose: 1, quiet: 0, ..args.clone() };
    let mut options =
        Emitter::new(&verbose)?.options(Mode::Files, std::io::IsTerminal::is_terminal(&std::io::stdout()));
    options.verbosity = 2;
    let mut text = Vec::new();
    let rule_set = looked.settings.engine.rules();
    let _ = report::explain(
        &Report { outcome: &outcome, rules: rule_set, options, context: &Context::default() },
        &mut text,
    );
    out.raw(&text);
    if let Some(rule) = rule {
        rules::show(rule_set, rule, out);
    }
    Ok(Exit::Clean)
}
