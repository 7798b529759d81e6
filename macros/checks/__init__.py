"""What must hold across facts, words and pages: one small function per rule, in one list.

A rule takes the handbook and yields problems; its name and its docstring say what holds. What a
single value must be is said by the types of `model`, and is checked before any rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from macros.checks import (
    alike,
    blocks,
    errors,
    evidence,
    exchanged,
    facts,
    files,
    guides,
    hosts,
    links,
    outlines,
    permalinks,
    pictures,
    readings,
    records,
    rendering,
    retargeted,
    spelling,
    strings,
    surroundings,
    texts,
)
from macros.checks.parity import PARITY_RULES
from macros.checks.places import half_line
from macros.checks.unused import UNUSED_RULES, terms_are_named
from macros.model.handbook import PROVIDERS, BadData, Handbook
from macros.model.problem import Problem, closest, counted
from macros.model.reading import read
from macros.text.languages import CODES, DEFAULT, LANGUAGES

Rule = Callable[[Handbook], Iterator[Problem]]

# True of the files that are sound while others cannot even be read. Both lists begin with what
# matters most, and problems are said in this order.
RULES_OF_ONE_FILE: list[Rule] = [
    facts.slug_number_matches_kind,
    facts.server_domains_are_own,
    facts.server_domains_fit_its_host,
    facts.every_domain_has_one_first_choice,
    facts.servers_of_one_choice_fit,
    facts.servers_differ,
    hosts.hosts_are_under_own_domains,
    hosts.registered_domains_are_needed,
    facts.sources_exist,
    facts.checked_is_a_day_of_reading,
    guides.labels_exist,
    guides.labels_differ,
    guides.halves_name_the_same_labels,
    guides.every_guide_answers,
    texts.texts_are_sound,
    files.lines_end_cleanly,
]

# Need every file.
RULES: list[Rule] = [
    permalinks.mailboxes_are_kept,
    facts.facts_are_terms,
    facts.domain_has_one_owner,
    facts.aliases_are_not_of_others,
    facts.slug_has_one_owner,
    facts.mx_host_has_one_owner,
    evidence.every_mailbox_has_evidence,
    evidence.facts_are_what_sources_say,
    evidence.facts_leave_nothing_out,
    evidence.sources_say_what_names_them,
    evidence.ways_are_as_their_sources_say,
    evidence.sure_is_earned,
    records.servers_agree_with_records,
    records.differences_from_records_exist,
    records.record_database_is_known,
    records.records_are_of_our_domains,
    hosts.words_name_known_hosts,
    hosts.hosts_of_others_are_known,
    hosts.sources_do_not_pose,
    guides.titles_name_their_own_mailbox,
    guides.sources_are_of_what_they_name,
    guides.pits_begin_with_the_gravest,
    guides.steps_are_of_their_own_mailbox,
    exchanged.words_are_not_exchanged,
    alike.guides_are_built_alike,
    alike.lists_say_nothing_twice,
    outlines.every_page_has_an_outline,
    outlines.pages_only_call_macros,
    rendering.words_are_shown,
    blocks.blocks_name_what_exists,
    blocks.guide_sections_exist,
    blocks.sections_have_titles,
    blocks.related_pages_exist,
    rendering.words_can_be_rendered,
    strings.string_exists,
    facts.siblings_link_to_each_other,
    guides.support_leads_somewhere,
    guides.way_is_visible,
    pictures.picture_ids_are_unique,
    pictures.picture_shows_what_is_there,
    pictures.pictures_press_what_words_name,
    pictures.screenshot_stands_in_for_a_picture,
    pictures.other_screens_have_words,
    pictures.pictures_are_plain,
    errors.error_id_is_its_own,
    errors.error_mailbox_exists,
    errors.error_cause_exists,
    errors.error_says_something,
    errors.remedy_exists,
    links.ids_are_unique,
    links.former_ids_lead_somewhere,
    links.moved_pages_lead_on,
    links.mx_anchor_exists,
    links.link_target_exists,
    links.links_name_where_they_lead,
    links.links_count_steps_right,
    spelling.letters_are_in_order,
    permalinks.permalinks_are_kept,
    rendering.pages_can_be_rendered,
]

# Said by `make check` when all else holds: a build or a preview does not wait for them.
RULES_AT_LAST: list[Rule] = [
    permalinks.permalinks_are_entered,
    surroundings.record_only_grows,
    surroundings.days_are_past,
    readings.sources_are_read_again,
    retargeted.links_fit_as_before,
    retargeted.former_ids_lead_as_before,
    files.every_file_is_read,
    *UNUSED_RULES,
]


def load(root: Path, earlier: Handbook | None = None) -> Handbook:
    """Reads and checks `root`. Raises BadData with all problems at once.

    earlier: the handbook before a change; what the change leaves alone is not made again.
    """
    try:
        handbook = read(root, earlier)
    except BadData as error:
        found = list(run(RULES_OF_ONE_FILE, error.rest)) if error.rest else []
        raise BadData([*error.problems, *found]) from None
    problems = check(handbook)
    if problems:
        raise BadData(problems)
    return handbook


# Pages cannot be made while one of these is broken; or each of them would say so.
_BEFORE_PAGES = [
    permalinks.mailboxes_are_kept,
    facts.facts_are_terms,
    errors.error_cause_exists,
    facts.every_domain_has_one_first_choice,
    facts.servers_of_one_choice_fit,
]


def check(handbook: Handbook) -> list[Problem]:
    """Every problem of a handbook that could be read, those that matter most first."""
    first = list(run(_BEFORE_PAGES, handbook))
    rules = [*RULES_OF_ONE_FILE] if first else [*RULES_OF_ONE_FILE, *RULES]
    problems = list(dict.fromkeys([*first, *run(rules, handbook)]))
    problems = _said_once_for_all_languages(problems)
    broken = [] if first else rendering.broken_texts(handbook)
    problems = _said_once_for_a_name(_without_consequences(handbook, problems, broken))
    return _said_at_definitions(handbook, problems)


# Not reported on a line that already has another problem.
_FOLLOWING = {rule.__name__ for rule in [*PARITY_RULES, outlines.every_page_has_an_outline]}


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


def _said_at_definitions(handbook: Handbook, problems: list[Problem]) -> list[Problem]:
    """The problems, with a name that several places ask for said where it is misspelt: at the one
    name like it that nothing uses."""
    asked = [_NAME.search(each.message) for each in problems]
    counts = Counter(name[1] for name in asked if name)
    several = [
        name[1] if name and (counts[name[1]] > 1 or "more place" in each.message) else ""
        for each, name in zip(problems, asked, strict=True)
    ]
    rules = [*UNUSED_RULES, terms_are_named] if any(several) else []
    unused = {each.message.split("`")[1]: each for each in run(rules, handbook)}
    said: dict[Any, Problem] = {}
    for each, name in zip(problems, several, strict=True):
        misspelt = closest(name, [*unused]) if name else ""
        if misspelt:
            place, message = unused[misspelt], f"nothing uses `{misspelt}`; {each.message}"
            fix = "spell it alike here and there"
            each = replace(each, path=place.path, line=place.line, message=message, fix=fix)
        said.setdefault(misspelt or each, each)
    return [*said.values()]


def _without_consequences(
    handbook: Handbook, problems: list[Problem], broken: list[rendering.BrokenText]
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


def run(rules: Iterable[Rule], handbook: Handbook) -> Iterator[Problem]:
    """The problems that rules find, each with the name of its rule."""
    for rule in rules:
        for problem in sorted(rule(handbook)):
            yield problem if problem.rule else replace(problem, rule=rule.__name__)


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
