"""`make mutate`: small single changes to the data, and what notices each of them.

    python tests/mutate.py [--seed 6] [--each 3]

Of each class the same number of places is drawn with a seeded generator. A change is made in a copy
of the data and judged by `make check`: refused by a rule; noticed only because the record of
permalinks no longer fits; shown by `make diff` alone, which a person reads; or neither, because
nothing that is read has changed.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from macros.checks.permalinks import RECORD  # noqa: E402
from macros.model.yaml_file import parse  # noqa: E402
from macros.tools.check import problems  # noqa: E402
from macros.tools.diff.changes import compare  # noqa: E402

VERDICTS = ("refused", "permalinks", "shown", "neither")
PERMALINKS = {"permalinks_are_kept", "permalinks_are_entered"}


class Change(NamedTuple):
    """One change: the file, the place of its first character, what stands there, what is put."""

    path: str
    start: int
    old: str
    new: str


class Kind(NamedTuple):
    """A kind of change. files: a pattern of file names; pattern: what is changed; put: by what."""

    group: str
    files: str
    pattern: str
    put: Callable[[re.Match[str], random.Random], str]


def swapped(match: re.Match[str], draw: random.Random) -> str:
    """The match with two neighbouring letters exchanged."""
    text = match[0]
    at = draw.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def shortened(match: re.Match[str], draw: random.Random) -> str:
    """The match without one of its letters."""
    at = draw.randrange(len(match[0]))
    return match[0][:at] + match[0][at + 1 :]


def by(text: str) -> Callable[[re.Match[str], random.Random], str]:
    """What stands in the pattern's groups, in another form."""
    return lambda match, draw: match.expand(text)


PROVIDER, GUIDE, WORDS = r"/provider\.yml$", r"/guide\.yml$", r"/(?:guide|faq|pits|tables)\.yml$"
KINDS = [
    Kind("facts", PROVIDER, r"(?<=port: )(?:993|465|587|995)", by("143")),
    Kind("facts", PROVIDER, r"(?<=host: )[a-z0-9.-]+", shortened),
    Kind("facts", PROVIDER, r"(?<=security: )tls", by("starttls")),
    Kind("facts", PROVIDER, r"(?<=kind: )[a-z_]+(?=\n|, |\})", swapped),
    Kind("facts", PROVIDER, r"(?<=length: )\d+", by("12")),
    Kind("facts", PROVIDER, r"(?<=checked: )2026", by("2025")),
    Kind("facts", PROVIDER, r"(?<=sure: )(?:high|medium)", by("low")),
    Kind("facts", PROVIDER, r"(?m)^sources: \[[a-z0-9-]+", shortened),
    Kind("links", WORDS, r"(?<=\]\()[a-z#][a-z0-9.#-]*", shortened),
    Kind("links", GUIDE, r"(?<=to: )[a-z][a-z.-]+", shortened),
    Kind("links", r"causes\.yml$", r"(?<=to: )[a-z][a-z.-]+", shortened),
    Kind("links", PROVIDER, r"(?<=webmail: https)", by(":")),
    Kind("labels", PROVIDER, r"(?<=labels: \[)[a-z_]+", shortened),
    Kind("labels", WORDS, r"(?<=\{\{ ui\.)[a-z_]+", shortened),
    Kind("labels", PROVIDER, r"(?<=, gloss: )[A-Z][a-z]+", swapped),
    Kind("labels", WORDS, r"(?<=\{\{ path\.)[a-z_]+", shortened),
    Kind("structure", WORDS, r"(?m)^( *)en: .*\n", by("")),
    Kind("structure", WORDS, r"(?m)^- id: [a-z-]+(?=\n)", shortened),
    Kind("structure", r"tables\.yml$", r"(?m)^      - \{.*\}\n", by("")),
    Kind("structure", PROVIDER, r"(?m)^[a-z]+(?=:)", shortened),
    Kind("structure", WORDS, r"(?m)^( *)- (?=text:|note:|steps:|points:)", by(r"\1  ")),
    Kind(
        "words",
        WORDS,
        r"(?<=zh: \")[\u4e00-\u9fff]+[，、]",
        lambda match, draw: match[0][:-1] + ",",
    ),
    Kind("words", WORDS, r"(?<=[\u4e00-\u9fff]) (?=[A-Za-z])", by("")),
    Kind("words", WORDS, r"\b(?:about|within|after|before|never|only)\b ", by("")),
    Kind("words", WORDS, r"\{\{ [a-z_.]+ \}\}", by("x")),
    Kind("words", WORDS, r"\b\d{2,4}\b(?= (?:minutes|days|mails|characters))", by("77")),
    Kind("words", WORDS, r"(?<=[a-z])\.(?=\"\n)", by("")),
    Kind("words", WORDS, r"\*\*(?=[A-Z\u4e00-\u9fff])", by("")),
]


