"""Writes a synthetic history for `git fast-import`: as many objects as asked for, in the proportions of a real project.

    git init -q --bare big.git && python3 benches/grow.py 100000 | git -C big.git fast-import --quiet --done
    git -C big.git repack -adfq

A commit changes one file of a hundred in ten folders, and so makes four objects: itself, two trees and a blob. Files are
some hundred lines that grow, shrink and move; one commit in five hundred brings in a token of a form that no provider has
(`tok_` and 24 letters and digits; benches/grow.toml is the rule for it). The same number gives the same bytes.
"""

import random
import sys

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def line(rng):
    return f"{rng.choice(WORDS)}_{rng.randrange(1000)} = {' '.join(rng.choices(WORDS, k=rng.randrange(2, 9)))};"


def main(objects, out):
    rng = random.Random(20260102)
    files = {f"d{n % 10}/file{n:03}.c": [line(rng) for _ in range(200)] for n in range(100)}
    names = list(files)
    for number in range(objects // 4):
        name = rng.choice(names)
        lines = files[name]
        at = rng.randrange(len(lines))
        kind = rng.randrange(4)
        if kind == 0 and len(lines) > 100:
            del lines[at : at + rng.randrange(1, 6)]
        elif kind == 1:
            lines[at:at] = [line(rng) for _ in range(rng.randrange(1, 6))]
        else:
            lines[at] = line(rng)
        if number % 500 == 499:
            lines.insert(at, "key = tok_" + "".join(rng.choices(LETTERS, k=24)))
        if len(lines) > 400:
            del lines[:100]
        data = "\n".join(lines) + "\n"
        message = f"change {number}"
        out.write(f"commit refs/heads/main\ncommitter A <a@example.com> {1_700_000_000 + number} +0000\n")
        out.write(f"data {len(message)}\n{message}\nM 100644 inline {name}\ndata {len(data)}\n{data}\n")
    out.write("done\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.stdout)
