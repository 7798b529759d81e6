"""The search index of one language, in small files, of which a browser fetches the few it needs.

docs/assets/js/search.js reads it and ranks by BM25; what BM25 wants to know of a place alone is
worked out here. search_words.py says what a place is looked up by.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.yaml_file import digest
from macros.render.texts import TextRenderer
from macros.site.article import CONTROL, HEADINGS, WITHIN_A_LINE, Article, pieces, value_of
from macros.site.search_words import Vocabulary
from macros.text.json_text import compact
from macros.text.languages import LANGUAGES

INDEX = "index.json"  # the one file whose name does not depend on what is in it
SHARD = 2_000  # bytes of JSON that a file of terms has at least
CHUNK = 8  # places that a file of places has at most
NAME = 7  # characters of a file's name; INDEX, which every search loads, lists hundreds of them
LEAD = 104  # bytes of UTF-8 of a place's text that a result shows, about
LENGTH, SATURATION, LEVELLING = 100, 1.2, 0.6  # of a usual place, in terms; BM25's k1 and b
# what a word counts for being in a heading, and in that of the whole page, as BM25 counts at most
# 2.2 for the text; how often a word beside the text counts
IN_TITLE, IN_PAGE_TITLE, BESIDE = 2.0, 0.5, 2
TENTHS = 10

_BREAK = "\0"
_NOT_SEARCHED = re.compile(
    rf'\sdata-unsearched(?=[\s>]|$)|\sclass="yx-(?:severity|where)|{CONTROL.pattern}'
)
_HEADED = re.compile(r"(<caption>.*?</thead>)(.*?)(?=</table>)", re.S)
_PITFALL = "pit-"  # what the id of a row of pitfalls begins with


class Place(NamedTuple):
    """What is below one heading, its title, or a row of pitfalls, whose first cell is its title.

    id: empty above the first heading that has one.
    """

    id: str
    title: str
    text: str


def places(html: str) -> list[Place]:
    """The places of an article of ours, in order, without what is marked `data-unsearched`."""
    found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
    section = into = found[0][2]
    # Results show how a text begins: with the rows of a table, not with the names of its columns.
    for closing, tag, attributes, words in pieces(_HEADED.sub(r"\2\1", html), _NOT_SEARCHED):
        id = value_of("id", attributes) if tag == "tr" or tag in HEADINGS else ""
        is_pitfall = tag == "tr" and id.startswith(_PITFALL)
        if is_pitfall or (tag in HEADINGS and not closing and (id or tag == "h1")):
            found.append((id, [], []))
            into = found[-1][1]
            section = section if is_pitfall else found[-1][2]
        elif closing and tag in {"th", *HEADINGS}:
            into = found[-1][2]
        elif closing and tag == "tr":
            into = section
        if tag and tag not in WITHIN_A_LINE:
            into.append(_BREAK)
        if words:
            into.append(words)
    return [
        Place(id, _in_one_line(title), _in_one_line(text)) for id, title, text in found if title
    ]


def _in_one_line(pieces: list[str]) -> str:
    """Pieces of HTML as one line: what stood in paragraphs or cells of its own is told apart."""
    line = ""
    for each in unescape("".join(pieces)).split(_BREAK):
        if each := " ".join(each.split()):
            line += _separator(line[-1:]) + each
    return line


def _separator(last: str) -> str:
    """What comes between two pieces of text. last: the last character of the first, if any."""
    if last in "。！？；：，":  # as is nothing
        return ""
    return " " if last in ".!?;:," else " · "


@lru_cache(maxsize=128)  # guides share places, such as answers that hold for all mailboxes
def weights(place: Place, beside: str, vocabulary: Vocabulary) -> dict[str, int]:
    """The weight of each term in a place: BM25 but for the term's rarity, in tenths.

    beside: what else the place answers to.
    """
    counts = Counter(vocabulary.terms(place.text))
    levelled = SATURATION * (1 - LEVELLING + LEVELLING * counts.total() / LENGTH)
    for term in vocabulary.terms(beside):
        counts[term] += BESIDE
    of_count = {
        count: count * (SATURATION + 1) / (count + levelled) for count in {0, *counts.values()}
    }
    tenths = {count: round(TENTHS * weight) or 1 for count, weight in of_count.items()}
    found = {term: tenths[count] for term, count in counts.items()}
    more = IN_TITLE if place.id else IN_PAGE_TITLE
    for term, times in Counter(vocabulary.terms(place.title)).items():
        found[term] = round(TENTHS * (of_count[counts[term]] + times * more))
    return found


def lead(text: str) -> str:
    """The beginning of a place's text, as a result shows it."""
    if len(text.encode()) <= LEAD:
        return text
    cut = text.encode()[:LEAD].decode(errors="ignore")
    whole = cut if cut[-1] > "\u3000" else cut.rpartition(" ")[0] or cut
    return whole.rstrip(" ·") + "…"


