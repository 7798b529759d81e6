"""Words and labels: what is in `data/` once for each language."""

from __future__ import annotations

import re

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from macros.model.types.base import CLOSED, refuse
from macros.text.languages import CHINESE, ENGLISH, LANGUAGES
from macros.text.marks import is_chinese


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Text:
    """Words in both languages.

    `both` only where there are no words: a fact filled in, a name that is spelled alike.

    Marks: **strong**, `code`, [text](key) with a link key; {{ expression }} fills in a fact.
    """

    zh: str | None = Field(None, description="中文，照中文的习惯写，不逐字翻译")
    en: str | None = Field(None, description="English, written as an English editor would")
    both: str | None = Field(
        None, description="One text for both languages: only expressions, code, numbers, names"
    )

    @model_validator(mode="after")
    def _has_both_languages(self) -> Text:
        given = {key for key in (*LANGUAGES, "both") if (getattr(self, key) or "").strip()}
        if given == {"both"}:
            if is_chinese(re.sub(r"\{\{.*?\}\}", "", self.both or "")):
                message = "`both` contains Chinese words"
                fix = "write `zh:` and `en:` instead"
                raise refuse("both_is_language_neutral", message, fix, "both")
        elif given != set(LANGUAGES):
            lacking = sorted(set(LANGUAGES) - given)
            missing = " and ".join(lacking) or "nothing, but `both` is beside them"
            message = f"missing: {missing}"
            fix = "write `zh:` and `en:` side by side, or `both:` alone"
            raise refuse("text_has_both_languages", message, fix, lacking[0] if lacking else "both")
        return self

    def __getitem__(self, language: str) -> str:
        """The source text in one language."""
        return self.both if self.both is not None else getattr(self, language)


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Label:
    """A label on somebody's screen, in the languages in which the screen is known.

    `gloss` is our translation of the other.
    """

    zh: str | None = Field(
        None,
        min_length=1,
        max_length=80,
        description="The label exactly as the Chinese screen spells it",
    )
    en: str | None = Field(
        None,
        min_length=1,
        max_length=80,
        description="The label exactly as the English screen spells it",
    )
    gloss: str | None = Field(
        None,
        min_length=1,
        max_length=80,
        description="Our translation, where the screen is known in one language only",
    )

    @model_validator(mode="after")
    def _is_label_or_gloss(self) -> Label:
        if [self.zh, self.en, self.gloss].count(None) != 1:
            raise refuse(
                "label_has_two_of_three",
                "a label has two of `zh`, `en` and `gloss`",
                "`zh` and `en` are what screens show; where one of them is not known, "
                "`gloss` is our translation of the other",
            )
        return self

    @model_validator(mode="after")
    def _is_in_its_languages(self) -> Label:
        zh, en, gloss = self.zh or "", self.en or "", self.gloss or ""
        if is_chinese(en) or (zh and is_chinese(gloss)):
            raise refuse(
                "label_is_in_its_language",
                "the English label has Chinese",
                "exchange the two, or translate it",
                "gloss" if gloss else ENGLISH.code,
            )
        if not zh and not is_chinese(gloss) and (gloss != en or " " in en):
            message = "the translation has no Chinese"
            fix = "write `zh:` or `gloss:` in Chinese"
            raise refuse("label_is_in_its_language", message, fix, "gloss")
        if zh and not is_chinese(zh) and zh not in (en, gloss):
            message = "the Chinese label has no Chinese"
            fix = "write `en:` if the screen is English"
            raise refuse("label_is_in_its_language", message, fix, CHINESE.code)
        return self

    def __getitem__(self, language: str) -> str | None:
        """The label in one language; None when the screen is not known in it."""
        return getattr(self, language)

    @property
    def screen(self) -> tuple[str, str]:
        """The first language in which the screen is known, and the label in it."""
        return next((code, label) for code in LANGUAGES if (label := self[code]))

    def read_in(self, language: str) -> tuple[str, str]:
        """What is on the screen, and our translation if readers of a language need one."""
        own, (_, seen) = self[language], self.screen
        gloss = "" if own else self.gloss or ""
        return own or seen, gloss if gloss != seen else ""
