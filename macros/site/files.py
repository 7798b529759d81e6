"""What the site has beside its pages: redirects, sitemap, scripts, headers for hosts, pictures,
what tools and the search look up.

A page and a script name each file that they load with a digest of its content (`errors.js?v=…`):
a browser that still has yesterday's file under yesterday's address then asks for today's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rjsmin import jsmin

from macros.model.handbook import Handbook
from macros.model.yaml_file import digest
from macros.site import for_programs, redirects, tool_data
from macros.site import search_index as search
from macros.site.article import Article
from macros.site.csp import headers
from macros.site.css import Styles
from macros.site.page_states import rendered
from macros.text.json_text import compact
from macros.text.languages import DEFAULT, LANGUAGES

SCRIPTS = "assets/js/"
MAIN_SCRIPT = f"{SCRIPTS}site.js"
SHARED_SCRIPT = f"{SCRIPTS}dom.js"  # what the main script imports
# In the folder of all pages of a language, see Handbook.home:
SEARCH = "search/"
SETTINGS = "settings.json"
ERRORS = "errors.json"
ICON = "assets/img/favicon.svg"  # in it, BRAND stands for the colour
HEADERS = ("_headers", "_headers.nginx")


def generated(handbook: Handbook, styles: Styles, article: Article) -> Iterator[tuple[str, str]]:
    """What is neither a page, nor goes with one, nor belongs to the search, nor is LLMS_FULL.

    styles: of all pages, which the headers allow; article: gives the HTML of a page in a language.
    Yields each path in the site with its text, so that not all have to be in memory at once.
    """
    yield from redirects.of_roots(handbook).items()
    yield from redirects.of_pages(handbook).items()
    yield from for_programs.files(handbook, article)
    yield from _loaded_texts(handbook).items()
    yield from zip(HEADERS, _headers(styles), strict=True)
    yield ICON, _icon(handbook)
    yield "sitemap.xml", _sitemap(handbook)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {handbook.site.url}/sitemap.xml\n"


def _icon(handbook: Handbook) -> str:
    icon = (handbook.root / "docs" / ICON).read_text(encoding="utf-8")
    return icon.replace("BRAND", handbook.site.brand)


def addresses(handbook: Handbook) -> dict[str, str]:
    """The address of each file that pages name and load, by its path in the site."""
    return {path: file.address for path, file in _loaded(handbook).items()}


def versioned(path: str, text: str) -> str:
    """The address of a file with a digest of its content."""
    return f"{path}?v={digest(text.encode())[:8]}"


def write(handbook: Handbook, site: Path, styles: Styles, preview: bool = False) -> None:
    """Writes what the site has beside its pages and the search. Raises OSError.

    preview: only what its pages wait for, see tools/preview.py.
    """
    (site / "sitemap.xml.gz").unlink(missing_ok=True)  # MkDocs' own
    if preview:
        _write(_for_preview(handbook).items(), site)
    else:
        _write(generated(handbook, styles, _articles(handbook)), site)
        pieces = for_programs.whole(handbook, lambda path: (site / path).read_text("utf-8"))
        with (site / for_programs.LLMS_FULL).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        write_files(handbook, site)


def write_for_programs(handbook: Handbook, site: Path) -> None:
    """Writes the API and Markdown, which a preview has once they are asked for. Raises OSError."""
    _write(for_programs.files(handbook, _articles(handbook)), site)


def _articles(handbook: Handbook) -> Article:
    return lambda page, language: rendered(handbook, page, language).html


def _write(texts: Iterable[tuple[str, str]], site: Path) -> None:
    folders = set()
    for path, text in texts:
        folder = path.rpartition("/")[0]
        if folder not in folders:
            folders.add(folder)
            (site / folder).mkdir(parents=True, exist_ok=True)
        with open(f"{site}/{path}", "wb") as file:
            file.write(text.encode())


def _for_preview(handbook: Handbook) -> dict[str, str]:
    return redirects.of_roots(handbook) | _loaded_texts(handbook) | {ICON: _icon(handbook)}


def write_search(handbook: Handbook, site: Path) -> dict[str, str]:
    """Writes the search index of each language. Raises OSError.

    Returns the address of each language's first file, by its path in the site.
    """
    first = {}
    for path, text in searched(handbook, _articles(handbook)):
        _write([(path, text)], site)
        if path.endswith(search.INDEX):
            first[path] = versioned(path, text)
    return first


def searched(handbook: Handbook, article: Article) -> Iterator[tuple[str, str]]:
    """The search index of each language: the path of each file in the site, and its text."""
    for language in LANGUAGES:
        folder = f"{handbook.home(language)}{SEARCH}"
        for name, text in search.files(handbook, language, article):
            yield f"{folder}{name}", text


def write_files(handbook: Handbook, site: Path) -> None:
    """Writes what goes with each page: its pictures and its QR code. Raises OSError."""
    written = set()
    for page in handbook.pages.values():
        for language in LANGUAGES:
            for path, content in rendered(handbook, page, language).files.items():
                if path not in written:
                    written.add(path)
                    (site / path).parent.mkdir(parents=True, exist_ok=True)
                    (site / path).write_bytes(content)


class Loaded(NamedTuple):
    """A file that pages or their scripts load: its address with a digest, and its text."""

    address: str
    text: str


@lru_cache(maxsize=1)  # pages name these files before they are written
def _loaded(handbook: Handbook) -> dict[str, Loaded]:
    """What pages and their scripts load, by path in the site."""
    data = {
        f"{handbook.home(language)}{SETTINGS}": compact(tool_data.settings(handbook, language))
        for language in LANGUAGES
    }
    errors = compact(tool_data.errors(handbook))
    data[f"{handbook.home(DEFAULT.code)}{ERRORS}"] = errors
    found = {path: Loaded(versioned(path, text), text) for path, text in data.items()}
    return found | _scripts(handbook, errors)


def _loaded_texts(handbook: Handbook) -> dict[str, str]:
    return {path: file.text for path, file in _loaded(handbook).items()}


def _scripts(handbook: Handbook, errors: str) -> dict[str, Loaded]:
    """Every script, naming the others and the file of errors with one digest of them all."""
    scripts = _plain_scripts(handbook)
    names = "|".join(re.escape(path.rpartition("/")[2]) for path in [*scripts, ERRORS])
    named = re.compile(rf'"((?:[./\w-]*/)?(?:{names}))"')
    version = digest("".join([*scripts.values(), errors]).encode())[:8]
    return {
        path: Loaded(f"{path}?v={version}", named.sub(rf'"\1?v={version}"', text))
        for path, text in scripts.items()
    }


def _plain_scripts(handbook: Handbook) -> dict[str, str]:
    """Every script without comments and needless space, by path in the site."""
    return {
        f"{SCRIPTS}{path.name}": f"{jsmin(_script(handbook, path))}\n"
        for path in sorted((handbook.root / "docs" / SCRIPTS).glob("*.js"))
    }


def _script(handbook: Handbook, path: Path) -> str:
    """A script; BASE stands in it for the folder of all pages."""
    return path.read_text(encoding="utf-8").replace("/BASE/", f"/{handbook.site.base}/")


def _headers(styles: Styles) -> tuple[str, str]:
    """The headers as Cloudflare Pages and Netlify read them, and as nginx does."""
    each = headers(*styles).items()
    return (
        "/*\n" + "".join(f"  {name}: {value}\n" for name, value in each),
        "".join(f'add_header {name} "{value}" always;\n' for name, value in each),
    )


def _sitemap(handbook: Handbook) -> str:
    """Every page in each language, with its alternates (sitemaps.org; Google's hreflang form)."""
    entries = []
    for page in handbook.pages.values():
        urls = {code: handbook.permalink(page, code) for code in LANGUAGES}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>'
            for code, url in (*urls.items(), ("x-default", urls[DEFAULT.code]))
        )
        changed = f"<lastmod>{page.mailbox.provider.checked}</lastmod>" if page.mailbox else ""
        entries += [f"<url><loc>{url}</loc>{changed}{links}</url>" for url in urls.values()]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
            *entries,
            "</urlset>\n",
        ]
    )
