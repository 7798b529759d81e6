"""Texts: what holds for every text in each language, whatever the page.

A text rule looks at one text in one language and yields what is wrong and what to do. What stands
in {{ }} shows as one blank (`OPAQUE`): whether such names exist is a question of rendering.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from macros.checks.file_by_file import File, file_by_file
from macros.checks.parity import Half, first_difference
from macros.checks.places import Keys, half_line
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem, WordError
from macros.model.types import Text
from macros.model.yaml_file import Document
from macros.render.texts import parse_text
from macros.text import typography
from macros.text.languages import DEFAULT, LANGUAGES
from macros.text.marks import shown
from macros.text.secrets import find_secret
from macros.text.typography import HAN, OPAQUE
from macros.text.unsafe_text import find_lookalike_host


class Typed(NamedTuple):
    """A text in one language, as typed, without what is in {{ }}; `path` is its file."""

    path: str
    language: str
    words: str


@dataclass(frozen=True)
class Known:
    """What texts are compared with, made once for all of them.

    facts: hosts, mail ports and slugs; lengths: of passwords, by folder of the mailbox;
    synonyms: words that must not be used, by language, each with the one to use; product: what
    mailboxes are bound to, by language; figures: that mailboxes are called by, such as 163.
    """

    facts: frozenset[str]
    lengths: dict[str, int | None]
    synonyms: dict[str, dict[str, str]]
    product: dict[str, str]
    figures: frozenset[str]


TextRule = Callable[[Typed, Known], Iterator[tuple[str, str]]]


def known(handbook: Handbook) -> Known:
    """What texts are compared with."""
    servers = [
        server
        for mailbox in handbook.mailboxes.values()
        for server in mailbox.provider.servers.values()
    ]
    return Known(
        frozenset(page.slug for page in handbook.pages.values() if page.slug)
        | {server.host for server in servers}
        | {str(server.port) for server in servers if server.port > 99},  # 25 may count anything
        {
            f"{PROVIDERS}/{mailbox.id}": mailbox.provider.password.length
            for mailbox in handbook.mailboxes.values()
        },
        {
            language: {
                word.lower(): term[language]
                for term in handbook.terms.values()
                for word in getattr(term, f"not_{language}")
            }
            for language in LANGUAGES
        },
        {language: handbook.site.product[language] for language in LANGUAGES},
        _figures_in_names(handbook),
    )


_TYPED = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")


def facts_are_not_retyped(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words never type a host, a slug or a mail port: they fill them in from the data."""
    for word in sorted(known.facts.intersection(_TYPED.findall(text.words))):
        yield (
            f"`{word}` is typed by hand",
            "fill it in, e.g. {{ imap.host }}, {{ smtp.port }}, or link by key",
        )


