"""The weekly workflow that asks every server and keeps one issue about it."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
import yaml
from conftest import ROOT

GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$*" in *"issue list"*) printf '%s' "$OPEN" ;; *--body-file*) cat > "$LOG.body" ;; esac
"""


@pytest.mark.parametrize(
    "code, open_issue, done",
    [
        ("1", "", ["label create verify", "issue create --label verify"]),
        ("1", "7", ["issue edit 7"]),
        ("0", "7", ["issue comment 7", "issue close 7"]),
        ("0", "", []),
    ],
    ids=["opens one", "updates it", "closes it", "leaves well alone"],
)
def test_the_workflow_keeps_one_issue_and_never_runs_the_report(tmp_path, code, open_issue, done):
    """The step as it stands in the workflow, with a `gh` that writes down what it is asked."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/verify.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    (step,) = jobs["tell"]["steps"]
    assert not [
        each for job in jobs.values() for each in job["steps"] if "${{" in each.get("run", "")
    ], "a report in a script would be run"
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    report = (
        f"$(touch {tmp_path}/run) `touch {tmp_path}/run` '; touch {tmp_path}/run; %s \\n -- \"@all"
    )
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        check=True,
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "LOG": str(tmp_path / "log"),
            "OPEN": open_issue,
            "CODE": code,
            "REPORT": report,
            "RUN": "https://run",
        },
    )
    asked = (tmp_path / "log").read_text(encoding="utf-8").splitlines()[1:]
    assert len(asked) == len(done) and all(
        line.startswith(start) for line, start in zip(asked, done, strict=True)
    )
    assert (
        not done
        or (tmp_path / "log.body").read_text(encoding="utf-8") == f"{report}\n\nhttps://run\n"
    )
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("code, passes", [(0, True), (1, True), (2, False)])
def test_the_workflow_stops_when_the_machine_could_not_ask(tmp_path, code, passes):
    steps = yaml.safe_load((ROOT / ".github/workflows/verify.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]["ask"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("id") == "ask")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!/bin/sh\nprintf 'report\\ncode=0\\n' > report.md\nexit {code}\n", encoding="utf-8"
    )
    python.chmod(0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/verified.yml").write_text("servers: {}\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"},
    )
    assert (done.returncode == 0) == passes
    said, start, *report = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    end = start.partition("<<")[2]
    assert re.fullmatch(r"[0-9a-f]{32}", end), "a server could say a line that ends the report"
    assert said == f"code={code}" and start == f"report<<{end}"
    assert report == ["report", "code=0", end, f"verified<<{end}", "servers: {}", end]
