//! Commits and tags as text.

use super::*;

#[test]
fn fields_of_a_commit() {
    let text = b"tree 0101010101010101010101010101010101010101\nparent 0202020202020202020202020202020202020202\n\
        author A B <a@b> 1767323045 +0100\ncommitter C <c@d> 1767323046 +0000\ngpgsig -----BEGIN\n x\n\nSubject\n\nBody\n";
    let commit = CommitText::parse(text);
    assert_eq!((commit.tree, commit.parents.len()), (Some(ObjectId([1; 20])), 1));
    assert_eq!((commit.time(), commit.summary().as_str()), (1_767_323_046, "Subject"));
    assert_eq!(rfc3339(commit.author), "2026-01-02T04:04:05+01:00");
    let mut out = Vec::new();
    commit.readable(&mut out);
    assert_eq!(out, b"Subject\n\nBody\nA B <a@b>\nC <c@d>");
}

#[test]
fn other_lines_of_a_header_are_read() {
    let text = b"tree 0101010101010101010101010101010101010101\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\
        mergetag object 0202020202020202020202020202020202020202\n type commit\n tag v1\n \n Words\nencoding X\n\
        gpgsig -----BEGIN\n \n c2ln\nauthor B <b> 1 +0000\nalone\n\nSubject\n";
    let mut out = Vec::new();
    CommitText::parse(text).readable(&mut out);
    let tag = "\nmergetag object 0202020202020202020202020202020202020202\ntype commit\ntag v1\nWords";
    let all = format!("Subject\nA <a>{tag}\nencoding X\nauthor B <b> 1 +0000\nalone");
    assert_eq!(String::from_utf8_lossy(&out), all);
}

#[test]
fn what_is_no_armour_in_a_signature_is_read() {
    let head =
        b"tree 0101010101010101010101010101010101010101\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n";
    let mut out = Vec::new();
    for (signature, read) in [
        (&b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n =x9\n -----END PGP SIGNATURE-----"[..], ""),
        (b"gpgsig -----BEGIN SSH SIGNATURE-----\n key = k7\n U1NI", "\nkey = k7"),
        (b"gpgsig-sha256 key = k7", "\ngpgsig-sha256 key = k7"),
    ] {
        let text = [&head[..], signature, b"\n\nSubject\n"].concat();
        CommitText::parse(&text).readable(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), format!("Subject\nA <a>{read}"));
    }
}

#[test]
fn dates() {
    for (line, date) in [
        (&b"x <y> 0 +0000"[..], "1970-01-01T00:00:00Z"),
        (b"x <y> 951782400 -0330", "2000-02-28T20:30:00-03:30"),
        (b"x <y> 1709210096 +0530", "2024-02-29T18:04:56+05:30"),
        (b"broken", "1970-01-01T00:00:00Z"),
        (b"x <y> -86400 +0000", "1969-12-31T00:00:00Z"),
    ] {
        assert_eq!(rfc3339(line), date);
    }
    for line in [&b"> 9223372036854775807 +9999"[..], b"> -9223372036854775808 -2147483648", b""] {
        rfc3339(line);
    }
}

#[test]
fn whatever_a_header_says() {
    for text in [&b""[..], b"\n\n", b"tree", b"tree \nparent x\n", b" \n\nm", b"object\ntype blob"] {
        CommitText::parse(text);
        tag(text);
    }
    let (target, text) = tag(b"object 0303030303030303030303030303030303030303\ntype blob\ntag v\ntagger T <t@u> 1 +0000\n\nhello\n");
    assert_eq!(target, Some((ObjectId([3; 20]), Some(ObjectKind::Blob))));
    assert_eq!(text, b"hello\n\nT <t@u>\ntag v");
}
