"""What must hold across the data, words and pages. One small function per rule, named by the sentence that holds.

A rule takes the handbook and yields Problems. `check` runs all of them; what a single value must be is the model's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from macros.checks import parity
from macros.checks.records import differences
from macros.model.handbook import CALL, SHARED, BadData, Handbook, Page, did_you_mean, read, walk
from macros.model.types import Picture
from macros.model.yaml_file import Document, Problem
from macros.render.macros import BIND_GUIDE, size_of
from macros.render.texts import WordError, Words, compiled
from macros.site.page_states import states
from macros.text import typography
from macros.text.languages import CODES, DEFAULT, LANGUAGES
from macros.text.typography import HAN
from macros.text.unsafe_text import code, lookalike_host

Rule = Callable[[Handbook], Iterator[Problem]]
TextLook = Callable[
    [str, str, str], Iterator[tuple[str, str]]
]  # file, language, typed text → what is wrong, what to do
TextRule = Callable[[Handbook], TextLook]
RULES: list[Rule] = []
OF_ONE_FILE: list[Rule] = []
TEXT_RULES: list[TextRule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def rule_of_one_file(function: Rule) -> Rule:
    """A rule that looks at one mailbox at a time: what it says of the sound ones is true while others are broken."""
    OF_ONE_FILE.append(function)
    return rule(function)


def check(handbook: Handbook) -> list[Problem]:
    """Every problem of a handbook that could be read, sorted; an empty list when it can be built."""
    problems = {problem for each in RULES for problem in each(handbook)}
    # what is wrong with words is said where they stand, not again on every page that shows them
    said = {
        (each.rule, _in_any_language(each.message))
        for each in problems
        if each.path.startswith("data/")
    }
    return sorted(
        each
        for each in problems
        if each.path.startswith("data/") or (each.rule, _in_any_language(each.message)) not in said
    )


def _in_any_language(message: str) -> str:
    return re.sub(rf" \((?:{CODES})\)$", "", message)


def load(root) -> Handbook:
    """Reads and checks `root`. Raises BadData with all problems at once."""
    try:
        handbook = read(root)
    except BadData as error:
        raise BadData(
            [
                *error.problems,
                *(problem for each in OF_ONE_FILE if error.rest for problem in each(error.rest)),
            ]
        ) from None
    problems = check(handbook)
    if problems:
        raise BadData(problems)
    return handbook


# Facts


@rule
def domain_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """A domain belongs to one mailbox."""
    owners: dict[str, str] = {}
    for mailbox in handbook.mailboxes.values():
        for number, domain in enumerate(mailbox.provider.domains):
            owner = owners.setdefault(domain, mailbox.id)
            if owner != mailbox.id or domain in mailbox.provider.domains[:number]:
                yield _at(
                    handbook,
                    mailbox.id,
                    "provider.yml",
                    ("domains", number),
                    "domain_has_one_owner",
                    f"{domain} belongs to `{owner}` already",
                    "leave it with one mailbox",
                )


@rule
def slug_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """A slug and its number belong to one page."""
    owners: dict[str, str] = {
        page.slug.partition("-")[0]: page.key
        for page in handbook.pages.values()
        if page.slug and not page.mailbox
    }
    for mailbox in handbook.mailboxes.values():
        number = mailbox.provider.slug.partition("-")[0]
        if owners.setdefault(number, mailbox.id) != mailbox.id:
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("slug",),
                "slug_has_one_owner",
                f"number {number} belongs to `{owners[number]}` already",
                "take a free number",
            )


@rule_of_one_file
def slug_number_matches_kind(handbook: Handbook) -> Iterator[Problem]:
    """Personal mailboxes have slugs from 1xx, enterprise mailboxes from 2xx, as published."""
    for mailbox in handbook.mailboxes.values():
        first = {"personal": "1", "enterprise": "2"}[mailbox.provider.kind]
        if mailbox.provider.slug[0] != first:
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("slug",),
                "slug_number_matches_kind",
                f"{mailbox.provider.kind} mailboxes begin with {first}",
                "check slug and kind",
            )


@rule_of_one_file
def server_domains_are_own(handbook: Handbook) -> Iterator[Problem]:
    """A server is for domains of its own mailbox."""
    for mailbox in handbook.mailboxes.values():
        for key, endpoint in mailbox.provider.servers.items():
            for number, domain in enumerate(endpoint.domains):
                if domain not in mailbox.provider.domains:
                    yield _at(
                        handbook,
                        mailbox.id,
                        "provider.yml",
                        ("servers", key, "domains", number),
                        "server_domains_are_own",
                        f"{domain} is not a domain of `{mailbox.id}`",
                        "add it to `domains`, or correct it",
                    )


@rule_of_one_file
def sources_exist(handbook: Handbook) -> Iterator[Problem]:
    """Every fact names sources that sources.yml has."""
    for mailbox in handbook.mailboxes.values():
        provider = mailbox.provider
        named = [(("sources", number), key) for number, key in enumerate(provider.sources)]
        named += [
            (("servers", name, "sources", number), key)
            for name, each in provider.servers.items()
            for number, key in enumerate(each.sources)
        ]
        named += [(("paths", name, "source"), each.source) for name, each in provider.paths.items()]
        named += [
            (("mx", "sources", number), key)
            for number, key in enumerate(provider.mx.sources if provider.mx else ())
        ]
        for keys, source in named:
            if source not in handbook.sources:
                yield _at(
                    handbook,
                    mailbox.id,
                    "provider.yml",
                    keys,
                    "sources_exist",
                    f"sources.yml has no `{source}`",
                    "add it there, with address and the day it was read",
                )
    for number, error in enumerate(handbook.errors):
        for place, source in enumerate(error.sources):
            if source not in handbook.sources:
                yield _at_error(
                    handbook,
                    (number, "sources", place),
                    "sources_exist",
                    f"sources.yml has no `{source}`",
                    "add it there, with address and the day it was read",
                )


@rule
def error_is_found_by_its_example(handbook: Handbook) -> Iterator[Problem]:
    """An error's id is its own, its mailbox exists, and its example is found by it and not by one that stands before it."""
    seen: set[str] = set()
    for number, error in enumerate(handbook.errors):
        first = next((each for each in handbook.errors if each.fits(error.example)), None)
        if error.id in seen:
            yield _at_error(
                handbook,
                (number, "id"),
                "error_is_found_by_its_example",
                f"the id `{error.id}` is taken already",
                "give it an id of its own",
            )
        elif first is not error:
            yield _at_error(
                handbook,
                (number, "example"),
                "error_is_found_by_its_example",
                f"the example is found by `{first.id}`"
                if first
                else "none of the fragments occurs in the example",
                "move the special one to the front, or correct `when` or `example`",
            )
        if error.mailbox and error.mailbox not in handbook.mailboxes:
            yield _at_error(
                handbook,
                (number, "mailbox"),
                "error_is_found_by_its_example",
                f"there is no mailbox `{error.mailbox}`",
                "use the id of a folder in data/providers",
            )
        seen.add(error.id)


