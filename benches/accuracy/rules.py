#!/usr/bin/env python3
"""Writes docs/rules.md: every rule, and what reading real repositories said of it.

    rules.py --bin BIN [--check]

The rules come from the program (`rules list`), the findings from reviewed.tsv beside this file: for each rule that found
something in the ten trees of docs/accuracy.md, how many places, how many of them wrong, and what the rule costs in
instructions a kilobyte (cost.py; 0: less than two equal runs differ; empty: not measured). Whoever reads the trees anew
writes reviewed.tsv, not the page. `--check` only says whether the page is what would be written.
"""
import argparse, collections, os, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "docs", "rules.md")
HEAD = """# The rules, one by one

{total} rules are on by default. Written by `benches/accuracy/rules.py`; the words of a rule, its advice and its references are what
`secretscan rules show ID` prints.

*Findings* and *wrong* are places in the working trees of the ten repositories of [accuracy.md](accuracy.md), at the default confidence, every
one read: right is what is what the rule calls it, whether a live credential or one of a test. *Cost* is what the rule adds to a scan in
which all others are on, in instructions a kilobyte ({scan} for the whole scan): – where it is less than two equal runs differ.

## Rules that found something

{found_rules} rules, {findings} findings, {wrong} wrong: {precision:.1%} are what they are called.

| rule | severity | confidence | findings | wrong | right | cost |
|---|---|---|---|---|---|---|
{found}

Cost measured without a finding there: {costs}.

## All others

Their formats do not occur in these trees, so nothing is said of them there, and no false alarm is either. Their examples and
near-misses are in `rules/`, and every test run holds them.

| confidence | rules |
|---|---|
{levels}

| rule | severity | confidence | what it finds |
|---|---|---|---|
{others}
"""
SCAN = "some 17,400"


def main():
    args = arguments()
    rules = list(listed(args.bin))
    reviewed = read()
    unknown = set(reviewed) - {rule for rule, *_ in rules}
    if unknown:
        raise SystemExit(f"reviewed.tsv speaks of rules that are not there: {', '.join(sorted(unknown))}")
    text = page(rules, reviewed)
    if args.check:
        with open(PAGE) as file:
            sys.exit(0 if file.read() == text else "docs/rules.md is not what rules.py writes: run it")
    with open(PAGE, "w") as file:
        file.write(text)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


def listed(binary):
    """Id, severity, confidence and name of every rule."""
    run = subprocess.run([binary, "rules", "list", "--color", "never"], capture_output=True, text=True, check=True)
    for line in run.stdout.splitlines():
        fields = line.split(None, 3)
        if len(fields) == 4 and fields[1] in ("critical", "high", "medium", "low"):
            yield fields


def read():
    with open(os.path.join(HERE, "reviewed.tsv")) as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    return {rule: (int(findings), int(wrong), cost) for rule, findings, wrong, cost in rows}


def page(rules, reviewed):
    hits = sorted(((rule, *reviewed[rule[0]]) for rule in rules if reviewed.get(rule[0], (0,))[0]), key=lambda x: (-x[1], x[0]))
    silent = [rule for rule in rules if not reviewed.get(rule[0], (0,))[0]]
    findings, wrong = sum(row[1] for row in hits), sum(row[2] for row in hits)
    costs = [f"`{rule}` {shown(cost)}" for rule, (count, _, cost) in sorted(reviewed.items()) if not count and cost]
    levels = collections.Counter(rule[2] for rule in silent)
    return HEAD.format(
        total=f"{len(rules):,}", scan=SCAN, found_rules=len(hits), findings=findings, wrong=wrong,
        precision=1 - wrong / findings, costs=", ".join(costs) or "none",
        found="\n".join(
            f"| {rule} | {severity} | {level} | {count} | {bad} | {1 - bad / count:.0%} | {shown(cost)} |"
            for (rule, severity, level, _), count, bad, cost in hits
        ),
        levels="\n".join(f"| {level} | {levels[level]} |" for level in ("high", "medium", "low")),
        others="\n".join(f"| {rule} | {severity} | {level} | {escape(name)} |" for rule, severity, level, name in silent),
    )


def shown(cost):
    return {"": "not measured", "0": "–"}.get(cost) or f"{int(cost):,}"


def escape(name):
    return name.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    main()
