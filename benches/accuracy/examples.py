"""What the weights are fitted from: candidates with their features, labels and weights, as the bench target `features` dumps them."""
import collections, json, os, random, subprocess, tempfile
import numpy as np
from scipy import sparse
from creddata import Places, rows

HERE = os.path.dirname(os.path.abspath(__file__))

# name -> weight in points, set by hand. A test credential is a credential; a list of bytes under the name of a secret is a
# form of its own, too rare to learn.
POLICY = {"name:testy": 0.0, "value:chosen": 0.6, "form:ints": 3.5, "file:texts": -3.0, "file:lock": -3.0}


def features_binary():
    """Builds the bench target `features` and says where it is."""
    run = subprocess.run(["cargo", "build", "--profile", "quick", "--bench", "features", "--message-format=json"],
                         check=True, stdout=subprocess.PIPE, cwd=HERE)
    for line in run.stdout.decode("utf-8").splitlines():
        o = json.loads(line)
        if o.get("executable") and o["target"]["name"] == "features":
            return o["executable"]
    raise SystemExit("cargo built no target `features`")


def dump(binary, folder):
    out = subprocess.run([binary, "dump", folder], check=True, stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in out.decode("utf-8").splitlines()]


def word_like(rng, words):
    """An invented password of the kind that people make up."""
    a, b = rng.choice(words), rng.choice(words)
    kind = rng.randrange(11)
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
    if kind == 6:
        return a + rng.choice("!@#$%&*-_.") + b
    if kind in (7, 8):
        return rng.choice(["-", "_", ".", "", ""]).join([a, b, rng.choice(words)]) + rng.choice(["", "", number])
    if kind == 9:
        return rng.choice([a.capitalize(), a.upper()]) + rng.choice("@#_-") + rng.choice([b.capitalize(), number]) + rng.choice(["!", "", "#"])
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
    """Rows of 0/1 features with label, weight and repository."""

    def __init__(self, index):
        self.index, self.columns, self.starts = index, [], [0]
        self.y, self.w, self.repo, self.fixed = [], [], [], []

    def add(self, c, label, weight, repo):
        self.columns += [self.index[f] for f in c["features"] if f in self.index]
        self.starts.append(len(self.columns))
        self.y.append(label), self.w.append(weight), self.repo.append(repo)
        self.fixed.append(sum(POLICY.get(f, 0.0) for f in c["features"]))

    def close(self):
        ones = np.ones(len(self.columns))
        self.x = sparse.csr_matrix((ones, self.columns, self.starts), (len(self.y), len(self.index)))
        self.y, self.w = np.array(self.y, float), np.array(self.w)
        self.repo, self.fixed = np.array(self.repo), np.array(self.fixed)


def gather(a, names):
    """Everything to learn from: (places, candidates of the set, data, how many rows are real)."""
    places = Places(a.set)
    data = Data({n: i for i, n in enumerate(x for x in names if x not in POLICY)})
    cands = dump(a.features, os.path.join(a.set, "data"))
    for c in cands:
        label = places.label(c["path"], c["line"], c["start"], c["end"])
        here = places.spans_at(c["path"], c["line"])
        weight = 1.0 if label is not None else (a.unlabelled if here is None else 0.0)
        data.add(c, bool(label), weight, c["path"].split("/")[0])
    with open(a.words, encoding="ascii") as f:
        words = [w for w in f.read().split() if 4 <= len(w) <= 9]
    if a.word_like:
        for c in word_like_rows(a.features, a.set, words, 7):
            data.add(c, True, a.word_like, c["path"].split("/")[0])
    made = len(data.y) - len(cands)
    for folder in a.plain:
        folder, _, weight = folder.partition("=")
        for c in dump(a.features, folder):
            data.add(c, False, float(weight or 0.15), "plain")
    data.close()
    plain = len(data.y) - len(cands) - made
    print(f"{len(cands)} candidates, {int(data.y[:len(cands)].sum())} true; {made} word-like; {plain} of ordinary trees")
    return places, cands, data, len(cands)


def rare_names(data, real, names, least):
    """Features that occur in fewer than `least` repositories of the set."""
    seen = collections.defaultdict(set)
    coo = data.x[:real].tocoo()
    for row, column in zip(coo.row, coo.col):
        seen[column].add(data.repo[row])
    return {name for i, name in enumerate(names) if len(seen[i]) < least}
