//! `--format html`: one self-contained page. It loads no script, style, font or picture, and a content security policy
//! forbids any. All scanned text in it is escaped.

mod finding;
mod overview;
mod timeline;

use super::record::{VERSION, decided};
use super::sanitize::entities as esc;
use super::{Report, clock};
use crate::finding::{Group, groups};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// The hashes of the script and style that the policy allows: SHA-256 in base64. A test compares them.
const STYLE_HASH: &str = "EZZyugWCMhEWyhyXprS647Ia8u4Llcr5bdyALbC9tcg=";
const SCRIPT_HASH: &str = "4F9err4AWhD0u3+85mvkzkNnfkOyNuZJcEEs9+CTWxg=";

/// Writes the page.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = groups(&report.outcome.findings);
    head(report, out)?;
    writeln!(out, "<main id=\"top\">")?;
    overview::verdict(report, &groups, out)?;
    contents(report, &groups, out)?;
    overview::rules(report, &groups, out)?;
    timeline::write(report, &groups, out)?;
    finding::list(report, &groups, out)?;
    finding::held_back(report, out)?;
    overview::coverage(report, out)?;
    writeln!(
        out,
        "</main>\n<footer><main>Made by secretscan {VERSION}. Secrets are redacted{}. This page loads nothing from \
         anywhere.</main></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>",
        if report.options.show_secrets {
            " except where values were asked for: handle this file as a secret"
        } else {
            ""
        }
    )
}

fn head(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = esc(report.context.name());
    let of = [
        Some(name.clone()),
        report.context.head().map(|head| format!("HEAD {}", esc(head.get(..12).unwrap_or(head)))),
        (report.context.finished > 0)
            .then(|| clock::stamp(report.context.finished).replace('T', " ") + " UTC"),
    ];
    let of = of.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; img-src data:; base-uri 'none'; \
         form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>secretscan: {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">To the findings</a>\n\
         <header><div class=\"bar\"><h1>secretscan report</h1><span class=\"of\">{of}</span>\
         <button type=\"button\" id=\"theme\" hidden>Dark</button></div></header>"
    )
}

/// Links to the sections of the page.
fn contents(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let sections = [
        ("kinds", "What was found", groups.len() > 1),
        ("timeline", "Time line", timeline::has_bars(groups)),
        ("findings", "Findings", !groups.is_empty()),
        ("held-back", "Held back", decided(report).next().is_some()),
        ("coverage", "Coverage", true),
    ];
    let links = sections.iter().filter(|s| s.2).map(|(id, name, _)| format!("<a href=\"#{id}\">{name}</a>"));
    writeln!(out, "<nav aria-label=\"Sections\">{}</nav>", links.collect::<String>())
}

/// A link without referrer; only for addresses that `record::links` accepted.
fn link(url: &str) -> String {
    let url = esc(url);
    format!("<a href=\"{url}\" rel=\"noopener noreferrer\" target=\"_blank\">{url}</a>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(bytes: &[u8]) -> String {
        const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for part in bytes.chunks(3) {
            let word =
                part.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
            for at in 0..4 {
                let sign = SIGNS[(word >> (18 - 6 * at)) as usize & 63];
                out.push(if at > part.len() { '=' } else { char::from(sign) });
            }
        }
        out
    }

    #[test]
    fn the_policy_allows_exactly_our_style_and_script() {
        use crate::engine::checks::sha256::sha256;
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(
            STYLE_HASH,
            base64(&sha256(STYLE.as_bytes())),
            "style.css changed: put this into STYLE_HASH"
        );
        assert_eq!(
            SCRIPT_HASH,
            base64(&sha256(SCRIPT.as_bytes())),
            "script.js changed: put this into SCRIPT_HASH"
        );
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            esc("<a href='x' b=\"y\">&\u{202e}"),
            "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;\\u{202e}"
        );
    }
}
