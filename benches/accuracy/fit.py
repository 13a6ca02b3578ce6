#!/usr/bin/env python3
"""Fit the weights of the generic judgement and say how well they would do on repositories not seen.

    materialize.py LINES.jsonl.gz SET           (beside the labelled set)
    secretscan --confidence low --format jsonl SET/data > FOUND
    fit.py --set SET --found FOUND [--plain DIR[=WEIGHT]...] [-o src/engine/generic/weights.tsv]

Needs numpy, scipy and cargo: the features come from the bench target `features`, which is built first (--features BIN takes a
built one). Logistic regression, L2, with bounds; folds are whole repositories. Two things are added to the set, as its own
values lean:
- password rows once more with a word-like value (true values there are random stand-ins): `--word-like 0` leaves them out;
- candidates of ordinary trees (`--plain`), translations above all, as negatives of small weight.
A feature that occurs in fewer than --least repositories is not fitted, unless BOUNDS or POLICY speak of it.
--found names findings of the whole program; those of rules that are not generic count as found at their confidence,
whatever the score.

What is printed is the whole program on repositories that were in no part of the fit: weights and both thresholds come
from the other folds (thresholds from an inner cross-validation there).
"""
import argparse, collections, json, os, random, subprocess
import numpy as np
from scipy.optimize import minimize
from creddata import figures
from examples import POLICY, features_binary, gather, rare_names

HERE = os.path.dirname(os.path.abspath(__file__))

# name or group -> least and most that a weight may be. Signs that reason demands, and what one set alone cannot teach:
# texts for people, in any language, are no secrets.
BOUNDS = {
    "value:natural": (None, -2.5), "shape:foreign": (None, -1.0), "value:sentence": (None, -1.0), "near:prose": (None, -0.8),
    "value:pronounceable": (None, -0.2), "value:title": (None, 0), "value:two-words": (None, 0),
    "looks:hashed": (None, -3.0), "looks:": (None, 0), "looks:template": (None, -1.5), "looks:mime": (None, -2.0),
    "name:public": (None, -2.0), "name:hash": (None, -3.0), "name:head-meta": (None, 0), "tail:meta": (None, -1.0),
    "value:weak-word": (None, -2.0), "value:weak-words": (None, -0.8), "value:placeholder": (None, -1.0),
    "value:keyboard": (None, -0.5), "value:repeat": (None, -0.5), "value:sequence": (None, -0.8),
    "name:phrase": (None, -1.2), "wrap:decode": (0.4, None), "value:equals-name": (None, -1.0), "value:in-name": (None, -0.5), "value:keyword": (None, -0.5),
    "near:": (None, 0), "near:user": (0, None), "near:host": (0, None), "place:example": (None, 0), "place:assert": (None, 0),
    "near:texts": (None, -2.0), "near:alike": (None, -2.0), "sep:put": (-0.2, None), "tail:id": (None, -0.8), "looks:url": (None, -1.5), "looks:date": (None, -2.0), "looks:list": (None, -1.5),
    "looks:code": (None, -2.0), "looks:path": (None, -0.8), "looks:version": (None, -1.2), "looks:domain": (None, -0.8),
    "looks:email": (None, -0.8), "looks:dotted": (None, -0.8), "bare:source": (None, -1.0),
    "key:password": (0, None), "key:none": (None, -0.5), "key:key": (None, 0), "random:": (0, None), "value:strong": (0, None),
    "random:meta": (None, 0), "after:plus": (None, 0), "after:colon": (None, -0.5),
}


def bounds_of(names, rare):
    for name in names:
        group = name.split(":")[0] + ":"
        low, high = BOUNDS.get(name, BOUNDS.get(group, (None, None)))
        if name in rare:
            # nothing to learn: what reason demands, or nothing
            least = 0.0 if high is None or high > 0 else high
            low = high = max(least, low) if low is not None else least
        yield low, high


def train(data, rows, c, names, rare):
    """Logistic regression with L2 and bounds; `fixed` are the points that policy gives each row."""
    x, y, w, fixed = data.x[rows], data.y[rows], data.w[rows], data.fixed[rows]
    sign = np.where(y > 0.5, 1.0, -1.0)

    def cost(v):
        z = sign * (x @ v[:-1] + v[-1] + fixed)
        loss = np.logaddexp(0, -z)
        g = -sign * w / (1 + np.exp(np.clip(z, -500, 500)))
        grad = np.append(x.T @ g + v[:-1] / c, g.sum())
        return (w * loss).sum() + (v[:-1] ** 2).sum() / (2 * c), grad

    got = minimize(cost, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B",
                   bounds=[*bounds_of(names, rare), (None, None)], options={"maxiter": 300})
    return got.x[:-1], got.x[-1]


def folds_of(repos, seed, k=5):
    order = sorted(set(repos))
    random.Random(seed).shuffle(order)
    return {r: i % k for i, r in enumerate(order)}


