"""causes.yml and errors.yml: why a connection fails, and what servers and programs say about it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.model.types.base import Id, Model, SourceIds, matches
from macros.model.types.words import Text

Phrase = Annotated[
    str,
    matches(
        r"!?[^\sA-Z!\"]+(?: !?[^\sA-Z!\"]+)*",
        "phrase_is_plain",
        "VALUE is not a phrase to look for",
        "lower case, one space between terms, no quotation marks; the head of errors.yml explains",
    ),
]
Weight = Annotated[float, Field(gt=0, le=12)]


class Remedy(Model):
    """One thing to do about a cause."""

    do: Text
    to: str | None = Field(
        None,
        description="Where: an #id of the mailbox's guide (in `fix`, of every guide), or "
        "zhinan.<page>",
    )


class OwnRemedy(Model):
    """Where to deal with a cause at one mailbox, and what to do there if that differs."""

    do: Text | None = None
    to: str = Field(description="An #id of the mailbox's guide")


class Cause(Model):
    """Why a connection fails: what it means, how one recognises it, what to do."""

    id: Id
    name: Text
    means: Text
    signs: Text = Field(description="How one recognises it")
    fix: list[Remedy] = Field(min_length=1)
    at: dict[Id, OwnRemedy] = Field({}, description="What to do at one mailbox, by its id")
    sources: SourceIds


class Causes(Model):
    """causes.yml"""

    causes: list[Cause] = Field(min_length=1)


class ServerError(Model):
    """What servers and programs say, and the causes that it points to."""

    id: Id
    mailbox: Id | None = Field(
        None, description="The mailbox whose own words these are; left out when many say it"
    )
    needs_mailbox: bool = Field(
        False, description="Counts only when the reader's mailbox is known to be this one"
    )
    instead_of: Id | None = Field(
        None, description="What this cause, when nothing says more, means at this mailbox"
    )
    catch_all: bool = Field(
        False, description="One sentence for many reasons: no other rule reads a reason out of it"
    )
    last_resort: bool = Field(False, description="Counts only when nothing before it fits")
    told: bool = Field(False, description="What a reader tells, not what a program says")
    stage: Literal["sign-in", "recipient"] | None = Field(None, description="When it happens")
    says: list[Phrase] = Field([], description="It is this message if any of these phrases fits")
    example: str = Field(
        min_length=2,
        max_length=160,
        description="The message as one meets it, without a person's data",
    )
    causes: dict[Id, Weight] = Field(min_length=1, description="How strongly it points to a cause")
    sources: list[Id] = []

    @property
    def first(self) -> str:
        """The cause that it points to most strongly."""
        return max(self.causes, key=lambda id: self.causes[id])

    @property
    def is_listed(self) -> bool:
        """Whether pages list it: not what readers tell, nor a mere form, nor what nobody quotes."""
        return not (self.told or self.last_resort) and bool(self.says or self.sources)


class Signs(Model):
    """How a text shows which mailbox it is about."""

    hosts: list[str] = Field(description="Ends of host names")
    names: list[Phrase] = Field(description="What people and servers call it")


class Errors(Model):
    """errors.yml"""

    mailboxes: dict[Id, Signs]
    sign_in: list[Phrase] = Field(
        description="Phrases by which a text shows that it happened at a sign-in"
    )
    mail: list[Phrase] = Field(description="Phrases by which a text shows that it is about mail")
    elsewhere: list[Phrase] = Field(
        description="Phrases by which a text shows that it is about another program"
    )
    same: str = Field(
        description="Letters, each followed by the one without its mark, and words, each followed "
        "by a slash and what it counts as"
    )
    errors: list[ServerError] = Field(min_length=1)

    @property
    def folds(self) -> dict[str, str]:
        """What counts as something else: {"伺服器": "服务器", "ø": "o"}."""
        found = {}
        for each in self.same.split():
            word, _, counts_as = each.partition("/")
            found[word if counts_as else each[0]] = counts_as or each[1]
        return found
