"""One mistake, one message: which problems are said of all that the rules found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from macros.checks.outlines import every_page_has_an_outline
from macros.checks.parity import PARITY_RULES
from macros.checks.permalinks import recorded
from macros.checks.places import half_line
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem, closest, counted
from macros.text.languages import CODES, DEFAULT, LANGUAGES

# Said after all others, and so not of a text that has another problem.
_LEAST = {rule.__name__ for rule in [*PARITY_RULES, every_page_has_an_outline]}

# Rules that compare facts with what sources say, and rules about ids that are named.
_OF_SOURCES = (
    "facts_are_what_sources_say facts_leave_nothing_out records_are_of_our_domains "
    "servers_agree_with_records sources_say_what_names_them sure_is_earned "
    "ways_are_as_their_sources_say "
)
_OF_IDS = "link_target_exists named_sections_exist remedy_exists search_answers_are_there"

# What a rule finds makes others find things on other lines, which go away with it.
_LEADS_TO = {
    rule: {*others.split()} - {rule}
    for rule, others in {
        "domain_has_one_owner": _OF_SOURCES,
        "every_domain_has_one_first_choice": "servers_of_one_choice_fit",
        "every_guide_answers": _OF_IDS,
        "every_mailbox_has_evidence": _OF_SOURCES,
        "evidence_is_read_again": f"{_OF_SOURCES} differences_from_records_exist "
        "error_cause_exists glosses_are_of_their_labels hosts_are_under_own_domains "
        "hosts_of_others_are_known labels_are_used labels_differ labels_exist "
        "links_name_where_they_lead servers_of_one_choice_fit sources_are_read_again "
        "words_keep_their_places",
        "expression_is_a_name": "halves_name_the_same_labels",
        "facts_are_what_sources_say": f"{_OF_SOURCES} every_guide_answers "
        "glosses_are_of_their_labels labels_differ permalinks_are_kept",
        "former_addresses_were_there": "permalinks_are_entered",
        "guides_are_built_alike": "permalinks_are_kept section_has_words",
        "hosts_are_under_own_domains": f"{_OF_SOURCES} links_name_where_they_lead "
        "mx_host_has_one_owner name_is_defined servers_of_one_choice_fit words_name_known_hosts",
        "labels_are_not_retyped": "halves_name_the_same_labels",
        "labels_differ": "halves_name_the_same_labels ways_are_as_their_sources_say",
        "labels_exist": "ways_are_as_their_sources_say",
        "link_key_is_known": "siblings_link_to_each_other",
        "links_fit_as_before": "labels_are_used words_keep_their_places",
        "lists_say_nothing_twice": "guides_are_built_alike ids_are_unique long_texts_stand_once "
        "picture_ids_are_unique siblings_link_to_each_other titles_name_their_own_mailbox",
        "mx_host_has_one_owner": _OF_SOURCES,
        "permalinks_are_kept": _OF_IDS,
        "record_database_is_known": _OF_SOURCES,
        "server_domains_are_own": "every_domain_has_one_first_choice servers_of_one_choice_fit",
        "server_domains_fit_its_host": "every_domain_has_one_first_choice "
        "servers_agree_with_records servers_of_one_choice_fit",
        "servers_agree_with_records": "sources_say_what_names_them sure_is_earned",
        "sources_are_read_again": "labels_are_used words_keep_their_places",
        "sources_exist": f"{_OF_SOURCES} evidence_is_read_again",
    }.items()
}


def said_once(
    handbook: Handbook, problems: list[Problem], unused: Iterator[Problem]
) -> list[Problem]:
    """The problems that a person has to put right; the others go away with them.

    problems: what the rules found; unused: the problems of names that nothing uses, asked for only
    when a name that is not known may be one of them.
    """
    in_data = {_meaning(each) for each in problems if each.path.startswith("data/")}
    found = [
        each
        for each in without_what_follows(problems)
        if each.path.startswith("data/") or _meaning(each) not in in_data
    ]
    found.sort(key=lambda each: each.rule in _LEAST)
    return one_of_a_text(handbook, _said_once_for_a_name(handbook, found, unused))


def one_of_a_text(handbook: Handbook, problems: list[Problem]) -> list[Problem]:
    """The first problem of each text or line: what else is wrong there mostly goes with it."""
    first: dict[tuple[str, int], Problem] = {}
    for each in problems:
        first.setdefault(_place_of_text(handbook, each), each)
    return [*first.values()]


_LANGUAGE = re.compile(rf" \((?:{CODES})\)$")


def _meaning(problem: Problem) -> tuple[str, str]:
    """What a problem says in any language: said of words in data/, it is not said of pages."""
    return problem.rule, _LANGUAGE.sub("", problem.message)


# What names begin with that are the same in every file; others are of one mailbox.
_OF_ALL = {
    *("blocks", "cause", "database", "domain", "heading", "host", "id", "laifaxin"),
    *("mailbox", "pair", "section", "source", "string", "term", "zhinan"),
}


def _said_once_for_a_name(
    handbook: Handbook, problems: list[Problem], unused: Iterator[Problem]
) -> list[Problem]:
    """The problems, with one for all languages, and for a name that is not known.

    It is said where the name is misspelt: at the first place that asks; at the definition if
    several do, or if the name is a published one, and something like it is there that none uses.
    """
    counts = Counter(_own_name(each.name) for each in problems if each.name)
    published = _published(handbook)
    right = {
        name
        for name, count in counts.items()
        if count > 1 or name in published or name.startswith("string.")  # code asks for it
    }
    defined = {each.name: each for each in unused} if right else {}
    alike: dict[Any, list[Problem]] = {}
    for each in problems:
        name = _own_name(each.name)
        kind = name.partition(".")[0]
        misspelt = closest(name, [other for other in defined if other.startswith(f"{kind}.")])
        if name in right and misspelt:
            alike.setdefault(misspelt, []).append(each)
        else:
            alike.setdefault(_subject(handbook, each), []).append(each)
    return [_said_of_all(places, defined.get(subject)) for subject, places in alike.items()]


def _subject(handbook: Handbook, problem: Problem) -> Any:
    """What several problems are of: a text in several languages, or one name that is not known in
    one mailbox, or anywhere."""
    if not problem.name:
        return *_place_of_text(handbook, problem), problem.rule
    kind, dot, _ = problem.name.partition(".")
    of_all = not dot or kind in _OF_ALL  # without a dot it is the key of a page
    return problem.name, "" if of_all else problem.path.rpartition("/")[0]


def _place_of_text(handbook: Handbook, problem: Problem) -> tuple[str, int]:
    """The file and line of a problem; for one of any half of a text, those of its first half."""
    path, line = problem.path, problem.line
    if document := handbook.documents.get(path):
        for keys, of in document.lines.items():
            if of == line and keys and keys[-1] in LANGUAGES:
                return path, half_line(document, keys[:-1], DEFAULT.code)
    return path, line


def _said_of_all(places: list[Problem], defined: Problem | None) -> Problem:
    """One problem for all places. defined: where the name is misspelt, if not there."""
    first = places[0]
    if len(places) == len(LANGUAGES) and len({*map(_meaning, places)}) == 1 and not first.name:
        return replace(first, message=_meaning(first)[1])
    more = len({(each.path, each.line) for each in places}) - 1
    message = f"{first.message}, also at {counted(more, 'more place')}" if more else first.message
    if defined is None:
        return replace(first, message=message)
    message, fix = f"{defined.message}; {message}", "spell it alike here and there"
    return replace(first, path=defined.path, line=defined.line, message=message, fix=fix)


def _own_name(name: str) -> str:
    """ui.settings of mailbox.qq.ui.settings: a name as the mailbox itself has it."""
    return ".".join(name.split(".")[-2:])


def _published(handbook: Handbook) -> set[str]:
    """The tables whose ids are on record, by their names."""
    ids = (line.partition("#table-")[2] for _, line in recorded(handbook))
    return {f"table.{id.replace('-', '_')}" for id in ids if id}


def without_what_follows(problems: list[Problem]) -> list[Problem]:
    """The problems, without what another one of them makes a rule find."""
    leading = [each for each in problems if each.rule in _LEADS_TO]
    return [each for each in problems if not any(_leads_to(other, each) for other in leading)]


def _leads_to(problem: Problem, other: Problem) -> bool:
    """Whether a problem makes another one, of the same mailbox or of what mailboxes share."""
    folders = {each.path.rpartition("/")[0] for each in (problem, other)}
    mailboxes = {folder for folder in folders if folder.startswith(f"{PROVIDERS}/")}
    return other.rule in _LEADS_TO[problem.rule] and len(mailboxes) < 2
