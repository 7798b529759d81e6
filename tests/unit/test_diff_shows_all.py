"""`make diff` shows every change of data: each value, row and order, in both languages."""

from __future__ import annotations

import copy
import random
import re
import shutil
from collections import Counter
from types import SimpleNamespace

import mutate
import pytest
from conftest import copy_invented_data

from macros.model import yaml_file
from macros.text.languages import LANGUAGES
from macros.tools.diff.changes import compare
from macros.tools.diff.data_report import DataReport
from macros.tools.diff.fact_sources import FactSources
from macros.tools.diff.output import as_plain_text
from macros.tools.diff.report import report_of_data

MARKS = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.S)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return copy_invented_data(tmp_path_factory.mktemp("base") / "copy")


def values(root):
    """The value of every file of data/, by its path."""
    return {
        path.relative_to(root).as_posix(): yaml_file.load_yaml(path, root).value
        for path in sorted((root / "data").rglob("*.yml"))
    }


def leaves(value):
    """Every scalar below a value, as text."""
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [] if value is None else [str(value)]


def pairs(value):
    """Every text below a value: its two halves."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return [tuple(map(str, value.values()))]
        return [pair for each in value.values() for pair in pairs(each)]
    return [pair for each in value for pair in pairs(each)] if isinstance(value, list) else []


def sides(said):
    """What a report says was there before, and what is there now."""
    return SimpleNamespace(
        old=MARKS.sub(lambda match: match[1] or "", said),
        new=MARKS.sub(lambda match: match[2] or "", said),
    )


def unshown(old, new, said):
    """What a report of a change does not show."""
    shown = sides(said)
    gone, come = Counter(leaves(old)), Counter(leaves(new))
    halves = set(pairs(new)) - set(pairs(old))
    return [
        *(leaf for leaf in gone - come if leaf.strip() not in shown.old),
        *(leaf for leaf in come - gone if leaf.strip() not in shown.new),
        *(half for pair in halves for half in pair if half.strip() not in shown.new),
        *(["the order"] if gone == come and not MARKS.search(said) else []),
    ]


def places(value, keys=()):
    """The keys that lead to each value below a value."""
    below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in below:
        yield (*keys, key)
        if isinstance(each, (dict, list)):
            yield from places(each, (*keys, key))


def altered(value, keys):
    """The same with another value at one place: longer words, a list or mapping backwards."""
    changed = copy.deepcopy(value)
    parent = changed
    for key in keys[:-1]:
        parent = parent[key]
    there = parent[keys[-1]]
    if isinstance(there, list):
        parent[keys[-1]] = there[::-1]
    elif isinstance(there, dict) and set(there) <= {*LANGUAGES, "both", "gloss"}:
        parent[keys[-1]] = {key: f"{half} altered" for key, half in there.items()}
    elif isinstance(there, dict) and {"id", "to", "file"} & set(there):
        there["more"] = "altered"  # the order of its keys is seen by nobody
    elif isinstance(there, dict):
        parent[keys[-1]] = dict(reversed(there.items()))
    else:
        parent[keys[-1]] = f"{there} altered"
    return changed


def without(value, keys):
    """The same without what stands at one place."""
    changed = copy.deepcopy(value)
    parent = changed
    for key in keys[:-1]:
        parent = parent[key]
    del parent[keys[-1]]
    return changed


@pytest.mark.parametrize("change", [altered, without])
def test_each_value_and_order_that_changes_is_shown(base, change):
    """Of all places in all files some are drawn; what goes and what comes is in the report."""
    fact_sources = FactSources(base, [])
    everywhere = [
        (path, value, keys) for path, value in values(base).items() for keys in places(value)
    ]
    for path, value, keys in random.Random(17).sample(everywhere, 400):
        new = change(value, keys)
        if value == new and str(value) == str(new):
            continue  # a list of one item, backwards
        said = as_plain_text(DataReport(compare(path, (), value, new)).pieces(fact_sources))
        assert unshown(value, new, said) == [], (path, keys, said)


def test_every_file_of_data_is_compared(base):
    """A file that is new to the program is in the report all the same."""
    fact_sources = FactSources(base, [])
    for path, value in values(base).items():
        said = as_plain_text(DataReport(compare(path, (), value, None)).pieces(fact_sources))
        assert unshown(value, None, said) == [], path


def test_changes_as_people_make_them_are_shown(base, tmp_path):
    """The kinds of `make mutate`: what of them still is YAML is shown, in both languages."""
    head = tmp_path / "head"
    shutil.copytree(base / "data", head / "data")
    fact_sources = FactSources(base, [])
    texts = {path: (base / path).read_text(encoding="utf-8") for path in values(base)}
    draw = random.Random(17)
    drawn = [each for kind in mutate.KINDS for each in mutate.changes(texts, kind, 1, draw)]
    assert len(drawn) > 12
    for each in drawn:
        good, file = texts[each.path], head / each.path
        end = each.start + len(each.old)
        file.write_text(good[: each.start] + each.new + good[end:], encoding="utf-8")
        old, new = (yaml_file.load_yaml(root / each.path, root) for root in (base, head))
        if new.problems:
            said = as_plain_text(report_of_data(base, head)[0])
            assert each.path in said and "Cannot be read" in said
        elif str(old.value) != str(new.value):
            found = compare(each.path, (), old.value, new.value)
            said = as_plain_text(DataReport(found).pieces(fact_sources))
            assert unshown(old.value, new.value, said) == [], (each, said)
        file.write_text(good, encoding="utf-8")
