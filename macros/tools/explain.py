"""Names the likely causes of an error message, by the rules of the page: errors.js under Node."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from macros.model.handbook import Handbook
from macros.model.reading import read
from macros.site import tool_data
from macros.text.languages import ENGLISH

SCRIPT = Path("docs/assets/js/errors.js")
RUN = """
const [script, mailbox] = process.argv.slice(1);
const { explain } = await import(script);
let given = "";
for await (const part of process.stdin) given += part;
const { text, data } = JSON.parse(given);
console.log(JSON.stringify(explain(text, data, mailbox)));
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `main`."""
    parser.add_argument("--mailbox", default="", help="the id of the reader's mailbox, e.g. qq")
    parser.add_argument(
        "--json", dest="as_json", action="store_true", help="as explain() in errors.js returns it"
    )


def main(mailbox: str = "", as_json: bool = False) -> int:
    """Reads an error from standard input. Returns 1 when no cause is known, 2 without Node."""
    node = shutil.which("node")
    if node is None:
        print("Node.js is not installed: the rules are those of the page's script", file=sys.stderr)
        return 2
    handbook = read(Path.cwd())
    answer = explain(node, handbook, sys.stdin.read(), mailbox)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for id in answer["causes"]:
            print(f"{id}: {handbook.causes[id].name[ENGLISH.code]}")
        if not answer["causes"]:
            print("no cause is known")
    return 0 if answer["causes"] else 1


def explain(node: str, handbook: Handbook, text: str, mailbox: str) -> dict:
    """What the script answers: {error, mailbox, causes}. Raises CalledProcessError."""
    data = json.dumps({"text": text, "data": tool_data.errors(handbook)})
    script = (handbook.root / SCRIPT).resolve().as_uri()
    done = subprocess.run(
        [node, "--input-type=module", "--eval", RUN, script, mailbox],
        input=data,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)
