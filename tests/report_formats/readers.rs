//! What the reader of one format needs: that nothing acts, breaks out or is counted wrongly.

use super::{all_reports, full, json, read};
use crate::support::{TestRepo, key};

#[test]
fn annotations_name_a_line_and_nothing_ends_them_early() {
    let repo = full(false);
    all_reports(&repo, &["."], 1);
    let text = read(&repo, "github");
    for line in text.lines() {
        let fits = ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c));
        assert!(fits && line.matches("::").count() == 2, "{line}");
    }
    let pair = text.lines().find(|l| l.contains("deploy/pröd%2C1.ini,line=3,endLine=3,col=25,endColumn=65"));
    assert!(pair.is_some(), "{text}");
}

#[test]
fn columns_of_sarif_count_utf16_units() {
    let repo = TestRepo::new();
    repo.write("a.py", format!("s = '😀ä'; k = '{}'\n", key()));
    all_reports(&repo, &["."], 1);
    let region = &json(&repo, "sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    // The face takes two units and four bytes, the umlaut one and two.
    assert_eq!((&region["startColumn"], &region["byteOffset"]), (&17.into(), &19.into()));
    assert_eq!(json(&repo, "json")["secrets"][0]["places"][0]["start_column"], 20);
}

#[test]
fn the_page_stands_alone_and_its_text_is_text() {
    let repo = full(false);
    for mode in [&["."][..], &["--history"]] {
        all_reports(&repo, mode, 1);
        let page = read(&repo, "html");
        assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
        // One style, one script, no attribute that runs or loads; links are plain links to the web.
        for (part, times) in
            [("<script", 1), ("</script", 1), ("<style", 1), ("<link", 1), ("<iframe", 0), ("<img", 0)]
        {
            assert_eq!(page.matches(part).count(), times, "{part}");
        }
        for part in [
            " src=",
            " style=",
            " onclick",
            " onload",
            "url(",
            "@import",
            "javascript:",
            "http-equiv=\"refresh",
        ] {
            assert!(!page.contains(part), "{part}");
        }
        let addresses = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        for address in addresses {
            assert!(
                ["#", "https://", "http://", "data:,"].iter().any(|p| address.starts_with(p)),
                "{address}"
            );
        }
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe-"));
    }
    let page = read(&repo, "html");
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;.py"), "{page}");
    assert!(page.contains("Add &lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("id=\"timeline\"") && page.contains("history only"));
}

#[test]
fn spreadsheets_compute_nothing() {
    let repo = full(false);
    all_reports(&repo, &["."], 1);
    let text = read(&repo, "csv");
    assert!(text.contains(",\"'=cmd|'x'!A1.env\","), "{text}");
    assert!(text.lines().count() == text.matches("\r\n").count());
}