class Counter:
    """Spans found, counted as the scorer does."""

    def __init__(self, places, repos=None):
        self.places, self.repos, self.hit = places, repos, set()
        self.tp = self.fp = self.un = 0
        self.total = sum(t for (path, _, _), (t, _) in places.spans.items() if self.counts(path))

    def counts(self, path):
        return self.repos is None or path.split("/")[0] in self.repos

    def take(self, path, line):
        if not self.counts(path):
            return
        got = self.places.spans_at(path, line)
        for s in [(path, line)] if got is None else got:
            if s not in self.hit:
                self.hit.add(s)
                if got is None:
                    self.un += 1
                elif self.places.spans[s][0]:
                    self.tp += 1
                else:
                    self.fp += 1

    def figures(self):
        return figures(self.tp, self.fp, self.total - self.tp)


def sweep(places, cands, scores, always, repos=None):
    """(threshold, p, r, f1, p with unlabelled as false) over all thresholds."""
    count = Counter(places, repos)
    for path, line in always:
        count.take(path, line)
    out = []
    for i in np.argsort(-scores):
        if np.isneginf(scores[i]):
            break
        count.take(cands[i]["path"], cands[i]["line"])
        out.append((float(scores[i]), *count.figures(), count.tp / max(1, count.tp + count.fp + count.un)))
    return out


def thresholds(low_curve, medium_curve, precision):
    """The threshold of the best F1, and the lowest from which on precision holds."""
    low = max(low_curve, key=lambda c: c[3])[0]
    held = [c for c in medium_curve if c[1] >= precision]
    medium = max(held, key=lambda c: c[2])[0] if held else medium_curve[0][0]
    return low, max(low, medium)


def out_of_fold(data, real, fold, within, settings):
    """Scores of the real rows of the repositories in `within`, each by weights that saw none of its fold."""
    scores = np.full(real, -np.inf)
    for k in sorted({fold[r] for r in within}):
        learn = np.array([r == "plain" or r in within and fold[r] != k for r in data.repo])
        w, b = train(data, learn, *settings)
        test = np.flatnonzero([r in within and fold[r] == k for r in data.repo[:real]])
        scores[test] = data.x[test] @ w + b + data.fixed[test]
    return scores


def show(name, p, r, f1, extra=""):
    print(f"  {name:22} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}{extra}")


def cross_validate(a, places, cands, data, real, always, settings):
    """The whole program on unseen repositories, thresholds from the others."""
    total = collections.defaultdict(list)
    for seed in range(a.seeds):
        fold = folds_of([r for r in data.repo if r != "plain"], seed)
        counts = {"low": Counter(places), "medium": Counter(places)}
        for k in range(5):
            inside = {r for r in fold if fold[r] != k}
            outside = {r for r in fold if fold[r] == k}
            inner = folds_of(inside, 100 + seed, 4)
            known = out_of_fold(data, real, inner, inside, settings)
            low, medium = thresholds(sweep(places, cands, known, always["low"], inside),
                                     sweep(places, cands, known, always["medium"], inside), a.precision)
            learn = np.array([r not in outside for r in data.repo])
            w, b = train(data, learn, *settings)
            test = np.flatnonzero([r in outside for r in data.repo[:real]])
            scores = data.x[test] @ w + b + data.fixed[test]
            for level, cut in (("low", low), ("medium", medium)):
                one = Counter(places, outside)
                for count in (counts[level], one):
                    for path, line in always[level]:
                        if path.split("/")[0] in outside:
                            count.take(path, line)
                    for i, score in zip(test, scores):
                        if score >= cut:
                            count.take(cands[i]["path"], cands[i]["line"])
                if a.verbose:
                    show(f"{seed}.{k} {level} {cut:5.2f}", *one.figures())
        for level, count in counts.items():
            total[level].append(count.figures())
    for level, got in total.items():
        mean = np.mean(got, axis=0)
        spread = f"  (F1 {min(g[2] for g in got):.3f} to {max(g[2] for g in got):.3f} over {a.seeds} assignments)"
        show(f"unseen, {level}", *mean, spread)


def at_cuts(a, places, cands, data, real, always, settings):
    """The whole program on unseen repositories, thresholds given."""
    total = collections.defaultdict(list)
    for seed in range(a.seeds):
        fold = folds_of([r for r in data.repo if r != "plain"], seed)
        scores = out_of_fold(data, real, fold, set(fold), settings)
        for level, cut in zip(("low", "medium"), a.cuts):
            count = Counter(places)
            for place in always[level] | {(c["path"], c["line"]) for c, s in zip(cands, scores) if s >= cut}:
                count.take(*place)
            total[level, cut].append(count.figures())
    for (level, cut), got in total.items():
        spread = f"  (F1 {min(g[2] for g in got):.3f} to {max(g[2] for g in got):.3f} over {a.seeds} assignments)"
        show(f"unseen, {level} {cut:.2f}", *np.mean(got, axis=0), spread)


