"""The macros that make up a page: its title, its sections, a whole guide, its smaller lists."""

from __future__ import annotations

from markupsafe import Markup

from macros.model.problem import WordError
from macros.render.card import card
from macros.render.qr import qr_code
from macros.render.registry import macro
from macros.render.stages import COUNTED, stages
from macros.render.view import CONTENTS, View
from macros.text.languages import LANGUAGES

POPULAR = 6
"""How many mailboxes the landing page offers first."""


@macro
def title(view: View) -> Markup:
    """The page's heading, and the day its facts were last checked."""
    checked = view.page.mailbox.provider.checked if view.page.mailbox else None
    return view.print("title.html", title=view.page.title, checked=checked, contents=CONTENTS)


@macro
def guide(view: View) -> Markup:
    """A whole guide: title, card, the `guide_sections` of common.yml."""
    ids = view.handbook.common.guide_sections
    _refuse_again(view, ids)
    parts = [view.attempt(title, view), view.attempt(card, view)]
    parts += [view.attempt(section, view, id) for id in ids]
    return Markup("\n").join(parts)


def _refuse_again(view: View, ids: list[str]) -> None:
    """Raises WordError when one of these sections is on the page already."""
    again = [id for id in ids if id in view.sections]
    if again:
        message = f"the section `{'`, `'.join(again)}` is on the page already"
        raise WordError("ids_are_unique", message, "call each section once")


@macro
def section(view: View, id: str) -> Markup:
    """A section by its id: the page's own, or the one that common.yml has for every guide."""
    _refuse_again(view, [id])
    found = view.section(id)
    view.sections.append(id)
    heading = view.handbook.section_title(id, found)
    common = view.handbook.common.sections.get(id)
    view.counts_steps = id in COUNTED
    html = view.print(
        "section.html", id=id, section=found, title=heading, folded=bool(common and common.folded)
    )
    view.counts_steps = False
    return html


@macro
def glance(view: View) -> Markup:
    """Overview of the steps: stages, numbers of steps, what to have ready."""
    file = f"{view.page.address(view.language)}.png"
    code = qr_code(view.permalink)
    view.files[file] = code.png
    provider = view.provider
    return view.print(
        "glance.html",
        qr=file.rpartition("/")[2],
        side=code.side,
        stages=stages(view),
        acts=view.string(provider.actors) if provider.acts else None,
        needs=view.mailbox.guide.needs,
    )


@macro
def faq(view: View) -> Markup:
    """The questions of the mailbox and those of every guide, each under its own heading."""
    return view.print("faq.html", questions=view.handbook.questions(view.mailbox))


@macro
def related(view: View) -> Markup:
    """Where to go from here, each link with its reason."""
    links = [
        (view.handbook.related_link(related.to, view.page, view.language), related.why)
        for related in view.mailbox.guide.related
    ]
    return view.print("related.html", links=links)


@macro
def sources(view: View) -> Markup:
    """Where the facts of the page were read, and when."""
    separator = Markup(LANGUAGES[view.language].separator)
    own = separator.join(view.string(f"own_{kind}") for kind in view.mailbox.unsourced)
    paths = separator.join(
        dict.fromkeys(view.texts.html(path.seen) for path in view.provider.paths.values())
    )
    listed = view.sources(view.provider.all_sources)
    answered = view.handbook.answered(view.mailbox)
    return view.print("sources.html", sources=listed, own=own, paths=paths, answered=answered)


@macro
def popular(view: View) -> Markup:
    """The most used mailboxes as large links, and where an error can be pasted."""
    return view.print(
        "popular.html",
        mailboxes=[*view.handbook.mailboxes.values()][:POPULAR],
        errors=view.link_to(view.handbook.pages["errors"]),
    )


@macro
def address_tool(view: View) -> Markup:
    """A form that shows the settings of an address, on the reader's device; needs JavaScript."""
    return view.print("address.html")


@macro
def support(view: View) -> Markup:
    """The support contact; nothing when none is set."""
    link = view.handbook.link("support", view.page, view.language)
    return view.print("support.html", link=link)


@macro
def permalink(view: View) -> Markup:
    """The address of the page that works for good."""
    return view.print("permalink.html", url=view.permalink)