@rule
def remedy_exists(handbook: Handbook) -> Iterator[Problem]:
    """What an error's cause leads to is there: on the mailbox's guide, on every guide when many mailboxes say it, or at Laifaxin."""
    ids = {
        mailbox: set(states(handbook)[mailbox, DEFAULT.code].ids)
        for mailbox in handbook.mailboxes
        if (mailbox, DEFAULT.code) in states(handbook)
    }
    for number, error in enumerate(handbook.errors):
        for place, cause in enumerate(error.causes):
            if cause.to and cause.to.startswith("zhinan."):
                lost = (
                    []
                    if cause.to.removeprefix("zhinan.") in handbook.laifaxin.zhinan
                    else ["laifaxin.yml"]
                )
            else:
                lost = [
                    mailbox
                    for mailbox in ([error.mailbox] if error.mailbox else ids)
                    if cause.to and cause.to not in ids.get(mailbox, {cause.to})
                ]
            if lost:
                yield _at_error(
                    handbook,
                    (number, "causes", place, "to"),
                    "remedy_exists",
                    f"`{cause.to}` is not in {', '.join(lost[:3])}{' …' * (len(lost) > 3)}",
                    "name an #id that is there; without `mailbox`, one that every guide has",
                )


@rule
def servers_agree_with_records(handbook: Handbook) -> Iterator[Problem]:
    """What we recommend is what independent databases have for the domain, or the record says why not."""
    document = handbook.documents["data/records.yml"]
    for number, protocol, mailbox, key, of in differences(handbook):
        record = handbook.records.records[number]
        if protocol not in record.differs:
            said = " or ".join(str(each) for each in record.servers if each.protocol == protocol)
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("servers", key),
                "servers_agree_with_records",
                f"{record.database} has {said} as {protocol.upper()} for {of}, not {mailbox.provider.servers[key]}",
                f"correct it, or say why under `differs` in {document.path}:{document.line('records', number)}",
            )


@rule
def differences_from_records_exist(handbook: Handbook) -> Iterator[Problem]:
    """A reason for a difference stands only where there is one."""
    there = {(each.number, each.protocol) for each in differences(handbook)}
    document = handbook.documents["data/records.yml"]
    for number, record in enumerate(handbook.records.records):
        for protocol in record.differs:
            if (number, protocol) not in there:
                yield Problem(
                    document.path,
                    document.line("records", number, "differs", protocol),
                    "differences_from_records_exist",
                    f"{protocol.upper()} does not differ",
                    "remove the reason",
                )


