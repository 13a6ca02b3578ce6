//! The built-in catalogue: static tables that `rules/build.rs` wrote from `rules/*.toml`.

use super::table::*;
use std::borrow::Cow;

mod catalogue {
    use super::super::steps::{Side::*, Step, Step::*, Times};
    use super::super::table::*;
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

mod text {
    include!(concat!(env!("OUT_DIR"), "/sources.rs"));
}

/// The catalogue as TOML, file by file, for `rules check`. Its pages are not loaded otherwise.
pub static SOURCES: &[(&str, &str)] = text::SOURCES;

/// The catalogue as tables, without copying.
pub fn tables() -> Tables {
    Tables {
        blob: Cow::Borrowed(catalogue::BLOB),
        texts: Cow::Borrowed(&catalogue::TEXTS),
        rules: Cow::Borrowed(&catalogue::RULES),
        about: Cow::Borrowed(&catalogue::ABOUT),
        nears: Cow::Borrowed(&catalogue::NEARS),
        words: Cow::Borrowed(&catalogue::WORDS),
        uses: Cow::Borrowed(&catalogue::USES),
        bare: Cow::Borrowed(&catalogue::BARE),
        parts: Cow::Borrowed(&catalogue::PARTS),
        steps: Cow::Borrowed(&catalogue::STEPS),
        classes: Cow::Borrowed(&catalogue::CLASSES),
    }
}
