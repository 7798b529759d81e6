"""errors.yml: what mail servers say, what it means and what to do."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from macros.model.types.base import Id, Model, matches
from macros.model.types.words import Text


class Cause(Model):
    """Why a server says it, likeliest first, and what to do."""

    cause: Text
    fix: Text
    to: str | None = Field(
        None,
        description="Where it is fixed: an #id of the mailbox's guide (of every guide, when the message is not one mailbox's own), or zhinan.<page>",
    )


Fragment = Annotated[
    str,
    matches(
        r"(?=.{3,80}$)[^\sA-Z]+(?: [^\sA-Z]+)*",
        "fragment_is_plain",
        "VALUE is not a fragment to look for",
        "3 to 80 characters in lower case, single spaces between words",
    ),
]


class ServerError(Model):
    """What mail servers say, what it means and what to do."""

    id: Id
    mailbox: Id | None = Field(
        None, description="The mailbox whose own words these are; left out when many say it"
    )
    when: list[Annotated[list[Fragment], Field(min_length=1)]] = Field(
        min_length=1, description="It is this message if all fragments of any one list occur in it"
    )
    example: str = Field(
        min_length=3,
        max_length=160,
        description="The message as one meets it, without a person's data",
    )
    means: Text
    causes: list[Cause] = Field(min_length=1)
    sources: list[Id] = Field(min_length=1)

    def fits(self, message: str) -> bool:
        """Whether a message is this one; a number counts only when it stands alone, as in 5350 or in `file.py:535` it does not."""
        said = " ".join(message.lower().split())
        numbers = set(
            re.findall(
                r"(?<![a-z0-9_.])\d+(?![a-z0-9_]|\.\d)",
                re.sub(r"\bline \d+|\.[a-z]+:\d+(:\d+)?", " ", said),
            )
        )
        return any(
            all(each in numbers if each.isdigit() else each in said for each in fragments)
            for fragments in self.when
        )


class Errors(Model):
    """errors.yml: the first message that fits wins, so special ones stand before general ones."""

    errors: list[ServerError] = Field(min_length=1)
