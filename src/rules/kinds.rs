//! Which kinds of files the paths of a rule can be: the rule need not be tried in others. Shared with `rules/build.rs`.

use super::kind::FileKind;

/// The kinds of files that paths matching these globs can be, as bits by the number of the kind.
pub fn of(globs: &[String]) -> u16 {
    let bit = |kind: FileKind| 1 << kind as u16;
    let of = |glob: &String| {
        let name = glob.rsplit('/').next().unwrap_or_default();
        let is_open = |text: &str| text.contains(['*', '?', '[', '{']);
        // Folders of translations take precedence over names.
        let by_folder = bit(FileKind::Translation);
        match name.rsplit_once('.') {
            _ if !is_open(name) => bit(FileKind::of(name.as_bytes())) | by_folder,
            Some((_, extension)) if !extension.is_empty() && !is_open(extension) => {
                // Some names take precedence over the extension: lock files, `.env.local`, `Dockerfile.local`.
                let locks = matches!(extension, "json" | "yaml" | "lock" | "sum");
                let by_name = bit(FileKind::Config)
                    | bit(FileKind::Shell)
                    | if locks { bit(FileKind::Lock) } else { 0 };
                bit(FileKind::of(format!("x.{extension}").as_bytes())) | by_name | by_folder
            }
            // No extension contains `_`.
            _ if name.rsplit(['*', '?']).next().is_some_and(|tail| tail.contains('_') && !is_open(tail)) => {
                [FileKind::None, FileKind::Other, FileKind::Log, FileKind::Config, FileKind::Shell]
                    .map(bit)
                    .iter()
                    .fold(by_folder, |all, one| all | one)
            }
            _ => u16::MAX,
        }
    };
    if globs.is_empty() { u16::MAX } else { globs.iter().map(of).fold(0, |all, one| all | one) }
}