def product_is_not_retyped(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words never type the product's name: {{ laifaxin.name }} does, in both halves."""
    name = known.product[text.language]
    titles_or_itself = text.path == "data/sources.yml" or text.words == name
    # A Chinese name may be a phrase of its own (来发信, to send mail); the halves have to agree.
    if name.isascii() and name in text.words and not titles_or_itself:
        yield f"`{name}` is typed by hand", "write {{ laifaxin.name }}"


_ONE_BRACE = re.compile(r"(?<!\{)\{\s*[a-z_]+(?:\.[a-z0-9_]+)+\s*\}(?!\})")


def facts_are_in_two_braces(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """A fact that words fill in stands between two braces on each side."""
    if fact := _ONE_BRACE.search(text.words):
        yield f"`{fact[0]}` fills in nothing", f"write {{{fact[0]}}}"


_COUNTED = re.compile(r"(\d+)[ -]?(?:位|个字|characters?|letters?|digits?)")


def length_is_not_retyped(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words never type the length of the password: {{ password.length }} does."""
    length = known.lengths.get(text.path.rpartition("/")[0])
    for match in _COUNTED.finditer(text.words):
        if int(match[1]) == length:
            yield f"`{match[0]}` is typed by hand", "write {{ password.length }}"


def terms_have_one_word(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """One concept, one word per language: the synonyms that terms.yml rules out do not occur."""
    words = known.synonyms[text.language]
    said = re.sub(r"`[^`]*`", "", text.words)  # what a server says is quoted as it is
    lower = said.lower()
    for word in words:
        if word in lower:
            yield f"`{word}` is not our word for it", f"write `{words[word]}`"
            return


def hosts_are_plain_ascii(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words contain no host in look-alike letters."""
    if host := find_lookalike_host(text.words):
        yield (
            f"`{host}` is written like a host, but not in plain ASCII",
            "fill the host in from the data, or retype it by hand",
        )


# Not “Note: ” and “Done. ”, which stand before something, and “ MAILBOX ,”, which a script fills.
_GAP = re.compile(
    r" (?:(?<=[^ \u3000] ) +[^ ]|(?<=[^ ] ) +[^ \u3000]|(?<=[^ A-Z] )[,.;:!?](?![^ ])"
    r"|(?<=\A )|(?<![:.] )\Z)"
    r"|\[\]\("  # a link without words
)


def words_have_no_gaps(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words have single spaces, none before a comma or full stop and none at their ends."""
    if match := _GAP.search(text.words):
        around = text.words[max(0, match.start() - 8) : match.end() + 8]
        yield f"a gap: “{around}”", "close it, or put back what is missing"


def words_hold_no_codes(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words contain nothing that looks like a password, code or key."""
    what, start = find_secret(text.words)
    if what:
        yield (
            f"`{start}` looks like {what}",
            "show no code, not even an invented one: say what it looks like; "
            "a real one has to be revoked",
        )


def chinese_is_set_properly(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Chinese has a space before and after Latin letters and digits, and full-width punctuation."""
    if LANGUAGES[text.language].is_han:
        yield from typography.find_mistakes(text.words)


# A mobile number in China, one with a country code, or digits in groups as on a business card.
_PHONE = re.compile(
    r"(?<![\w.-])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\+\d{1,3}[ -]?(?:\d[ -]?){7,11}\d"
    r"|0\d{2,3}-\d{7,8})(?![\w-])",
    re.ASCII,
)
_ADDRESS = re.compile(r"[\w.+-]+(?=@)", re.ASCII)
# Names that stand for anybody, and those of a provider's desk.
_NOBODY = re.compile(
    r"(?i:your|my|you|name|user|someone|account|mailbox|address"
    r"|kefu|support|service|help|info|admin).*"
)


def words_name_no_person(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """Words contain no phone number or address of a person."""
    if phone := _PHONE.search(text.words):
        yield f"`{phone[0]}` looks like a phone number", "leave it out: pages name no person"
    for name in _ADDRESS.findall(shown(text.words)) if "@" in text.words else ():
        if not _NOBODY.fullmatch(name):
            yield (
                f"`{name}@…` looks like the address of a person",
                "leave it out, or write name@example.com",
            )


_TWICE = re.compile(
    r"\b([A-Za-z]{2,}) \1\b"  # the the
    r"|([，。；：？！、（“,;:?!])\2"
    r"|([的在是和与或把被从到对为这那你我它请填入再就都也])\3"  # words that nobody doubles
    rf"|([{HAN}]{{2,6}})\4"
)
_MEANT_TWICE = re.compile("(.)着\\1着|一(.)一\\2")  # 用着用着: while using it; 一步一步: by steps


def words_stand_once(text: Typed, known: Known) -> Iterator[tuple[str, str]]:
    """No word or punctuation mark is doubled."""
    for match in _TWICE.finditer(text.words):
        if not _MEANT_TWICE.fullmatch(match[0]):
            yield f"“{match[0]}” says it twice", "say it once"


TEXT_RULES: list[TextRule] = [
    facts_are_in_two_braces,
    facts_are_not_retyped,
    length_is_not_retyped,
    product_is_not_retyped,
    terms_have_one_word,
    hosts_are_plain_ascii,
    words_have_no_gaps,
    words_hold_no_codes,
    words_name_no_person,
    words_stand_once,
    chinese_is_set_properly,
]
_FILLED = re.compile(r"\{\{.*?\}\}", re.S)


def texts_are_sound(handbook: Handbook) -> Iterator[Problem]:
    """Every text holds to the text rules in both languages, and its halves to the parity rules."""
    return file_by_file(handbook, _unsound_texts, known(handbook))


def _unsound_texts(file: File, compared: Known) -> Iterator[Problem]:
    document = file.document
    for keys, text in file.texts:
        found = [
            Problem(document.path, half_line(document, keys, language), rule, message, fix)
            for language in LANGUAGES
            for rule, message, fix in _broken_rules(document.path, language, text, compared)
        ]
        yield from found or _halves_differ(document, keys, text, compared.figures)


def _broken_rules(
    path: str, language: str, text: Text, compared: Known
) -> Iterator[tuple[str, str, str]]:
    """The rules that one half of a text breaks: the rule's name, what is wrong, what to do."""
    typed = Typed(path, language, _FILLED.sub(OPAQUE, text[language]))
    for rule in TEXT_RULES:
        for message, fix in rule(typed, compared):
            yield rule.__name__, f"{message.replace(OPAQUE, '{{…}}')} ({language})", fix


def _halves_differ(
    document: Document, keys: Keys, text: Text, figures: frozenset[str]
) -> Iterator[Problem]:
    if text.both is not None:
        return
    try:
        zh, en = (Half(text[each], parse_text(text[each]), figures) for each in LANGUAGES)
    except WordError:
        return  # said by words_can_be_rendered
    if found := first_difference(zh, en):
        rule, (message, fix) = found
        yield Problem(document.path, half_line(document, keys, DEFAULT.code), rule, message, fix)


def _figures_in_names(handbook: Handbook) -> frozenset[str]:
    """The figures that mailboxes are called by, such as 163 and 126."""
    called = [
        f"{mailbox.provider.name[DEFAULT.code]} {mailbox.provider.short[DEFAULT.code]} "
        + " ".join(mailbox.provider.domains)
        for mailbox in handbook.mailboxes.values()
    ]
    return frozenset(re.findall(r"\d+", " ".join(called)))
