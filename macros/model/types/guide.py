"""guide.yml, pits.yml, faq.yml, tables.yml: the words of one mailbox's page."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from macros.model.types.base import CLOSED, Id, Key, Model, matches, refuse
from macros.model.types.words import Text

Severity = Literal["high", "medium", "low"]  # the gravest first
_THINGS = ("path", "line", "text", "message", "field", "tick", "status", "code", "qr", "button")


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Part:
    """One thing on a pictured screen.

    It has exactly one of these keys. Besides, `button` may stand at the end of a `line`, and
    `value` goes with a `field` or a `status`.
    """

    path: Key | None = Field(
        None, description="A path through menus, a key of `paths`; each label gets a number"
    )
    line: Key | None = Field(None, description="A line of the screen, a key of `ui`")
    text: Text | None = Field(None, description="What the screen says, in our words")
    message: Text | None = Field(None, description="A message on a phone, in our words")
    field: Key | None = Field(None, description="A field of a form, a key of `ui`")
    tick: Key | None = Field(None, description="A box that is ticked, a key of `ui`")
    status: Key | None = Field(None, description="A state that is well, a key of `ui`")
    code: bool | None = Field(None, description="A code, as dots")
    qr: bool | None = Field(None, description="A code to scan")
    button: Key | None = Field(None, description="A button, a key of `ui`")
    value: Text | None = Field(None, description="What is in a field, or whose state it is")
    press: bool = Field(False, description="To be pressed: highlighted and numbered")

    @property
    def kind(self) -> str:
        """The one thing that it is."""
        return next(each for each in _THINGS if getattr(self, each))

    @model_validator(mode="after")
    def _is_one_thing(self) -> Part:
        given = [each for each in _THINGS if getattr(self, each)]
        is_one = len(given) == 1 or given == ["line", "button"]
        takes_value = given in (["field"], ["status"])
        if not is_one or takes_value != (self.value is not None):
            raise refuse(
                "part_is_one_thing",
                "a part of a picture is one thing; `button` goes alone or with `line`, "
                "`value` goes with `field` and `status`",
                "begin a new list item for each thing",
            )
        if self.press and not (self.button or self.field or self.tick):
            message = f"a {self.kind} cannot be pressed"
            fix = "put `press` beside a `button`, `field` or `tick`; a `path` is pressed as it is"
            raise refuse("part_is_one_thing", message, fix)
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Picture:
    """A schematic of one screen.

    A screenshot put at docs/assets/pictures/<mailbox>/zh/<id>.png and …/en/<id>.png takes its
    place.
    """

    id: Id = Field(description="The file's name; unique on a page")
    frame: Literal["browser", "dialog", "phone", "app"] = Field(
        description="browser: the provider's page; app: Laifaxin's, whose labels are meant then"
    )
    title: Text | None = Field(
        None,
        description="The text in its bar; the webmail's host and Laifaxin's name come by "
        "themselves",
    )
    otherwise: bool = Field(False, description="Of the screen that the step's `otherwise` is for")
    shows: list[Part] = Field(min_length=1, description="From top to bottom")


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Step:
    """One step of a numbered list: on which device, what to do, what to see next, what else."""

    id: Id
    name: Text | None = Field(
        None,
        description="The step in a few words, for the list at the top of the page; where no step "
        "has one, the titles of the parts are there",
    )
    where: Literal["computer", "phone"] | None = Field(
        None, description="The device of this step, where it is not that of the step before"
    )
    do: Text
    expect: Text | None = Field(None, description="What one should see next")
    otherwise: Text | None = Field(None, description="For those who see something else")
    show: Key | None = Field(None, description="A table made from facts, at the end of the step")
    pictures: list[Picture] = Field([])


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Block:
    """One piece of a section: exactly one of these keys."""

    text: Text | None = Field(None, description="A paragraph")
    points: list[Text] | None = Field(None, description="A bulleted list")
    steps: list[Step] | None = Field(
        None, description="A numbered list of steps, each with an id of its own"
    )
    table: Key | None = Field(None, description="A table of tables.yml, by key")
    show: Key | None = Field(None, description="What a macro makes from facts, by its name")
    use: Key | None = Field(None, description="Shared blocks of common.yml, by key")
    picture: Picture | None = Field(None, description="A picture between paragraphs")
    note: Text | None = Field(None, description="A remark in a box")
    warning: Text | None = Field(None, description="A warning in a box")
    danger: Text | None = Field(None, description="What must not be missed, in a box")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Block:
        if len(self.given) != 1:
            message = f"a block has exactly one key, not {', '.join(self.given) or 'none'}"
            raise refuse("block_is_one_thing", message, "begin a new list item for each block")
        return self

    @property
    def given(self) -> list[str]:
        """The keys that are set, sorted; a block that exists has exactly one."""
        return sorted(each.name for each in fields(self) if getattr(self, each.name) is not None)


class Section(Model):
    """A section of a page: a title, blocks, and parts with ids of their own."""

    title: Text | None = Field(None, description="Heading; common.yml has the usual one")
    blocks: list[Block] = []
    parts: dict[Id, Section] = {}


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Related:
    """A link that leads on, and why one would follow it."""

    to: str = Field(description="A link key: a mailbox id, an index, or zhinan.<page>")
    why: Text


class Guide(Model):
    """guide.yml: the words of one mailbox's page, section by section."""

    title: Text = Field(description="The page's heading; also appears alone in a chat")
    description: Text = Field(description="One sentence for search engines and share cards")
    needs: list[Text] = Field(
        min_length=1,
        description="What to have ready before one begins: device, phone, what has to be known or "
        "settled",
    )
    sections: dict[Id, Section]
    related: list[Related] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Pit:
    """A mistake people make, what it leads to, and how to stay clear of it."""

    id: Id
    severity: Severity
    pit: Text
    consequence: Text
    avoid: Text


class Pits(Model):
    """pits.yml"""

    pits: list[Pit] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Question:
    """A question as a reader would ask it, with its answer."""

    id: Annotated[
        str,
        matches(
            r"(?=.{5,60}$)faq-[a-z0-9]+(?:-[a-z0-9]+)*",
            "faq_id_has_prefix",
            "VALUE does not begin with faq-",
            "name it faq-<words>",
        ),
    ]
    question: Text
    answer: list[Block] = Field(min_length=1)


class Faq(Model):
    """faq.yml"""

    faq: list[Question] = Field(min_length=1)


class Table(Model):
    """A table: its caption, columns and rows. The first column names the row."""

    caption: Text
    columns: list[Text] = Field(min_length=2, max_length=5)
    rows: list[list[Text]] = Field(min_length=1)

    @model_validator(mode="after")
    def _rows_fill_columns(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                message = f"row {number} has {len(row)} cells for {len(self.columns)} columns"
                fix = "give every row one cell per column"
                raise refuse("rows_fill_columns", message, fix, "rows", number - 1)
        return self


class Tables(Model):
    """tables.yml: tables by key."""

    tables: dict[Key, Table]
