#!/usr/bin/env python3
"""How often three bytes stand in a row in ordinary text: makes src/rules/threes.txt.

  benches/threes.py MOST FOLDER...

Counts, letters of both cases as one, over the text files below the folders (files of 300 kB and more left out, 5 MB of each folder),
and writes the MOST frequent ones that are printable. A line: eight times their bits of information, then the characters that are so
frequent, `~` for a blank. Those without a place in the list are rarer than all of it.
"""

import collections
import math
import os
import sys

FOLDED = bytes(b + 32 if 65 <= b <= 90 else b for b in range(256))
LENGTH = 3
A_LINE = 30
SHARE = 5 << 20
LARGE = 300_000


def text_of(folder):
    parts, size = [], 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(files):
            path = os.path.join(place, name)
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) >= LARGE:
                continue
            with open(path, "rb") as file:
                text = file.read()
            if b"\0" in text[:4000]:
                continue
            parts.append(text)
            size += len(text)
            if size > SHARE:
                return b"\n".join(parts)
    return b"\n".join(parts)


def main():
    most, folders = int(sys.argv[1]), sys.argv[2:]
    counts, total = collections.Counter(), 0
    for folder in folders:
        text = text_of(folder).translate(FOLDED)
        total += len(text)
        counts.update(text[at : at + LENGTH] for at in range(len(text) - LENGTH + 1))
    plain = (gram for gram in counts if all(32 <= b < 127 and b != ord("~") for b in gram))
    listed = sorted(plain, key=lambda gram: (-counts[gram], gram))[:most]
    by_rarity = collections.defaultdict(list)
    for gram in listed:
        by_rarity[round(-8 * math.log2(counts[gram] / total))].append(gram.decode().replace(" ", "~"))
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "src", "rules", "threes.txt"), "w") as out:
        for rarity, grams in sorted(by_rarity.items()):
            grams.sort()
            for at in range(0, len(grams), A_LINE):
                out.write(f"{rarity} {''.join(grams[at : at + A_LINE])}\n")


main()
