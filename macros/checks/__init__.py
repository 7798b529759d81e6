"""What must hold across facts, words and pages: one small function per rule, in one list.

A rule takes the handbook and yields problems; its name and its docstring say what holds. What a
single value must be is said by the types of `model`, and is checked before any rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from macros.checks import (
    blocks,
    errors,
    facts,
    files,
    guides,
    links,
    pages,
    parity,
    permalinks,
    records,
    texts,
)
from macros.model.handbook import BadData, Handbook, read
from macros.model.problem import Problem
from macros.text.languages import CODES

Rule = Callable[[Handbook], Iterator[Problem]]

# True of the files that are sound while others cannot even be read.
RULES_OF_ONE_FILE: list[Rule] = [
    facts.slug_number_matches_kind,
    facts.server_domains_are_own,
    facts.sources_exist,
    facts.checked_is_a_day_of_reading,
    facts.password_kind_is_a_term,
    guides.labels_exist,
    guides.every_guide_answers,
    texts.texts_are_sound,
    parity.halves_agree,
    files.lines_end_cleanly,
]

# Need every file, and say the most important first.
RULES: list[Rule] = [
    facts.domain_has_one_owner,
    facts.slug_has_one_owner,
    facts.mx_host_has_one_owner,
    facts.siblings_link_to_each_other,
    records.servers_agree_with_records,
    records.differences_from_records_exist,
    records.record_database_is_known,
    records.records_are_of_our_domains,
    errors.error_id_is_its_own,
    errors.error_mailbox_exists,
    errors.error_cause_exists,
    errors.error_says_something,
    guides.support_leads_somewhere,
    guides.way_is_visible,
    guides.picture_ids_are_unique,
    guides.picture_shows_what_is_there,
    guides.screenshot_stands_in_for_a_picture,
    texts.words_can_be_rendered,
    blocks.blocks_name_what_exists,
    blocks.sections_have_titles,
    blocks.related_pages_exist,
    pages.every_page_has_an_outline,
    pages.pages_only_call_macros,
    pages.string_exists,
    pages.pages_can_be_rendered,
    pages.words_are_shown,
    pages.ids_are_unique,
    links.former_ids_lead_somewhere,
    links.moved_pages_lead_on,
    links.mx_anchor_exists,
    links.link_target_exists,
    errors.remedy_exists,
    permalinks.permalinks_are_kept,
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


def check(handbook: Handbook) -> list[Problem]:
    """Every problem of a handbook that could be read, sorted; none when it can be built."""
    problems = set(run([*RULES_OF_ONE_FILE, *RULES], handbook))
    said = {_meaning(each) for each in problems if each.path.startswith("data/")}
    return sorted(
        each for each in problems if each.path.startswith("data/") or _meaning(each) not in said
    )


def run(rules: Iterable[Rule], handbook: Handbook) -> Iterator[Problem]:
    """The problems that rules find, each with the name of its rule."""
    for rule in rules:
        for problem in rule(handbook):
            yield problem if problem.rule else replace(problem, rule=rule.__name__)


def _meaning(problem: Problem) -> tuple[str, str]:
    """What a problem says in any language: said of words in data/, it is not said of pages."""
    return problem.rule, re.sub(rf" \((?:{CODES})\)$", "", problem.message)
