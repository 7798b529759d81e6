"""Guides: what every guide has, and that its labels, ways and pictures are those of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from macros.checks.places import Keys, at, at_half, own_file, providers, shared_file
from macros.model.handbook import PROVIDERS, Handbook, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem, did_you_mean
from macros.model.types import Label, Laifaxin, MenuPath, Picture, Provider, Severity, Step, Text
from macros.model.yaml_file import Document
from macros.text.languages import DEFAULT, LANGUAGES
from macros.text.marks import is_chinese

# The questions that every guide answers, each by any of these ids.
ANSWERED = {
    "which password": {"faq-which-password", "faq-what-is-code"},
    "how many mails a day": {"faq-daily-limit"},
}
# A lost login password is for the provider to answer.
ANSWERED_FOR_APP_PASSWORDS = ANSWERED | {"the password is lost": {"faq-lost-code"}}


def missing_answers(mailbox: Mailbox) -> dict[str, str]:
    """The questions that a guide does not answer, by the ids that would."""
    there = {question.id for question in mailbox.faq}
    login = mailbox.provider.password.is_login_password
    asked = ANSWERED if login else ANSWERED_FOR_APP_PASSWORDS
    return {
        " or ".join(sorted(ids)): question for question, ids in asked.items() if not ids & there
    }


def every_guide_answers(handbook: Handbook) -> Iterator[Problem]:
    """Every guide answers the questions that everybody has."""
    for mailbox in handbook.mailboxes.values():
        document = own_file(handbook, mailbox, "faq.yml")
        for ids, question in missing_answers(mailbox).items():
            yield at(document, (), f"nothing answers: {question}", f"add {ids} to faq.yml")


def way_is_visible(handbook: Handbook) -> Iterator[Problem]:
    """The top of a guide lists what to do: named steps of get-code, or its parts."""
    for mailbox in handbook.mailboxes.values():
        section = mailbox.guide.sections.get("get-code")
        if section and not section.parts and not any(s.name for _, s in walk(section, of=Step)):
            document, keys = own_file(handbook, mailbox, "guide.yml"), ("sections", "get-code")
            fix = "add `name:` to its steps; the list at the top of the page shows them"
            yield at(document, keys, "no step of `get-code` has a name", fix)


def pits_begin_with_the_gravest(handbook: Handbook) -> Iterator[Problem]:
    """No pitfall stands before a graver one."""
    for mailbox in handbook.mailboxes.values():
        ranks = [get_args(Severity).index(pit.severity) for pit in mailbox.pits]
        for number, (one, other) in enumerate(pairwise(ranks)):
            if one > other:
                document, pit = own_file(handbook, mailbox, "pits.yml"), mailbox.pits[number]
                message = f"`{pit.id}` is less grave than what follows it"
                keys = ("pits", number, "severity")
                yield at(document, keys, message, "correct severity or order")
                break


def support_leads_somewhere(handbook: Handbook) -> Iterator[Problem]:
    """The support contact is a link key."""
    key = handbook.site.support
    if key and handbook.link("support", handbook.pages["home"], DEFAULT.code) is None:
        message = f"`{key}` is not a link key"
        fix = "link by key, e.g. zhinan.contact-us"
        yield at(shared_file(handbook, "site.yml"), ("support",), message, fix)


def labels(handbook: Handbook) -> Iterator[tuple[Document, Keys, Label]]:
    """The labels of all screens, with their places."""
    for document, owner in screens(handbook):
        for key, label in owner.ui.items():
            yield document, ("ui", key), label


def screens(handbook: Handbook) -> list[tuple[Document, Provider | Laifaxin]]:
    """What has labels and ways, with its file: the providers, then Laifaxin."""
    laifaxin = shared_file(handbook, "laifaxin.yml"), handbook.laifaxin
    return [*((file, mailbox.provider) for file, mailbox in providers(handbook)), laifaxin]


def labels_differ(handbook: Handbook) -> Iterator[Problem]:
    """No two labels of a screen, no two terms and no two pages of Laifaxin are the same."""
    things = [(document, keys, label.screen[1]) for document, keys, label in labels(handbook)]
    for name, kind, named in (
        ("terms.yml", "terms", handbook.terms),
        ("laifaxin.yml", "zhinan", handbook.laifaxin.zhinan),
    ):
        document = shared_file(handbook, name)
        things += [(document, (kind, key), str(each[DEFAULT.code])) for key, each in named.items()]
    seen: dict[tuple[str, str], str] = {}
    for document, keys, said in things:
        same = seen.setdefault((document.path, said), keys[1])
        if same != keys[1]:
            yield at(document, keys, f"`{said}` is `{same}` already", "correct one, or remove it")


def glosses_are_of_their_labels(handbook: Handbook) -> Iterator[Problem]:
    """Labels with one meaning have a character or a word in common."""
    alike: dict[str, list[tuple[Document, Keys, Label, str]]] = {}
    for document, keys, label in labels(handbook):
        for said, other in ((label.zh, label.en), (label.en, label.zh)):
            if said and (meaning := other or label.gloss):
                alike.setdefault(meaning, []).append((document, keys, label, said))
    for meaning, places in alike.items():
        words = _parts(meaning)
        # a label whose key has nothing of the meaning is the likelier mistake
        places = places[::-1]
        places.sort(key=lambda place: not words.isdisjoint(place[1][-1].split("_")))
        for place in places:
            document, keys, label, said = place
            others = [each for each in places if each is not place]
            # one of another screen may be an odd one itself
            can_tell = len(others) > 1 or any(file is document for file, *_ in others)
            fits = any(_parts(said) & _parts(other) for *_, other in others)
            if label.gloss and can_tell and not fits:
                message = f"“{meaning}” is also {others[0][3]}, which has nothing of {said}"
                yield at(document, (*keys, "gloss"), message, "translate what the screen shows")
                break


def _parts(label: str) -> set[str]:
    """The Chinese characters, or the words, of a label."""
    return {*label} if is_chinese(label) else {*label.lower().split()}


def labels_exist(handbook: Handbook) -> Iterator[Problem]:
    """A menu path names labels that the screen has."""
    for document, owner in screens(handbook):
        for key, path in owner.paths.items():
            keys: Keys = ("paths", key)
            if isinstance(path, MenuPath):
                keys, path = (*keys, "labels"), path.labels
            for number, label in enumerate(path):
                if label not in owner.ui:
                    message = f"`ui` has no `{label}`"
                    fix = "add it to `ui`, or correct the key" + did_you_mean(label, [*owner.ui])
                    yield at(document, (*keys, number), message, fix, f"ui.{label}")


def titles_name_their_own_mailbox(handbook: Handbook) -> Iterator[Problem]:
    """Titles, descriptions, pictures and reasons of related pages name their own mailbox."""
    shorts = {id: mailbox.provider.short for id, mailbox in handbook.mailboxes.items()}
    names = {code: {short[code] for short in shorts.values()} for code in LANGUAGES}
    for mailbox in handbook.mailboxes.values():
        document = own_file(handbook, mailbox, "guide.yml")
        for keys, text, about in _titles(handbook, mailbox):
            for language in LANGUAGES:
                named = _named(text[language], names[language])
                allowed = [shorts[id][language] for id in about if id in shorts]
                first, own = allowed[0], allowed[-1]
                names_neither = named and named.isdisjoint({first, own})
                if names_neither or named.difference(allowed):
                    wrong = min(named - {first})
                    message = f"this names {wrong}, but it is about `{about[0]}`"
                    fix = "name the mailbox that it is about"
                    pair = " and ".join(sorted([wrong, first]))  # the other may name this one
                    yield at_half(document, keys, language, message, fix, f"pair.{pair}")
                    break


def sources_are_of_what_they_name(handbook: Handbook) -> Iterator[Problem]:
    """A source whose title names mailboxes is named by one of them, if by any mailbox."""
    shorts = {each.provider.short[DEFAULT.code]: each for each in handbook.mailboxes.values()}
    users = users_of_sources(handbook)
    for id, source in handbook.sources.items():
        named = {shorts[name].id for name in _named(source.title[DEFAULT.code], {*shorts})}
        using = users.get(id, set())
        if named and using and named.isdisjoint(using):
            message = f"this names {min(named)}, but it is a source of {', '.join(sorted(using))}"
            fix = "correct the title, or name the source where it belongs"
            yield at(shared_file(handbook, "sources.yml"), ("sources", id, "title"), message, fix)


def users_of_sources(handbook: Handbook) -> dict[str, set[str]]:
    """The mailboxes whose facts or evidence name a source, by its key."""
    users: dict[str, set[str]] = {}
    for id, mailbox in handbook.mailboxes.items():
        evidence = mailbox.evidence.says if mailbox.evidence else ()
        for source in (*mailbox.provider.all_sources, *evidence):
            users.setdefault(source, set()).add(id)
    return users


def _titles(handbook: Handbook, mailbox: Mailbox) -> Iterator[tuple[Keys, Text, list[str]]]:
    """What names what a page or picture shows, and the mailboxes it may name: that one first, ours
    last."""
    guide, siblings = mailbox.guide, mailbox.provider.siblings
    yield ("title",), guide.title, [mailbox.id, *siblings, mailbox.id]
    yield ("description",), guide.description, [mailbox.id, *siblings, mailbox.id]
    for keys, picture in walk(guide, of=Picture):
        if picture.title:
            yield (*keys, "title"), picture.title, [mailbox.id, *siblings, mailbox.id]
    for number, related in enumerate(guide.related):
        if related.to in handbook.pages and related.to != mailbox.id:
            yield ("related", number, "why"), related.why, [related.to, *siblings, mailbox.id]


def _named(words: str, names: set[str]) -> set[str]:
    """The names that are in words; of two that overlap, the longer one."""
    found = set()
    for name in sorted((name for name in names if name in words), key=len, reverse=True):
        words, times = re.subn(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "", words)
        found |= {name} if times else set()
    return found


def steps_are_of_their_own_mailbox(handbook: Handbook) -> Iterator[Problem]:
    """Steps of a guide fill in labels, ways and facts of their own mailbox."""
    for document, keys, step in handbook.find(Step):
        for below, text in walk(step) if document.path.startswith(PROVIDERS) else ():
            if "{{ mailbox" in text[DEFAULT.code]:
                place = document, (*keys, *below), DEFAULT.code
                message = "a step fills in a fact of another mailbox"
                yield at_half(*place, message, "fill in that of this mailbox")


_LABEL = re.compile(r"\{\{\s*ui\.([a-z0-9_]+)\s*\}\}")


def labels_in(words: str) -> set[str]:
    """The labels of the provider that words name, by their keys in `ui`."""
    return set(_LABEL.findall(words))


def halves_name_the_same_labels(handbook: Handbook) -> Iterator[Problem]:
    """Both halves of a text name the same labels, as far as the screen is known in both."""
    for mailbox in handbook.mailboxes.values():
        texts = [*handbook.find(Text, handbook.files_of(mailbox.id))]
        named = [[labels_in(text[language]) for language in LANGUAGES] for *_, text in texts]
        everywhere = {label for one, _ in named for label in one}
        everywhere &= {label for _, other in named for label in other}
        free = _labels_of_one_language(mailbox.provider) - everywhere
        for (document, keys, _), (one, other) in zip(texts, named, strict=True):
            alone = one ^ other
            if alone - free or (one - other and other - one):
                message = f"the label {', '.join(sorted(alone))} is in one half alone"
                fix = "name the same labels in both languages"
                yield at_half(document, keys, DEFAULT.code, message, fix)


_QUOTED = re.compile("“([^”]+)”")


def labels_are_not_retyped(handbook: Handbook) -> Iterator[Problem]:
    """Words never quote a label of their mailbox's screens: {{ ui.… }} does."""
    for mailbox in handbook.mailboxes.values():
        known = {
            screen: key
            for key, label in mailbox.provider.ui.items()
            for screen in (label.zh, label.en)
            if screen
        }
        for document, keys, text in handbook.find(Text, handbook.files_of(mailbox.id)):
            for language in LANGUAGES:
                if typed := known.keys() & set(_QUOTED.findall(text[language])):
                    label = min(typed)
                    message, fix = f"“{label}” is typed by hand", f"{{{{ ui.{known[label]} }}}}"
                    yield at_half(document, keys, language, message, f"write {fix}")
                    break


def _labels_of_one_language(provider: Provider) -> set[str]:
    """The labels that one half may have alone: the screen's other language is not known, or they
    are what the screen has in another language than the reader's."""
    bilingual = any(label.zh and label.en for label in provider.ui.values())
    return {
        key
        for key, label in provider.ui.items()
        if label.zh == label.en or (bilingual and label.gloss)
    }
