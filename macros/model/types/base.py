"""What every type of `data/` is made of: a closed model, checked strings, errors with a rule."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


def refuse(rule: str, message: str, fix: str, *at: str | int) -> PydanticCustomError:
    """An error that names the rule it breaks, and the keys of the value inside the model, if any.

    `data_file` turns it into a Problem.
    """
    # pydantic formats messages with {}: what comes from data must not be read as a field name
    return PydanticCustomError(rule, "{message}", {"message": message, "fix": fix, "at": at})


def matches(pattern: str, rule: str, message: str, fix: str) -> AfterValidator:
    """A check that a whole string matches, for an annotation.

    What does not is refused under the name of the rule; VALUE in the message stands for it.
    """
    regex = re.compile(pattern)

    def check(value: str) -> str:
        if not regex.fullmatch(value):
            raise refuse(rule, message.replace("VALUE", f"`{value}`"), fix)
        return value

    return AfterValidator(check)


_BEHIND_SCHEME = r"://(?:[a-z0-9-]+\.)+[a-z]{2,63}(?:/[A-Za-z0-9._~!$&()+,;=:@%/?#-]*)?"

Host = Annotated[
    str,
    matches(
        r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
        "host_is_plain_ascii",
        "VALUE is not a host name of lower-case ASCII labels",
        "retype it by hand: look-alike letters, capitals, spaces and schemes are refused",
    ),
]
Id = Annotated[
    str,
    matches(
        r"(?=.{1,60}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "id_is_ascii",
        "VALUE is not an id",
        "use lower-case ASCII words joined by hyphens, 60 characters at most",
    ),
]
Key = Annotated[
    str,
    matches(
        r"(?=.{1,60}$)[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
        "key_is_ascii",
        "VALUE is not a key",
        "use lower-case ASCII words joined by underscores, 60 characters at most",
    ),
]
Slug = Annotated[
    str,
    matches(
        r"(?=.{5,80}$)[1-9][0-9]{2,5}-[a-z0-9]+(?:-[a-z0-9]+)*",
        "slug_is_published_form",
        "VALUE is not a slug",
        "a slug is a number of three digits or more and lower-case ASCII words joined by "
        "hyphens, e.g. 106-tengxun-qqyouxiang-tencent-personal-email",
    ),
]
Url = Annotated[
    str,
    matches(
        f"https{_BEHIND_SCHEME}",
        "url_is_https",
        "VALUE is not an https address in plain ASCII",
        "use the full https:// address; percent-encode other characters",
    ),
]
HttpUrl = Annotated[
    str,
    matches(
        f"https?{_BEHIND_SCHEME}",
        "url_is_web",
        "VALUE is not a web address in plain ASCII",
        "use the full http(s):// address; percent-encode other characters",
    ),
]


Sure = Annotated[
    Literal["high", "medium", "low"],
    Field(description="high: official or several sources agree; low is printed with a hedge"),
]
SourceIds = Annotated[list[Id], Field(min_length=1, description="Keys of sources.yml")]


class Model(BaseModel):
    """A type of data/: closed, and never changed once it exists."""

    # deferred: most types are parts of others, and are then checked by the validator of the whole
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Permanent(Model):
    """A page whose earlier addresses and ids still lead to it."""

    moved_from: list[Slug] = Field(
        [], description="Slugs this page had before: they lead here, in both languages"
    )
    formerly: dict[Id, list[Id]] = Field(
        {},
        description="Ids that headings of the original site had, by the id of the section that now "
        "has their place; links to them still arrive",
    )


CLOSED = ConfigDict(extra="forbid", defer_build=True)
"""For dataclasses with slots: types with thousands of values, of which a Model takes far more."""
