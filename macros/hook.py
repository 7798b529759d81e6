"""The one module that knows MkDocs: it hands pages to our code and the results back.

Outlines in docs/ hold macro calls only, so a page's HTML comes whole from our templates and
Markdown never touches a value.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

# MkDocs loads a hook by its path, so that the package it belongs to has to be made findable.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from macros.model.handbook import BadData, Handbook
from macros.site import css
from macros.site import files as site_files
from macros.site.frame import Frame
from macros.text.languages import DEFAULT
from macros.tools.build import rendered_handbook
from macros.tools.preview import Preview, print_safely

_handbook: Handbook
_styles: css.Styles
_frame: Frame
_templates: Environment  # of overrides/, read once for all languages
_preview: Preview | None = None  # only in `mkdocs serve`


def on_startup(command: str, dirty: bool) -> None:
    """Notes whether this is a preview, and makes the log safe to print."""
    global _preview
    _preview = Preview(Path(__file__).resolve().parent.parent) if command == "serve" else None
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(print_safely)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Loads the data, once per build. Raises PluginError with what keeps pages from being made."""
    global _handbook, _styles, _frame
    if not _languages(config).building:
        root = Path(config.config_file_path).parent
        try:
            _handbook = _preview.handbook(config.dev_addr) if _preview else rendered_handbook(root)
        except BadData as error:
            raise PluginError(f"the data cannot be built from\n{error}") from None
        except OSError as error:
            raise PluginError(str(error)) from None
        _styles = css.styles(root, _handbook.site.brand)
        _frame = Frame(_handbook, _styles, preview=bool(_preview))
        _leave_out_the_theme(config)
    config.markdown_extensions = []  # a page's HTML comes from our templates
    config.site_url = f"{_handbook.site.url}/"
    config.theme["language"] = _languages(config).current_language or DEFAULT.code
    return config


def _languages(config: MkDocsConfig) -> Any:
    """The plugin static-i18n, which builds one language after the other."""
    return config.plugins["i18n"]


def _leave_out_the_theme(config: MkDocsConfig) -> None:
    """Nothing of Material's own files is in our site; listing its 14,000 icons takes long."""
    theme = next(each for each in config.theme.dirs if Path(each, "assets/stylesheets").is_dir())
    config.theme.dirs.remove(theme)
    config.theme.static_templates.discard("sitemap.xml")  # files.py makes it


@event_priority(100)  # before static-i18n copies the files for each language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Pages get their addresses. The search index is written before them: they name its digest."""
    for file in files.documentation_pages():
        file.dest_uri = _handbook.pages_by_source[file.src_uri].file(DEFAULT.code)
    if not _languages(config).building and not _preview:
        _frame.name_search(site_files.write_search(_handbook, Path(config.site_dir)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """The site's root only leads on, so its home is the landing page; i18n warns without one."""
    home = _handbook.pages["home"].source
    nav.homepage = next(page for page in nav.pages if page.file.src_uri == home)
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Templates are compiled once and serve every language; 404.html has all languages in it."""
    global _templates
    if _languages(config).building:
        config.theme.static_templates.clear()
    else:
        _templates = env
    return _templates


@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page's head comes from the data; its text comes in on_page_context."""
    source = _handbook.pages_by_source[page.file.src_uri]
    title, description, address = _frame.head(source, config.theme["language"])
    page.meta["title"], page.meta["description"] = title, description
    page.canonical_url = address
    return ""


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: Navigation) -> dict:
    """What overrides/ needs beyond MkDocs' own context."""
    source = _handbook.pages_by_source[page.file.src_uri]
    return context | {"yx": _frame.of_page(source, config.theme["language"])}


def on_template_context(context: dict, template_name: str, config: MkDocsConfig) -> dict:
    """The same for 404.html."""
    return context | {"yx": _frame.of_missing_page()}


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """After all languages: what the site has beside its pages."""
    if not _languages(config).building:
        site_files.write(_handbook, Path(config.site_dir), _styles, preview=bool(_preview))


def on_build_error(error: Exception) -> None:
    """Notes what the preview shows until it is put right."""
    if _preview:
        _preview.trouble = _preview.trouble or str(error)


def on_serve(server: Any, config: MkDocsConfig, builder: Callable) -> Any:
    """Hands MkDocs' preview server to ours."""
    assert _preview  # MkDocs serves nothing else
    _preview.take_over(server, [config.docs_dir, config.config_file_path], lambda: _handbook)
    return server
