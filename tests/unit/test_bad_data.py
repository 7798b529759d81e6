"""Bad data is refused by the rule that it breaks, on its line: the samples of tests/bad_samples."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from bad_samples import SAMPLES, TREES
from conftest import ROOT, content, copy_invented_data

from macros.checks import _BEFORE_PAGES, RULES, RULES_AT_LAST, run
from macros.checks.consequences import _LEADS_TO
from macros.model.reading import read
from macros.tools.check import problems
from macros.tools.rules import EVERY_RULE

# A sample is one mistake, and one problem is said of it, but for these. Each is a mistake in
# itself.
ALSO = {
    ("way_is_visible", r"(?ms)^    - steps:\n.*?(?=^    - warning:)"): ["permalinks_are_kept"],
}


PASS_ON = {  # what other rules or the renderer find, under their names
    "blocks_name_what_exists",
    "guide_sections_exist",
    "related_pages_exist",
    "sections_have_titles",
    "texts_are_sound",
    "words_can_be_rendered",
    "pages_can_be_rendered",
}
MAKERS = {"refuse", "matches", "_stop", "Problem", "WordError"}
NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")


def names_in(node: ast.AST, in_data_file: bool) -> list[str]:
    """The first name of a rule among the arguments of a call that makes a problem."""
    arguments: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        arguments = node.args if name in MAKERS else []
    elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and in_data_file:
        arguments = node.elts[:1]  # pydantic's errors in our words
    values = [each.value for each in arguments if isinstance(each, ast.Constant)]
    return [each for each in values if isinstance(each, str) and NAME.fullmatch(each)][:1]


def emitted(folder: Path) -> set[str]:
    """The names that the modules of a folder give to problems."""
    found: set[str] = set()
    own_tests = ROOT / "macros/tools/verify"
    for path in {*folder.rglob("*.py")} - {*own_tests.glob("*.py")}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {*names_in(node, path.name == "data_file.py")}
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the invented handbook; each test puts back what it changed."""
    return copy_invented_data(tmp_path_factory.mktemp("bad") / "copy")


@pytest.fixture(scope="module")
def good(copy):
    """What the files of the copy hold."""
    return content(copy)


STAGES = [  # what is found in one keeps the rules of the later ones from looking
    emitted(ROOT / "macros/model"),
    {each.__name__ for each in _BEFORE_PAGES},
    {each.__name__ for each in RULES_AT_LAST},
]


def groups() -> list[list[tuple]]:
    """The samples, those together that change different files and are refused at one stage.

    A look at a whole handbook takes far longer than to say one problem more.
    """
    found: list[tuple[list[bool], list[tuple]]] = []
    for sample in SAMPLES:
        stage = [sample[0] in rules for rules in STAGES]
        for other, group in found:
            if other == stage and sample[1] not in {each[1] for each in group}:
                group.append(sample)
                break
        else:
            found.append((stage, [sample]))
    return [group for _, group in found]


@pytest.mark.parametrize("group", groups(), ids=lambda group: f"{group[0][0]}-{len(group)}")
def test_bad_samples_are_refused_by_their_rules_on_their_lines(copy, invented, group):
    """The problem names the file and the one line where it is put right, and says what to do.

    Nothing else is said.
    """
    refuse(copy, invented, group)


def refuse(copy, invented, samples):
    """Tries samples together, and those again in smaller groups that did not come out alike."""
    places, said = look(copy, invented, samples)
    if len(samples) == 1:
        rule, _, pattern, *_ = samples[0]
        assert said.count(places[0]) == 1, (samples, said)
        others = sorted(each[0] for each in said if each != places[0])
        assert others == ALSO.get((rule, pattern), []), (samples, said)
        return
    unsaid = [sample for sample, place in zip(samples, places, strict=True) if place not in said]
    if unsaid != samples and len(said) == len(samples) - len(unsaid):
        if unsaid:
            refuse(copy, invented, unsaid)
    else:
        half = len(samples) // 2
        refuse(copy, invented, samples[:half])
        refuse(copy, invented, samples[half:])


def look(copy, invented, samples):
    """Where each sample is to be refused, and all that is said: rule, path and line."""
    good = {sample[1]: (copy / sample[1]).read_text(encoding="utf-8") for sample in samples}
    bad = {}
    for _, path, pattern, replacement, *_ in samples:
        bad[path] = re.sub(pattern, replacement, good[path], count=1)
        assert bad[path] != good[path], f"{pattern} no longer fits tests/handbook: adapt it"
    try:
        for path, text in bad.items():
            (copy / path).write_text(text, encoding="utf-8")
        said = problems(copy, earlier=invented)
        places = []
        for rule, path, _, _, *elsewhere in samples:
            at, file = (*elsewhere, None, None)[:2]
            lines = (copy / (file or path)).read_text(encoding="utf-8").splitlines()
            line = first_line(lines, at) if at else first_change(good[path], bad[path])
            places.append((rule, file or path, line))
    finally:
        for path, text in good.items():
            (copy / path).write_text(text, encoding="utf-8")
    assert all(each.message and each.fix for each in said)
    return places, [(each.rule, each.path, each.line) for each in said]


def first_line(lines: list[str], start: str) -> int:
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def first_change(good: str, bad: str) -> int:
    """The number of the first line that differs; the last line when only something was added."""
    pairs = zip(good.splitlines(), bad.splitlines(), strict=False)
    changed = (number for number, (old, new) in enumerate(pairs, 1) if old != new)
    return next(changed, len(bad.splitlines()))


def put_back(root: Path, good: dict[str, bytes]) -> None:
    """Makes the files below `root` these again, and nothing else."""
    for path in sorted(root.rglob("*"), reverse=True):  # what a folder holds, then the folder
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(root).as_posix() not in good or not path.is_file():
            path.unlink()
    for name, before in good.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_bytes() != before:
            file.write_bytes(before)


@pytest.mark.parametrize(("rule", "change", "where"), TREES, ids=[each[0] for each in TREES])
def test_a_bad_file_is_refused_by_its_rule(copy, good, invented, rule, change, where):
    """A file that is missing, unreadable or unexpected is named."""
    rules = [each for each in [*RULES, *RULES_AT_LAST] if each.__name__ == rule]
    try:
        change(copy)
        said = list(run(rules, read(copy, invented))) if rules else problems(copy)
    finally:
        put_back(copy, good)
    assert where in {(each.path, each.line) for each in said if each.rule == rule}


def test_consequences_are_of_rules_that_exist():
    """A rule that is renamed is renamed where it leads to others, too."""
    named = {name for rule, others in _LEADS_TO.items() for name in (rule, *others)}
    assert named <= {each.__name__ for each in EVERY_RULE} | emitted(ROOT / "macros")


def test_every_rule_has_a_bad_sample():
    """Whatever name a problem can carry, a sample is refused by it."""
    rules = {each.__name__ for each in EVERY_RULE} - PASS_ON
    assert rules | emitted(ROOT / "macros") == {sample[0] for sample in [*SAMPLES, *TREES]}


def test_every_rule_says_in_one_sentence_what_holds():
    """The docstring of a rule is the sentence that must hold."""
    for each in EVERY_RULE:
        assert re.fullmatch(r"[^\n]+[^.]\.", each.__doc__ or ""), each.__name__
