"""What the site has beside its pages: redirects, sitemap, robots.txt, headers for hosts, QR codes, pictures, what tools and search look up."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from rjsmin import jsmin

from macros.model.handbook import Handbook, Page
from macros.model.types import FIRST_CHOICES
from macros.render.texts import TextRenderer, relative
from macros.site import search_index as search
from macros.site.csp import REDIRECT, headers, policy
from macros.site.page_states import files, found
from macros.text.languages import DEFAULT, LANGUAGES

SEARCH = "youxiang/search/"
SETTINGS = "youxiang/settings.json"
ERRORS = "youxiang/errors.json"
ICON = "docs/assets/img/favicon.svg"  # BRAND stands for the colour


def write(handbook: Handbook, site: Path, style: str, preview: bool = False) -> None:
    """Writes into the built site what is neither a page, nor goes with one, nor is the search. Raises OSError when it cannot be written.

    style: the style of every page, which the headers allow; preview: leave out the redirects of single pages, which the preview's server does itself.
    """
    _redirects(handbook, site, [] if preview else [*handbook.pages.values()])
    _sitemap(handbook, site)
    _settings(handbook, site)
    _errors(handbook, site)
    _headers(site, style)
    for path in (handbook.root / "docs/assets/js").glob("*.js"):
        (site / "assets/js" / path.name).write_text(script(path), encoding="utf-8")
    icon = (handbook.root / ICON).read_text(encoding="utf-8")
    (site / "assets/img/favicon.svg").write_text(
        icon.replace("BRAND", handbook.site.brand), encoding="utf-8"
    )
    (site / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {handbook.site.url}/sitemap.xml\n", encoding="utf-8"
    )


def script(path: Path) -> str:
    """A script as the site has it: without comments and needless space."""
    return jsmin(path.read_text(encoding="utf-8")) + "\n"


def write_search(handbook: Handbook, site: Path) -> None:
    """Writes the search index of each language. Raises OSError."""
    for language in LANGUAGES:
        folder = site / LANGUAGES[language].prefix / SEARCH
        search.write(
            folder,
            (
                (f"/{page.address(language)}", found(handbook, page, language))
                for page in handbook.pages.values()
            ),
        )


def _settings(handbook: Handbook, site: Path) -> None:
    """What the address tool answers with: the settings of every mailbox that has domains, and its words, one file per language."""
    for language in LANGUAGES:
        home = TextRenderer(handbook, handbook.pages["home"], language)
        ui = handbook.laifaxin.ui
        mailboxes = []
        for mailbox in handbook.mailboxes.values():
            provider, words = (
                mailbox.provider,
                TextRenderer(handbook, handbook.pages[mailbox.id], language),
            )
            mailboxes.append(
                {
                    "url": f"/{handbook.pages[mailbox.id].address(language)}",
                    "name": words.plain(provider.name),
                    "domains": provider.domains,
                    **(
                        {
                            "mx": provider.mx.hosts,
                            "mx_name": words.plain(provider.mx.name or provider.name),
                            "mx_to": f"#{provider.mx.anchor}" if provider.mx.anchor else "",
                        }
                        if provider.mx
                        else {}
                    ),
                    "password": handbook.terms[provider.password.kind][language],
                    "caution": words.plain(provider.caution) if provider.caution else "",
                    "servers": [
                        {
                            "protocol": each.protocol,
                            "host": each.host,
                            "port": each.port,
                            "security": handbook.terms[each.security][language],
                            "domains": each.domains,
                            "first": each.use in FIRST_CHOICES,
                            "note": words.plain(each.note) if each.note else "",
                        }
                        for each in provider.servers.values()
                        if each.protocol != "pop3"
                    ],
                }
            )
        settings = {
            "words": {
                key.removeprefix("address_"): home.plain(text)
                for key, text in handbook.site.strings.items()
                if key.startswith("address_")
            }
            | {
                "with_port": home.plain(handbook.site.strings["with_port"]),
                "copy": home.plain(handbook.site.strings["copy"]),
            },
            "fields": {
                key: ui[key][language] or ui[key].gloss
                for key in ("address", "password", "imap", "smtp")
            },
            "enterprise": f"/{handbook.pages['enterprise'].address(language)}#tell",
            "mailboxes": mailboxes,
        }
        path = site / LANGUAGES[language].prefix / SETTINGS
        path.write_text(
            json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )


def _errors(handbook: Handbook, site: Path) -> None:
    """What the error tool looks messages up in, and by what it knows whose they are: one file for both languages, the words stand on the page."""
    found = {
        "errors": [
            {"id": each.id, "mailbox": each.mailbox or "", "when": each.when}
            for each in handbook.errors
        ],
        "mailboxes": {
            mailbox.id: {
                "hosts": sorted({each.host for each in mailbox.provider.servers.values()}),
                "domains": mailbox.provider.domains,
            }
            for mailbox in handbook.mailboxes.values()
        },
    }
    (site / ERRORS).write_text(
        json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def write_files(handbook: Handbook, site: Path) -> None:
    """Writes what goes with each page: its pictures, which load when a reader comes near them, and its QR code. Raises OSError."""
    folders, written = set(), set()
    for page in handbook.pages.values():
        for language in LANGUAGES:
            for address, file in files(handbook, page, language).items():
                if address in written:
                    continue
                written.add(address)
                if (folder := address.rpartition("/")[0]) not in folders:
                    (site / folder).mkdir(parents=True, exist_ok=True)
                    folders.add(folder)
                with (
                    open(f"{site}/{address}", "wb") as out
                ):  # hundreds of small files: a Path for each would cost more than writing it
                    out.write(file)


def _redirects(handbook: Handbook, site: Path, pages: list[Page]) -> None:
    """Every page also arrives with a slash behind its address, by each slug it had before, and `/` leads to the handbook, on any host."""
    for page in pages:
        for language in LANGUAGES:
            address = page.address(language)
            folder = address.rpartition("/")[0]
            ways = [f"{address}/"] if not address.endswith("/") else []
            ways += [f"{folder}/{slug}{slash}" for slug in page.moved_from for slash in ("", "/")]
            if language == DEFAULT.code:  # where the original site had its pages once
                ways += [
                    f"{slug}{slash}"
                    for slug in filter(None, (page.slug, *page.moved_from))
                    for slash in ("", "/")
                ]
            for way in ways:
                _redirect(
                    site / (f"{way}index.html" if way.endswith("/") else f"{way}.html"),
                    relative(way, address),
                    f"{handbook.site.url}/{address}",
                    language,
                )
    home = handbook.pages["home"]
    for language, each in LANGUAGES.items():
        address = home.address(language)
        _redirect(
            site / each.prefix / "index.html",
            relative(each.prefix, address),
            f"{handbook.site.url}/{address}",
            language,
        )


def _redirect(path: Path, to: str, canonical: str, language: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(redirect(to, canonical, language), encoding="utf-8")


def redirect(to: str, canonical: str, language: str) -> str:
    """A page that leads on to another of the site. to: the way there; canonical: its absolute address."""
    # the script keeps what stands behind ? and #; without it the refresh still arrives
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy(REDIRECT)}">'
        f'<title>{escape(canonical)}</title><link rel="canonical" href="{escape(canonical)}"><meta name="robots" content="noindex">'
        f'<meta http-equiv="refresh" content="0; url={escape(to)}"></head>'
        f'<body><a href="{escape(to)}">{escape(canonical)}</a><script>{REDIRECT}</script></body></html>\n'
    )


def _headers(site: Path, style: str) -> None:
    """The headers as Cloudflare Pages and Netlify read them, and as nginx does (see deploy/nginx.conf)."""
    each = headers(style).items()
    (site / "_headers").write_text(
        "/*\n" + "".join(f"  {name}: {value}\n" for name, value in each), encoding="utf-8"
    )
    (site / "_headers.nginx").write_text(
        "".join(f'add_header {name} "{value}" always;\n' for name, value in each), encoding="utf-8"
    )


def _sitemap(handbook: Handbook, site: Path) -> None:
    """sitemap.xml with every page in both languages and their alternates (sitemaps.org; Google's hreflang form)."""
    entries = []
    for page in handbook.pages.values():
        addresses = {
            language: f"{handbook.site.url}/{page.address(language)}" for language in LANGUAGES
        }
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{name}" href="{url}"/>'
            for name, url in (*addresses.items(), ("x-default", addresses[DEFAULT.code]))
        )
        changed = f"<lastmod>{page.mailbox.provider.checked}</lastmod>" if page.mailbox else ""
        entries += [f"<url><loc>{url}</loc>{changed}{links}</url>" for url in addresses.values()]
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(entries)
        + "\n</urlset>\n",
        encoding="utf-8",
    )
    (site / "sitemap.xml.gz").unlink(missing_ok=True)