def changes(files: dict[str, str], kind: Kind, count: int, draw: random.Random) -> list[Change]:
    """Some changes of a kind, drawn from all the places where it could be made."""
    places = [
        (path, match)
        for path, text in files.items()
        if re.search(kind.files, path)
        for match in re.finditer(kind.pattern, text)
    ]
    drawn = draw.sample(places, min(count, len(places)))
    made = [Change(path, match.start(), match[0], kind.put(match, draw)) for path, match in drawn]
    return [change for change in made if change.old != change.new]


def judge(root: Path, change: Change, good: str) -> str:
    """What notices a change of the copy at `root`, which is whole again afterwards.

    good: the file as it was.
    """
    file = root / change.path
    end = change.start + len(change.old)
    bad = good[: change.start] + change.new + good[end:]
    file.write_text(bad, encoding="utf-8")
    try:
        rules = {each.rule for each in problems(root)}
    finally:
        file.write_text(good, encoding="utf-8")
    if rules - PERMALINKS:
        return "refused"
    if rules:
        return "permalinks"
    return "shown" if any(compare(change.path, (), parse(good), parse(bad))) else "neither"


def run(seed: int, each: int) -> Iterator[tuple[Kind, Change, str]]:
    """Every drawn change with what noticed it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("data", "docs", "overrides", "macros"):
            shutil.copytree(ROOT / name, root / name)
        files = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((root / "data").rglob("*.yml"))
        }
        assert (root / RECORD).is_file() and problems(root) == [], "the data has problems already"
        draw = random.Random(seed)
        for kind in KINDS:
            for change in changes(files, kind, each, draw):
                yield kind, change, judge(root, change, files[change.path])


def line(change: Change, text: str) -> str:
    """A change as one line that an editor can follow."""
    number = text.count("\n", 0, change.start) + 1
    return f"{change.path}:{number}: {change.old.strip()!r} → {change.new.strip()!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--each", type=int, default=3, help="changes of each kind")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for kind, change, verdict in run(options.seed, options.each):
        counts.setdefault(kind.group, Counter())[verdict] += 1
        if verdict in ("shown", "neither"):
            text = (ROOT / change.path).read_text(encoding="utf-8")
            print(f"{verdict}: {line(change, text)}")
    print(f"\nseed {options.seed}, {options.each} of each kind")
    print("class      changes " + " ".join(f"{verdict:>10}" for verdict in VERDICTS))
    for group, count in counts.items():
        total = sum(count.values())
        shares = " ".join(f"{count[verdict] / total:>10.0%}" for verdict in VERDICTS)
        print(f"{group:10} {total:>7} {shares}")
    everything = sum(counts.values(), Counter())
    judged = sum(everything.values()) - everything["permalinks"]
    share = everything["refused"] / judged
    print(f"\nrules refuse {share:.0%} of {judged} changes that permalinks do not notice alone")


if __name__ == "__main__":
    main()
