"""evidence.yml: what each source says of one mailbox, so that facts can be compared with it."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from macros.model.types.base import CLOSED, Host, Id, Key, Model, Url
from macros.model.types.provider import Server

ScreenLabel = Annotated[str, Field(min_length=1, max_length=80)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class SaidPassword:
    """What a source says of the password; what it leaves open stays out."""

    kind: Key = Field(description="Key in terms.yml")
    length: int | None = Field(default=None, ge=4, le=64)
    shown_once: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Statement:
    """What one source says, as it stands there."""

    servers: list[Server] = Field(default_factory=list)
    password: SaidPassword | None = None
    domains: list[Host] = Field(default_factory=list)
    webmail: Url | None = None
    mx: list[Host] = Field(default_factory=list, description="What MX hosts end in")
    labels: list[ScreenLabel] = Field(
        default_factory=list, description="Labels of its screens, as the source spells them"
    )

    @property
    def given(self) -> list[str]:
        """The names of the fields that it fills in."""
        return [each.name for each in fields(self) if getattr(self, each.name)]


class Evidence(Model):
    """evidence.yml: it changes together with a fact, when the source has been read again."""

    says: dict[Id, Statement] = Field(description="By the key of the source in sources.yml")
    own: Statement = Field(
        default_factory=Statement,
        description="What we know ourselves: no source was recorded for it",
    )
