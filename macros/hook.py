"""The one module that knows MkDocs: it hands pages to `render` and the results back.

Outlines in docs/ hold macro calls only, so a page's HTML comes whole from our templates and Markdown never touches a value.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

# MkDocs loads a hook by its path, so that the package it belongs to has to be made findable.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from macros.checks import load  # noqa: E402
from macros.model.handbook import BadData, Handbook, Page  # noqa: E402
from macros.render.texts import TextRenderer, relative  # noqa: E402
from macros.site import csp as policy
from macros.site import css as styles  # noqa: E402
from macros.site import files as exports
from macros.site import gate
from macros.site import page_states as pages
from macros.site import search_index as search
from macros.text.languages import DEFAULT, LANGUAGES, others

_handbook: Handbook
_frame: dict  # what is the same around every page
_serving = False
NAV_LIMIT = 40  # mailboxes shown beside a page; the index pages list all, or the site would grow with the square of them


def on_startup(command, dirty):
    """Notes whether this is a preview."""
    global _serving
    _serving = command == "serve"


def on_config(config):
    """Loads and checks the data, once per build. Raises PluginError with all problems, before site/ is touched."""
    global _handbook, _frame
    if not config.plugins["i18n"].building:
        root = Path(config.config_file_path).parent
        theme = next(
            Path(folder)
            for folder in config.theme.dirs
            if Path(folder, "assets/stylesheets").is_dir()
        )
        try:
            _handbook = load(root)
        except BadData as error:
            raise PluginError(f"the data cannot be built from\n{error}") from None
        # what the site takes from the theme's folder is read here; as a part of the site, listing its 14,000 icons would cost more than all else
        config.theme.dirs.remove(str(theme))
        config.theme.static_templates.discard("sitemap.xml")  # exports.py makes it
        css = styles.style(root)
        _frame = {
            "site_url": _handbook.site.url,
            "style": css,
            "script": policy.SCHEME,
            "policy": ""
            if _serving
            else policy.policy(policy.SCHEME, style=css),  # the preview has a script of its own
        }
    config.site_url = f"{_handbook.site.url}/"
    config.theme["language"] = config.plugins["i18n"].current_language or DEFAULT.code
    return config


def on_nav(nav, config, files):
    """The site's root only leads on, so its home is the landing page; the i18n plugin warns without one."""
    nav.homepage = next(
        page for page in nav.pages if page.file.src_uri == _handbook.pages["home"].source
    )
    return nav


@event_priority(50)
def on_page_markdown(markdown, page, config, files):
    """The page's head takes its title, description and address from the data; its text comes in on_page_context."""
    source = _handbook.pages_by_source[page.file.src_uri]
    language = config.theme["language"]
    words = TextRenderer(_handbook, source, language)
    page.meta["title"] = words.plain(source.title)
    page.meta["description"] = words.plain(source.description)
    page.canonical_url = f"{_handbook.site.url}/{source.address(language)}"
    return ""


def on_page_context(context, page, config, nav):
    """What overrides/ needs beyond MkDocs' own context."""
    source = _handbook.pages_by_source[page.file.src_uri]
    language = config.theme["language"]
    words = TextRenderer(_handbook, source, language)
    context["yx"] = _frame | {
        "content": pages.content(_handbook, source, language),
        "string": lambda key: words.html(_handbook.site.strings[key]),
        "name": words.plain(_handbook.site.name),
        "language": LANGUAGES[language],
        "default": DEFAULT.code,
        "key": source.key,
        "alternates": {each: f"{_handbook.site.url}/{source.address(each)}" for each in LANGUAGES},
        "others": [
            (other, relative(source.address(language), source.address(other.code)))
            for other in others(language)
        ],
        "home": words.address(_handbook.pages["home"]) if source.key != "home" else "./",
        "search": relative(
            source.address(language), f"{LANGUAGES[language].prefix}{exports.SEARCH}"
        ),
        "settings": relative(
            source.address(language), f"{LANGUAGES[language].prefix}{exports.SETTINGS}"
        ),
        "nav": _nav(source, words),
    }
    return context