def leave_one_out(a, places, cands, data, real, always, settings, cuts):
    """Each of the largest repositories scored by weights that did not see it; thresholds as they are shipped."""
    sizes = collections.Counter(path.split("/")[0] for (path, _, _), (true, _) in places.spans.items() if true)
    for repo, size in sizes.most_common(a.largest):
        w, b = train(data, data.repo != repo, *settings)
        test = np.flatnonzero(data.repo[:real] == repo)
        scores = data.x[test] @ w + b + data.fixed[test]
        text = f"  without {repo} ({size} true):"
        for level, cut in zip(("low", "medium"), cuts):
            count = Counter(places, {repo})
            for path, line in always[level]:
                count.take(path, line)
            for i, score in zip(test, scores):
                if score >= cut:
                    count.take(cands[i]["path"], cands[i]["line"])
            text += "  {} P {:.3f} R {:.3f} F1 {:.3f}".format(level, *count.figures())
        print(text)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--set", required=True)
    p.add_argument("--found", required=True)
    p.add_argument("--features")
    p.add_argument("--plain", nargs="*", default=[])
    p.add_argument("--words", default=os.path.join(HERE, "../../src/engine/generic/words.txt"))
    p.add_argument("-c", type=float, default=0.3, help="the larger, the freer the weights")
    p.add_argument("--least", type=int, default=3, help="repositories that a feature must occur in")
    p.add_argument("--word-like", type=float, default=1.0)
    p.add_argument("--unlabelled", type=float, default=0.2)
    p.add_argument("--precision", type=float, default=0.965, help="wanted at medium, on the folds that choose")
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--cuts", type=float, nargs=2, metavar=("LOW", "MEDIUM"), help="measure these thresholds, and write them")
    p.add_argument("--largest", type=int, default=0, help="leave so many of the largest repositories out, one by one")
    p.add_argument("--errors", help="write the errors on unseen repositories here (not for the repository)")
    p.add_argument("-v", "--verbose", action="store_true")
    p.add_argument("-o", "--output")
    a = p.parse_args()
    a.features = a.features or features_binary()

    listing = subprocess.run([a.features, "names"], check=True, stdout=subprocess.PIPE).stdout.decode()
    names = [line.split("\t")[1] for line in listing.splitlines()]
    places, cands, data, real = gather(a, names)
    fitted = list(data.index)
    rare = rare_names(data, real, fitted, a.least)
    print(f"{len(fitted)} features, {len(rare)} in fewer than {a.least} repositories: {' '.join(sorted(rare))}")
    settings = (a.c, fitted, rare)
    always = {"low": set(), "medium": set()}
    with open(a.found, encoding="utf-8") as f:
        for o in map(json.loads, f):
            path = os.path.relpath(os.path.join("/", o["path"]), "/").split("set/data/")[-1]
            if not o["rule"].startswith("generic-"):
                always["low"].add((path, o["start_line"]))
                if o["confidence"] != "low":
                    always["medium"].add((path, o["start_line"]))

    if a.seeds:
        cross_validate(a, places, cands, data, real, always, settings)
    fold = folds_of([r for r in data.repo if r != "plain"], 0)
    scores = out_of_fold(data, real, fold, set(fold), settings)
    low, medium = thresholds(sweep(places, cands, scores, always["low"]),
                             sweep(places, cands, scores, always["medium"]), a.precision)
    print(f"thresholds from all folds: low {low:.2f}, medium {medium:.2f}")
    if a.cuts:
        at_cuts(a, places, cands, data, real, always, settings)
        low, medium = a.cuts
    if a.largest:
        leave_one_out(a, places, cands, data, real, always, settings, (low, medium))
    if a.errors:
        write_errors(a.errors, places, cands, scores, data, always["low"], low, medium)
    w, b = train(data, np.ones(len(data.y), bool), *settings)
    seen = data.x[:real] @ w + b + data.fixed[:real]
    for level, cut in (("low", low), ("medium", medium)):
        count = Counter(places)
        for place in always[level] | {(c["path"], c["line"]) for c, s in zip(cands, seen) if s >= cut}:
            count.take(*place)
        show(f"in sample, {level}", *count.figures())
    if a.output:
        weights = dict(zip(fitted, w)) | POLICY
        with open(a.output, "w", encoding="ascii") as f:
            for name, value in [("low", low), ("medium", medium), ("high", medium + 2.5), ("bias", b)]:
                f.write(f"{name}\t{round(value * 100)}\n")
            for name in names:
                if abs(weights[name]) >= 0.005:
                    f.write(f"{name}\t{round(weights[name] * 100)}\n")


def write_errors(path, places, cands, scores, data, always, low, medium):
    with open(path, "w", encoding="utf-8") as f:
        for c, s, y, weight in sorted(zip(cands, scores, data.y, data.w), key=lambda z: -z[1]):
            label = places.label(c["path"], c["line"], c["start"], c["end"])
            kind = "FP" if label is False and s >= low else "FN" if label and s < medium else None
            kind = "UN" if label is None and weight and s >= low else kind
            if kind:
                f.write(json.dumps({"kind": kind, "score": round(float(s), 2), **c}, ensure_ascii=False) + "\n")
        seen = {(c["path"], c["line"]) for c in cands} | always
        for (path, x, y2), (true, cats) in places.spans.items():
            if true and not any((path, n) in seen for n in range(x, y2 + 1)):
                f.write(json.dumps({"kind": "NO", "path": path, "line": x, "cats": sorted(cats)}) + "\n")


if __name__ == "__main__":
    main()
