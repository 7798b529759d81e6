"""common.yml, terms.yml, laifaxin.yml: what all guides share."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from macros.model.types.base import CLOSED, Host, Id, Key, Model, Url, refuse
from macros.model.types.guide import Block, Question, Section
from macros.model.types.words import Label, Text
from macros.text.languages import CHINESE, ENGLISH
from macros.text.marks import is_chinese


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class SharedQuestion(Question):
    """A question that guides have in common; a guide that answers it itself keeps its own."""

    unless: list[Id] = Field(
        default_factory=list, description="Ids of a guide's own questions that answer it, too"
    )
    not_for_login_password: bool = Field(
        False, description="Left out where the password is the login password"
    )


class CommonSection(Section):
    """A section of every guide, or its usual title."""

    folded: bool = Field(False, description="Folded until a reader opens it, or a link leads there")


class Common(Model):
    """common.yml: words that every guide shares."""

    guide_sections: list[Id] = Field(
        min_length=1, description="The sections of every guide, in the order of the page"
    )
    sections: dict[Id, CommonSection] = Field(
        description="Usual titles, and whole sections a guide takes when it has none of its own"
    )
    blocks: dict[Key, list[Block]] = Field(description="Shared pieces: `use: <key>`")
    faq: list[SharedQuestion] = Field([], description="Questions behind a guide's own")


class Term(Model):
    """One concept, one word per language."""

    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=40)
    not_zh: list[str] = Field([], description="Chinese words that must not be used for it")
    not_en: list[str] = Field([], description="English words that must not be used for it")

    @model_validator(mode="after")
    def _is_in_its_languages(self) -> Term:
        is_name = self.zh == self.en and self.en != self.en.lower()  # such as OAuth
        if is_chinese(self.en) or not (is_chinese(self.zh) or is_name):
            wrong = ENGLISH if is_chinese(self.en) else CHINESE
            message = f"the word in `{wrong.code}` is not in that language"
            raise refuse("term_is_in_its_language", message, "translate it", wrong.code)
        return self

    def __getitem__(self, language: str) -> str:
        """The word in one language."""
        return getattr(self, language)


class Terms(Model):
    """terms.yml"""

    terms: dict[Key, Term]


class GuidePage(Model):
    """One of Laifaxin's own guide pages."""

    title: Text
    zh: Url
    en: Url | None = Field(
        None,
        description="Left out when no English page is known: the link then says that it is in "
        "Chinese",
    )

    def __getitem__(self, language: str) -> str | None:
        """The address in one language; None when there is no such page."""
        return getattr(self, language)


class QualityChannel(Model):
    """Laifaxin's own sending channel for bulk mail."""

    price_cny: float = Field(gt=0, description="About what one mail costs, in CNY")


FORM_FIELDS = ("address", "password", "imap", "smtp")
"""The labels of the form in which a mailbox is bound, as keys of `ui`."""


class Laifaxin(Model):
    """laifaxin.yml: the pages, screens and offers of the product."""

    read: date = Field(description="The day its pages and screens were last looked at")
    registered: list[Host] = Field(min_length=1, description="The domains that its pages are under")
    accounts: Url = Field(description="Where mailboxes are bound")
    ui: dict[Key, Label]
    paths: dict[Key, list[Key]] = Field(description="Paths through Laifaxin's menus: keys of `ui`")
    quality_channel: QualityChannel
    support_hours: str = Field(description="When support answers at once, Beijing time (UTC+8)")
    zhinan: dict[Id, GuidePage] = Field(description="Laifaxin's own guide; link key zhinan.<id>")

    @model_validator(mode="after")
    def _has_the_fields_of_its_form(self) -> Laifaxin:
        for key in FORM_FIELDS:
            if key not in self.ui:
                message = f"`ui` has no `{key}`, which is a field of the form"
                fix = "put the label back under this key"
                raise refuse("form_has_its_fields", message, fix, "ui")
        return self
