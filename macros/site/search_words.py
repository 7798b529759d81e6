"""How a text is taken apart for the search. docs/assets/js/search.js does the same with a query.

Chinese is looked up by pairs of neighbouring characters, which needs no dictionary (Lucene's
CJKBigramFilter does so), other scripts by words. Besides, what data/search.yml has words for is
found under the key of these words, so that `短信`, `SMS` and `text message` are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from macros.model.types import Search
from macros.text.typography import HAN

_STOPS = "·。，；：！？,;:!?"  # what words do not reach across
_TOKEN = re.compile(rf"\d+(?:\.\d+)+|[0-9a-z\u00c0-\u024f\u0400-\u04ff]+|[{HAN}]|[{_STOPS}]")
KEY = "#"  # what a key begins with among terms; no word of a text does


class Vocabulary:
    """The words of data/search.yml, ready to be looked for in a text."""

    def __init__(self, search: Search) -> None:
        self._simplified = str.maketrans(search.simplified)
        self._traditional = frozenset(search.simplified)
        self.keys = {
            self.joined(word): key for key, words in search.words.items() for word in words
        }
        self._wider = {
            key: family for family, members in search.families.items() for key in members
        }
        self._beginnings = {key[:end] for key in self.keys for end in range(1, len(key) + 1)}
        self._mailbox = {self.joined(word) for word in search.mailbox}

    def tokens(self, text: str) -> list[str]:
        """The words of a text without a plural s, its Chinese characters, simplified, and stops."""
        if not text.isascii():  # ASCII stays as it is, and English is long
            text = unicodedata.normalize("NFKC", text)
            if not self._traditional.isdisjoint(text):  # our own texts have none
                text = text.translate(self._simplified)
        found = _TOKEN.findall(re.sub("['’]", "", text.lower()))
        return [_stem(token) if token[-1] == "s" else token for token in found]

    def joined(self, text: str) -> str:
        """A word as it is compared: its tokens without what comes between them."""
        return "".join(self.tokens(text))

    def terms(self, text: str) -> list[str]:
        """What a text is looked up by: words, pairs of Chinese characters, keys of words."""
        tokens = self.tokens(text)
        return [*_words(tokens), *self._keys_in(tokens)]

    def names(self, name: str) -> set[str]:
        """What a mailbox of this name is called, without words for mailbox: `新浪` for `新浪邮箱`.

        Tokens with spaces between them; none that `words` have another meaning for.
        """
        called = set()
        for part in re.split("[()（）/]", name):
            tokens = self.tokens(part)
            short = [*self._without_mailbox(tokens)]
            inside = short and short not in (tokens[: len(short)], tokens[-len(short) :])
            called |= {tuple(short), tuple(tokens if inside else short)}
        return {" ".join(each) for each in called if each and "".join(each) not in self.keys}

    def _without_mailbox(self, tokens: list[str]) -> Iterator[str]:
        at = 0
        while at < len(tokens):
            length = next(
                (n for n in (4, 3, 2, 1) if "".join(tokens[at : at + n]) in self._mailbox), 0
            )
            if not length:
                yield tokens[at]
            at += length or 1

    def _keys_in(self, tokens: list[str]) -> Iterator[str]:
        """The keys of known words, of which the longest counts where several begin."""
        end = 0  # of the last word that was found
        for at, joined in enumerate(tokens):
            if at < end or joined not in self._beginnings:
                continue
            key, after = "", at
            while joined in self._beginnings:
                after += 1
                if joined in self.keys:
                    key, end = self.keys[joined], after
                if after == len(tokens):
                    break
                joined += tokens[after]
            if key:
                yield KEY + key
                if key in self._wider:
                    yield KEY + self._wider[key]


def _stem(token: str) -> str:
    """A word that ends in s without it, if that is a plural's."""
    return token[:-1] if len(token) > 3 and token[-2] not in "sui" else token


def _words(tokens: list[str]) -> Iterator[str]:
    """Words, and every two neighbouring Chinese characters; a character alone stands for itself."""
    is_han = False
    for token, after in pairwise([*tokens, ""]):
        was_han, is_han = is_han, "\u3400" <= token <= "\u9fff"
        if is_han and "\u3400" <= after <= "\u9fff":
            yield token + after
        elif not (was_han if is_han else token in _STOPS):
            yield token
