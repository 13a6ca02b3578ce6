#!/usr/bin/env python3
"""Precision, recall and F1 of the whole binary on the labelled set, and what changed since the last recorded run.

    materialize.py LINES.jsonl.gz SET           (beside the labelled set)
    measure.py --set SET --bin BIN [--record]

Counts are the scorer's line mode: a labelled span counts once; places that nobody labelled are printed apart. Identifiers (UUID,
bucket, domain, app id) are left out. `last.json` beside this file holds the figures and, for each span that was found, a short
hash of its place: no row and no value of the set. --record writes it anew.
"""
import argparse, collections, hashlib, json, os, subprocess
from creddata import Places, figures

LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")


def findings(binary, data, confidence):
    run = subprocess.run([os.path.abspath(binary), "--format", "jsonl", "--confidence", confidence, "."], cwd=data,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if run.returncode not in (0, 1, 3):
        raise SystemExit(f"{binary}: exit code {run.returncode}")
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        o = json.loads(line)
        for n in range(o["start_line"], o["start_line"] + 1):
            yield o["path"], n, o["rule"]


def place(span):
    return hashlib.sha256(":".join(map(str, span)).encode()).hexdigest()[:12]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--set", required=True)
    p.add_argument("--bin", required=True)
    p.add_argument("--record", action="store_true")
    a = p.parse_args()
    places, now = Places(a.set), {}
    true = {s for s, (t, _) in places.spans.items() if t}
    for confidence in ("low", "medium", "high"):
        hit, unlabelled, by_rule = set(), set(), collections.Counter()
        for path, line, rule in findings(a.bin, os.path.join(a.set, "data"), confidence):
            got = places.spans_at(path, line)
            if got is None:
                unlabelled.add((path, line))
            else:
                hit |= set(got)
                by_rule[rule] += bool(got) and not any(s in true for s in got)
        tp, fp, fn = len(hit & true), len(hit - true), len(true - hit)
        p_, r, f1 = figures(tp, fp, fn)
        pu = tp / max(1, tp + fp + len(unlabelled))
        print(f"{confidence:7} P {p_:.3f}  R {r:.3f}  F1 {f1:.3f}  (TP {tp} FP {fp} FN {fn}; unlabelled {len(unlabelled)}, with them P {pu:.3f})")
        now[confidence] = {"p": round(p_, 4), "r": round(r, 4), "f1": round(f1, 4), "true": sorted(map(place, hit & true)),
                           "false": sorted(map(place, hit - true)), "unlabelled": len(unlabelled)}
        if confidence == "high":
            continue
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
    if os.path.exists(LAST):
        with open(LAST, encoding="ascii") as f:
            last = json.load(f)
        for confidence, new in now.items():
            old = last[confidence]
            for kind in ("true", "false"):
                more, less = set(new[kind]) - set(old[kind]), set(old[kind]) - set(new[kind])
                if more or less:
                    print(f"{confidence} {kind}: {len(more)} more {sorted(more)[:8]}, {len(less)} fewer {sorted(less)[:8]}")
    if a.record:
        with open(LAST, "w", encoding="ascii") as f:
            json.dump(now, f, indent=0)
            f.write("\n")


if __name__ == "__main__":
    main()
