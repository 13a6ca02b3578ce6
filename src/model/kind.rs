//! What a path says about a file: the only thing about a path that the engine is told.
//!
//! History decodes a blob once, before its paths are known one by one; so everything that depends on a path in judging
//! goes through this small value, and a blob with paths of two kinds is judged twice.

use super::translation;

/// Language or format class of a file, from its name, and from its folders where they say that it is a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FileKind {
    /// Source text of a programming language: values are quoted, unquoted words are expressions.
    Source,
    /// Shell scripts, Makefiles, Dockerfiles, CI scripts.
    Shell,
    /// Configuration: INI, properties, env, TOML, YAML, HCL.
    Config,
    /// Data: JSON, XML, CSV.
    Data,
    /// SQL.
    Sql,
    /// Prose: Markdown, reStructuredText, plain text, HTML.
    Doc,
    /// Logs and recorded sessions.
    Log,
    /// Lock and checksum files.
    Lock,
    /// Jupyter notebooks.
    Notebook,
    /// Translation catalogues.
    Translation,
    /// Commit and tag messages.
    Message,
    /// No extension, and no known name.
    None,
    /// Anything else.
    Other,
}

impl FileKind {
    /// Every kind, in order.
    pub const ALL: [FileKind; 13] = [
        FileKind::Source,
        FileKind::Shell,
        FileKind::Config,
        FileKind::Data,
        FileKind::Sql,
        FileKind::Doc,
        FileKind::Log,
        FileKind::Lock,
        FileKind::Notebook,
        FileKind::Translation,
        FileKind::Message,
        FileKind::None,
        FileKind::Other,
    ];

    /// The kind of the file at `path`.
    pub fn of(path: &[u8]) -> FileKind {
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit(|&b| b == b'/').next().unwrap_or_default();
        let ext = match name.iter().rposition(|&b| b == b'.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => b"",
        };
        if translation::holds(&lower, name, ext) {
            return FileKind::Translation;
        }
        by_name(name).or_else(|| by_extension(ext)).unwrap_or(if ext.is_empty() {
            FileKind::None
        } else {
            FileKind::Other
        })
    }
}

fn by_name(name: &[u8]) -> Option<FileKind> {
    let kind = match name {
        b"package-lock.json"
        | b"npm-shrinkwrap.json"
        | b"yarn.lock"
        | b"pnpm-lock.yaml"
        | b"cargo.lock"
        | b"poetry.lock"
        | b"pipfile.lock"
        | b"gemfile.lock"
        | b"composer.lock"
        | b"go.sum"
        | b"flake.lock"
        | b"mix.lock"
        | b"uv.lock"
        | b"bun.lock"
        | b"packages.lock.json"
        | b"podfile.lock" => FileKind::Lock,
        b"dockerfile" | b"containerfile" | b"makefile" | b"jenkinsfile" | b"vagrantfile" | b"justfile"
        | b"procfile" | b".bashrc" | b".bash_profile" | b".profile" | b".zshrc" | b".zprofile"
        // commands as they were typed
        | b".bash_history" | b".zsh_history" | b".sh_history" | b".ash_history" => FileKind::Shell,
        b".mysql_history" | b".psql_history" => FileKind::Log,
        b"credentials" | b".netrc" | b"_netrc" | b".npmrc" | b".pypirc" | b".pgpass" | b".my.cnf"
        | b".boto" | b".s3cfg" | b".htpasswd" | b".git-credentials" | b".gitconfig" | b".editorconfig"
        | b".yarnrc" => FileKind::Config,
        b".dockercfg" | b".dockerconfigjson" => FileKind::Data,
        b"readme" | b"license" | b"copying" | b"changelog" | b"authors" | b"news" => FileKind::Doc,
        _ if name == b".env" || name.starts_with(b".env.") || name.starts_with(b"dockerfile.") => {
            if name.starts_with(b".env") { FileKind::Config } else { FileKind::Shell }
        }
        _ => return None,
    };
    Some(kind)
}

