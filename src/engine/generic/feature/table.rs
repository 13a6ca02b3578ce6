//! The table of features: group, name, and what each says.

macro_rules! features {
    ($($group:literal { $($id:ident $name:literal $words:literal,)* })*) => {
        /// A 0/1 fact about a name, a value or a place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Feature { $($($id,)*)* }

        /// `(group, name, words)` of every feature, in order.
        pub static FEATURES: &[(&str, &str, &str)] = &[$($(($group, $name, $words),)*)*];
        /// How many there are.
        pub const COUNT: usize = [$($(Feature::$id,)*)*].len();
        pub(in crate::engine::generic) const NAMES: [&str; COUNT] = [$($($name,)*)*];
        pub(super) const GROUPS: [&str; COUNT] = [$($({ let _ = $name; $group },)*)*];
        pub(super) const ALL: [Feature; COUNT] = [$($(Feature::$id,)*)*];
    };
}

features! {
    "form" {
        Assign "form:assign" "an assignment",
        Ints "form:ints" "a list of byte values",
        Lone "form:lone" "a lone string",
    }
    "key" {
        KeyPw "key:password" "the name says password",
        KeySecret "key:secret" "the name says secret",
        KeyToken "key:token" "the name says token",
        KeyAuth "key:auth" "the name says credentials",
        KeyApiKey "key:api-key" "the name says what the key opens",
        KeyKey "key:key" "the name says only key",
        KeyApi "key:api" "the name says only API",
        KeySalt "key:salt" "the name says salt or nonce",
        KeySession "key:session" "the name says session",
        KeyNone "key:none" "the name promises nothing",
    }
    "tail" {
        KeyLast "tail:last" "the name ends with that word",
        TailDigit "tail:digit" "the name goes on with a number",
        TailValue "tail:value" "the name goes on with a word for the value",
        TailMeta "tail:meta" "the name speaks of something about a secret",
        TailId "tail:id" "the name says that it is an id",
        TailOther "tail:other" "the name goes on",
    }
    "" {
        HeadMeta "name:head-meta" "the name speaks of a check, a sort or a lookup",
        KeyPublic "name:public" "the name says public",
        KeyHash "name:hash" "the name says hash or encrypted",
        KeyPlural "name:plural" "the name is a plural",
        KeyAlone "name:alone" "the name is one word",
        KeyLong "name:long" "the name is long",
        KeyDotted "name:dotted" "the name is a path",
        KeyCaps "name:caps" "the name is in capitals",
        KeyTesty "name:testy" "the name says test",
        KeyPhrase "name:phrase" "the name is a phrase",
        ValEqKey "value:equals-name" "the value is the name",
        ValInKey "value:in-name" "the value is part of the name",
        ValHasKeyword "value:keyword" "the value speaks of passwords, keys or tokens",
    }
    "sep" {
        SepEq "sep:=" "separator =",
        SepColon "sep::" "separator :",
        SepWalrus "sep::=" "separator :=",
        SepArrow "sep:=>" "separator =>",
        SepCompare "sep:==" "a comparison",
        SepTyped "sep:typed" "a typed declaration",
        SepFlag "sep:flag" "a command-line option",
        SepBlank "sep:blank" "separated by a blank",
        SepCall "sep:(" "an argument of that call",
        SepComma "sep:," "an argument behind the name",
        SepPut "sep:put" "set by a call that names it",
        SepArg2 "sep:arg2" "a second argument",
        SepTag "sep:>" "an element",
        SepSibling "sep:value=" "a value beside the name",
        SepProse "sep:prose" "told in prose",
        SepOther "sep:other" "another separator",
    }
    "quote" {
        QuoteDouble "quote:double" "in double quotes",
        QuoteSingle "quote:single" "in single quotes",
        QuoteBack "quote:back" "in backquotes",
        QuoteEscaped "quote:escaped" "in escaped quotes",
        QuoteOther "quote:other" "in other quotes",
        QuoteNone "quote:none" "without quotes",
    }
    "bare" {
        BareSource "bare:source" "a bare word in source text",
        BareShell "bare:shell" "a bare word in a script",
        BareConfig "bare:config" "a bare value in configuration",
        BareData "bare:data" "a bare value in data",
        BareDoc "bare:doc" "a bare word in prose",
        BareOther "bare:other" "a bare word",
        BareInString "bare:in-string" "a bare word inside a string",
        BareLine "bare:line" "a plain name = value line",
    }
    "after" {
        AfterEnd "after:end" "the line ends behind it",
        AfterClose "after:close" "a closing character behind it",
        AfterOp "after:operator" "an operator behind it",
        AfterPlus "after:plus" "joined with more text",
        AfterColon "after:colon" "a key itself: a colon behind it",
        AfterArrow "after:arrow" "an arrow behind it",
        AfterDot "after:dot" "a dot behind it",
        AfterOther "after:other" "more text behind it",
    }
    "wrap" {
        WrapGet "wrap:get" "inside a look-up",
        WrapCrypt "wrap:crypt" "inside a cipher call",
        WrapDecode "wrap:decode" "decoded on the spot",
        WrapOther "wrap:other" "inside a call",
    }
    "file" {
        FileSource "file:source" "in source text",
        FileShell "file:shell" "in a script",
        FileConfig "file:config" "in configuration",
        FileData "file:data" "in data",
        FileSql "file:sql" "in SQL",
        FileDoc "file:doc" "in a document",
        FileLog "file:log" "in a log",
        FileOther "file:other" "in another kind of file",
        FileTexts "file:texts" "in a file of translations",
        FileLock "file:lock" "in a lock file",
    }
    "len" {
        Len3 "len:1-3" "at most 3 characters",
        Len5 "len:4-5" "4 or 5 characters",
        Len7 "len:6-7" "6 or 7 characters",
        Len11 "len:8-11" "8 to 11 characters",
        Len15 "len:12-15" "12 to 15 characters",
        Len19 "len:16-19" "16 to 19 characters",
        Len31 "len:20-31" "20 to 31 characters",
        Len47 "len:32-47" "32 to 47 characters",
        Len79 "len:48-79" "48 to 79 characters",
        Len80 "len:80+" "80 characters or more",
    }
    "shape" {
        ShapeNumber "shape:number" "a number",
        ShapeLower "shape:lower" "small letters",
        ShapeUpper "shape:upper" "capitals",
        ShapeMixed "shape:mixed" "letters of both cases",
        ShapeLowerDigit "shape:lower-digit" "small letters and digits",
        ShapeUpperDigit "shape:upper-digit" "capitals and digits",
        ShapeAlnum "shape:alnum" "both cases and digits",
        ShapeHex "shape:hex" "hexadecimal",
        ShapeHash "shape:hash" "hexadecimal of a hash's length",
        ShapeUuid "shape:uuid" "a UUID",
        ShapeBase64 "shape:base64" "base64 characters",
        ShapeSpaces "shape:spaces" "with blanks",
        ShapeSymbols "shape:symbols" "letters and punctuation",
        ShapeSymbolsDigit "shape:symbols-digit" "letters, digits and punctuation",
        ShapeSymbolsAll "shape:symbols-all" "both cases, digits and punctuation",
        ShapeForeign "shape:foreign" "letters beyond ASCII",
    }
    "looks" {
        LooksCamel "looks:camel" "looks like a camelCase name",
        LooksSnake "looks:snake" "looks like a snake_case name",
        LooksKebab "looks:kebab" "looks like a kebab-case name",
        LooksCaps "looks:caps" "looks like a CONSTANT",
        LooksDotted "looks:dotted" "looks like a dotted name",
        LooksCall "looks:call" "looks like a call",
        LooksPath "looks:path" "looks like a path",
        LooksUrl "looks:url" "looks like a URL",
        LooksDomain "looks:domain" "looks like a host name",
        LooksEmail "looks:email" "looks like a mail address",
        LooksVersion "looks:version" "looks like a version",
        LooksDate "looks:date" "looks like a date",
        LooksTemplate "looks:template" "holds a template",
        LooksHashed "looks:hashed" "looks like a password hash",
        LooksMime "looks:mime" "looks like type/subtype",
        LooksList "looks:list" "looks like a list of words",
        LooksCode "looks:code" "looks like a piece of a program",
    }
    "" {
        HasDigit "value:digit" "holds a digit",
        HasPunct "value:punctuation" "holds punctuation",
        WordDigits "value:word-digits" "a word with a number",
        Chosen "value:chosen" "a word with a number or punctuation, as people choose passwords",
        Strong "value:strong" "mixes cases, digits and punctuation",
        Repeat "value:repeat" "repeats itself",
        Sequence "value:sequence" "counts up",
        Keyboard "value:keyboard" "a keyboard walk",
        Placeholder "value:placeholder" "says that it is a placeholder",
        WeakWord "value:weak-word" "an everyday stand-in",
        WeakWords "value:weak-words" "made of stand-in words",
        Words2 "value:two-words" "two words",
        Sentence "value:sentence" "reads like a sentence",
        Natural "value:natural" "natural language",
        Pronounceable "value:pronounceable" "can be pronounced",
        Title "value:title" "a capitalised word",
        Escapes "value:escapes" "holds escapes",
        Prefixed "value:prefixed" "a short prefix before a random part",
    }
    "random" {
        Random16 "random:16" "16 random characters or more",
        Random24 "random:24" "24 random characters or more",
    }
    "" {
        RandomKey "random:key" "random, under a mere key",
        RandomMeta "random:meta" "random, under a name that speaks of something about a secret",
    }
    "cover" {
        Cover0 "cover:0" "no ordinary word in it",
        Cover30 "cover:30" "hardly an ordinary word in it",
        Cover60 "cover:60" "partly ordinary words",
        Cover85 "cover:85" "mostly ordinary words",
        Cover100 "cover:100" "nothing but ordinary words",
    }
    "bits" {
        Bits16 "bits:1.6" "entropy below 1.6 bits per character",
        Bits20 "bits:2.0" "entropy below 2.0 bits per character",
        Bits24 "bits:2.4" "entropy below 2.4 bits per character",
        Bits28 "bits:2.8" "entropy below 2.8 bits per character",
        Bits32 "bits:3.2" "entropy below 3.2 bits per character",
        Bits36 "bits:3.6" "entropy below 3.6 bits per character",
        Bits40 "bits:4.0" "entropy below 4.0 bits per character",
        Bits45 "bits:4.5" "entropy below 4.5 bits per character",
        Bits50 "bits:5.0" "entropy below 5.0 bits per character",
        Bits99 "bits:5.0+" "entropy of 5 bits per character or more",
    }
    "change" {
        Change0 "change:0" "one class of characters",
        Change10 "change:10" "classes of characters rarely change",
        Change25 "change:25" "classes of characters change at times",
        Change40 "change:40" "classes of characters change often",
        Change99 "change:40+" "classes of characters change all the time",
    }
    "" {
        InString "place:in-string" "inside a longer string",
        NextLine "place:next-line" "on the line behind its name",
        Comment "place:comment" "in a comment",
        LongLine "place:long-line" "in a long line",
        ExampleLine "place:example" "the line says example",
        AssertLine "place:assert" "the line asserts something",
        UserNear "near:user" "a user name is near",
        HostNear "near:host" "a host is near",
        ProseNear "near:prose" "its neighbours are texts for people",
        AlikeNear "near:alike" "a neighbour's value differs in its numbers alone",
        TextsNear "near:texts" "most values of the file around it are texts for people",
        ValueNear "near:value" "the same word stands near it",
        ValueOften "near:often" "the same value stands in many places",
        UsedElsewhere "near:used" "the bare word is a name used elsewhere",
    }
}
