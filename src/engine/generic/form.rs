//! The features of form: separator, quotes, calls, what follows, the kind of file.

use super::feature::{Feature as F, Set};
use super::quote::Quote;
use super::site::{Sep, Site};
use super::value::{After, Setting, Value};
use super::wrap::Wrap;
use crate::model::FileKind;

/// Sets the features of form: separator, quotes, what follows, the file.
pub fn features(site: &Site, v: &Value, setting: Setting, kind: FileKind, set: &mut Set) {
    set.put(if v.ints { F::Ints } else { F::Assign });
    set.put(site.sep.feature());
    set.put(v.quote.feature());
    set.put(match v.after {
        After::End => F::AfterEnd,
        After::Close => F::AfterClose,
        After::Op => F::AfterOp,
        After::Plus => F::AfterPlus,
        After::Colon => F::AfterColon,
        After::Arrow => F::AfterArrow,
        After::Dot => F::AfterDot,
        After::Other => F::AfterOther,
    });
    match v.wrap {
        Wrap::Get => set.put(F::WrapGet),
        Wrap::Crypt => set.put(F::WrapCrypt),
        Wrap::Decode => set.put(F::WrapDecode),
        Wrap::Other => set.put(F::WrapOther),
        Wrap::None | Wrap::Gen => {}
    }
    set.put(match kind {
        FileKind::Source => F::FileSource,
        FileKind::Shell => F::FileShell,
        FileKind::Config => F::FileConfig,
        FileKind::Data | FileKind::Notebook => F::FileData,
        FileKind::Lock => F::FileLock,
        FileKind::Sql => F::FileSql,
        FileKind::Doc | FileKind::Message => F::FileDoc,
        FileKind::Translation => F::FileTexts,
        FileKind::Log => F::FileLog,
        FileKind::None | FileKind::Other => F::FileOther,
    });
    if v.quote == Quote::None && site.sep != Sep::Tag {
        set.put(if setting.string.is_some() {
            F::BareInString
        } else if setting.whole_line {
            F::BareLine
        } else {
            match kind {
                FileKind::Source => F::BareSource,
                FileKind::Shell => F::BareShell,
                FileKind::Config => F::BareConfig,
                FileKind::Data => F::BareData,
                FileKind::Doc | FileKind::Message => F::BareDoc,
                _ => F::BareOther,
            }
        });
    }
}