@dataclass(frozen=True)
class PageEntry:
    """What the search knows of a page.

    weights: of the terms in each of its places; short, names and hosts: of its mailbox, what lists
    call it, all that people call it, and its domains and servers.
    """

    page: Page
    title: str
    places: list[Place]
    weights: list[dict[str, int]]
    short: str
    names: list[str]
    hosts: list[str]


def entry(
    handbook: Handbook, page: Page, language: str, vocabulary: Vocabulary, html: str
) -> PageEntry:
    """The search's entry of a page. html: of its article."""
    found, beside = places(html), words_beside(handbook, page)
    names: set[str] = set()
    hosts: list[str] = []
    short = ""
    if page.mailbox:
        provider = page.mailbox.provider
        both = [TextRenderer(handbook, page, each) for each in LANGUAGES]
        called = [words.plain(name) for words in both for name in (provider.name, provider.short)]
        names = {each for name in [*called, *provider.aliases] for each in vocabulary.names(name)}
        short = TextRenderer(handbook, page, language).plain(provider.short)
        hosts = [*provider.domains, *(server.host for server in provider.servers.values())]
    return PageEntry(
        page,
        TextRenderer(handbook, page, language).plain(page.title),
        found,
        [weights(place, beside.get(place.id, ""), vocabulary) for place in found],
        short,
        sorted(names),
        sorted(set(hosts)),
    )


def words_beside(handbook: Handbook, page: Page) -> dict[str, str]:
    """What people search for and no text says: on the page of errors, what points to a cause."""
    if page.key != "errors":
        return {}
    said: dict[str, list[str]] = {f"cause-{id}": [] for id in handbook.causes}
    for error in handbook.errors:
        alone = [phrase for phrase in error.says if " " not in phrase]
        said[f"cause-{error.first}"] += [re.sub(r"[|_*]", " ", phrase) for phrase in alone]
    return {id: " ".join(phrases) for id, phrases in said.items()}


def files(handbook: Handbook, language: str, article: Article) -> Iterator[tuple[str, str]]:
    """The index of a language: the name of each file in its folder, and its text, INDEX last.

    Files of places for each page, files of terms in the order of the alphabet, and INDEX, which
    says what is where. All files but INDEX are named by their content, so that no two builds are
    ever mixed. A file of terms has, per term, for each place that has it how many places further it
    is, counted through all pages, and the term's weight there. article: gives the HTML of a page in
    a language.
    """
    vocabulary = Vocabulary(handbook.search)
    pages, shards, lists = [], [], Lists()
    mailboxes: dict[str, Any] = {}
    for number, page in enumerate(handbook.pages.values()):
        each = entry(handbook, page, language, vocabulary, article(page, language))
        chunks = [*_chunks(each.places)]
        yield from chunks
        ids = " ".join(place.id for place in each.places)
        names = [_stem(name) for name, _ in chunks]
        pages.append((f"/{page.address(language)}", names, ids, each.short or each.title))
        for place in each.weights:
            lists.add(place)
        if page.mailbox:
            mailboxes[page.key] = {"page": number, "names": each.names, "hosts": each.hosts}
    for first, text in _shards(lists.in_order()):
        name, text = _named(text)
        yield name, text
        shards.append((first, _stem(name)))
    index = {
        "pages": pages,
        "chunk": CHUNK,
        "shards": shards,
        "mailboxes": [{"key": id, **mailboxes[id]} for id in handbook.mailboxes],
        **_words(handbook, language),
    }
    yield INDEX, compact(index)


