"""`make words`: which words go with which cause, counted in tests/errors.yml.

docs/assets/js/errors.js reads the result, data/error-words.json, where phrases alone do not decide.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from macros.model.handbook import ERROR_WORDS, Handbook
from macros.model.reading import read
from macros.tools.explain import NO_NODE, call

CORPUS = Path("tests/errors.yml")
SEEN = 3  # in how many texts a word must stand
TELLING = 2  # the least power of two that is kept
DOUBT = 2  # as many texts of the usual mixture of causes are added to those of each word


def main(arguments: list[str]) -> int:
    """Writes data/error-words.json of the working directory. Returns 0, or 2 without Node."""
    node = shutil.which("node")
    if node is None:
        print(NO_NODE, file=sys.stderr)
        return 2
    corpus = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    words = counted(node, read(Path.cwd()), corpus)
    Path(ERROR_WORDS).write_text(written(words), encoding="utf-8")
    print(f"{ERROR_WORDS}: {len(words)} words")
    return 0


def counted(node: str, handbook: Handbook, corpus: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The words of a corpus with their causes. Raises CalledProcessError."""
    texts, causes = zip(*labelled(corpus), strict=True)
    words = call(node, handbook, "singleWords", list(texts))
    return weighed(zip(words, causes, strict=True))


def labelled(corpus: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of the corpus with its cause, or "none"; without those that are cut off."""
    for each in [*corpus["posted"], *corpus["wordings"]]:
        if each["cause"] != "cut-off":
            yield each["text"], each["cause"] or "none"
    for cause, texts in corpus["learned"].items():
        if cause != "cut-off":
            yield from ((text, cause) for text in texts)


def weighed(texts: Iterable[tuple[list[str], str]]) -> dict[str, dict[str, int]]:
    """How much more often texts with a word have a cause than all texts, in powers of two."""
    of_all: Counter[str] = Counter()
    of_word: dict[str, Counter[str]] = defaultdict(Counter)
    for words, cause in texts:
        of_all[cause] += 1
        for word in words:
            of_word[word][cause] += 1
    found = {}
    for word, counts in sorted(of_word.items()):
        if len(word) > 1 and counts.total() >= SEEN:
            powers = {cause: _power(cause, counts, of_all) for cause in sorted(counts)}
            found[word] = {cause: power for cause, power in powers.items() if power >= TELLING}
    return {word: powers for word, powers in found.items() if powers}


def _power(cause: str, counts: Counter[str], of_all: Counter[str]) -> int:
    usual = of_all[cause] / of_all.total()
    share = (counts[cause] + DOUBT * usual) / (counts.total() + DOUBT)
    return round(math.log2(share / usual))


def written(words: dict[str, dict[str, int]]) -> str:
    """The text of data/error-words.json: a word a line, so that a change shows its words."""
    lines = [f"{_text(word)}: {_text(powers)}" for word, powers in words.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
