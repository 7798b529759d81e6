"""Links and ids: what words, facts and former ids lead to is there.

Nothing is said of pages that cannot be rendered: their ids may be missing only because of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from macros.checks.hosts import host_of, hosts_in
from macros.checks.outlines import page_file
from macros.checks.places import at, at_half, at_line, shared_file
from macros.checks.rendering import repeated_ids, sound_pages, whole_pages
from macros.model.handbook import Handbook, walk
from macros.model.pages import Page
from macros.model.problem import Problem, WordError
from macros.model.types import Step, Text
from macros.render.texts import TextRenderer
from macros.site.page_states import states
from macros.text.languages import DEFAULT, LANGUAGES
from macros.text.typography import HAN


def ids_are_unique(handbook: Handbook) -> Iterator[Problem]:
    """Every id on a page is unique."""
    for key, state in whole_pages(handbook).items():
        page = handbook.pages[key]
        # of error- and errors- ids, error_id_is_its_own and error_mailbox_exists say more
        twice = [
            id for id in repeated_ids(handbook, state) if not id.startswith(("error-", "errors-"))
        ]
        if twice:
            place = place_of_id(handbook, page, twice[0])
            fix = "rename one of them" if place else "call the macro that makes it once"
            more = f" and {len(twice) - 1} more are" if twice[1:] else " is"
            message = f"the id `{twice[0]}`{more} on the page more than once"
            yield at_line(*(place or (f"docs/{page.source}", 1)), message, fix)


def headings_differ(handbook: Handbook) -> Iterator[Problem]:
    """No two headings of a page say the same."""
    for key, state in whole_pages(handbook).items():
        ids: dict[str, list[str]] = {}
        for heading in state.headings:
            ids.setdefault(heading.title, []).append(heading.id)
        for title in (title for title, same in ids.items() if len(same) > 1):
            found = [place_of_id(handbook, handbook.pages[key], id) for id in ids[title]]
            places = [place for place in found if place]
            if len(places) > 1:
                message = f"the page has another heading “{title}”"
                fix = "say what this part is about"
                name = f"heading.{title}"
                yield at_line(*max(places), message, fix, name)  # its own file, not common.yml


def place_of_id(handbook: Handbook, page: Page, id: str) -> tuple[str, int] | None:
    """The last place in data/ where an id of a page is typed: file and line; None for none."""
    name = re.sub("^(?:pit|server|table|error)-", "", id)
    typed = re.compile(
        rf"^[ -]*id: (?:{re.escape(name)}|{re.escape(id)})$"
        rf"|^ +(?:{re.escape(name)}|{re.escape(name.replace('-', '_'))}):(?: \{{.*)?$"
        rf"|^ +[a-z-]+: \[(?:.*, )?{re.escape(id)}[],]"  # a former id
    )
    own = handbook.files_of(page.key) if page.mailbox else ["data/errors.yml", "data/site.yml"]
    places = [
        (path, number)
        for path in ["data/common.yml", *own]
        for number, line in enumerate(
            handbook.documents[path].file.read_text(encoding="utf-8").splitlines(), 1
        )
        if typed.match(line)
    ]
    return places[-1] if places else None


def link_target_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every #id that words link to is on the page they link to."""
    ids = {key: set(state.ids) for key, state in sound_pages(handbook).items()}
    for (key, language), state in states(handbook).items():
        lost = {link for link in state.links if link[0] in ids and link[1] not in ids[link[0]]}
        if lost:
            yield from _lost_links(handbook, key, language, lost)


def _lost_links(
    handbook: Handbook, key: str, language: str, lost: set[tuple[str, str]]
) -> Iterator[Problem]:
    page = handbook.pages[key]
    texts = TextRenderer(handbook, page, language)
    for document, keys, text in handbook.texts_of(page):
        try:
            links = texts.links(text)
        except WordError:
            continue  # said by words_can_be_rendered
        for link in links:
            if link.page and (link.page.key, link.anchor) in lost:
                message = f"#{link.anchor} is not on the page of `{link.page.key}` ({language})"
                yield at_half(document, keys, language, message, "link to an id that the page has")


_LINK = re.compile(r"\[([^\]]+)\]\(([a-z][a-z0-9._-]*)\)")


def links_name_where_they_lead(handbook: Handbook) -> Iterator[Problem]:
    """The words of a link fit the mailbox, the page of Laifaxin or the host that it leads to."""
    for document, keys, text in handbook.texts:
        links = {code: _LINK.findall(text[code]) for code in LANGUAGES}
        if len({frozenset(key for _, key in each) for each in links.values()}) > 1:
            continue  # halves_link_alike says it
        page = handbook.pages.get(document.path.split("/")[-2], handbook.pages["home"])
        for language, words, key in ((code, *link) for code in links for link in links[code]):
            if not _fits(handbook, page, language, words, key):
                message = f"the link “{words}” leads to `{key}` and does not name it"
                fix = "correct the link, or its words"
                yield at_half(document, keys, language, message, fix)
                break


