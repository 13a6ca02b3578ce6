#!/usr/bin/env python3
"""Runs the steps of action.yml one after the other, as GitHub's runner does, on a push and a pull request.

    .ci/action.py PROGRAM

PROGRAM is a secretscan that was built before: it stands where the action's cache would have put it, so that nothing is
built here. Needs git, bash and PyYAML.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
# Nobody's key, in parts so that no scanner finds it here.
KEY = "stripe = sk_live" + "_9hQ2mV7bT4nK1z" + "R8wY5cJ3hL61\n"


class Job:
    """One job: a checkout, an event, and the folders and files of a runner."""

    def __init__(self, folder, checkout, event, payload, sha):
        self.folder, self.checkout = folder, checkout
        self.temp = folder / "temp"
        (self.temp / "secretscan").mkdir(parents=True)
        shutil.copy(PROGRAM, self.temp / "secretscan" / "secretscan")
        (folder / "event.json").write_text(json.dumps(payload))
        self.summary = folder / "summary.md"
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_SHA": sha,
            "GITHUB_WORKSPACE": str(checkout),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
        }
        self.outputs = {}

    def value(self, expression, inputs):
        """What stands between ${{ and }}: the few forms that the action uses, and nothing else."""
        name = expression.strip()
        if found := re.fullmatch(r"inputs\.(\w+)", name):
            return inputs[found[1]]
        if found := re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+)", name):
            return self.outputs.get(found[1], {}).get(found[2], "")
        return {"runner.temp": str(self.temp), "runner.os": "Linux", "runner.arch": "X64"}[name]

    def fill(self, text, inputs):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: self.value(found[1], inputs), str(text))

    def wanted(self, condition, inputs):
        found = re.fullmatch(r"(\S+) != '(.*)'", condition)
        return self.value(found[1], inputs) != found[2]

    def run(self, inputs):
        """Every step in order; what the last one that ran came to."""
        done = None
        for step in ACTION["runs"]["steps"]:
            if not self.wanted(step.get("if", "runner.os != ''"), inputs):
                continue
            if "uses" in step:
                assert step["uses"].startswith("actions/cache@"), step["uses"]
                assert (Path(self.fill(step["with"]["path"], inputs)) / "secretscan").is_file()
                assert re.fullmatch(r"secretscan-Linux-X64-[0-9a-f]{64}", self.fill(step["with"]["key"], inputs))
                self.outputs[step["id"]] = {"cache-hit": "true"}
                continue
            output = self.folder / f"output-{step.get('id', 'none')}"
            output.touch()
            own = {name: self.fill(text, inputs) for name, text in step.get("env", {}).items()}
            script = self.folder / "step.sh"
            script.write_text(self.fill(step["run"], inputs))
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                cwd=self.checkout,
                env={**self.env, **own, "GITHUB_OUTPUT": str(output)},
                capture_output=True,
                text=True,
            )
            if "id" in step:
                self.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
            if done.returncode != 0:
                break
        return done


class Story:
    """`main`, and `feature` with a key that its second commit takes out again."""

    def __init__(self, folder):
        self.origin, self.checkout = folder / "origin", folder / "checkout"
        self.git("init", "-q", "-b", "main", at=self.origin)
        self.base = self.commit("README", "a shop\n")
        self.git("checkout", "-q", "-b", "feature")
        self.leak = self.commit("deploy.ini", KEY)
        self.head = self.commit("deploy.ini", "stripe = from-the-vault\n")
        self.git("checkout", "-q", "main")
        self.main = self.commit("README", "a better shop\n")
        self.git("checkout", "-q", "--detach", "main")
        self.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
        self.merge = self.git("rev-parse", "HEAD")
        self.git("update-ref", "refs/pull/7/merge", self.merge)

    def git(self, *args, at=None):
        folder = at or self.origin
        folder.mkdir(parents=True, exist_ok=True)
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        return subprocess.run(
            ["git", *who, *args], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, name, text):
        (self.origin / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"changes {name}")
        return self.git("rev-parse", "HEAD")

    def check_out(self, folder, sha):
        """As actions/checkout does with fetch-depth: 0."""
        checkout = folder / "checkout"
        refs = "+refs/heads/*:refs/remotes/origin/*"
        self.git("init", "-q", at=checkout)
        self.git("remote", "add", "origin", self.origin, at=checkout)
        self.git("fetch", "-q", "origin", refs, "+refs/pull/*:refs/remotes/pull/*", at=checkout)
        self.git("checkout", "-q", "--detach", sha, at=checkout)
        return checkout

    def request(self):
        request = {
            "number": 7,
            "base": {"ref": "main", "sha": self.main},
            "head": {"ref": "feature", "sha": self.head},
        }
        return {"action": "synchronize", "number": 7, "pull_request": request}

    def push(self, before, after):
        return {"ref": "refs/heads/main", "before": before, "after": after, "forced": False}


def check(work, name, event, payload, sha, expected, inputs=None):
    """Runs the action once; `expected` is the exit code."""
    folder = work / name
    checkout = STORY.check_out(folder, sha)
    defaults = {key: value.get("default", "") for key, value in ACTION["inputs"].items()}
    job = Job(folder, checkout, event, payload, sha)
    done = job.run({**defaults, **(inputs or {})})
    said = f"{name}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == expected, said
    report = json.loads((checkout / "secretscan.sarif").read_text())
    results = [result for result in report["runs"][0]["results"] if not result.get("suppressions")]
    found = 1 if expected else 0
    assert len(results) == found, said
    assert ("::error " in done.stdout and "file=deploy.ini" in done.stdout) == bool(found), said
    summary = job.summary.read_text()
    assert ("deploy.ini" in summary) == bool(found) and summary.strip(), summary
    for text in [done.stdout, done.stderr, summary, json.dumps(report)]:
        assert KEY.split()[-1] not in text, f"{name}: the secret itself is shown"
    print(f".ci/action.py: {name}: exit {done.returncode}, as it has to be")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    PROGRAM = Path(sys.argv[1]).resolve()
    ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        STORY = Story(work)
        check(work, "request", "pull_request", STORY.request(), STORY.merge, 1)
        check(work, "strict", "pull_request", STORY.request(), STORY.merge, 1, {"strict": "true", "args": "-v"})
        check(work, "push", "push", STORY.push(STORY.base, STORY.merge), STORY.merge, 1)
        check(work, "clean-push", "push", STORY.push(STORY.base, STORY.main), STORY.main, 0)
