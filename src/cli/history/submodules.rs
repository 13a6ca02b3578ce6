//! The submodules of a repository, scanned after it and by the same settings.

use super::{Take, one, open};
use crate::cli::args::{CommonArgs, RangeArgs};
use crate::cli::settings::Settings;
use crate::error::Result;
use crate::git::Submodules;
use crate::outcome::{Coverage, Gap, Outcome};
use std::path::Path;

/// Submodules of submodules are followed to this depth.
const MAX_NESTING: usize = 8;

/// Scans a repository and, if asked for, its submodules, all with the same settings. A submodule that cannot be scanned is
/// named in the receipt.
pub fn each(
    path: &Path,
    range: &RangeArgs,
    settings: &Settings,
    args: &CommonArgs,
    take: &mut Take<'_>,
) -> Result<()> {
    nested(path, range, settings, args, MAX_NESTING, take)
}

/// The same, with `depth` levels of submodules left to go down.
fn nested(
    path: &Path,
    range: &RangeArgs,
    settings: &Settings,
    args: &CommonArgs,
    depth: usize,
    take: &mut Take<'_>,
) -> Result<()> {
    let mut own = one(path, range, settings, args)?;
    let submodules = open(path)?.submodules();
    if !range.recurse_submodules {
        own.coverage.scope = narrowed(own.coverage.scope, submodules.found.len() + submodules.absent.len());
        return take(own);
    }
    own.coverage.missing.extend(not_scanned(&submodules, depth));
    let mut stopped = own.coverage.interrupted.is_some();
    take(own)?;
    if depth == 0 {
        return Ok(());
    }
    for (name, place) in submodules.found {
        let mut below = |mut part: Outcome| {
            part.put_below(&name);
            stopped |= part.coverage.interrupted.is_some();
            take(part)
        };
        if let Err(error) = nested(&place, range, settings, args, depth - 1, &mut below) {
            let missing = vec![gap(&name, &error.to_string())];
            let coverage = Coverage { noun: "blob", commits: Some(0), missing, ..Coverage::default() };
            take(Outcome { coverage, ..Outcome::default() })?;
        }
        if stopped {
            break;
        }
    }
    Ok(())
}

/// The submodules that will not be scanned, and why: not cloned, or nested too deep.
fn not_scanned(submodules: &Submodules, depth: usize) -> Vec<Gap> {
    let absent = submodules
        .absent
        .iter()
        .map(|name| gap(name, "it is not cloned: `git submodule update --init` brings it"));
    let too_deep =
        submodules.found.iter().filter(|_| depth == 0).map(|(name, _)| {
            gap(name, "it lies too deep in submodules of submodules: scan it by its own path")
        });
    absent.chain(too_deep).collect()
}

fn gap(submodule: &str, why: &str) -> Gap {
    Gap { what: format!("submodule {submodule}"), why: why.to_owned() }
}

/// The scope of a scan that left out this many submodules.
fn narrowed(scope: Option<String>, left_out: usize) -> Option<String> {
    let without = match left_out {
        0 => return scope,
        1 => "without its submodule (--recurse-submodules scans it, too)".to_owned(),
        many => format!("without its {many} submodules (--recurse-submodules scans them, too)"),
    };
    Some(scope.map_or(without.clone(), |scope| format!("{scope}, {without}")))
}