def _chunks(places: list[Place]) -> Iterator[tuple[str, str]]:
    """What results show of a page's places, in files of CHUNK places each."""
    shown = [(place.title, lead(place.text)) for place in places]
    for start in range(0, len(shown), CHUNK):
        yield _named(compact(shown[start : start + CHUNK]))


def _named(text: str) -> tuple[str, str]:
    """A file named by what is in it: its name, and its text."""
    return f"{digest(text.encode())[:NAME]}.json", text


def _stem(name: str) -> str:
    return name.removesuffix(".json")


class Lists:
    """Per term, the places that have it and its weight there. Places are added in their order."""

    def __init__(self) -> None:
        # By term: the last place that has it, then its numbers. A list of each would take ten times
        # the memory of an array.
        self._numbers: dict[str, array[int]] = {}
        self._places = 0

    def add(self, weights: Mapping[str, int]) -> None:
        """Adds a place. weights: of the terms in it."""
        place, known = self._places, self._numbers
        for term, weight in weights.items():
            if numbers := known.get(term):
                numbers.extend((place - numbers[0], weight))
                numbers[0] = place
            else:
                known[term] = array("I", (place, place, weight))
        self._places += 1

    def in_order(self) -> Iterator[tuple[str, str]]:
        """Terms, in the order of JavaScript's strings, with their numbers, as JSON."""
        for term in sorted(self._numbers, key=_as_javascript):
            yield term, ",".join(map(str, self._numbers[term][1:]))


def _as_javascript(term: str) -> bytes:
    return term.encode("utf-16-be")


def _shards(lists: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The lists in files of at least SHARD bytes: the first term of each, and its text."""
    lines: list[str] = []
    first, size = "", 0
    for term, numbers in lists:
        first = first or term
        lines.append(f'"{term}":[{numbers}]')  # no term holds what JSON would escape
        size += len(term.encode()) + len(numbers) + 6
        if size >= SHARD:
            yield first, f"{{{','.join(lines)}}}"
            lines, first, size = [], "", 0
    if lines:
        yield first, f"{{{','.join(lines)}}}"


def _words(handbook: Handbook, language: str) -> dict[str, Any]:
    """What data/search.yml says for understanding a query, and what the dialog says."""
    search, strings = handbook.search, handbook.site.strings
    plain = TextRenderer(handbook, handbook.pages["home"], language).plain
    numbers = {key: str(number) for number, key in enumerate(handbook.pages)}
    product = [handbook.site.product[each].lower() for each in LANGUAGES]
    return {
        "errors": f"/{handbook.pages['errors'].address(language)}",
        "usual": [question[language] for question in search.usual],
        "say": {
            "more": plain(strings["search_more"]),
            "none": plain(strings["search_none"]),
            "others": plain(strings["search_others"]),
            "all": plain(strings["search_all"]),
            "finder": plain(strings["search_finder"]),
        },
        "words": search.words,
        "families": search.families,
        "ignored": [*search.mailbox, *search.ignored, *product],
        "answers": [
            (answer.ask, [_numbered(place, numbers) for place in answer.at])
            for answer in search.answers
        ],
        "traditional": "".join(search.traditional),
        "sounds": search.sounds,
    }


def _numbered(place: str, numbers: Mapping[str, str]) -> str:
    """A place of an answer with the number of its page instead of its key."""
    key, mark, id = place.partition("#")
    return f"{numbers[key]}#{id}" if mark else place
