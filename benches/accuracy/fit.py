#!/usr/bin/env python3
"""Fit the weights of the generic judgement and say how well they would do on repositories not seen.

    materialize.py LINES.jsonl.gz SET           (beside the labelled set)
    cargo build --profile quick --example features
    fit.py --set SET --features BIN [--plain DIR...] [--structured FINDINGS.jsonl] [-o src/engine/generic/weights.tsv]

Needs numpy and scipy. Logistic regression, L2; folds are whole repositories, three assignments. Two things are added
to the set, as its own values lean:
- password rows once more with a word-like value (true values there are random stand-ins): `--word-like 0` leaves them out;
- candidates of ordinary trees (`--plain`) as negatives of small weight.
--structured names findings of the rules that are not generic; their lines count as found, whatever the score.
Features listed in POLICY are not fitted: policy decides what they weigh.
"""
import argparse, collections, hashlib, json, os, random, subprocess, sys, tempfile
import numpy as np
from scipy.optimize import minimize
from creddata import Places, figures, rows

# name -> weight in points, set by hand. A test credential is a credential; a list of bytes under the name of a secret is a
# form of its own, too rare to learn.
POLICY = {"name:testy": 0.0, "form:ints": 3.5}

# name or group -> least and most that a weight may be. Signs that reason demands, and what one set alone cannot teach:
# texts for people, in any language, are no secrets.
BOUNDS = {
    "value:natural": (None, -2.5), "shape:foreign": (None, -1.0), "value:sentence": (None, -1.0), "near:prose": (None, -0.8),
    "value:pronounceable": (None, -0.2), "value:title": (None, 0), "value:two-words": (None, 0),
    "looks:hashed": (None, -3.0), "looks:": (None, 0), "looks:template": (None, -1.5), "looks:mime": (None, -2.0),
    "name:public": (None, -2.0), "name:hash": (None, -3.0), "name:head-meta": (None, 0), "tail:meta": (None, -1.0),
    "value:weak-word": (None, -2.0), "value:weak-words": (None, -0.8), "value:placeholder": (None, -1.0),
    "value:keyboard": (None, -0.5), "value:repeat": (None, -0.5), "value:sequence": (None, -0.8),
    "value:equals-name": (None, -1.0), "value:in-name": (None, -0.5), "value:keyword": (None, -0.5),
    "near:": (None, 0), "near:user": (0, None), "near:host": (0, None), "place:example": (None, 0), "place:assert": (None, 0),
    "key:password": (0, None), "key:none": (None, -0.5), "key:key": (None, 0), "random:": (0, None), "value:strong": (0, None),
    "random:meta": (None, 0), "bare:source": (None, -0.5), "after:plus": (None, 0), "after:colon": (None, -0.5),
}


def dump(binary, folder):
    out = subprocess.run([binary, "dump", folder], check=True, stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in out.decode("utf-8").splitlines()]


def word_like(rng, words):
    """An invented password of the kind that people make up."""
    a, b = rng.choice(words), rng.choice(words)
    kind = rng.randrange(7)
    number = str(rng.choice([rng.randrange(10), rng.randrange(100), rng.randrange(1950, 2030), rng.randrange(1000)]))
    if kind == 0:
        return a.capitalize() + number + rng.choice(["", "!", "#", "?", "$"])
    if kind == 1:
        return a + rng.choice(["_", "-", ".", "@", ""]) + b + number
    if kind == 2:
        return a.capitalize() + b.capitalize() + rng.choice(["", number, number + "!"])
    if kind == 3:
        leet = str.maketrans("aeiost", rng.choice(["@3105+", "4310$7"]))
        return (a + rng.choice(["", b])).translate(leet)
    if kind == 4:
        return a + number
    if kind == 5:
        return rng.choice([a, a.capitalize()]) + rng.choice("!@#$%&*") + number
    return a + b


def word_like_rows(binary, root, words, seed):
    """Candidates of password rows whose value was replaced by a word-like one."""
    rng = random.Random(seed)
    todo = collections.defaultdict(list)
    for r in rows(root):
        if r.true and "Password" in r.cats and r.a == r.b and 0 <= r.vs < r.ve and rng.random() < 0.5:
            todo[r.path].append(r)
    with tempfile.TemporaryDirectory() as tmp:
        places = {}
        for path, here in todo.items():
            with open(os.path.join(root, "data", path), encoding="utf-8", newline="") as f:
                lines = f.read().split("\n")
            for r in here:
                if (path, r.a) in places:
                    continue
                text, value = lines[r.a - 1], word_like(rng, words)
                old = text[r.vs:r.ve]
                # every copy of the old value on that line, and within two lines, changes with it
                for n in range(max(0, r.a - 3), min(len(lines), r.a + 2)):
                    lines[n] = lines[n].replace(old, value) if n != r.a - 1 else lines[n]
                lines[r.a - 1] = text[:r.vs] + value + text[r.ve:]
                places[path, r.a] = (r, r.vs, r.vs + len(value))
            to = os.path.join(tmp, path)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            with open(to, "w", encoding="utf-8", newline="") as f:
                f.write("\n".join(lines))
        for c in dump(binary, tmp):
            if (c["path"], c["line"]) in places:
                _, s, e = places[c["path"], c["line"]]
                if c["start"] < e and c["end"] > s:
                    yield c


