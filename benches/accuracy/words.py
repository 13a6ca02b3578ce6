#!/usr/bin/env python3
"""Write the word list of the generic judgement (src/engine/generic/words.txt).

    words.py -n 4000 --text DIR... --po FILE... -o words.txt

--text  folders of ordinary source and prose. A word counts once a file, so that no single file decides.
--po    gettext catalogues: the words of their translations, so that a word of another language is a word too.
Names are split as programmers join them (camelCase, snake_case, digits); only a-z counts, 3 to 14 letters.
"""
import argparse, collections, os, re

EXT = {".py", ".rs", ".go", ".c", ".h", ".md", ".txt", ".rst", ".adoc", ".sh", ".pl", ".toml", ".yml", ".yaml", ".json"}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words_of(text):
    return {w.lower() for w in WORD.findall(text) if 3 <= len(w) <= 14}


def from_text(roots):
    count, per_root = collections.Counter(), collections.Counter()
    for root in roots:
        seen = set()
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.splitext(name)[1] in EXT and os.path.getsize(path) < 400_000:
                    with open(path, encoding="utf-8", errors="replace") as f:
                        got = words_of(f.read())
                    count.update(got)
                    seen |= got
        per_root.update(seen)
    return collections.Counter({w: n for w, n in count.items() if per_root[w] >= 2})


def from_po(files):
    per_language = []
    for path in files:
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
        got = collections.Counter()
        for part in re.findall(r'msgstr(?:\[\d\])? ((?:"[^\n]*"\n?)+)', text):
            part = re.sub(r"[<{%][\w>}-]*|--[\w-]+|\\.", " ", part)
            got.update(w for w in re.findall(r"[a-z]+", part) if 4 <= len(w) <= 14)
        per_language.append(got)
    return per_language


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("-n", type=int, default=4000)
    p.add_argument("--each-language", type=int, default=120)
    p.add_argument("--text", nargs="+", required=True)
    p.add_argument("--po", nargs="*", default=[])
    p.add_argument("-o", required=True)
    a = p.parse_args()
    out = {w for w, _ in from_text(a.text).most_common(a.n)}
    for got in from_po(a.po):
        out.update([w for w, _ in got.most_common(a.each_language)])
    with open(a.o, "w", encoding="ascii") as f:
        f.write("\n".join(sorted(out)) + "\n")
    print(len(out), "words,", sum(map(len, out)), "letters")


if __name__ == "__main__":
    main()