def _fits(handbook: Handbook, page: Page, language: str, words: str, key: str) -> bool:
    """Whether words on a page fit what a link key leads to, as far as that can be told."""
    if key in handbook.mailboxes:
        provider = handbook.mailboxes[key].provider
        names = {*provider.names, *(alias.lower() for alias in provider.aliases)}
        return any(name in words.lower() for name in (key, f"mailbox.{key}.", *names))
    if key.startswith("zhinan."):
        titles = {f"zhinan.{id}": each.title for id, each in handbook.laifaxin.zhinan.items()}
        fit = {id: len(words_of(words) & words_of(each[language])) for id, each in titles.items()}
        return fit.get(key, 0) == max(fit.values())
    link, hosts = handbook.link(key, page, language), hosts_in(words)
    if not link or not link.url or not hosts or "{{" in words:
        return True
    return host_of(link.url) in hosts


_WORD = re.compile(rf"[A-Za-z]{{2,}}|\d+|[{HAN}]{{2,}}")
_STEM = 5  # letters: enabled and enabling have the same


def words_of(text: str) -> set[str]:
    """The beginnings of Latin words, and every pair of Chinese characters."""
    found: set[str] = set()
    for word in _WORD.findall(text.replace("_", " ")):
        if word.isascii():
            found.add(word.lower()[:_STEM])
        else:
            found.update(map("".join, pairwise(word)))
    return found


_TO_A_STEP = re.compile(r"\[[^\]\d]*(\d+)[^\]\d]*\]\(#([a-z0-9-]+)\)")


def links_count_steps_right(handbook: Handbook) -> Iterator[Problem]:
    """A link to a step by its number has the number that the page gives it."""
    for mailbox in handbook.mailboxes.values():
        steps = [step.id for _, step in walk(mailbox.guide.sections.get("get-code"), of=Step)]
        for document, keys, text in handbook.find(Text, handbook.files_of(mailbox.id)):
            for number, id in _TO_A_STEP.findall(text[DEFAULT.code]):
                if id in steps and int(number) != steps.index(id) + 1:
                    message = f"`{id}` is step {steps.index(id) + 1}, not {number}"
                    fix = "correct the link or the number"
                    yield at_half(document, keys, DEFAULT.code, message, fix)


def search_answers_are_there(handbook: Handbook) -> Iterator[Problem]:
    """What answers a question in the search is a section of its page, or of any page."""
    sound = sound_pages(handbook)
    if len(sound) < len(handbook.pages):
        return  # it may be on one of the others
    everywhere = {id for state in sound.values() for id in state.ids}
    for number, answer in enumerate(handbook.search.answers):
        for place, key in enumerate(answer.at):
            page, mark, id = key.rpartition("#")
            on_page = sound[page].ids if page in sound else ()
            if id and id not in (on_page if mark else everywhere):
                keys = ("answers", number, "at", place)
                message, fix = f"no page has `{key}`", "name the id of a section"
                document = shared_file(handbook, "search.yml")
                yield at(document, keys, message, fix, f"id.{id}")


def named_sections_exist(handbook: Handbook) -> Iterator[Problem]:
    """The section that replaced a former heading, or that MX hosts lead to, is on the page."""
    for key, state in sound_pages(handbook).items():
        page = handbook.pages[key]
        document, keys = page_file(handbook, page, "provider.yml")
        named = {("formerly", id): id for id in page.formerly}
        if page.mailbox and (mx := page.mailbox.provider.mx) and mx.anchor:
            named["mx", "anchor"] = mx.anchor
        for place, id in named.items():
            if id not in state.ids:
                message = f"the page has no section `{id}`"
                yield at(document, (*keys, *place), message, "name the id of one that it has")


def moved_pages_lead_on(handbook: Handbook) -> Iterator[Problem]:
    """A former slug belongs to no other page, now or before: one step, no loops, no chains."""
    taken = {page.slug: page.key for page in handbook.pages.values() if page.slug}
    for page in handbook.pages.values():
        document, keys = page_file(handbook, page, "provider.yml")
        for number, slug in enumerate(page.moved_from):
            if slug in taken:
                message = f"`{slug}` is already a slug of `{taken[slug]}`"
                fix = "remove it: an address leads to one page, in one step"
                yield at(document, (*keys, "moved_from", number), message, fix)
            taken[slug] = page.key