class Data:
    def __init__(self):
        self.x, self.y, self.w, self.repo, self.cand, self.fixed = [], [], [], [], [], []

    def add(self, c, index, label, weight, repo):
        row = np.zeros(len(index), np.float32)
        for f in c["features"]:
            if f in index:
                row[index[f]] = 1
        self.x.append(row), self.y.append(label), self.w.append(weight), self.repo.append(repo), self.cand.append(c)
        self.fixed.append(sum(POLICY.get(f, 0.0) for f in c["features"]))

    def close(self):
        self.x, self.y, self.w = np.array(self.x), np.array(self.y, float), np.array(self.w)
        self.repo, self.fixed = np.array(self.repo), np.array(self.fixed)


def bounds_of(names):
    for name in names:
        group = name.split(":")[0] + ":"
        yield BOUNDS.get(name, BOUNDS.get(group, (None, None)))


def train(x, y, w, c, names, fixed):
    """Logistic regression with L2 and bounds; `fixed` are the points that policy gives each row."""
    sign = np.where(y > 0.5, 1.0, -1.0)
    x = x.astype(np.float64)

    def cost(v):
        z = sign * (x @ v[:-1] + v[-1] + fixed)
        loss = np.logaddexp(0, -z)
        g = -sign * w / (1 + np.exp(np.clip(z, -500, 500)))
        grad = np.append(x.T @ g + v[:-1] / c, g.sum())
        return (w * loss).sum() + (v[:-1] ** 2).sum() / (2 * c), grad

    got = minimize(cost, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[*bounds_of(names), (None, None)],
                   options={"maxiter": 500})
    return got.x[:-1], got.x[-1]


def folds_of(repos, seed, k=5):
    order = sorted(set(repos))
    random.Random(seed).shuffle(order)
    return {r: i % k for i, r in enumerate(order)}


def evaluate(places, cands, scores, always, threshold):
    hit, unlabelled = set(), set()
    for path, line in always:
        got = places.spans_at(path, line)
        hit |= set(got or ())
        if got is None:
            unlabelled.add((path, line))
    for c, s in zip(cands, scores):
        if s >= threshold:
            got = places.spans_at(c["path"], c["line"])
            hit |= set(got or ())
            if got is None:
                unlabelled.add((c["path"], c["line"]))
    tp = sum(places.spans[s][0] for s in hit)
    fn = sum(v[0] for v in places.spans.values()) - tp
    return tp, len(hit) - tp, fn, len(unlabelled)


def sweep(places, cands, scores, always):
    """(threshold, p, r, f1, p with unlabelled as false) over all thresholds, quickly."""
    hit = set()
    tp = fp = un = 0
    total = sum(v[0] for v in places.spans.values())

    def take(path, line):
        nonlocal tp, fp, un
        got = places.spans_at(path, line)
        if got is None:
            if (path, line) not in hit:
                hit.add((path, line))
                un += 1
            return
        for s in got:
            if s not in hit:
                hit.add(s)
                if places.spans[s][0]:
                    tp += 1
                else:
                    fp += 1

    for path, line in always:
        take(path, line)
    out = []
    for i in np.argsort(-scores):
        take(cands[i]["path"], cands[i]["line"])
        p, r, f1 = figures(tp, fp, total - tp)
        out.append((float(scores[i]), p, r, f1, tp / max(1, tp + fp + un)))
    return out


def at_precision(curve, least):
    """The lowest threshold from which on precision holds."""
    best = None
    for t, p, r, f1, pu in curve:
        if p >= least and (best is None or r > best[2]):
            best = (t, p, r, f1, pu)
    return best or curve[0]