@rule
def records_are_of_our_domains(handbook: Handbook) -> Iterator[Problem]:
    """A record comes from a known database and is of domains that our mailboxes have."""
    document = handbook.documents["data/records.yml"]
    domains = {
        domain for mailbox in handbook.mailboxes.values() for domain in mailbox.provider.domains
    }
    for number, record in enumerate(handbook.records.records):
        if record.database not in handbook.records.databases:
            yield Problem(
                document.path,
                document.line("records", number, "database"),
                "records_are_of_our_domains",
                f"`databases` has no `{record.database}`",
                "add it there, with address and the day it was read",
            )
        for at, domain in enumerate(record.domains):
            if domain not in domains:
                yield Problem(
                    document.path,
                    document.line("records", number, "domains", at),
                    "records_are_of_our_domains",
                    f"{domain} is not a domain of any mailbox",
                    "remove it, or add it to its mailbox",
                )


@rule
def mx_host_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """What MX hosts end in tells one mailbox from all others, and the place it leads to is on the guide."""
    owners: dict[str, str] = {}
    for mailbox in handbook.mailboxes.values():
        mx, state = mailbox.provider.mx, states(handbook).get((mailbox.id, DEFAULT.code))
        for number, host in enumerate(mx.hosts if mx else ()):
            if owners.setdefault(host, mailbox.id) != mailbox.id:
                yield _at(
                    handbook,
                    mailbox.id,
                    "provider.yml",
                    ("mx", "hosts", number),
                    "mx_host_has_one_owner",
                    f"{host} belongs to `{owners[host]}` already",
                    "leave it with one mailbox",
                )
        if mx and mx.anchor and state and not state.errors and mx.anchor not in state.ids:
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("mx", "anchor"),
                "mx_host_has_one_owner",
                f"the guide has no `{mx.anchor}`",
                "name an #id that it has",
            )


@rule_of_one_file
def checked_is_a_day_of_reading(handbook: Handbook) -> Iterator[Problem]:
    """The day a mailbox was last checked is a day on which one of its sources was read."""
    for mailbox in handbook.mailboxes.values():
        provider = mailbox.provider
        named = {
            *provider.sources,
            *(key for each in provider.servers.values() for key in each.sources),
            *(each.source for each in provider.paths.values()),
        }
        days = {handbook.sources[key].read for key in named if key in handbook.sources}
        if days and provider.checked not in days:
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("checked",),
                "checked_is_a_day_of_reading",
                f"no source of this mailbox was read on {provider.checked}",
                f"the last day was {max(days)}; enter `read` in sources.yml when you have read one again",
            )


@rule_of_one_file
def labels_exist(handbook: Handbook) -> Iterator[Problem]:
    """A way through menus names labels that the screen has."""
    for mailbox in handbook.mailboxes.values():
        for name, path in mailbox.provider.paths.items():
            for number, label in enumerate(path.labels):
                if label not in mailbox.provider.ui:
                    yield _at(
                        handbook,
                        mailbox.id,
                        "provider.yml",
                        ("paths", name, "labels", number),
                        "labels_exist",
                        f"`ui` has no `{label}`",
                        "add the label to `ui`, or correct the key",
                    )
    for name, labels in handbook.laifaxin.paths.items():
        for number, label in enumerate(labels):
            if label not in handbook.laifaxin.ui:
                document = handbook.documents["data/laifaxin.yml"]
                yield Problem(
                    document.path,
                    document.line("paths", name, number),
                    "labels_exist",
                    f"`ui` has no `{label}`",
                    "add the label to `ui`, or correct the key",
                )


@rule
def picture_shows_what_is_there(handbook: Handbook) -> Iterator[Problem]:
    """A picture's labels and ways are those of the screen's owner, and no other picture of the page has its id."""
    shared = [
        ("data/common.yml", keys, picture) for keys, picture in walk(handbook.common, of=Picture)
    ]
    for mailbox in handbook.mailboxes.values():
        seen: set[str] = set()
        for path, keys, picture in [
            *shared,
            *(
                (path, keys, picture)
                for path in handbook.files_of(mailbox.id)
                for keys, picture in walk(handbook.models[path], of=Picture)
            ),
        ]:
            document, owner = (
                handbook.documents[path],
                handbook.laifaxin if picture.frame == "app" else mailbox.provider,
            )
            if picture.id in seen:
                yield Problem(
                    path,
                    document.line(*keys, "id"),
                    "picture_shows_what_is_there",
                    f"there is a picture `{picture.id}` already",
                    "give it an id of its own",
                )
            seen.add(picture.id)
            for number, part in enumerate(picture.shows):
                for name, known in (
                    ("path", owner.paths),
                    *((each, owner.ui) for each in ("line", "field", "tick", "status", "button")),
                ):
                    key = getattr(part, name)
                    if key and key not in known:
                        yield Problem(
                            path,
                            document.line(*keys, "shows", number, name),
                            "picture_shows_what_is_there",
                            f"`{key}` is not among the {'paths' if name == 'path' else 'labels'} of that screen",
                            "use a key of `ui` or `paths`: Laifaxin's in the frame `app`, else the mailbox's"
                            + did_you_mean(key, list(known)),
                        )


