"""The labelled set as `materialize.py` leaves it: rows by line, and what a found place is worth."""
import collections, csv, os, sys

IDS = {"UUID", "AWS S3 Bucket", "Firebase Domain", "Tencent WeChat API App ID"}


class Row:
    __slots__ = ("repo", "path", "a", "b", "true", "vs", "ve", "cats")

    def __init__(self, repo, r):
        self.repo, self.path = repo, r["FilePath"].split("/", 1)[1]
        self.a, self.b, self.true = int(r["LineStart"]), int(r["LineEnd"]), r["GroundTruth"] == "T"
        self.vs, self.ve = int(r["ValueStart"] or -1), int(r["ValueEnd"] or -1)
        self.cats = tuple(r["Category"].split(":"))

    def overlaps(self, start, end):
        if self.a != self.b or self.vs < 0:
            return True
        return start < (self.ve if self.ve > self.vs else sys.maxsize) and end > self.vs


def rows(root):
    """All rows but those that mark identifiers."""
    for name in sorted(os.listdir(os.path.join(root, "meta"))):
        with open(os.path.join(root, "meta", name), encoding="utf-8", newline="") as f:
            for raw in csv.DictReader(f):
                yield Row(name[:-4], raw)


class Places:
    """Line spans as the scorer counts them: true where a T row has that span; identifiers left out."""

    def __init__(self, root):
        self.spans, self.by_line, self.ignored = {}, collections.defaultdict(list), collections.defaultdict(list)
        for r in rows(root):
            if IDS.issuperset(r.cats):
                for n in range(r.a, r.b + 1):
                    self.ignored[r.path, n].append(r)
                continue
            span = self.spans.setdefault((r.path, r.a, r.b), [False, set()])
            if r.true and not span[0]:
                span[0], span[1] = True, set()
            if r.true == span[0]:
                span[1].update(r.cats)
            for n in range(r.a, r.b + 1):
                self.by_line[r.path, n].append(r)

    def spans_at(self, path, line):
        """The spans that a finding on this line counts for; None where it is unlabelled."""
        here = self.by_line.get((path, line))
        ignored = self.ignored.get((path, line))
        if not here:
            return () if ignored else None
        true = [r for r in here if r.true]
        if not true and ignored and any(r.true for r in ignored):
            return ()
        return {(r.path, r.a, r.b) for r in (true or here)}

    def label(self, path, line, start, end):
        """True, False, or None (unlabelled or doubtful) of a candidate, by its columns."""
        here = self.by_line.get((path, line), ())
        if any(r.true and r.overlaps(start, end) for r in here):
            return True
        if any(r.true for r in here) or not here:
            return None
        return None if self.ignored.get((path, line)) else False


def figures(tp, fp, fn):
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return p, r, 2 * p * r / max(1e-9, p + r)
