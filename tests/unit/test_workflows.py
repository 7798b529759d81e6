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
            ["data/verified.yml", "git push", "gh pr create"],
        ),
    },
}
TRIGGERS = {
    "check.yml": {"pull_request": ""},
    "deploy.yml": {"push": {"branches": ["main"]}},
    "preview.yml": {"workflow_run": {"workflows": ["check"], "types": ["completed"]}},
    "verify.yml": {"schedule": [{"cron": "23 2 * * 1"}], "workflow_dispatch": ""},
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


def test_only_tested_pages_are_published():
    """What is published is what the tested job built: the site, and nothing else of its folder."""
    jobs = read("deploy.yml")["jobs"]
    assert jobs["publish"]["needs"] == "build"
    assert jobs["build"]["steps"][-1]["uses"].startswith("actions/upload-pages-artifact@")
    assert jobs["build"]["steps"][-1]["with"] == {"path": "site"}


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


@pytest.mark.parametrize("name", JOBS)
def test_a_checkout_keeps_no_token(name):
    """What runs after a checkout cannot push with its token."""
    for job in read(name)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"
