"""What each workflow may do and must do, and what it installs.

A wider permission, a lost step or another trigger is a change to this file.
"""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT

WORKFLOWS = ROOT / ".github/workflows"
READ = {"contents": "read"}
REPOSITORY = '"https://x-access-token:$GH_TOKEN@github.com/$GH_REPO"'
JOBS = {  # workflow: job: (what its token may, what its steps must run, in this order)
    "check.yml": {
        "check": (READ, ["make check", "bash .ci/run", "make site"]),
        "diff": (READ, ["make diff BASE=HEAD^1", "make site"]),
    },
    "deploy.yml": {
        "build": (READ, ["bash .ci/run", "make site"]),
        "publish": ({"pages": "write", "id-token": "write"}, []),
    },
    "preview.yml": {
        "comment": (
            {"actions": "read", "contents": "read", "pull-requests": "write"},
            ["python3 -m macros.tools.diff.comment"],
        ),
    },
    "verify.yml": {
        "ask": (READ, ["make .venv/.run", "python -m macros verify"]),
        "tell": ({"issues": "write"}, ["gh issue"]),
        "enter": (
            {"contents": "write", "pull-requests": "write"},
            ["data/verified.yml", f"git push -q --force {REPOSITORY} verified\n", "gh pr create"],
        ),
    },
}
TRIGGERS = {
    "check.yml": {"pull_request": ""},
    "deploy.yml": {"push": {"branches": ["main"]}},
    "preview.yml": {"workflow_run": {"workflows": ["check"], "types": ["completed"]}},
    "verify.yml": {"schedule": [{"cron": "23 2 * * 1"}], "workflow_dispatch": ""},
}
NO_TOKEN = {"persist-credentials": "false"}
WITH_BASE = {**NO_TOKEN, "fetch-depth": "2"}
KEPT = {"if-no-files-found": "error", "overwrite": "true"}
ACTIONS = {  # job: its actions, in order, with all that they are given
    "check": [("checkout", WITH_BASE)],
    "diff": [
        ("checkout", WITH_BASE),
        ("upload-artifact", {**KEPT, "name": "diff", "path": "diff.md"}),
        ("upload-artifact", {**KEPT, "name": "preview", "path": "preview"}),
    ],
    "build": [("checkout", NO_TOKEN), ("upload-pages-artifact", {"path": "site"})],
    "publish": [("deploy-pages", {})],
    "comment": [("checkout", NO_TOKEN)],
    "ask": [("checkout", NO_TOKEN)],
    "tell": [],
    "enter": [("checkout", NO_TOKEN)],
}
GIVEN = {  # job: what else of GitHub gets into it
    "publish": {"steps.publish.outputs.page_url"},
    "comment": {"github.token"},
    "ask": {f"steps.ask.outputs.{name}" for name in ("code", "report", "verified")},
    "tell": {
        *("github.token", "github.repository", "github.server_url", "github.run_id"),
        *("needs.ask.outputs.code", "needs.ask.outputs.report"),
    },
    "enter": {"github.token", "github.repository", "needs.ask.outputs.verified"},
}
CONDITIONS = {
    ("preview.yml", "comment"): "github.event.workflow_run.event == 'pull_request' && "
    "github.event.workflow_run.conclusion != 'cancelled'",
}
CANCELLED = {"check.yml", "preview.yml"}  # when a newer run starts; others write, and end


def read(name: str) -> dict:
    """A workflow; its `on` stays a text."""
    return yaml.load((WORKFLOWS / name).read_text(encoding="utf-8"), yaml.BaseLoader)


def test_every_workflow_is_declared_here():
    """A new workflow says here what it may do."""
    assert {path.name for path in WORKFLOWS.iterdir()} == JOBS.keys() == TRIGGERS.keys()


@pytest.mark.parametrize("name", JOBS)
def test_a_workflow_may_do_what_is_declared_and_no_more(name):
    """No permission by default, each job its own, and nothing else starts it."""
    workflow = read(name)
    assert workflow["permissions"] == {}
    assert workflow["on"] == TRIGGERS[name]
    assert (workflow["concurrency"]["cancel-in-progress"] == "true") == (name in CANCELLED)
    assert {job: each["permissions"] for job, each in workflow["jobs"].items()} == {
        job: permissions for job, (permissions, _) in JOBS[name].items()
    }


@pytest.mark.parametrize("name", JOBS)
def test_a_workflow_runs_its_steps(name):
    """The steps that must run are there, in order, and none is allowed to fail."""
    for job, (_, needed) in JOBS[name].items():
        steps = read(name)["jobs"][job]["steps"]
        runs = "\n".join(step.get("run", "") for step in steps)
        places = [runs.find(command) for command in needed]
        assert -1 not in places and places == sorted(places), (job, needed)
        assert not any("continue-on-error" in step for step in steps)
        conditions = {step["if"] for step in steps if "if" in step}
        assert conditions <= {"${{ !cancelled() }}"}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_gets_what_is_declared_and_no_more(name):
    """No token where code of a pull request runs, no code of theirs where a token is."""
    for job, each in read(name)["jobs"].items():
        used = [
            (step["uses"].partition("@")[0].removeprefix("actions/"), step.get("with", {}))
            for step in each["steps"]
            if "uses" in step
        ]
        given = {*re.findall(r"\$\{\{ (.*?) \}\}", yaml.dump(each, width=10**6))}
        assert used == ACTIONS[job]
        assert given - {"!cancelled()"} == GIVEN.get(job, set())
        assert each["runs-on"] == "ubuntu-24.04"


def test_only_tested_pages_are_published():
    """What is published is what the tested job built, under the name that GitHub protects."""
    jobs = read("deploy.yml")["jobs"]
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["environment"]["name"] == "github-pages"
    assert "uses" in jobs["build"]["steps"][-1]


def test_a_job_runs_when_it_is_declared_to():
    """A condition that goes lets a job run for others than it was written for."""
    conditions = {
        (name, job): " ".join(each["if"].split())
        for name in JOBS
        for job, each in read(name)["jobs"].items()
        if "if" in each
    }
    assert conditions == CONDITIONS


@pytest.mark.parametrize("name", JOBS)
def test_a_job_ends_and_runs_what_was_reviewed(name):
    """Each has a limit of time; an action is named by its commit, which nobody can move."""
    for job in read(name)["jobs"].values():
        assert 0 < int(job["timeout-minutes"]) <= 45
        for step in job["steps"]:
            assert "uses" not in step or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])


def test_what_is_installed_is_what_was_locked():
    """Packages of Python by their hashes, those of npm by the lock file and without scripts."""
    commands = re.sub(r"\\\n\s*", "", (ROOT / "Makefile").read_text(encoding="utf-8"))
    pip = re.findall(r"pip install.*", commands)
    assert [each for each in pip if "--require-hashes" not in each] == ["pip install -q uv"]
    assert re.findall(r"npm (?:ci|install).*?(?= &&)", commands) == [
        "npm ci --ignore-scripts --no-audit --no-fund --silent"
    ]


def test_a_command_of_make_that_fails_ends_it():
    """No line of the Makefile or of a workflow passes over a failure."""
    for path in (ROOT / "Makefile", *(ROOT / ".github/workflows").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\| *(?:true|:)|^\t@?-[^-]|^\.IGNORE", text, re.M), path.name


def test_in_ci_a_missing_tool_fails():
    """`CI=true` makes a failure of what a laptop would skip (conftest.need)."""
    last = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1]
    assert last == "CI=true make lint test"
