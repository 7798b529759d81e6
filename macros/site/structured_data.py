"""What a page says of itself to search engines: JSON-LD with the words of schema.org."""

from __future__ import annotations

from typing import Any

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.render.texts import TextRenderer
from macros.text.json_text import compact

LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of words and facts


def structured_data(handbook: Handbook, page: Page, language: str) -> str:
    """A BreadcrumbList, and for a guide a TechArticle with the day its facts were checked.

    It says what the page shows. The text can be in a <script>: it holds no `<`.
    """
    graph: list[dict[str, Any]] = [_breadcrumbs(handbook, page, language)]
    if page.mailbox:
        graph.append(_article(handbook, page, language))
    data = {"@context": "https://schema.org", "@graph": graph}
    text = compact(data)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _breadcrumbs(handbook: Handbook, page: Page, language: str) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": TextRenderer(handbook, each, language).plain(each.title),
                "item": handbook.permalink(each, language),
            }
            for position, each in enumerate(handbook.breadcrumbs(page), 1)
        ],
    }


def _article(handbook: Handbook, page: Page, language: str) -> dict[str, Any]:
    texts = TextRenderer(handbook, page, language)
    assert page.mailbox is not None
    return {
        "@type": "TechArticle",
        "headline": texts.plain(page.title),
        "description": texts.plain(page.description),
        "url": handbook.permalink(page, language),
        "inLanguage": language,
        "dateModified": page.mailbox.provider.checked.isoformat(),
        "publisher": {"@type": "Organization", "name": texts.plain(handbook.site.product)},
        "license": LICENCE,
    }
