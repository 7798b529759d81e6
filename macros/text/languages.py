"""The languages of the site, and every choice that depends on one: a new language is a new entry.

Data names a language by its code (`zh: …`, `en: …`). Code asks here for all else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language of the site."""

    code: str
    """As data, `lang` and `hreflang` have it (BCP 47)."""
    name: str
    """What its readers call it."""
    prefix: str
    """What the addresses of its pages begin with, below the site's root."""
    locale: str
    """As `og:locale` has it (the Open Graph protocol)."""
    brackets: str
    """How a translation is added to a label: `{}` is the translation."""
    separator: str
    """What comes between the parts of a picture's description."""
    is_han: bool
    """Whether it is written in Han characters: typography.py then holds for it."""

    def bracketed(self, text: str) -> str:
        """The text in brackets, to be put behind a word."""
        return self.brackets.format(text)


CHINESE = Language(
    code="zh",
    name="中文",
    prefix="",
    locale="zh_CN",
    brackets="（{}）",
    separator="；",
    is_han=True,
)
ENGLISH = Language(
    code="en",
    name="English",
    prefix="en/",
    locale="en_GB",
    brackets=" ({})",
    separator="; ",
    is_han=False,
)

LANGUAGES = {language.code: language for language in (CHINESE, ENGLISH)}
"""By code, in the order in which pages are built and texts are listed."""
DEFAULT = CHINESE
"""Its pages are at the site's root."""
CODES = "|".join(LANGUAGES)
"""The codes as an alternation of a regular expression."""
PREFIXES = "|".join(language.prefix for language in LANGUAGES.values() if language.prefix)
"""The prefixes of addresses, but for the default's empty one, as an alternation."""


def others(code: str) -> list[Language]:
    """The other languages, by the code of one."""
    return [language for language in LANGUAGES.values() if language.code != code]
