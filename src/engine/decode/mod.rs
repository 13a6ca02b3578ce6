//! Texts inside of texts: base64 and hex in long runs, escapes around keywords. Each is decoded where a cheap look says
//! that text comes of it, searched like any other text, and reported where it stands.

mod escape;
mod packed;

use super::search::RUN_WORD;
use super::view::View;
use super::{Hit, Looked};

/// How deep texts lie in texts.
pub const DEPTH: usize = 3;
/// How many bytes are decoded for one text, besides a quarter of its own length.
pub const BUDGET: usize = 1 << 20;

/// The texts that lie in `text` at these hits.
pub fn views(text: &[u8], hits: &[Hit], depth: usize) -> Vec<View> {
    let mut views = Vec::new();
    let mut left = BUDGET + text.len() / 4;
    // Where the last decoded stretch of each kind ended: what lies in it has been decoded.
    let (mut packed_to, mut escape_to) = (0, 0);
    for hit in hits {
        if left == 0 {
            break;
        }
        let at = hit.pos as usize;
        let view = if hit.word == RUN_WORD {
            if at < packed_to {
                continue;
            }
            packed::view(text, at, left).map(|(view, end)| {
                packed_to = end;
                view
            })
        } else if depth < DEPTH {
            if at < escape_to {
                continue;
            }
            escape::view(text, at).map(|(view, end)| {
                escape_to = end;
                view
            })
        } else {
            None
        };
        if let Some(view) = view {
            left = left.saturating_sub(view.bytes.len());
            views.push(view);
        }
    }
    views
}

/// Whether a text may lie at a hit; if not, which bytes say so.
pub fn triage(text: &[u8], hit: Hit) -> Option<Looked> {
    let at = hit.pos as usize;
    if hit.word == RUN_WORD { packed::triage(text, at) } else { escape::triage(text, at) }
}