SHOT = re.compile(rf"docs/assets/pictures/([a-z0-9-]+)/(?:{CODES})/([a-z0-9-]+)\.png")


@rule
def screenshot_stands_in_for_a_picture(handbook: Handbook) -> Iterator[Problem]:
    """A screenshot has the name of a picture, comes in both languages, and is a PNG of 320 to 1600 pixels and at most 300 KB."""
    shots = sorted((handbook.root / "docs/assets/pictures").rglob("*.*"))
    if not shots:
        return
    ids = {
        id: {
            picture.id
            for path in ("data/common.yml", *handbook.files_of(id))
            for _, picture in walk(handbook.models[path], of=Picture)
        }
        for id in handbook.mailboxes
    }
    for file in shots:
        path = file.relative_to(handbook.root).as_posix()
        name = SHOT.fullmatch(path)
        wide = (size_of(file) or (0, 0))[0] if file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" else 0
        if not name or name[2] not in ids.get(name[1], ()):
            yield Problem(
                path,
                1,
                "screenshot_stands_in_for_a_picture",
                "no picture has this name",
                "name it <mailbox>/zh/<id of the picture>.png and <mailbox>/en/…",
            )
        elif not all(
            (file.parent.parent / language / file.name).is_file() for language in LANGUAGES
        ):
            yield Problem(
                path,
                1,
                "screenshot_stands_in_for_a_picture",
                "the other language has none",
                "add it; the same file twice if the screen is the same",
            )
        elif not 320 <= wide <= 1600 or file.stat().st_size > 300_000:
            yield Problem(
                path,
                1,
                "screenshot_stands_in_for_a_picture",
                f"{wide} pixels wide, {file.stat().st_size // 1000} KB",
                "make it a PNG of 320 to 1600 pixels and at most 300 KB",
            )


@rule_of_one_file
def password_kind_is_a_term(handbook: Handbook) -> Iterator[Problem]:
    """The kind of password is a concept of terms.yml."""
    for mailbox in handbook.mailboxes.values():
        if mailbox.provider.password.kind not in handbook.terms:
            yield _at(
                handbook,
                mailbox.id,
                "provider.yml",
                ("password", "kind"),
                "password_kind_is_a_term",
                f"terms.yml has no `{mailbox.provider.password.kind}`",
                "use a key of terms.yml",
            )


@rule
def siblings_link_to_each_other(handbook: Handbook) -> Iterator[Problem]:
    """Mailboxes of one company name each other, and each guide leads to the other among its related pages."""
    for mailbox in handbook.mailboxes.values():
        for number, id in enumerate(mailbox.provider.siblings):
            other = handbook.mailboxes.get(id)
            if other is None or mailbox.id not in other.provider.siblings:
                yield _at(
                    handbook,
                    mailbox.id,
                    "provider.yml",
                    ("siblings", number),
                    "siblings_link_to_each_other",
                    f"`{id}` does not name `{mailbox.id}` in turn",
                    f"add `{mailbox.id}` to the siblings of `{id}`, or correct the id",
                )
            elif id not in {related.to for related in mailbox.guide.related}:
                yield _at(
                    handbook,
                    mailbox.id,
                    "guide.yml",
                    ("related",),
                    "siblings_link_to_each_other",
                    f"the related pages do not lead to `{id}`",
                    "add it, with the reason to go there",
                )


ANSWERED = {  # what every guide answers, by any of these questions
    "which password": {"faq-which-password", "faq-what-is-code"},
    "the password is lost": {"faq-lost-code"},
    "how many mails a day": {"faq-daily-limit"},
}


@rule_of_one_file
def every_guide_answers(handbook: Handbook) -> Iterator[Problem]:
    """The questions that everybody has are answered on every guide; a login password that is lost is the provider's business."""
    for mailbox in handbook.mailboxes.values():
        there = {question.id for question in mailbox.faq}
        for question, ids in ANSWERED.items():
            if not ids & there and not (
                question == "the password is lost"
                and mailbox.provider.password.kind == "login_password"
            ):
                name = "faq.yml" if mailbox.faq else "guide.yml"
                yield _at(
                    handbook,
                    mailbox.id,
                    name,
                    (),
                    "every_guide_answers",
                    f"nothing answers: {question}",
                    f"add {' or '.join(sorted(ids))} to faq.yml",
                )


@rule
def support_leads_somewhere(handbook: Handbook) -> Iterator[Problem]:
    """The support contact is a link key."""
    key, home = handbook.site.support, handbook.pages["home"]
    if key and handbook.link("support", home, DEFAULT.code) is None:
        document = handbook.documents["data/site.yml"]
        yield Problem(
            document.path,
            document.line("support"),
            "support_leads_somewhere",
            f"`{key}` is not a link key",
            "link by key, e.g. zhinan.contact-us",
        )


