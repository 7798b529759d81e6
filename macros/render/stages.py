"""The steps of a guide, and the stages that sum them up at its top."""

from __future__ import annotations

from dataclasses import dataclass, replace

from macros.model import types
from macros.render.view import View

COUNTED = ("get-code", "bind")
"""The sections whose steps are numbered across the page and can be ticked off."""


def steps_of(view: View, section: types.Section) -> list[types.Step]:
    """The steps of a section and its parts, in order, with those of shared blocks."""
    steps = _steps_in(view, section.blocks)
    for part in section.parts.values():
        steps += steps_of(view, part)
    return steps


def _steps_in(view: View, blocks: list[types.Block]) -> list[types.Step]:
    steps: list[types.Step] = []
    for block in blocks:
        steps += block.steps or []
        if block.use:
            steps += _steps_in(view, view.handbook.shared_blocks(block.use))
    return steps


@dataclass(frozen=True)
class Stage:
    """One line of the list at the top: where it begins, its name, and the numbers of its steps."""

    id: str
    name: types.Text
    first: int
    last: int


def stages(view: View) -> list[Stage]:
    """The guide in a few lines: the steps that have a name, or else the parts; then the form."""
    get_code, bind = (view.section(id) for id in COUNTED)
    found = _named_stages(view, get_code) or _part_stages(view, get_code)
    before = len(steps_of(view, get_code))
    last = before + len(steps_of(view, bind))
    return [*found, Stage("bind", view.handbook.section_title("bind", bind), before + 1, last)]


def _named_stages(view: View, section: types.Section) -> list[Stage]:
    """A stage for each step that has a name; the steps behind it that have none belong to it."""
    found: list[Stage] = []
    for number, step in enumerate(steps_of(view, section), 1):
        if step.name:
            found.append(Stage(step.id, step.name, number, number))
        elif found:
            found[-1] = replace(found[-1], last=number)
    return found


def _part_stages(view: View, section: types.Section) -> list[Stage]:
    found = []
    first = 1 + len(_steps_in(view, section.blocks))
    for id, part in section.parts.items():
        behind = first + len(steps_of(view, part))
        found.append(Stage(id, view.handbook.section_title(id, part), first, behind - 1))
        first = behind
    return found