def _nav(source: Page, words: TextRenderer) -> list[dict]:
    """The navigation beside a page: the index pages, and after each its mailboxes, near ones only when there are many."""
    # all pages lie in one folder, so that links are alike on all of them
    kinds = _handbook.cache.setdefault("nav", {}).get(words.language)
    if kinds is None:
        kinds = _handbook.cache["nav"][words.language] = []
        for kind in ("personal", "enterprise"):
            index = next(page for page in _handbook.pages.values() if page.kind == kind)
            entries = [
                (index.key, _handbook.site.strings[f"nav_{kind}"]),
                *((mailbox.id, mailbox.provider.short) for mailbox in _handbook.of_kind(kind)),
            ]
            kinds.append(
                [
                    {
                        "key": key,
                        "title": words.html(title),
                        "url": relative("youxiang/", _handbook.pages[key].address(DEFAULT.code)),
                        "group": key == index.key,
                    }
                    for key, title in entries
                ]
            )
    errors = {
        "key": "errors",
        "title": words.html(_handbook.site.strings["nav_errors"]),
        "url": relative("youxiang/", _handbook.pages["errors"].address(DEFAULT.code)),
        "group": True,
    }
    return [
        *(entry for index, *entries in kinds for entry in (index, *_near(source.key, entries))),
        errors,
    ]


def _near(key: str, entries: list[dict]) -> list[dict]:
    at = next((number for number, entry in enumerate(entries) if entry["key"] == key), 0)
    start = max(0, min(at - NAV_LIMIT // 2, len(entries) - NAV_LIMIT))
    return entries[start : start + NAV_LIMIT]


def on_template_context(context, template_name, config):
    """404.html has no page of its own and speaks both languages."""
    home = _handbook.pages["home"]
    words = {language: TextRenderer(_handbook, home, language) for language in LANGUAGES}
    context["yx"] = _frame | {
        "string": lambda key: words[DEFAULT.code].html(_handbook.site.strings[key]),
        "both": lambda key: {
            language: words[language].html(_handbook.site.strings[key]) for language in LANGUAGES
        },
        "name": words[DEFAULT.code].plain(_handbook.site.name),
        "language": DEFAULT,
        "alternates": {},
        "missing": policy.MISSING,
        "others": [(other, f"/{home.address(other.code)}") for other in others(DEFAULT.code)],
        "policy": _frame["policy"]
        and policy.policy(policy.SCHEME, policy.MISSING, style=_frame["style"]),
        "home": f"/{home.address(DEFAULT.code)}",
        "homes": {language: f"/{home.address(language)}" for language in LANGUAGES},
    }
    return context


def on_serve(server, config, builder):
    """`mkdocs serve` answers permalinks as the real hosts do: /x and /x/ are x.html. What no page waits for is written when it is asked for."""
    app, site = server.get_app(), Path(server.root)

    def permalinks(environ, start_response):
        path = environ["PATH_INFO"].strip("/")
        if (site / f"{path}.html").is_file():
            environ["PATH_INFO"] = f"/{path}.html"
        elif not (site / path).is_file():
            if path.endswith(f"{exports.SEARCH}{search.INDEX}"):
                exports.write_search(_handbook, site)
            elif path.endswith((".svg", ".png")):
                exports.write_files(_handbook, site)
        return app(environ, start_response)

    server.set_app(permalinks)
    server.build_delay = 0.02  # an editor saves one file at a time
    return server


@event_priority(-200)
def on_post_build(config):
    """After all languages: what the site has beside its pages, and the gate. A preview writes only what its pages wait for (see on_serve), and has no gate.

    Raises PluginError with everything that must not get out.
    """
    if config.plugins["i18n"].building:
        return
    site = Path(config.site_dir)
    exports.write(_handbook, site, _frame["style"], preview=_serving)
    if _serving:
        return
    exports.write_files(_handbook, site)
    exports.write_search(_handbook, site)
    findings = gate.check(site, _handbook, _frame["style"])
    if findings:
        raise PluginError(
            "\n".join(
                [
                    "this site must not get out",
                    *map(str, findings),
                    f"{len(findings)} problem{'s' * (len(findings) != 1)}",
                ]
            )
        )