def show(name, point):
    t, p, r, f1, pu = point
    print(f"  {name:18} at {t:6.2f}: P {p:.3f}  R {r:.3f}  F1 {f1:.3f}  P with unlabelled {pu:.3f}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--set", required=True)
    p.add_argument("--features", required=True)
    p.add_argument("--plain", nargs="*", default=[])
    p.add_argument("--structured")
    p.add_argument("--words", default=os.path.join(os.path.dirname(__file__), "../../src/engine/generic/words.txt"))
    p.add_argument("-c", type=float, default=0.3)
    p.add_argument("--word-like", type=float, default=1.0)
    p.add_argument("--unlabelled", type=float, default=0.2)
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--errors", help="write the errors of the last assignment here (not for the repository)")
    p.add_argument("-o", "--output")
    a = p.parse_args()

    names = [line.split("\t")[1] for line in subprocess.run([a.features, "names"], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()]
    index = {n: i for i, n in enumerate(x for x in names if x not in POLICY)}
    fitted = list(index)
    places = Places(a.set)
    always = set()
    if a.structured:
        with open(a.structured, encoding="utf-8") as f:
            always = {(o["path"], o["line"]) for o in map(json.loads, f)}
    cands = dump(a.features, os.path.join(a.set, "data"))
    data = Data()
    for c in cands:
        label = places.label(c["path"], c["line"], c["start"], c["end"])
        here = places.spans_at(c["path"], c["line"])
        weight = 1.0 if label is not None else (a.unlabelled if here is None else 0.0)
        data.add(c, index, bool(label), weight, c["path"].split("/")[0])
    real = len(cands)
    with open(a.words, encoding="ascii") as f:
        words = [w for w in f.read().split() if 4 <= len(w) <= 9]
    if a.word_like:
        for c in word_like_rows(a.features, a.set, words, 7):
            data.add(c, index, True, a.word_like, c["path"].split("/")[0])
    made = len(data.y) - real
    for folder in a.plain:
        folder, _, weight = folder.partition("=")
        for c in dump(a.features, folder):
            data.add(c, index, False, float(weight or 0.15), "plain")
    data.close()
    print(f"{real} candidates, {int(data.y[:real].sum())} true; {made} word-like; {len(data.y) - real - made} of ordinary trees")
    reach = places
    tp, fp, fn, un = evaluate(reach, cands, np.ones(real), always, 0)
    print(f"  reach: R {tp / (tp + fn):.3f}")

    for seed in range(a.seeds):
        fold = folds_of([r for r in data.repo if r != "plain"], seed)
        scores = np.zeros(real)
        for k in range(5):
            learn = np.array([fold.get(r, -1) != k for r in data.repo])
            w, b = train(data.x[learn], data.y[learn], data.w[learn], a.c, fitted, data.fixed[learn])
            test = np.array([fold.get(r, -1) == k for r in data.repo[:real]])
            scores[test] = data.x[:real][test] @ w + b + data.fixed[:real][test]
        curve = sweep(places, cands, scores, always)
        print(f"assignment {seed}")
        show("best F1", max(curve, key=lambda c: c[3]))
        show("P .90", at_precision(curve, 0.90))
        show("P .95", at_precision(curve, 0.95))
        for cut in (0.5, 1.0, 1.5, 2.0, 3.0):
            show(f"points {cut}", min(curve, key=lambda c: abs(c[0] - cut)))
    if a.errors:
        cut = max(curve, key=lambda c: c[3])[0]
        found = {(c["path"], c["line"]) for c, s in zip(cands, scores) if s >= cut} | always
        with open(a.errors, "w", encoding="utf-8") as f:
            for c, s, y, wt in sorted(zip(cands, scores, data.y, data.w), key=lambda z: -z[1]):
                label = places.label(c["path"], c["line"], c["start"], c["end"])
                kind = "FP" if label is False and s >= cut else "FN" if label and s < cut else "UN" if label is None and wt and s >= cut else None
                if kind:
                    f.write(json.dumps({"kind": kind, "score": round(float(s), 2), **c}, ensure_ascii=False) + "\n")
            seen = {(c["path"], c["line"]) for c in cands} | always
            for (path, x, y2), (true, cats) in places.spans.items():
                if true and not any((path, n) in seen for n in range(x, y2 + 1)):
                    f.write(json.dumps({"kind": "NO", "path": path, "line": x, "cats": sorted(cats)}) + "\n")
    w, b = train(data.x, data.y, data.w, a.c, fitted, data.fixed)
    curve = sweep(places, cands, data.x[:real] @ w + b + data.fixed[:real], always)
    print("fitted on everything (flatters)")
    show("best F1", max(curve, key=lambda c: c[3]))
    show("P .95", at_precision(curve, 0.95))
    if a.output:
        best = max(sweep(places, cands, scores, always), key=lambda c: c[3])[0]
        medium = at_precision(sweep(places, cands, scores, always), 0.955)[0]
        weights = dict(zip(fitted, w)) | POLICY
        with open(a.output, "w", encoding="ascii") as f:
            for name, value in [("low", best), ("medium", max(medium, best)), ("high", max(medium, best) + 2.5), ("bias", b)]:
                f.write(f"{name}\t{round(value * 100)}\n")
            for name in names:
                if abs(weights[name]) >= 0.005:
                    f.write(f"{name}\t{round(weights[name] * 100)}\n")


if __name__ == "__main__":
    main()
