"""What the site has beside its pages: redirects, sitemap, robots.txt, headers for hosts, QR codes and the search index."""

from __future__ import annotations

import json
import subprocess
from html import escape
from pathlib import Path

from pagefind.service import get_executable
from rjsmin import jsmin

from . import qr
from .handbook import Handbook, Page
from .model import FIRST_CHOICES, LANGUAGES
from .pages import content
from .policy import REDIRECT, headers, policy
from .words import Words, relative

MAILBOXES = "youxiang/mailboxes.json"
SETTINGS = "youxiang/settings.json"
ERRORS = "youxiang/errors.json"


def write(handbook: Handbook, site: Path, style: str, preview: bool = False) -> None:
    """Writes everything but pages and search into the built site. Raises OSError when it cannot be written.

    style: the style of every page, which the headers allow; preview: leave out the redirects of single pages, which the preview's server does itself.
    """
    _redirects(handbook, site, [] if preview else [*handbook.pages.values()])
    _sitemap(handbook, site)
    _mailboxes(handbook, site)
    _settings(handbook, site)
    _errors(handbook, site)
    _pictures(handbook, site)
    _headers(site, style)
    _codes(handbook, site)
    for path in (handbook.root / "docs/assets/js").glob("*.js"):
        (site / "assets/js" / path.name).write_text(script(path), encoding="utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {handbook.site.url}/sitemap.xml\n", encoding="utf-8")


def script(path: Path) -> str:
    """A script as the site has it: without comments and needless space."""
    return jsmin(path.read_text(encoding="utf-8")) + "\n"


