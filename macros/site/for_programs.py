"""What the site has for programs and language models: the API, pages as Markdown, llms.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.types import Text
from macros.render.texts import TextRenderer
from macros.site import api
from macros.site.article import Article
from macros.site.markdown import page_as_markdown
from macros.text.languages import DEFAULT, LANGUAGES

LLMS, LLMS_FULL = "llms.txt", "llms-full.txt"


def files(handbook: Handbook, article: Article) -> Iterator[tuple[str, str]]:
    """Every file for programs but LLMS_FULL: its path in the site, and its text.

    article: gives the HTML of a page in a language.
    """
    yield from api.files(handbook)
    for page in _in_order(handbook):
        for language in LANGUAGES:
            permalink = handbook.permalink(page, language)
            yield page.file(language, ".md"), page_as_markdown(article(page, language), permalink)
    yield LLMS, _llms(handbook)


def whole(handbook: Handbook, text_of: Callable[[str], str]) -> Iterator[str]:
    """LLMS_FULL in pieces: every page in one language. text_of: gives the text of a file by path.

    Read back from what was written: all of it would not fit into memory beside a large handbook.
    """
    for number, page in enumerate(_in_order(handbook)):
        yield "\n\n---\n\n" if number else ""
        yield text_of(page.file(DEFAULT.code, ".md"))


def _in_order(handbook: Handbook) -> list[Page]:
    own = [page for page in handbook.pages.values() if page.mailbox is None]
    return [*own, *(handbook.pages[mailbox.id] for mailbox in handbook.mailboxes.values())]


def _llms(handbook: Handbook) -> str:
    """llms.txt as llmstxt.org proposes it: a title, a summary, lists of links in each language."""
    home = handbook.pages["home"]
    lines = [f"# {_plain(handbook, home, home.title, DEFAULT.code)}", ""]
    for code in LANGUAGES:
        lines += [f"> {_plain(handbook, home, home.description, code)}", ""]
    for code, language in LANGUAGES.items():
        lines += [f"## {language.name}", "", *_links(handbook, code), ""]
    lines += [
        "## JSON",
        "",
        f"- [{api.FOLDER}index.json]({handbook.site.url}/{api.FOLDER}index.json)",
        "",
    ]
    return "\n".join(lines)


def _links(handbook: Handbook, language: str) -> Iterator[str]:
    for page in _in_order(handbook):
        title = _plain(handbook, page, page.title, language).replace("[", "(").replace("]", ")")
        url = f"{handbook.site.url}/{page.file(language, '.md')}"
        yield f"- [{title}]({url}): {_plain(handbook, page, page.description, language)}"


def _plain(handbook: Handbook, page: Page, text: Text, language: str) -> str:
    return TextRenderer(handbook, page, language).plain(text)