@rule
def way_is_visible(handbook: Handbook) -> Iterator[Problem]:
    """The top of a guide lists what one has to do: the steps of get-code that have a name, or else its parts."""
    for mailbox in handbook.mailboxes.values():
        code = mailbox.guide.sections.get("get-code")
        if (
            code
            and not code.parts
            and not any(step.name for block in code.blocks for step in block.steps or ())
        ):
            yield _at(
                handbook,
                mailbox.id,
                "guide.yml",
                ("sections", "get-code"),
                "way_is_visible",
                "no step of `get-code` has a name",
                "add `name:` to its steps; the list at the top of the page shows them",
            )


# Words


@rule
def words_can_be_rendered(handbook: Handbook) -> Iterator[Problem]:
    """Every name and link key in words exists, and every mark is closed, in both languages."""
    for (_, language), state in states(handbook).items():
        for path, keys, error in state.word_errors:
            yield Problem(
                path,
                _line(handbook.documents[path], keys, language),
                error.rule,
                f"{error} ({language})",
                error.fix,
            )
    some_guide = next(iter(handbook.mailboxes.values()), None)
    page = handbook.pages[some_guide.id if some_guide else "home"]
    for language in LANGUAGES:
        words = Words(handbook, page, language)
        for name in SHARED:
            for keys, text in walk(handbook.models[f"data/{name}"]):
                try:
                    words.html(text)
                except WordError as error:
                    yield Problem(
                        f"data/{name}",
                        _line(handbook.documents[f"data/{name}"], keys, language),
                        error.rule,
                        f"{error} ({language})",
                        error.fix,
                    )


def text_rule(function: TextRule) -> TextRule:
    """A rule that looks at one text in one language at a time: all of them go through the words once, together."""
    TEXT_RULES.append(function)
    return function


@rule_of_one_file
def texts_are_sound(handbook: Handbook) -> Iterator[Problem]:
    """Every text holds to the text rules, in both languages."""
    prepared = [(each.__name__, each(handbook)) for each in TEXT_RULES]
    for document, keys, text in handbook.texts:
        for language in LANGUAGES:
            typed = _FILLED.sub(
                "\u3000", text[language]
            )  # what stands in {{ }} is checked elsewhere
            for name, look in prepared:
                for message, fix in look(document.path, language, typed):
                    line = _line(document, keys, language)
                    yield Problem(document.path, line, name, message, fix)


@rule_of_one_file
def halves_agree(handbook: Handbook) -> Iterator[Problem]:
    """The two languages of a text have in common what does not depend on wording."""
    names = frozenset(
        re.findall(
            r"\d+",
            " ".join(
                f"{each.provider.name.zh} {each.provider.short.zh} {each.provider.domains}"
                for each in handbook.mailboxes.values()
            ),
        )
    )

    for document, keys, text in handbook.texts:
        if text.both is not None:
            continue
        try:
            zh, en = (
                parity.Half(text[language], compiled(text[language]), names)
                for language in LANGUAGES
            )
        except WordError:
            continue  # said by words_can_be_rendered
        for each in parity.RULES:
            if message := each(zh, en):
                yield Problem(
                    document.path,
                    _line(document, keys, DEFAULT.code),
                    each.__name__,
                    message,
                    "say the same in both languages",
                )


_FILLED = re.compile(r"\{\{.*?\}\}", re.S)
_TYPED = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")


def _facts(handbook: Handbook) -> set[str]:
    endpoints = [
        each
        for mailbox in handbook.mailboxes.values()
        for each in mailbox.provider.servers.values()
    ]
    return (
        {page.slug for page in handbook.pages.values() if page.slug}
        | {each.host for each in endpoints}
        | {str(each.port) for each in endpoints}
    )


def _lengths(handbook: Handbook) -> dict[str, int | None]:
    return {
        f"data/providers/{mailbox.id}": mailbox.provider.password.length
        for mailbox in handbook.mailboxes.values()
    }


@text_rule
def facts_are_not_retyped(handbook: Handbook) -> TextLook:
    """Words never type a host, a slug or a mail port: they fill them in from the data."""
    facts = _facts(handbook)

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        for word in facts.intersection(_TYPED.findall(typed)):
            yield (
                f"`{word}` is typed by hand ({language})",
                "fill it in, e.g. {{ imap.host }}, {{ smtp.port }}, or link by key",
            )

    return look


@text_rule
def length_is_not_retyped(handbook: Handbook) -> TextLook:
    """Words never type the length of the password: {{ password.length }} does."""
    lengths = _lengths(handbook)
    counted = re.compile(r"(?<!\d)(\d+)[ -]?(?:位|个字|characters?|letters?|digits?)")

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        for match in counted.finditer(typed):
            if int(match[1]) == lengths.get(path.rpartition("/")[0]):
                yield f"`{match[0]}` is typed by hand ({language})", "write {{ password.length }}"

    return look


