"""An outline in docs/ to the HTML of its page. Outlines are Jinja2 that only calls macros."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.problem import WordError
from macros.render import error_lists, lookup_tables, page_parts, tables
from macros.render.registry import MACROS, Macro, find_macro
from macros.render.texts import TextRenderer
from macros.render.view import CONTENTS, Heading, View

MACRO_MODULES = (page_parts, tables, lookup_tables, error_lists)
"""The modules that register macros: importing them fills the registry."""

_sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
_sandbox.globals.clear()

Failure = tuple[int, WordError]
"""What is wrong, with its line in the outline."""


@dataclass(frozen=True)
class Rendered:
    """A page in one language.

    packed: its HTML, compressed: all pages wait in memory until they are built; headings: its
    table of contents; sections: ids of the sections on it; files: what goes with it, by address
    below the site's root; errors: the calls that failed; outline_errors: what its outline holds
    beside calls.
    """

    packed: bytes
    headings: list[Heading]
    sections: list[str]
    files: dict[str, bytes]
    errors: list[Failure]
    outline_errors: list[Failure]

    @property
    def html(self) -> str:
        """The HTML of the page, between what frames every page."""
        return zlib.decompress(self.packed).decode()

    @cached_property
    def ids(self) -> list[str]:
        """Every id on the page, in order; the rules ask."""
        return ids(self.html)


def render(
    handbook: Handbook,
    page: Page,
    language: str,
    outline: str,
    texts: TextRenderer | None = None,
) -> Rendered:
    """Renders a page. Its HTML is complete when there are no errors and no outline_errors.

    outline: the text of its .md; texts: the page's renderer, if there is one already.
    """
    view = View(handbook, page, language, texts)
    template, call_lines, outline_errors = _read(outline)
    lines = iter(call_lines)
    errors: list[Failure] = []
    bound = {name: _bind(view, macro, lines, errors) for name, macro in MACROS.items()}
    html = template.render(bound).replace(CONTENTS, view.attempt(view.contents))
    headings = {heading.id for heading in view.headings}
    for id in page.formerly.keys() - headings:  # those of headings stand before them
        html = _with_former_ids(html, id, page.formerly[id])
    return Rendered(
        zlib.compress(html.encode(), level=1),
        view.headings,
        view.sections,
        view.files,
        errors,
        outline_errors,
    )


def _with_former_ids(html: str, id: str, former: list[str]) -> str:
    """The HTML, in which links to the former ids of an element lead to it."""
    places = "".join(f'<span id="{each}"></span>' for each in former)
    # within a table or a row, they can only stand in its caption or its first cell
    element = rf'<\w+[^>]*\sid="{id}"[^>]*>(?:\s*<(?:caption|th|td)\b[^>]*>)?'
    return re.sub(element, lambda start: start[0] + places, html, count=1)


def check_outline(outline: str) -> list[Failure]:
    """What an outline holds beside calls of macros and comments, and calls that cannot be."""
    return _read(outline)[2]


def _bind(
    view: View, macro: Macro, lines: Iterator[int], errors: list[Failure]
) -> Callable[..., Markup]:
    """The macro for this page. Calls run in the order of `lines`; a failure is noted there."""

    def call(*args: str) -> Markup:
        line = next(lines)
        html = view.attempt(macro.function, view, *args)
        errors.extend((line, error) for error in view.errors)
        view.errors.clear()
        return html

    return call


@lru_cache(maxsize=64)  # most outlines are alike
def _read(outline: str) -> tuple[Template, list[int], list[Failure]]:
    """The outline with nothing but the calls that can be made, their lines, and what is wrong."""
    try:
        tree = _sandbox.parse(outline)
    except (TemplateSyntaxError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return _sandbox.from_string(""), [], [(line, _not_a_call(outline, line))]
    lines: list[int] = []
    failures: list[Failure] = []
    body: list[nodes.Node] = []
    for part in _parts(tree):
        if isinstance(part, nodes.TemplateData) and not part.data.strip():
            body.append(part)
        elif isinstance(part, nodes.Call):
            try:
                _check_call(part)
            except WordError as error:
                failures.append((part.lineno, error))
            else:
                lines.append(part.lineno)
                body.append(part)
        else:
            line = part.lineno
            if isinstance(part, nodes.TemplateData):
                blank = part.data[: len(part.data) - len(part.data.lstrip())]
                line += blank.count("\n")
            failures.append((line, _not_a_call(outline, line)))
    output = nodes.Output(body, lineno=1)
    template = _sandbox.from_string(nodes.Template([output], lineno=1))
    return template, lines, failures


def _parts(tree: nodes.Template) -> Iterator[nodes.Node]:
    """The parts of an outline in order: text, expressions, statements."""
    for statement in tree.body:
        if isinstance(statement, nodes.Output):
            yield from statement.nodes
        else:
            yield statement


def _check_call(call: nodes.Call) -> None:
    """Raises WordError unless this calls a macro by its name, with strings."""
    if not isinstance(call.node, nodes.Name):
        raise WordError("pages_only_call_macros", "this is not the name of a macro", _ADVICE)
    macro = find_macro(call.node.name)
    if call.kwargs or call.dyn_args is not None or call.dyn_kwargs is not None:
        message = "arguments have no names and cannot be unpacked"
        raise WordError("pages_only_call_macros", message, _ADVICE)
    macro.check_arguments([_string(argument) for argument in call.args])


def _string(node: nodes.Expr) -> str:
    """The string that is here in quotes. Raises WordError when it is anything else."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise WordError("pages_only_call_macros", "an argument is not a string", _ADVICE)


_ADVICE = 'write {{ section("overview") }}; words and facts belong into data/'


def _not_a_call(outline: str, line: int) -> WordError:
    shown = outline.splitlines()[line - 1].strip()[:60]
    return WordError("pages_only_call_macros", f"`{shown}` is not a macro call", _ADVICE)


_ID = re.compile(r'\sid="([^"]+)"')


def ids(html: str) -> list[str]:
    """Every id in a piece of our own HTML, in order."""
    return [intern(id) for id in _ID.findall(html)]  # guides share most of them
