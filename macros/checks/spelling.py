"""Spelling: two letters typed in the wrong order, found without a dictionary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.checks.guides import labels
from macros.checks.places import Keys, at
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.text.marks import shown_words

_WORD = re.compile(r"(?<![\w.@/-])[A-Za-z]{6,}(?![\w.@/-])", re.ASCII)  # short ones are too alike
USED = 3  # how often a word stands that another may be meant for


def letters_are_in_order(handbook: Handbook) -> Iterator[Problem]:
    """No word that stands once is a frequent word with two neighbouring letters exchanged."""
    counts = Counter(word.lower() for *_, text in _read(handbook) for word in _WORD.findall(text))
    once = [word for word, count in counts.items() if count == 1]
    meant = {word: other for word in once if (other := _meant(word, counts))}
    for document, keys, text in _read(handbook) if meant else ():
        for word in _WORD.findall(text):
            if word.lower() in meant:
                yield at(
                    document,
                    keys,
                    f"`{word}` has two letters in the wrong order",
                    f"write `{meant[word.lower()]}`, or reword it",
                )


def _meant(word: str, counts: Counter[str]) -> str | None:
    """The frequent word that another one is with two letters exchanged; None for none."""
    ends_alike = word.endswith(("er", "re"))  # centre and center are both words
    for start in range(len(word) - 1 - ends_alike):
        other = word[:start] + word[start + 1] + word[start] + word[start + 2 :]
        if counts[other] >= USED:
            return other
    return None


def _read(handbook: Handbook) -> Iterator[tuple[Document, Keys, str]]:
    """What people read in Latin letters: words, and labels with their translations."""
    languages = [language.code for language in LANGUAGES.values() if not language.is_han]
    for document, keys, text in handbook.texts:
        for language in languages:
            yield document, (*keys, language), shown_words(text[language], " ")
    for document, keys, label in labels(handbook):
        yield document, keys, " ".join(filter(None, (label.en, label.gloss)))
