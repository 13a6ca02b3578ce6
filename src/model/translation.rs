//! Files of translations: their folders tell them, or the language in their name.

/// Formats that hold texts for people where a folder or the name says so.
const CATALOGUES: [&[u8]; 16] = [
    b"json",
    b"yml",
    b"yaml",
    b"properties",
    b"php",
    b"inc",
    b"ini",
    b"xml",
    b"js",
    b"ts",
    b"arb",
    b"dart",
    b"txt",
    b"lang",
    b"toml",
    b"csv",
];

/// Folders of translations, as a whole segment of the path.
const FOLDERS: [&[u8]; 14] = [
    b"locale",
    b"locales",
    b"lang",
    b"langs",
    b"languages",
    b"i18n",
    b"l10n",
    b"translation",
    b"translations",
    b"localization",
    b"localizations",
    b"localisation",
    b"_locales",
    b"nls",
];

/// How folders of Android's resources begin, which have the texts of one language.
const VALUES: &[u8] = b"values";

/// True where a folder of this name, in lower case, says that texts for people lie below it.
fn tells(folder: &[u8]) -> bool {
    FOLDERS.contains(&folder) || folder.ends_with(b".lproj")
}

/// True where a folder of this name may make translations of the files below it: the name of a file alone does not say its kind then.
pub fn may_translate(folder: &[u8]) -> bool {
    let lower = folder.to_ascii_lowercase();
    tells(&lower) || lower.starts_with(VALUES)
}

/// True where a file of this name may be a translation, as its folders say.
pub fn may_be_translation(name: &[u8]) -> bool {
    let ext = name.iter().rposition(|&b| b == b'.').map_or(&[][..], |dot| &name[dot + 1..]);
    CATALOGUES.contains(&&*ext.to_ascii_lowercase())
}

/// `locales/de.json`, `lang/pt-BR/auth.php`, `values-fr/strings.xml`, `messages_de.properties`, `de.i18n.json`: the file
/// of one language, or one in a folder of translations. `lower` is the path in lower case.
pub fn holds(lower: &[u8], name: &[u8], ext: &[u8]) -> bool {
    if !CATALOGUES.contains(&ext) {
        return false;
    }
    let stem = &name[..name.len() - ext.len() - 1];
    let mut folders = lower.rsplit(|b| *b == b'/').skip(1);
    let parent = folders.clone().next().unwrap_or_default();
    let tells = folders.any(tells);
    let code = ext != b"js" && ext != b"ts";
    tells && (code || is_language(stem) || is_language(parent))
        || ext == b"xml" && stem == b"strings" && parent.starts_with(VALUES)
        || stem.ends_with(b".i18n")
        || matches!(ext, b"properties" | b"yml" | b"yaml" | b"json" | b"php") && {
            let cut = stem.iter().position(|b| matches!(b, b'_' | b'.' | b'-'));
            let (base, tail) = cut.map_or((stem, &[][..]), |at| (&stem[..at], &stem[at + 1..]));
            let base_tells = matches!(
                base,
                b"messages" | b"message" | b"translations" | b"translation" | b"labels" | b"strings"
            );
            base_tells && (is_language(tail) || tail.is_empty() && ext != b"json")
        }
}

/// `de`, `pt-br`, `zh_hans`, `en_us`: a language, perhaps with a region or a script. Lower case.
fn is_language(word: &[u8]) -> bool {
    let mut parts = word.split(|b| matches!(b, b'-' | b'_'));
    let language = parts.next().unwrap_or_default();
    matches!(language.len(), 2 | 3)
        && language.iter().all(u8::is_ascii_lowercase)
        && parts.all(|p| (2..=5).contains(&p.len()) && p.iter().all(u8::is_ascii_alphanumeric))
        && (language.len() == 2 || word.len() > 3)
}
