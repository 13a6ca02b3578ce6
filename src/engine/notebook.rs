//! Jupyter notebooks: tells which cell a place is in.

use crate::model::Candidate;

/// Where each cell of a notebook begins: the objects in the array `cells` of the outermost object.
fn cells(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut depth, mut inside, mut name) = (0usize, false, &text[..0]);
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'"' => {
                let start = at + 1;
                at = start;
                while at < text.len() && text[at] != b'"' {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                if depth == 1 {
                    name = text.get(start..at).unwrap_or_default();
                }
            }
            b'{' | b'[' => {
                if inside && depth == 2 {
                    found.push(at);
                }
                inside |= depth == 1 && name == b"cells" && text[at] == b'[';
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if inside && depth == 1 {
                    break;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Notes the cell that each candidate is in, counted from one.
pub fn name_cells(text: &[u8], candidates: &mut [Candidate<'_>]) {
    if candidates.is_empty() {
        return;
    }
    let cells = cells(text);
    for candidate in candidates {
        let cell = cells.partition_point(|start| *start <= candidate.secret.start);
        if cell > 0 && candidate.note.is_none() {
            candidate.note = Some(format!("in cell {cell} of the notebook").into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_the_objects_of_their_array() {
        let text = br#"{"metadata": {"cells": [{}]}, "cells": [{"source": ["a \"[{\" b"]}, {"source": []}], "x": [{}]}"#;
        let starts = cells(text);
        assert_eq!(starts.len(), 2);
        assert!(text[starts[1]..].starts_with(b"{\"source\": []}"));
        assert_eq!(cells(b"{\"cells\": [{\"a"), [11]);
        assert!(cells(b"no notebook").is_empty());
    }
}
