#!/usr/bin/env python3
"""Precision, recall and F1 of the whole binary, and what changed since the last recorded run.

    measure.py --bin BIN [--set SET] [--record]

Two sets. Our own labelled cases (`tests/accuracy/cases.tsv`) are always measured. The rows of CredData's dev half are measured
where they are: SET is what `materialize.py LINES.jsonl.gz SET` (beside the rows) leaves; without --set, a labelled set beside
the checkout is looked for and materialized into a temporary folder.

Counts are the scorer's line mode: a labelled span counts once; places that nobody labelled are printed apart. Identifiers (UUID,
bucket, domain, app id) are left out. `last.json` beside this file holds the figures and, for each span that was found, a short
hash of its place: no row and no value of the set. --record writes it anew.
"""
import argparse, collections, hashlib, json, os, subprocess, sys, tempfile
from creddata import Places, figures

HERE = os.path.dirname(os.path.abspath(__file__))
LAST = os.path.join(HERE, "last.json")
CASES = os.path.join(HERE, "../../tests/accuracy/cases.tsv")
LEVELS = ("low", "medium", "high")


def findings(binary, data, confidence):
    run = subprocess.run([os.path.abspath(binary), "--format", "jsonl", "--confidence", confidence, "."], cwd=data,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if run.returncode not in (0, 1, 3):
        raise SystemExit(f"{binary}: exit code {run.returncode}")
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        o = json.loads(line)
        yield o["path"], o["start_line"], o["rule"]


def place(span):
    return hashlib.sha256(":".join(map(str, span)).encode()).hexdigest()[:12]


def own_cases(binary, now):
    """Our own cases: a secret is found at its confidence or better, anything else stays silent at medium."""
    cases = []
    with open(CASES, encoding="utf-8") as f:
        for line in f.read().split("\n"):
            if line and not line.startswith("#"):
                category, least, path, text = line.split("\t")
                text = text.replace("~", "").replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
                cases.append((category, least, path, text))
    with tempfile.TemporaryDirectory() as tmp:
        for n, (_, _, path, text) in enumerate(cases):
            to = os.path.join(tmp, f"case{n}", path)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            with open(to, "w", encoding="utf-8", newline="") as f:
                f.write(text)
        found = {level: {path.split("/")[0] for path, _, _ in findings(binary, tmp, level)} for level in LEVELS}
    table = collections.defaultdict(lambda: [0, 0, 0, 0])
    total = {level: [0, 0, 0] for level in LEVELS}
    for n, (category, least, _, _) in enumerate(cases):
        row = table[category]
        row[0] += 1
        for at, level in enumerate(LEVELS):
            hit = f"case{n}" in found[level]
            row[at + 1] += hit
            total[level][0 if hit and least != "-" else 1 if hit else 2] += hit or least != "-"
    print(f"own cases ({len(cases)}): found at low, medium, high")
    for category, (n, *hits) in sorted(table.items()):
        silent = all(least == "-" for c, least, _, _ in cases if c == category)
        print(f"    {category:14} {n:4}  " + "  ".join(f"{h / n:.3f}" for h in hits) + ("   must stay silent at medium" if silent else ""))
    for level, (tp, fp, fn) in total.items():
        p, r, f1 = figures(tp, fp, fn)
        print(f"  {level:7} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}  (TP {tp} FP {fp} FN {fn})")
        now["own " + level] = {"p": round(p, 4), "r": round(r, 4), "f1": round(f1, 4)}


def dev_rows(binary, root, now):
    """The rows of the dev half, and by category."""
    places = Places(root)
    true = {s for s, (t, _) in places.spans.items() if t}
    print(f"CredData dev rows ({len(true)} true spans)")
    for confidence in LEVELS:
        hit, unlabelled, by_rule = set(), set(), collections.Counter()
        for path, line, rule in findings(binary, os.path.join(root, "data"), confidence):
            got = places.spans_at(path, line)
            if got is None:
                unlabelled.add((path, line))
            else:
                hit |= set(got)
                by_rule[rule] += bool(got) and not any(s in true for s in got)
        tp, fp, fn = len(hit & true), len(hit - true), len(true - hit)
        p, r, f1 = figures(tp, fp, fn)
        pu = tp / max(1, tp + fp + len(unlabelled))
        print(f"  {confidence:7} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}  (TP {tp} FP {fp} FN {fn}; unlabelled {len(unlabelled)}, with them P {pu:.3f})")
        now[confidence] = {"p": round(p, 4), "r": round(r, 4), "f1": round(f1, 4), "true": sorted(map(place, hit & true)),
                           "false": sorted(map(place, hit - true)), "unlabelled": len(unlabelled)}
        table = collections.defaultdict(lambda: [0, 0, 0])
        for span, (t, cats) in places.spans.items():
            for c in cats:
                if t:
                    table[c][0 if span in hit else 1] += 1
                elif span in hit:
                    table[c][2] += 1
        for c, (t, n, f) in sorted(table.items(), key=lambda x: -(x[1][0] + x[1][1]))[:18]:
            cp, cr, cf = figures(t, f, n)
            print(f"    {c[:30]:30} T {t + n:4}  P {cp:.3f}  R {cr:.3f}  F1 {cf:.3f}")
        worst = ", ".join(f"{rule} {n}" for rule, n in by_rule.most_common(6) if n)
        print(f"    wrong by rule: {worst}")


def changes(now):
    """What is different from the last recorded run."""
    if not os.path.exists(LAST):
        print("no recorded run to compare with")
        return
    with open(LAST, encoding="ascii") as f:
        last = json.load(f)
    same = True
    for name, new in now.items():
        old = last.get(name, {})
        for key in ("p", "r", "f1"):
            if old.get(key) != new[key]:
                same = False
                print(f"{name} {key}: {old.get(key)} -> {new[key]}")
        for kind in ("true", "false"):
            more, less = set(new.get(kind, ())) - set(old.get(kind, ())), set(old.get(kind, ())) - set(new.get(kind, ()))
            if more or less:
                print(f"{name} {kind}: {len(more)} more {sorted(more)[:8]}, {len(less)} fewer {sorted(less)[:8]}")
    if same:
        print("no change since the last recorded run")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", required=True)
    p.add_argument("--set")
    p.add_argument("--record", action="store_true")
    a = p.parse_args()
    now = {}
    own_cases(a.bin, now)
    shared = os.path.join(HERE, "../../../shared/creddata-dev")
    if a.set:
        dev_rows(a.bin, a.set, now)
    elif os.path.exists(os.path.join(shared, "lines.jsonl.gz")):
        with tempfile.TemporaryDirectory() as tmp:
            make = [sys.executable, os.path.join(shared, "materialize.py"), os.path.join(shared, "lines.jsonl.gz"), tmp]
            subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
            dev_rows(a.bin, tmp, now)
    else:
        print("CredData dev rows: not here, not measured (--set SET)")
    changes(now)
    if a.record:
        with open(LAST, "w", encoding="ascii") as f:
            json.dump(now, f, indent=0)
            f.write("\n")


if __name__ == "__main__":
    main()