def _mailboxes(handbook: Handbook, site: Path) -> None:
    """What a reader may call each mailbox, for the search: as JSON beside the pages, one file per language."""
    for language in LANGUAGES:
        mailboxes = []
        for mailbox in handbook.mailboxes.values():
            page, provider = handbook.pages[mailbox.id], mailbox.provider
            mailboxes.append({
                "url": f"/{page.address(language)}", "name": Words(handbook, page, language).plain(provider.name),
                "domains": provider.domains, "aliases": [*provider.aliases, *(Words(handbook, page, each).plain(provider.short) for each in LANGUAGES)],
            })
        path = site / handbook.pages["home"].address(language).partition("youxiang")[0] / MAILBOXES
        path.write_text(json.dumps(mailboxes, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _settings(handbook: Handbook, site: Path) -> None:
    """What the address tool answers with: the settings of every mailbox that has domains, and its words, one file per language."""
    for language in LANGUAGES:
        home = Words(handbook, handbook.pages["home"], language)
        ui = handbook.laifaxin.ui
        mailboxes = []
        for mailbox in handbook.mailboxes.values():
            provider, words = mailbox.provider, Words(handbook, handbook.pages[mailbox.id], language)
            mailboxes.append({
                "url": f"/{handbook.pages[mailbox.id].address(language)}", "name": words.plain(provider.name), "domains": provider.domains,
                **({"mx": provider.mx.hosts, "mx_name": words.plain(provider.mx.name or provider.name), "mx_to": f"#{provider.mx.anchor}" if provider.mx.anchor else ""} if provider.mx else {}),
                "password": getattr(handbook.terms[provider.password.kind], language), "caution": words.plain(provider.caution) if provider.caution else "",
                "servers": [
                    {"protocol": each.protocol, "host": each.host, "port": each.port, "security": getattr(handbook.terms[each.security], language),
                     "domains": each.domains, "first": each.use in FIRST_CHOICES, "note": words.plain(each.note) if each.note else ""}
                    for each in provider.servers.values() if each.protocol != "pop3"],
            })
        settings = {
            "words": {key.removeprefix("address_"): home.plain(text) for key, text in handbook.site.strings.items() if key.startswith("address_")}
            | {"with_port": home.plain(handbook.site.strings["with_port"]), "copy": home.plain(handbook.site.strings["copy"])},
            "fields": {key: getattr(ui[key], language) or ui[key].gloss for key in ("address", "password", "imap", "smtp")},
            "enterprise": f"/{handbook.pages['enterprise'].address(language)}#tell", "mailboxes": mailboxes,
        }
        path = site / handbook.pages["home"].address(language).partition("youxiang")[0] / SETTINGS
        path.write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _errors(handbook: Handbook, site: Path) -> None:
    """What the error tool looks messages up in, and by what it knows whose they are: one file for both languages, the words stand on the page."""
    found = {
        "errors": [{"id": each.id, "mailbox": each.mailbox or "", "when": each.when} for each in handbook.errors],
        "mailboxes": {
            mailbox.id: {"hosts": sorted({each.host for each in mailbox.provider.servers.values()}), "domains": mailbox.provider.domains}
            for mailbox in handbook.mailboxes.values()},
    }
    (site / ERRORS).write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _pictures(handbook: Handbook, site: Path) -> None:
    """The pictures of every page, as files: they load when a reader comes near them."""
    for page in handbook.pages.values():
        for language in LANGUAGES:
            for address, svg in content(handbook, page, language).pictures.items():
                path = site / address
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(svg, encoding="utf-8")


def _codes(handbook: Handbook, site: Path) -> None:
    """Beside each guide, the QR code of its permalink."""
    for mailbox in handbook.mailboxes.values():
        for language in LANGUAGES:
            address = handbook.pages[mailbox.id].address(language)
            (site / f"{address}.png").write_bytes(qr.code(f"{handbook.site.url}/{address}").png)


def _redirects(handbook: Handbook, site: Path, pages: list[Page]) -> None:
    """Every page also arrives with a slash behind its address, by each slug it had before, and `/` leads to the handbook, on any host."""
    for page in pages:
        for language in LANGUAGES:
            address = page.address(language)
            folder = address.rpartition("/")[0]
            ways = [f"{address}/"] if not address.endswith("/") else []
            ways += [f"{folder}/{slug}{slash}" for slug in page.moved_from for slash in ("", "/")]
            if language == LANGUAGES[0]:  # where the original site had its pages once
                ways += [f"{slug}{slash}" for slug in filter(None, (page.slug, *page.moved_from)) for slash in ("", "/")]
            for way in ways:
                _redirect(site / (f"{way}index.html" if way.endswith("/") else f"{way}.html"), relative(way, address), f"{handbook.site.url}/{address}", language)
    home = handbook.pages["home"]
    for language in LANGUAGES:
        address = home.address(language)
        _redirect(site / address.partition("youxiang")[0] / "index.html", relative(address.partition("youxiang")[0], address), f"{handbook.site.url}/{address}", language)


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
        f'<body><a href="{escape(to)}">{escape(canonical)}</a><script>{REDIRECT}</script></body></html>\n')


def _headers(site: Path, style: str) -> None:
    """The headers as Cloudflare Pages and Netlify read them, and as nginx does (see deploy/nginx.conf)."""
    each = headers(style).items()
    (site / "_headers").write_text("/*\n" + "".join(f"  {name}: {value}\n" for name, value in each), encoding="utf-8")
    (site / "_headers.nginx").write_text("".join(f'add_header {name} "{value}" always;\n' for name, value in each), encoding="utf-8")


def _sitemap(handbook: Handbook, site: Path) -> None:
    """sitemap.xml with every page in both languages and their alternates (sitemaps.org; Google's hreflang form)."""
    entries = []
    for page in handbook.pages.values():
        addresses = {language: f"{handbook.site.url}/{page.address(language)}" for language in LANGUAGES}
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{name}" href="{url}"/>' for name, url in (*addresses.items(), ("x-default", addresses["zh"])))
        changed = f"<lastmod>{page.mailbox.provider.checked}</lastmod>" if page.mailbox else ""
        entries += [f"<url><loc>{url}</loc>{changed}{links}</url>" for url in addresses.values()]
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(entries) + "\n</urlset>\n", encoding="utf-8")
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


class Index:
    """The search index over the articles of one language, beside them; made in the background while other pages are built."""

    def __init__(self, folder: Path) -> None:
        """folder: the language's part of the built site."""
        self.folder = folder
        # the program itself: Pagefind's Python interface waits a tenth of a second for every answer
        self._run = subprocess.Popen(
            [get_executable(), "--site", folder, "--glob", "youxiang/*.html"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def finish(self) -> None:
        """Waits for it. Raises RuntimeError with what Pagefind said."""
        _, said = self._run.communicate()
        if self._run.returncode:
            raise RuntimeError(f"the search index could not be built\n{said}")
        for pattern in ("pagefind-*ui.*", "pagefind-highlight.js"):  # Pagefind's own interfaces; site.js is ours
            for path in (self.folder / "pagefind").glob(pattern):
                path.unlink()

    def stop(self) -> None:
        """Ends it, if it is not done: a newer build is on its way."""
        self._run.kill()
        self._run.communicate()
