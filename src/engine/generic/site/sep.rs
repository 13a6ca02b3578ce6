//! Separators between a name and its value.

use crate::engine::generic::feature::Feature;

/// How a value hangs on its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sep {
    Eq,
    Colon,
    Walrus,
    Arrow,
    Compare,
    Typed,
    Flag,
    Blank,
    Call,
    Comma,
    Put,
    Arg2,
    Tag,
    Sibling,
    Prose,
    Other,
}

impl Sep {
    /// Its feature.
    pub fn feature(self) -> Feature {
        match self {
            Sep::Eq => Feature::SepEq,
            Sep::Colon => Feature::SepColon,
            Sep::Walrus => Feature::SepWalrus,
            Sep::Arrow => Feature::SepArrow,
            Sep::Compare => Feature::SepCompare,
            Sep::Typed => Feature::SepTyped,
            Sep::Flag => Feature::SepFlag,
            Sep::Blank => Feature::SepBlank,
            Sep::Call => Feature::SepCall,
            Sep::Comma => Feature::SepComma,
            Sep::Put => Feature::SepPut,
            Sep::Arg2 => Feature::SepArg2,
            Sep::Tag => Feature::SepTag,
            Sep::Sibling => Feature::SepSibling,
            Sep::Prose => Feature::SepProse,
            Sep::Other => Feature::SepOther,
        }
    }
}