@text_rule
def terms_have_one_word(handbook: Handbook) -> TextLook:
    """One concept, one word per language: the synonyms that terms.yml rules out do not occur."""
    words = {
        language: {
            word.lower(): term
            for term in handbook.terms.values()
            for word in getattr(term, f"not_{language}")
        }
        for language in LANGUAGES
    }
    patterns = {
        language: re.compile("|".join(map(re.escape, known)) or r"(?!)", re.I)
        for language, known in words.items()
    }

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        if match := patterns[language].search(
            re.sub(r"`[^`]*`", "", typed)
        ):  # what a server says is quoted as it is
            yield (
                f"`{match[0]}` is not our word for it ({language})",
                f"write `{getattr(words[language][match[0].lower()], language)}`",
            )

    return look


@text_rule
def quoted_errors_are_known(handbook: Handbook) -> TextLook:
    """A server's message that words quote is one that errors.yml explains."""
    quoted = re.compile(r"`([45]\d\d[ -][^`]+)`")

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        for match in quoted.finditer(typed) if path != "data/errors.yml" else ():
            if not any(error.fits(match[1]) for error in handbook.errors):
                yield (
                    f"`{match[1]}` is not in errors.yml ({language})",
                    "add what it means there, or quote it as errors.yml does",
                )

    return look


@text_rule
def hosts_are_plain_ascii(handbook: Handbook) -> TextLook:
    """No words hold a host in look-alike letters."""

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        if host := lookalike_host(typed):
            yield (
                f"`{host}` is written like a host, but not in plain ASCII ({language})",
                "fill the host in from the data, or retype it by hand",
            )

    return look


# not: “Note: ” and “Done. ”, which stand before something, and “ MAILBOX ,”, which a script replaces
_GAP = re.compile(
    r" (?:(?<=[^ \u3000] ) +[^ ]|(?<=[^ ] ) +[^ \u3000]|(?<=[^ A-Z] )[,.;:!?](?![^ ])|(?<=\A )|(?<![:.] )\Z)"
)


@text_rule
def words_have_no_gaps(handbook: Handbook) -> TextLook:
    """Words have single spaces, none before a comma or full stop and none at their ends: where one is, something may have been lost."""

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        if match := _GAP.search(typed):
            yield (
                f"a gap: {typed[max(0, match.start() - 8) : match.end() + 8]!r} ({language})",
                "close it, or put back what is missing",
            )

    return look


@text_rule
def words_hold_no_codes(handbook: Handbook) -> TextLook:
    """No words hold what looks like a password, code or key."""

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        what, start = code(typed)
        if what:
            yield (
                f"`{start}` looks like {what} ({language})",
                "show no code, not even an invented one: say what it looks like; a real one has to be revoked",
            )

    return look


@text_rule
def letters_are_known(handbook: Handbook) -> TextLook:
    """Words are in Chinese and Latin letters: one that only looks like them finds nothing and may be meant to deceive."""

    def look(path: str, language: str, typed: str) -> Iterator[tuple[str, str]]:
        for char in _LETTER.findall(typed):
            if not unicodedata.name(char, "").startswith(("LATIN ", "CJK UNIFIED ")):
                yield (
                    f"`{char}` is {unicodedata.name(char, 'unknown')} ({language})",
                    "retype the word by hand",
                )

    return look


_LETTER = re.compile(rf"[^\W\d_\x00-\x7f{HAN}]")


@text_rule
def chinese_is_set_properly(handbook: Handbook) -> TextLook:
    """Chinese words have a space towards Latin letters and digits, and full-width punctuation."""
    return lambda path, language, typed: (
        typography.look(typed) if LANGUAGES[language].is_han else iter(())
    )


_RAGGED = re.compile(r"[ \t]+$|[^\n]\Z", re.M)


@rule_of_one_file
def lines_end_cleanly(handbook: Handbook) -> Iterator[Problem]:
    """No line ends in blanks, and the last line has an end."""
    for path in [*handbook.models, *(f"docs/{page.source}" for page in _outlined(handbook))]:
        text = (handbook.root / path).read_text(encoding="utf-8")
        if text.endswith("\n") and " \n" not in text and "\t\n" not in text:
            continue  # as nearly all are: looking at every letter takes far longer
        for match in _RAGGED.finditer(text):
            what = (
                "blanks at the end of the line"
                if match[0].isspace()
                else "the last line has no end"
            )
            yield Problem(
                path,
                text.count("\n", 0, match.start()) + 1,
                "lines_end_cleanly",
                what,
                "run `make fix`",
            )


# Pages


