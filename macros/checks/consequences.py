"""One mistake, one message: which problems are said of all that the rules found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from macros.checks.outlines import every_page_has_an_outline
from macros.checks.parity import PARITY_RULES
from macros.checks.places import half_line
from macros.checks.rendering import BrokenText
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem, closest, counted
from macros.text.languages import CODES, DEFAULT, LANGUAGES

# Not reported on a line that already has another problem.
_FOLLOWING = {rule.__name__ for rule in [*PARITY_RULES, every_page_has_an_outline]}

_OF_SOURCES = {
    "facts_are_what_sources_say",
    "facts_leave_nothing_out",
    "records_are_of_our_domains",
    "servers_agree_with_records",
    "sources_say_what_names_them",
    "sure_is_earned",
    "ways_are_as_their_sources_say",
}

# What the first finds makes the others find things that go away with it.
_LEADS_TO = {
    "server_domains_are_own": {
        "every_domain_has_one_first_choice",
        "hosts_are_under_own_domains",
        "server_domains_fit_its_host",
        "servers_of_one_choice_fit",
    },
    "server_domains_fit_its_host": {"servers_of_one_choice_fit"},
    "every_domain_has_one_first_choice": {"servers_of_one_choice_fit"},
    "sources_exist": {*_OF_SOURCES, "sources_are_of_what_they_name"},
    "record_database_is_known": _OF_SOURCES,
    "every_mailbox_has_evidence": _OF_SOURCES,
    "hosts_are_under_own_domains": {
        "mx_host_has_one_owner",
        "links_name_where_they_lead",
        "servers_of_one_choice_fit",
        "words_name_known_hosts",
        *_OF_SOURCES,
    },
    "domain_has_one_owner": _OF_SOURCES,
    "mx_host_has_one_owner": _OF_SOURCES,
    "facts_are_what_sources_say": _OF_SOURCES - {"facts_are_what_sources_say"},
    "every_guide_answers": {"link_target_exists"},
    "guides_are_built_alike": {"permalinks_are_kept"},
    "permalinks_are_kept": {"link_target_exists", "remedy_exists"},
    "labels_exist": {"ways_are_as_their_sources_say"},
    "name_is_defined": {"labels_exist", "picture_shows_what_is_there"},
    "section_has_words": {"section_has_title"},
    "link_key_is_known": {"links_name_where_they_lead", "remedy_exists"},
}

# One mistyped name is said once, however many places it is named at.
_OF_NAMES = {
    "sources_exist",
    "record_database_is_known",
    "error_cause_exists",
    "error_mailbox_exists",
    "link_key_is_known",
    "shared_blocks_exist",
    "section_has_title",
    "table_exists",
    "facts_are_terms",
    "records_are_of_our_domains",
    "server_domains_are_own",
    "words_name_known_hosts",
}


def said_once(
    handbook: Handbook,
    problems: list[Problem],
    broken: list[BrokenText],
    unused: Iterator[Problem],
) -> list[Problem]:
    """The problems that a person has to put right; the others go away with them.

    problems: what the rules found; broken: texts that cannot be rendered; unused: the problems of
    names that nothing uses, asked for only when a name that is not known may be one of them.
    """
    problems = _said_once_for_all_languages(problems)
    problems = _said_once_for_a_name(_without_consequences(handbook, problems, broken))
    return _said_at_definitions(problems, unused)


_LANGUAGE = re.compile(rf" \((?:{CODES})\)$")


def _meaning(problem: Problem) -> tuple[str, str]:
    """What a problem says in any language: said of words in data/, it is not said of pages."""
    return problem.rule, _LANGUAGE.sub("", problem.message)


def _said_once_for_all_languages(problems: list[Problem]) -> list[Problem]:
    """The problems, with one for those that differ only in the language that they speak of."""
    counts = Counter((each.path, each.line, *_meaning(each)) for each in problems)
    return list(
        dict.fromkeys(
            replace(each, message=_meaning(each)[1])
            if counts[each.path, each.line, *_meaning(each)] == len(LANGUAGES)
            else each
            for each in problems
        )
    )


def _subject(problem: Problem) -> tuple[str, ...]:
    """What a problem is about: a name that is not known, or a file that lacks several."""
    if problem.rule == "table_exists":
        return problem.rule, problem.path, str(problem.line)
    return problem.rule, problem.message


def _said_once_for_a_name(problems: list[Problem]) -> list[Problem]:
    """The problems, with one for those that say of several places that a name is not known."""
    alike: dict[tuple[Any, ...], list[Problem]] = {}
    for each in problems:
        key = _subject(each) if each.rule in _OF_NAMES else (each,)
        alike.setdefault(key, []).append(each)
    return [_with_more_places(first, len(others)) for first, *others in alike.values()]


def _with_more_places(problem: Problem, more: int) -> Problem:
    if not more:
        return problem
    message = f"{problem.message}, also at {counted(more, 'more place')}"
    return replace(problem, message=message)


_NAME = re.compile(r"([\w-]+)(?:`| \}\})")


def _said_at_definitions(problems: list[Problem], unused: Iterator[Problem]) -> list[Problem]:
    """The problems, with a name that several places ask for said where it is misspelt: at the one
    name like it that nothing uses."""
    asked = [_NAME.search(each.message) for each in problems]
    counts = Counter(name[1] for name in asked if name)
    several = [
        name[1] if name and (counts[name[1]] > 1 or "more place" in each.message) else ""
        for each, name in zip(problems, asked, strict=True)
    ]
    if not any(several):
        return problems
    defined = {each.message.split("`")[1]: each for each in unused}
    said: dict[Any, Problem] = {}
    for each, name in zip(problems, several, strict=True):
        misspelt = closest(name, [*defined]) if name else ""
        if misspelt:
            place, message = defined[misspelt], f"nothing uses `{misspelt}`; {each.message}"
            fix = "spell it alike here and there"
            each = replace(each, path=place.path, line=place.line, message=message, fix=fix)
        said.setdefault(misspelt or each, each)
    return [*said.values()]


def _without_consequences(
    handbook: Handbook, problems: list[Problem], broken: list[BrokenText]
) -> list[Problem]:
    """The problems, without what would go away by itself when the others are put right."""
    places = {(each.path, each.line) for each in problems if each.rule not in _FOLLOWING}
    places |= {
        (text.path, half_line(handbook.documents[text.path], text.keys, DEFAULT.code))
        for text in broken
    }
    leading = [each for each in problems if each.rule in _LEADS_TO]
    in_data = {_meaning(each) for each in problems if each.path.startswith("data/")}
    return [
        each
        for each in problems
        if not any(_leads_to(other, each) for other in leading)
        and not (each.rule in _FOLLOWING and (each.path, each.line) in places)
        and (each.path.startswith("data/") or _meaning(each) not in in_data)
    ]


def _leads_to(problem: Problem, other: Problem) -> bool:
    """Whether a problem makes another one, of the same mailbox or of what mailboxes share."""
    folders = {each.path.rpartition("/")[0] for each in (problem, other)}
    mailboxes = {folder for folder in folders if folder.startswith(f"{PROVIDERS}/")}
    return other.rule in _LEADS_TO[problem.rule] and len(mailboxes) < 2
