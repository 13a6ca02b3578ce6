//! Compiles the rule catalogue into static tables: reads every `*.toml` beside this file, proves the rules with the
//! same code that loads a user's, and writes Rust source for `src/rules/builtin.rs`.

#[path = "../src/rules/byte_runs.rs"]
mod byte_runs;
#[path = "../src/rules/bytes.rs"]
mod bytes;
#[path = "../src/rules/compile.rs"]
mod compile;
#[path = "../src/rules/enumerate.rs"]
mod enumerate;
#[path = "../src/rules/gate.rs"]
#[expect(dead_code, reason = "shared with the crate, which uses the rest")]
mod gate;
#[path = "../src/rules/keywords.rs"]
mod keywords;
#[path = "../src/model/kind.rs"]
#[expect(dead_code, reason = "shared with the crate, which uses the rest")]
mod kind;
#[path = "../src/rules/kinds.rs"]
mod kinds;
#[path = "../src/rules/layout.rs"]
mod layout;
#[path = "../src/rules/lint.rs"]
mod lint;
#[path = "../src/rules/measure.rs"]
mod measure;
#[path = "../src/rules/mixing.rs"]
mod mixing;
#[path = "../src/rules/odds.rs"]
mod odds;
#[path = "../src/rules/proof.rs"]
mod proof;
#[path = "../src/rules/raw.rs"]
#[expect(dead_code, reason = "shared with the crate, which uses the rest")]
mod raw;
mod seating;
#[path = "../src/rules/secret.rs"]
mod secret;
#[path = "../src/rules/shape.rs"]
mod shape;
#[path = "../src/rules/sieve.rs"]
mod sieve;
#[path = "../src/rules/steps.rs"]
mod steps;
#[path = "../src/rules/table.rs"]
#[expect(dead_code, reason = "shared with the crate, which uses the rest")]
mod table;
#[path = "../src/model/translation.rs"]
#[expect(dead_code, reason = "shared with the crate, which uses the rest")]
mod translation;
#[path = "../src/rules/window.rs"]
mod window;

use std::fmt::{Debug, Write};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rules");
    if let Err(message) = build() {
        println!("cargo::error={message}");
        process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut rules = Vec::new();
    let mut sources = String::from("pub static SOURCES: &[(&str, &str)] = &[\n");
    for path in rule_files(&root.join("rules"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        sources.push_str(&format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string()));
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let file: raw::RawFile = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        rules.extend(file.rules);
    }
    // Checks and matchers are code of the crate itself: its tests prove that the names exist.
    let known = compile::Known { check: &|_| true, matcher: &|_| true, rule: &|_| false };
    let mut tables = compile::compile(rules, &known).map_err(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("rule {}: {}", problem.rule, problem.message)).collect();
        lines.join("; ")
    })?;
    let rounds = env::var("SECRETSCAN_SEATING").ok().and_then(|rounds| rounds.parse().ok());
    println!("cargo::rerun-if-env-changed=SECRETSCAN_SEATING");
    if let Some(seats) = seating::improve(&mut tables, include_str!("seats.txt"), rounds) {
        fs::write(root.join("rules/seats.txt"), seats).map_err(|e| format!("seats.txt: {e}"))?;
    }
    fs::write(out.join("sources.rs"), sources + "];\n").map_err(|e| format!("sources.rs: {e}"))?;
    fs::write(out.join("catalogue.rs"), source(&tables)).map_err(|e| format!("catalogue.rs: {e}"))
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    Ok(files)
}

fn source(tables: &table::Tables) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "pub static BLOB: &str = {:?};", tables.blob);
    array(&mut out, "TEXTS", "Text", &tables.texts);
    array(&mut out, "RULES", "RuleRow", &tables.rules);
    array(&mut out, "ABOUT", "AboutRow", &tables.about);
    array(&mut out, "NEARS", "NearRow", &tables.nears);
    array(&mut out, "WORDS", "WordRow", &tables.words);
    array(&mut out, "USES", "Use", &tables.uses);
    array(&mut out, "BARE", "u16", &tables.bare);
    array(&mut out, "PARTS", "Part", &tables.parts);
    array(&mut out, "STEPS", "Step", &tables.steps);
    array(&mut out, "CLASSES", "[u64; 4]", &tables.classes);
    out
}

/// The rows print as Rust expressions; only the paths of the enums are missing.
fn array<T: Debug>(out: &mut String, name: &str, row: &str, rows: &[T]) {
    let _ = writeln!(out, "pub static {name}: [{row}; {}] = [", rows.len());
    for value in rows {
        let text = format!("{value:?}");
        let text = text
            .replace("form: Regex", "form: Form::Regex")
            .replace("form: Matcher", "form: Form::Matcher")
            .replace("form: Shape", "form: Form::Shape")
            .replace("boundary: ", "boundary: Boundary::");
        let _ = writeln!(out, "    {text},");
    }
    out.push_str("];\n");
}