@rule
def every_page_has_an_outline(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox and site page has its .md in docs/, and every .md there is a page."""
    sources = set(handbook.pages_by_source)
    there = {
        path.relative_to(handbook.root / "docs").as_posix()
        for path in (handbook.root / "docs").rglob("*.md")
    }
    for source in sorted(sources - there):
        yield Problem(
            f"docs/{source}",
            1,
            "every_page_has_an_outline",
            "the page's outline is missing",
            "copy another mailbox's .md to this name",
        )
    for source in sorted(there - sources):
        yield Problem(
            f"docs/{source}",
            1,
            "every_page_has_an_outline",
            "no mailbox and no page of site.yml has this address",
            "name it like a slug of data/, or delete it",
        )


@rule
def pages_only_call_macros(handbook: Handbook) -> Iterator[Problem]:
    """An outline consists of macro calls, one per line, and nothing else."""
    for page in _outlined(handbook):
        for number, line in enumerate(handbook.outline(page).splitlines(), 1):
            if line.strip() and not CALL.fullmatch(line.strip()):
                yield Problem(
                    f"docs/{page.source}",
                    number,
                    "pages_only_call_macros",
                    f"`{line.strip()[:60]}` is not a macro call",
                    'write {{ section("overview") }}; words and facts belong into data/',
                )


@rule
def pages_can_be_rendered(handbook: Handbook) -> Iterator[Problem]:
    """Every macro call of a page works, and every id on a page is unique."""
    for (key, language), state in states(handbook).items():
        source = f"docs/{handbook.pages[key].source}"
        for line, error in state.errors:
            if error.rule != "string_exists":  # said by strings_are_there
                yield Problem(source, line, error.rule, f"{error} ({language})", error.fix)
        if language == DEFAULT.code and len(set(state.ids)) < len(state.ids):
            yield from _twice(handbook, handbook.pages[key], state.ids)


_STRING = re.compile(r"""(?:string|both)\(\s*["']([a-z_]+)["']\)|strings\[["']([a-z_]+)["']\]""")


@rule
def strings_are_there(handbook: Handbook) -> Iterator[Problem]:
    """Every word of the furniture that the macros, the templates and overrides/ ask for is in site.yml."""
    here = Path(__file__).parent.parent
    named = {
        match[1] or match[2]
        for path in [
            *here.rglob("*.py"),
            *here.glob("render/templates/*"),
            *(handbook.root / "overrides").rglob("*.html"),
        ]
        for match in _STRING.finditer(path.read_text(encoding="utf-8"))
    }
    script = (
        handbook.root / "docs/assets/js/address.js"
    )  # it gets the strings that begin with address_, and two of the page's
    named |= {
        name if name in handbook.site.strings else f"address_{name}"
        for name in re.findall(r"\bwords\.([a-z_]+)", script.read_text(encoding="utf-8"))
    }
    missing = named - set(handbook.site.strings)
    missing |= {
        str(error).split("`")[1]
        for state in states(handbook).values()
        for _, error in state.errors
        if error.rule == "string_exists"
    }
    document = handbook.documents["data/site.yml"]
    for key in sorted(missing):
        yield Problem(
            document.path,
            document.line("strings"),
            "string_exists",
            f"site.yml has no string `{key}`",
            "add it to `strings`",
        )


def _twice(handbook: Handbook, page: Page, ids: Sequence[str]) -> Iterator[Problem]:
    calls = [
        (number, line.strip())
        for number, line in enumerate(handbook.outline(page).splitlines(), 1)
        if line.strip()
    ]
    again = [
        (number, call)
        for place, (number, call) in enumerate(calls)
        if call in {each for _, each in calls[:place]}
    ]
    for number, call in again:
        yield Problem(
            f"docs/{page.source}",
            number,
            "ids_are_unique",
            f"`{call}` stands there already, and every id on a page is unique",
            "call it once",
        )
    for id in [id for id, count in Counter(ids).items() if count > 1 and not again]:
        typed = re.compile(
            r"^[ -]*id: {0}$|^ +{0}:$".format(re.escape(re.sub("^(?:pit|server)-", "", id)))
        )
        places = [
            (document.path, number)
            for document in {
                document.path: document for document, _, _ in handbook.texts_of(page)
            }.values()
            for number, line in enumerate(document.file.read_text(encoding="utf-8").splitlines(), 1)
            if typed.match(line)
        ]
        yield Problem(
            *(places or [(f"docs/{page.source}", 1)])[-1],
            "ids_are_unique",
            f"the id `{id}` stands more than once on the page",
            "rename one of them",
        )


@rule
def former_ids_lead_somewhere(handbook: Handbook) -> Iterator[Problem]:
    """The section that took a former heading's place stands on the page."""
    for page in handbook.pages.values():
        where = (
            ("data/site.yml", ("pages", page.key, "formerly"))
            if page.mailbox is None
            else (f"data/providers/{page.key}/provider.yml", ("formerly",))
        )
        state = states(handbook).get((page.key, DEFAULT.code))
        for id in page.formerly if state and not state.errors else ():
            if id not in state.ids:
                document = handbook.documents[where[0]]
                yield Problem(
                    document.path,
                    document.line(*where[1], id),
                    "former_ids_lead_somewhere",
                    f"the page has no section `{id}`",
                    "name the section that has the place of these headings now",
                )


@rule
def link_target_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every #id that words link to is on the page they link to."""
    all_states = states(handbook)
    there = {where: set(state.ids) for where, state in all_states.items() if not state.errors}
    for (key, language), state in all_states.items():
        lost = {
            link for link in state.links if link[1] not in there.get((link[0], language), {link[1]})
        }
        if not lost:
            continue
        page = handbook.pages[key]
        words = Words(handbook, page, language)
        for document, keys, text in handbook.texts_of(page):
            try:
                links = words.links(text)
            except WordError:
                continue  # said by words_can_be_rendered
            for link in links:
                if link.page and (link.page.key, link.anchor) in lost:
                    yield Problem(
                        document.path,
                        _line(document, keys, language),
                        "link_target_exists",
                        f"#{link.anchor} is not on the page of `{link.page.key}` ({language})",
                        "link to an id that the page has",
                    )


@rule
def permalinks_are_kept(handbook: Handbook) -> Iterator[Problem]:
    """Every address and #id ever published still exists: data/permalinks.txt only grows."""
    path = handbook.root / "data/permalinks.txt"
    there = set(permalinks(handbook))
    for number, line in enumerate(
        path.read_text(encoding="utf-8").splitlines() if path.is_file() else [], 1
    ):
        if line and not line.startswith("#") and line not in there:
            yield Problem(
                "data/permalinks.txt",
                number,
                "permalinks_are_kept",
                f"{line} is gone",
                "bring it back, or let it lead on: `formerly` for ids, `moved_from` for slugs",
            )


def permalinks(handbook: Handbook) -> list[str]:
    """Every address and address#id of the site, without the language: what `make permalinks` enters into the record."""
    found = {
        key: state.ids
        for (key, language), state in states(handbook).items()
        if language == DEFAULT.code
    }
    at_root = [
        slug for page in handbook.pages.values() for slug in (page.slug, *page.moved_from) if slug
    ]
    paths = {
        key: [page.path, *(f"{page.path.rpartition('/')[0]}/{slug}" for slug in page.moved_from)]
        for key, page in handbook.pages.items()
    }
    return sorted(at_root) + sorted(
        f"{path}{anchor}"
        for key in paths
        for path in paths[key]
        for anchor in ("", *(f"#{id}" for id in found.get(key, ())))
    )


@rule
def moved_pages_lead_on(handbook: Handbook) -> Iterator[Problem]:
    """A slug that a page had before is no page's slug now, and no other page's before: one step, no loops, no chains."""
    taken = {page.slug: page.key for page in handbook.pages.values() if page.slug}
    for page in handbook.pages.values():
        path, keys = (
            ("data/site.yml", ("pages", page.key))
            if page.mailbox is None
            else (f"data/providers/{page.key}/provider.yml", ())
        )
        for number, slug in enumerate(page.moved_from):
            if slug in taken:
                yield Problem(
                    path,
                    handbook.documents[path].line(*keys, "moved_from", number),
                    "moved_pages_lead_on",
                    f"`{slug}` is a slug of `{taken[slug]}` already",
                    "remove it: an address leads to one page, in one step",
                )
            taken[slug] = page.key


@rule
def words_are_shown(handbook: Handbook) -> Iterator[Problem]:
    """A section that a guide has words for stands on its page."""
    for page in _outlined(handbook):
        called = {
            match[2] for match in CALL.finditer(handbook.outline(page)) if match[1] == "section"
        }
        names = {match[1] for match in CALL.finditer(handbook.outline(page))}
        if "bind_guide" in names:
            called |= set(BIND_GUIDE)
        called |= {"tips"} & names
        for id in page.sections:
            if id not in called:
                where = (
                    (f"data/providers/{page.mailbox.id}/guide.yml", ("sections", id))
                    if page.mailbox
                    else ("data/site.yml", ("pages", page.key, "sections", id))
                )
                document = handbook.documents[where[0]]
                yield Problem(
                    document.path,
                    document.line(*where[1]),
                    "words_are_shown",
                    f"the section `{id}` is on no page",
                    f'add {{{{ section("{id}") }}}} to docs/{page.source}',
                )


def _outlined(handbook: Handbook) -> list[Page]:
    return [
        page for page in handbook.pages.values() if (handbook.root / "docs" / page.source).is_file()
    ]


def _line(document: Document, keys: tuple, language: str) -> int:
    return (
        document.line(*keys, language)
        if (*keys, language) in document.lines
        else document.line(*keys)
    )


def _at(
    handbook: Handbook, mailbox: str, name: str, keys: tuple, rule: str, message: str, fix: str
) -> Problem:
    document = handbook.documents[f"data/providers/{mailbox}/{name}"]
    return Problem(document.path, document.line(*keys), rule, message, fix)


def _at_error(handbook: Handbook, keys: tuple, rule: str, message: str, fix: str) -> Problem:
    document = handbook.documents["data/errors.yml"]
    return Problem(document.path, document.line("errors", *keys), rule, message, fix)
