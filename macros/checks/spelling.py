"""Spelling: letters typed in the wrong order, left out or doubled, found without a dictionary."""

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

_LATIN = re.compile(r"(?<![\w.@/-])[A-Za-z]{6,}(?![\w.@/-])", re.ASCII)  # short ones are too alike
USED = 3  # how often a word stands that another may be meant for
_LONG = 9  # letters: shorter words with a letter less are words as well, as though and through


def letters_are_in_order(handbook: Handbook) -> Iterator[Problem]:
    """No word that stands once is a frequent word with letters exchanged, left out or doubled."""
    counts = Counter(word.lower() for *_, text in _read(handbook) for word in _LATIN.findall(text))
    frequent = [word for word, count in counts.items() if count >= USED]
    meant = {wrong: word for word in frequent for wrong in _slips(word) if counts.get(wrong) == 1}
    for document, keys, text in _read(handbook) if meant else ():
        for word in _LATIN.findall(text):
            if word.lower() in meant:
                message = f"`{word}` has letters in the wrong order, too few or too many"
                yield at(document, keys, message, f"write `{meant[word.lower()]}`, or reword it")


def _slips(word: str) -> Iterator[str]:
    """A word as one may mistype it."""
    ends_alike = word.endswith(("er", "re"))  # centre and center are both words
    for start in range(len(word) - 1 - ends_alike):
        yield word[:start] + word[start + 1] + word[start] + word[start + 2 :]
    for start in range(1, len(word) - 2) if len(word) >= _LONG else ():
        yield word[:start] + word[start + 1 :]
        yield word[:start] + word[start] + word[start:]


def _read(handbook: Handbook) -> Iterator[tuple[Document, Keys, str]]:
    """What people read in Latin letters: words, and labels with their translations."""
    languages = [language.code for language in LANGUAGES.values() if not language.is_han]
    for document, keys, text in handbook.texts:
        for language in languages:
            yield document, (*keys, language), shown_words(text[language], " ")
    for document, keys, label in labels(handbook):
        yield document, keys, " ".join(filter(None, (label.en, label.gloss)))
