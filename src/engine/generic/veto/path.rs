//! Paths of files, objects and pages.

use crate::engine::checks::encoding::is_uuid;
use crate::engine::phrases::{self, Lexicon};

/// Extensions of files that are shown, read or loaded.
static EXTENSIONS: Lexicon<128> = Lexicon::new(&[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "tif", "tiff", "mov", "mp3", "mp4", "wav",
    "pdf", "css", "scss", "html", "htm", "js", "jsx", "ts", "tsx", "json", "xml", "yml", "yaml", "csv",
    "txt", "md", "zip", "gz", "geojson", "plist", "p12", "pfx", "jks", "pem", "crt", "cer", "keystore",
    "key", "pub", "ppk", "p8", "conf", "cfg", "ini", "log",
]);

/// `Images4/v2/3f/icon.png`, `logo.png`: folders and a file. Base64 has no dots.
pub fn file(value: &[u8]) -> bool {
    let name = memchr::memrchr(b'/', value).map_or(0, |slash| slash + 1);
    let Some(dot) = memchr::memrchr(b'.', &value[name..]).filter(|at| *at > 0) else { return false };
    EXTENSIONS.has(&value[name + dot + 1..].to_ascii_lowercase())
        && value
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'@' | b'~'))
}

/// `/usr/local/bin/run`, `~/.ssh/id_rsa`: a file by its place in the file system.
pub fn rooted(value: &[u8]) -> bool {
    const ROOTS: [&[u8]; 10] =
        [b"usr", b"bin", b"sbin", b"etc", b"opt", b"var", b"home", b"tmp", b"run", b"proc"];
    if let Some(below) = value.strip_prefix(b"~/") {
        return below.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_'));
    }
    // with the words that a command is given
    let at = memchr::memchr(b' ', value).unwrap_or(value.len());
    let (value, words) = value.split_at(at);
    let mut parts = value.split(|b| *b == b'/');
    words.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'-'))
        && parts.next() == Some(b"")
        && parts.next().is_some_and(|root| ROOTS.contains(&root))
        && parts.next().is_some_and(|part| !part.is_empty())
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_'))
}

/// `uploads/bbc498ea-d23b-11e7-af42-2a31486da301`: words and the identifier of an object.
pub fn object(value: &[u8]) -> bool {
    let word = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
    value.contains(&b'/')
        && value.split(|b| *b == b'/').all(|part| word(part) || is_uuid(part))
        && value.rsplit(|b| *b == b'/').next().is_some_and(is_uuid)
}

/// `/v1/agent/check/pass/`: folders of words, the number of a version among them perhaps.
pub fn endpoint(value: &[u8]) -> bool {
    let word = |part: &[u8]| part.len() >= 2 && part.iter().all(u8::is_ascii_lowercase);
    let version =
        |part: &[u8]| matches!(part, [b'v', n @ ..] if !n.is_empty() && n.iter().all(u8::is_ascii_digit));
    let inner = value.strip_prefix(b"/").map(|rest| rest.strip_suffix(b"/").unwrap_or(rest));
    inner.is_some_and(|rest| {
        rest.split(|b| *b == b'/').all(|part| word(part) || version(part))
            && rest.split(|b| *b == b'/').filter(|part| word(part)).count() >= 3
    })
}

/// `/basic-auth/\(user)/\(password)`, `https://${tenant}.example/oauth2/token`.
pub fn template_path(value: &[u8]) -> bool {
    is_template_host(value)
        || value.starts_with(b"/")
            && (phrases::holds(value, b"/\\(")
                || phrases::holds(value, b"/${")
                || phrases::holds(value, b"/#{"))
}

/// The host of an address is put together, and nothing that could hold a secret follows.
fn is_template_host(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"https://").or(value.strip_prefix(b"http://")) else { return false };
    let host = &rest[..memchr::memchr(b'/', rest).unwrap_or(rest.len())];
    phrases::holds(host, b"${") && !rest.iter().any(|b| matches!(b, b'@' | b'=' | b':'))
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn paths_of_files_objects_and_pages() {
        for value in
            ["Images4/v2/3f/4a1c-97de/icon.png", "a/b.JSON", "img/logo@2x.png", "logo.png", "../play.p12"]
        {
            assert!(file(value.as_bytes()), "{value}");
        }
        for value in ["icon", "kR9s/Zw2mQp", "kR9s/Zw2.mQp+x", "a/.png", ".png"] {
            assert!(!file(value.as_bytes()), "{value}");
        }
        assert_sorts(
            rooted,
            &[b"/usr/local/bin/run", b"~/.ssh/id_ecdsa", b"/etc/key", b"/usr/sbin/hashit pw -s"],
            &[b"/usr/bin/x kR9sZw2m", b"/kR9s/Zw2m", b"/etc"],
        );
        assert_sorts(object, &[b"test/bbc498ea-d23b-11e7-af42-2a31486da301"], &[b"kR9s/Zw2mQp"]);
        assert_sorts(
            template_path,
            &[b"/digest/\\(user)/\\(password)", b"https://${tenant}.a.io/oauth2/v1/token"],
            &[b"https://${user}:pw@a.io/x", b"https://${host}/x?k=v", b"https://a.io/${x}"],
        );
    }
}
