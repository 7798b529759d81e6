"""What must hold across facts, words and pages: one small function per rule, in one list.

A rule takes the handbook and yields problems; its name and its docstring say what holds. What a
single value must be is said by the types of `model`, and is checked before any rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from macros.checks import (
    alike,
    blocks,
    errors,
    evidence,
    exchanged,
    facts,
    files,
    guides,
    halves,
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
    texts,
)
from macros.checks.consequences import said_once
from macros.checks.unused import UNUSED_RULES
from macros.model.handbook import BadData, Handbook
from macros.model.problem import Problem
from macros.model.reading import read

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
    facts.sources_exist,
    facts.checked_is_a_day_of_reading,
    guides.labels_exist,
    guides.labels_differ,
    guides.halves_name_the_same_labels,
    guides.labels_are_not_retyped,
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
    guides.glosses_are_of_their_labels,
    guides.titles_name_their_own_mailbox,
    guides.sources_are_of_what_they_name,
    guides.pits_begin_with_the_gravest,
    guides.steps_are_of_their_own_mailbox,
    alike.lists_say_nothing_twice,
    alike.long_texts_stand_once,
    alike.lists_follow_what_announces_them,
    outlines.every_page_has_an_outline,
    outlines.pages_only_call_macros,
    rendering.words_are_shown,
    blocks.blocks_name_what_exists,
    blocks.guide_sections_exist,
    blocks.sections_have_titles,
    blocks.related_pages_exist,
    alike.guides_are_built_alike,
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
    errors.error_sources_are_of_its_mailbox,
    errors.error_says_something,
    errors.remedy_exists,
    links.ids_are_unique,
    links.headings_differ,
    links.named_sections_exist,
    links.moved_pages_lead_on,
    links.search_answers_are_there,
    links.link_target_exists,
    links.links_name_where_they_lead,
    links.links_count_steps_right,
    spelling.letters_are_in_order,
    permalinks.permalinks_are_kept,
    rendering.pages_can_be_rendered,
]

# Said by `make check` when all else holds: `make site` and a preview do not wait for them.
RULES_AT_LAST: list[Rule] = [
    permalinks.permalinks_are_entered,
    permalinks.record_only_grows,
    permalinks.former_addresses_were_there,
    readings.days_are_past,
    readings.evidence_is_read_again,
    readings.sources_are_read_again,
    exchanged.words_keep_their_places,
    halves.halves_change_alike,
    retargeted.links_fit_as_before,
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
        found = [*run(RULES_OF_ONE_FILE, error.rest)] if error.rest else []
        # what mailboxes are called, which has figures in it, may not be known
        found = [each for each in found if each.rule != "halves_count_alike"]
        raise BadData([*error.problems, *found]) from None
    problems = check(handbook)
    if problems:
        raise BadData(problems, handbook)
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
    rules = [*RULES_OF_ONE_FILE, *([] if first else RULES)]
    others = run([rule for rule in rules if rule not in _BEFORE_PAGES], handbook)
    problems = list(dict.fromkeys([*first, *others]))
    return said_once(handbook, problems, run(UNUSED_RULES, handbook))


def run(rules: Iterable[Rule], handbook: Handbook) -> Iterator[Problem]:
    """The problems that rules find, each with the name of its rule."""
    for rule in rules:
        for problem in sorted(rule(handbook)):
            yield problem if problem.rule else replace(problem, rule=rule.__name__)
