"""Checks with git, finding by finding, what `secretscan --history` says about where secrets came from.

    python3 benches/attribution.py SECRETSCAN REPOSITORY [HOW_MANY]

For findings drawn evenly from all: the named commit has the bytes at the named path, line and column; no parent of it has
them anywhere in its tree; HEAD has them or not, as said; the last commit that is named has them. Where a parent or HEAD has
the bytes, the file there is scanned by itself: only what is reported there counts, not what a marker holds back. Prints figures and the
commits of what does not hold, never a secret. Ends with 1 where something does not hold.
"""

import json
import os
import subprocess
import sys

ENV = dict(os.environ, GIT_NO_LAZY_FETCH="1", GIT_NO_REPLACE_OBJECTS="1")


def git(repo, *args):
    return subprocess.run(["git", "-C", repo, *args], capture_output=True, env=ENV)


def text_at(blob, record):
    """The bytes at the place that a record names."""
    lines = blob.split(b"\n")
    first, last = record["start_line"] - 1, record["end_line"] - 1
    if last >= len(lines):
        return b""
    if first == last:
        return lines[first][record["start_column"] - 1 : record["end_column"] - 1]
    whole = [lines[first][record["start_column"] - 1 :], *lines[first + 1 : last], lines[last][: record["end_column"] - 1]]
    return b"\n".join(whole)


def paths_with(repo, commit, needle):
    """Where the tree of a commit holds these bytes; of several lines the longest one stands for all. None: git fails."""
    line = max(needle.split(b"\n"), key=len)
    found = subprocess.run(
        ["git", "-C", repo, "grep", "-a", "-l", "-z", "-F", "-f", "-", commit, "--"],
        input=line + b"\n",
        capture_output=True,
        env=ENV,
    )
    if found.returncode > 1:
        return None
    return [name.split(b":", 1)[1].decode("utf8", "surrogateescape") for name in found.stdout.split(b"\0") if name]


def has(binary, repo, commit, needle, record):
    """"yes", "no", or "otherwise": the bytes are there, but as they stand there no scan reports the value."""
    paths = paths_with(repo, commit, needle)
    if paths is None:
        return None
    for path in paths:
        blob = git(repo, "cat-file", "blob", f"{commit}:{path}").stdout
        scan = [binary, "--stdin", "--stdin-path", path, "-q", "--format", "jsonl"]
        found = subprocess.run(scan, input=blob, capture_output=True).stdout.splitlines()
        if any(json.loads(line)["fingerprint"] == record["fingerprint"] for line in found):
            return "yes"
    return "otherwise" if paths else "no"


def check(binary, repo, record):
    """What does not hold of a record, and whether bytes were judged otherwise; None where git cannot tell."""
    commit, path = record["commit"], record["path"]
    if not path:
        body = git(repo, "cat-file", "commit", commit).stdout
        return ([] if record["secret"].encode() in body else ["the message does not have it"]), False
    blob = git(repo, "cat-file", "blob", f"{commit}:{path}")
    needle = text_at(blob.stdout, record)
    if blob.returncode or not needle:
        return ["the commit has no such place"], False
    wrong = []
    parents = git(repo, "rev-parse", f"{commit}^@").stdout.decode().split()
    told = [has(binary, repo, parent, needle, record) for parent in parents]
    head = has(binary, repo, "HEAD", needle, record)
    if None in told or head is None:
        return None, False
    wrong += [f"parent {parent} has it" for parent, there in zip(parents, told) if there == "yes"]
    if (head == "yes") != record["in_head"]:
        wrong.append(f"in_head is {record['in_head']}")
    if record.get("last_commit") and has(binary, repo, record["last_commit"], needle, record) != "yes":
        wrong.append("the last commit does not have it")
    return wrong, "otherwise" in told or head == "otherwise"


def main(binary, repo, most):
    scan = [binary, "--history", "-q", "--format", "jsonl", "--show-secrets", repo]
    lines = subprocess.run(scan, capture_output=True).stdout.splitlines()
    records = [r for r in map(json.loads, lines) if r.get("commit")]
    step = max(1, len(records) // most)
    drawn = records[::step][:most]
    plain = otherwise = unknown = 0
    wrong = []
    for record in drawn:
        said, doubled = check(binary, repo, record)
        if said is None:
            unknown += 1
        elif said:
            wrong.append((record, said))
        else:
            otherwise += doubled
            plain += not doubled
    print(f"{repo}: of {len(drawn)} findings {plain + otherwise} hold, {len(wrong)} do not, {unknown} git cannot tell of;")
    print(f"  of those that hold {otherwise} have the bytes in a parent or HEAD where no scan reports them (marked, or no secret)")
    for record, said in wrong:
        place = f"{record['path']}:{record['start_line']}"
        print(f"  {record['commit']} {place} {record['rule']} {record['fingerprint']}: {'; '.join(said)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 60))
