#!/usr/bin/env python3
"""What single rules cost: the column of the table by rule in docs/rules.md.

    cost.py --bin BIN TREE RULE...

Counts the instructions of one scan of TREE on one thread (valgrind's callgrind), without a rule that finds nothing there
(NEUTRAL) and without each RULE in turn: a scan with a rule off counts what that rule would have found, which is work of
its own. The difference is what the rule adds where all others are there: words that other rules search for too cost it
nothing. Printed in instructions a kilobyte scanned, and as a share of the scan with all rules; a difference that two
equal runs have as well is no cost.
"""

import argparse
import re
import subprocess

# Its keyword occurs in hardly any text.
NEUTRAL = "vk-access-token"


def main():
    args = arguments()
    whole, size = count(args, None)
    neutral, again = (count(args, NEUTRAL)[0] for _ in range(2))
    noise = max(abs(neutral - again), size)
    print(f"all rules: {whole / size:,.0f} instructions a kilobyte over {size:,.0f} kB, less than {noise / size:.2f} is none")
    print("| rule | instructions/kB | share |\n|---|---|---|")
    for rule in args.rules:
        cost = min(neutral, again) - count(args, rule)[0]
        if cost > noise:
            print(f"| {rule} | {cost / size:.1f} | {cost / whole:.2%} |", flush=True)
        else:
            print(f"| {rule} | none | |", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("tree")
    parser.add_argument("rules", nargs="+")
    return parser.parse_args()


def count(args, without):
    """Instructions of a scan, and the kilobytes that it read."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command += [args.bin, args.tree, "--threads", "1", "--color", "never"]
    if without:
        command += ["--disable", without]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    instructions = re.search(r"Collected : (\d+)", run.stderr)
    read = re.search(r"([\d,.]+) (bytes|KB|MB|GB) scanned", run.stdout + run.stderr)
    if not instructions or not read:
        raise SystemExit(f"no counts in what {args.bin} under valgrind said:\n{run.stdout[-500:]}{run.stderr[-500:]}")
    unit = {"bytes": 0.001, "KB": 1, "MB": 1e3, "GB": 1e6}[read[2]]
    return int(instructions[1]), float(read[1].replace(",", "")) * unit


if __name__ == "__main__":
    main()