fn by_extension(ext: &[u8]) -> Option<FileKind> {
    let kind = match ext {
        b"rs" | b"go" | b"py" | b"pyi" | b"js" | b"mjs" | b"cjs" | b"jsx" | b"ts" | b"tsx" | b"java"
        | b"kt" | b"kts" | b"scala" | b"groovy" | b"gradle" | b"rb" | b"php" | b"c" | b"h" | b"cc"
        | b"cpp" | b"cxx" | b"hpp" | b"hh" | b"cs" | b"vb" | b"fs" | b"swift" | b"m" | b"mm" | b"dart"
        | b"lua" | b"pl" | b"pm" | b"r" | b"jl" | b"ex" | b"exs" | b"erl" | b"hrl" | b"hs" | b"clj"
        | b"cljs" | b"coffee" | b"vue" | b"svelte" | b"sol" | b"zig" | b"nim" | b"d" | b"pas" | b"asm"
        | b"s" | b"ml" | b"mli" | b"f90" | b"t" | b"tcl" | b"proto" | b"thrift" | b"cshtml" | b"razor"
        | b"jsp" | b"erb" | b"aspx" | b"ino" | b"pde" => FileKind::Source,
        b"sh" | b"bash" | b"zsh" | b"fish" | b"ksh" | b"ps1" | b"psm1" | b"psd1" | b"bat" | b"cmd"
        | b"mk" | b"dockerfile" | b"containerfile" => FileKind::Shell,
        b"yml" | b"yaml" | b"toml" | b"ini" | b"cfg" | b"conf" | b"config" | b"cnf" | b"properties"
        | b"env" | b"tf" | b"tfvars" | b"hcl" | b"j2" | b"tpl" | b"tmpl" | b"template" | b"dist"
        | b"example" | b"sample" | b"service" | b"netrc" | b"npmrc" | b"desktop" | b"plist" | b"reg"
        | b"ovpn" => FileKind::Config,
        b"json" | b"json5" | b"jsonl" | b"jsonc" | b"ndjson" | b"xml" | b"csv" | b"tsv" | b"tfstate"
        | b"har" | b"xsd" | b"xslt" | b"wsdl" | b"csproj" | b"pom" | b"arb" => FileKind::Data,
        b"sql" | b"psql" | b"mysql" | b"pgsql" | b"ddl" => FileKind::Sql,
        b"md" | b"markdown" | b"rst" | b"txt" | b"adoc" | b"asciidoc" | b"textile" | b"html" | b"htm"
        | b"xhtml" | b"tex" | b"org" | b"pod" | b"rdoc" | b"mdx" | b"1" | b"5" | b"8" => FileKind::Doc,
        b"log" | b"out" | b"trace" => FileKind::Log,
        b"lock" | b"sum" | b"sha256" | b"sha512" | b"md5" => FileKind::Lock,
        b"ipynb" => FileKind::Notebook,
        b"po" | b"pot" | b"xlf" | b"xliff" | b"strings" | b"resx" => FileKind::Translation,
        _ => return None,
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_are_told_by_name_and_folder() {
        for path in [
            "app/lang/pt-BR/auth.php",
            "config/locales/de.yml",
            "src/main/res/values-fr/strings.xml",
            "res/values/strings.xml",
            "imports/i18n/data/eo.i18n.json",
            "src/messages_de.properties",
            "l10n/intl_ru.arb",
            "src/translations/zh_Hans.ts",
        ] {
            assert_eq!(FileKind::of(path.as_bytes()), FileKind::Translation, "{path}");
        }
        for path in ["src/lang/parser.ts", "config/database.yml", "messages.json", "i18n/mod.rs", "lang.php"]
        {
            assert_ne!(FileKind::of(path.as_bytes()), FileKind::Translation, "{path}");
        }
    }

    #[test]
    fn names_before_extensions() {
        assert_eq!(FileKind::of(b"a/b/package-lock.json"), FileKind::Lock);
        assert_eq!(FileKind::of(b"A/Dockerfile"), FileKind::Shell);
        assert_eq!(FileKind::of(b"home/.bash_history"), FileKind::Shell);
        assert_eq!(FileKind::of(b"x/.env.prod"), FileKind::Config);
        assert_eq!(FileKind::of(b"src/Main.JAVA"), FileKind::Source);
        assert_eq!(FileKind::of(b"x"), FileKind::None);
        assert_eq!(FileKind::of(b"x.weird"), FileKind::Other);
        assert_eq!(FileKind::of(b".hidden"), FileKind::None);
    }
}
