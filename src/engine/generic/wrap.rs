//! Calls around a value: what their names say about it.

use super::bytes::{contains_ci, is_one_of};

/// What a call makes of its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrap {
    /// No call.
    None,
    /// Takes the value as it is: `String("x")`, `[]byte("x")`.
    Other,
    /// Decodes it to bytes: `unhexlify("x")`, `Base64.decode("x")`.
    Decode,
    /// A cipher or hash is fed with it.
    Crypt,
    /// Looks something up by it.
    Get,
    /// The result is no secret of the source: generated, verified, translated.
    Gen,
}

static GET: &[&str] = &[
    "getenv",
    "env",
    "get",
    "getproperty",
    "lookup",
    "fetch",
    "find",
    "read",
    "load",
    "param",
    "parameter",
    "prompt",
    "input",
    "config",
    "resolve",
    "ref",
    "getstring",
    "getvalue",
    "getparameter",
    "paramstring",
    "getparam",
    "queryparam",
    "postparam",
    "getheader",
    "getattribute",
    "field",
    "secret",
    "setting",
    "settings",
    "var",
    "variable",
    "option",
    "getitem",
    "property",
    "prop",
    "import",
    "require",
    "open",
    "file",
    "include",
    "selector",
    "queryselector",
    "getelementbyid",
    "getpass",
    "contains",
    "containskey",
    "has",
    "haskey",
    "header",
    "arg",
    "args",
    "argument",
    "add_argument",
    "optional",
    "lookupenv",
    "must_env",
    "mustenv",
    "getsecret",
    "ssm",
    "column",
    "concat",
    "mapped_column",
    "by",
];

static GEN: &[&str] = &[
    "gettext",
    "ngettext",
    "translate",
    "tr",
    "i18n",
    "_",
    "t",
    "$t",
    "l10n",
    "localize",
    "nslocalizedstring",
    "lang",
    "__",
    "trans",
    "error",
    "errorf",
    "new_error",
    "println",
    "printf",
    "print",
    "sprintf",
    "format",
    "errors.new",
    "log",
    "warn",
    "info",
    "debug",
    "exception",
    "raise",
    "throw",
    "encode",
    "replace",
    "replaceall",
    "normalize",
    "strip",
    "lstrip",
    "rstrip",
    "trim",
    "split",
    "join",
    "startswith",
    "endswith",
    "hasprefix",
    "hassuffix",
    "indexof",
    "matches",
    "substring",
    "equals",
    "equalsignorecase",
    "append",
    "cut",
    "typeof",
    "sizeof",
    "len",
    "strlen",
    "symbol",
    "unique",
    "uniqueid",
];

/// From hexadecimal or base64 to bytes.
fn decodes(callee: &[u8], last: &[u8]) -> bool {
    const NAMES: &[&str] = &[
        "unhexlify",
        "fromhex",
        "from_hex",
        "atob",
        "frombase64string",
        "parsehexbinary",
        "hex!",
        "hextobytes",
    ];
    let of = contains_ci(callee, b"base64") || contains_ci(callee, b"b64") || contains_ci(callee, b"hex");
    is_one_of(last, NAMES) || contains_ci(last, b"decode") && of
}

/// The kind of the call `callee(`.
pub fn of(callee: &[u8]) -> Wrap {
    if callee.is_empty() {
        return Wrap::None;
    }
    let last = callee.rsplit(|b| matches!(b, b'.' | b':' | b'>' | b'\\')).next().unwrap_or(callee);
    let has = |part: &str| contains_ci(last, part.as_bytes());
    // `By.id("passwordField")`: where a test finds the field
    if callee.starts_with(b"By.") {
        return Wrap::Gen;
    }
    if is_one_of(last, GEN)
        || has("generat")
        || has("verify")
        || has("random")
        || has("uuid")
        || has("validat")
        || has("compile")
        || has("regex")
        || has("error")
        || has("exception")
    {
        Wrap::Gen
    } else if decodes(callee, last) {
        Wrap::Decode
    } else if is_one_of(last, GET)
        || has("getenv")
        || has("lookup")
        || contains_ci(callee, b"environ")
        || last.len() > 3 && last.starts_with(b"get") && !contains_ci(last, b"bytes")
    {
        Wrap::Get
    } else if has("crypt") || has("hash") || has("hmac") || has("cipher") || has("sign") || has("digest") {
        Wrap::Crypt
    } else {
        Wrap::Other
    }
}
