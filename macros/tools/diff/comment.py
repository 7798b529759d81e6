"""The report as one comment on its pull request. Its author is not trusted.

CI runs this from `main`, on nothing but Python and GitHub's `gh`, over a file that came out of a
pull request's own code: not one byte of it is trusted. Let through are text and a handful of tags
without attributes, as one HTML block, inside which GitHub reads no Markdown
(https://github.github.com/gfm/#html-blocks). GitHub, not the file, says which pull request it is.
"""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from html import escape, unescape
from pathlib import Path

NAME = "diff.md"
MAX_BYTES = 1024 * 1024
MAX_CHARACTERS = 60_000  # GitHub takes 65,536
MARK = "<!-- what this change means -->"
AUTHOR = "github-actions[bot]"
_TAG = re.compile(r"(</?(?:h2|h3|p|ul|li|table|tr|th|td|details|summary|b|code|del|ins|br)>)")
# What GitHub makes a mention, a link or a reference of; a commit is seven digits or more.
_LIVE = re.compile(r"[@#]|(?<=:)(?=//)|(?i:(?<=www)(?=\.)|(?<=gh)(?=-\d)|[0-9a-f]{6}(?=[0-9a-f]))")


class Refused(Exception):
    """The artifact is not what our build uploads."""


def safe_text(value: object) -> str:
    """Anything as HTML that shows it as it is, on one line: nothing in it is live or invisible."""
    shown = "".join(
        each if each.isprintable() else " " if each.isspace() else f"U+{ord(each):04X}"
        for each in str(value)
    )
    # GitHub looks for them when entities are gone: only a character between helps, here the word
    # joiner, which is not seen.
    return escape(_LIVE.sub(lambda match: f"{match[0]}\u2060", shown))


def block(markup: str) -> str:
    """Anything as one HTML block with the tags of the report, cut to what a comment holds."""
    lines = []
    left = MAX_CHARACTERS
    for line in markup.splitlines():
        safe = "".join(
            part if number % 2 else safe_text(unescape(part).replace("\u2060", ""))
            for number, part in enumerate(_TAG.split(line))
        ).strip()
        left -= len(safe) + 1
        if left < 0:
            lines.append("<p><b>Cut here.</b></p>")
            break
        if safe:
            lines.append(safe)
    return "\n".join(["<div>", *lines, "</div>"])


def report_in(artifact: Path) -> str:
    """The text of diff.md in a zip archive; nothing is unpacked.

    Raises Refused when it is not there alone, plain and small.
    """
    try:
        if artifact.stat().st_size > MAX_BYTES:
            raise Refused("the artifact is too large")
        with zipfile.ZipFile(artifact) as archive:
            entries = archive.infolist()
            if [each.filename for each in entries] != [NAME]:
                raise Refused(f"the artifact holds something else than {NAME}")
            if stat.S_ISLNK(entries[0].external_attr >> 16):
                raise Refused(f"{NAME} is a link")
            with archive.open(entries[0]) as file:
                # The size that the archive names may be wrong.
                content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise Refused(f"{NAME} is too large")
        return content.decode("utf-8")
    except (
        zipfile.BadZipFile,
        zlib.error,
        UnicodeDecodeError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise Refused(f"the artifact cannot be read ({type(error).__name__})") from None


def post(event: dict, repository: str) -> str:
    """Writes or updates the comment on the pull request of a `workflow_run` event.

    Returns what was done. Raises Refused for an artifact that is not ours, CalledProcessError
    when GitHub refuses.
    """
    run, here = event["workflow_run"], f"repos/{repository}"
    numbers = _open_pulls(run, here)
    if not numbers:
        return "no open pull request is at this commit any more"
    with tempfile.TemporaryDirectory() as folder:
        archive, comment = Path(folder, "diff.zip"), Path(folder, "comment.md")
        archive.write_bytes(_artifact(run, here))
        comment.write_text(_comment(run, block(report_in(archive))), encoding="utf-8")
        for number in numbers:
            _gh(*_place_on(number, here), "-F", f"body=@{comment}")
    return f"said on {', '.join(f'#{number}' for number in numbers)}"


def _open_pulls(run: dict, here: str) -> list[int]:
    """The numbers of the open pull requests that are at the commit of a run."""
    source = run["head_repository"]
    head = f"head={source['owner']['login']}:{run['head_branch']}"
    pulls = json.loads(_gh("-X", "GET", f"{here}/pulls", "-f", "state=open", "-f", head))
    return [
        int(pull["number"])
        for pull in pulls
        if pull["head"]["sha"] == run["head_sha"]
        and (pull["head"]["repo"] or {}).get("id") == source["id"]
    ]


def _artifact(run: dict, here: str) -> bytes:
    """The archive that a run has uploaded. Raises Refused unless there is one of sane size."""
    address = f"{here}/actions/runs/{int(run['id'])}/artifacts"
    artifacts = json.loads(_gh("-X", "GET", address, "-f", "name=diff"))["artifacts"]
    if len(artifacts) != 1 or artifacts[0]["expired"] or artifacts[0]["size_in_bytes"] > MAX_BYTES:
        raise Refused("there is not one artifact of sane size")
    return _gh(f"{here}/actions/artifacts/{int(artifacts[0]['id'])}/zip")


def _comment(run: dict, said: str) -> str:
    """The text of the comment. said: the report, made safe."""
    head, page = run["head_sha"], run["html_url"]
    return (
        f"{MARK}\n**What this change means**, as its own code says at"
        f" [{head[:10]}]({page.partition('/actions/')[0]}/commit/{head});"
        f" nobody vouches for it. [The run]({page}) has the built site and every"
        f" section before and after, to download.\n\n{said}\n"
    )


def _place_on(number: int, here: str) -> tuple[str, ...]:
    """How GitHub is asked for our comment on a pull request: the one that is there, or a new one.

    Anybody can write the mark, and a bot may edit anybody's comment.
    """
    there = json.loads(_gh("--paginate", "--slurp", f"{here}/issues/{number}/comments"))
    for each in (comment for page in there for comment in page):
        if each["user"]["login"] == AUTHOR and each["body"].startswith(MARK):
            return "-X", "PATCH", f"{here}/issues/comments/{int(each['id'])}"
    return "-X", "POST", f"{here}/issues/{number}/comments"


def _gh(*arguments: str) -> bytes:
    return subprocess.run(["gh", "api", *arguments], check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    try:
        print(
            post(
                json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8")),
                os.environ["GITHUB_REPOSITORY"],
            )
        )
    except Refused as refusal:
        sys.exit(str(refusal))
