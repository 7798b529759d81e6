"""Writes docs/assets/css/material.css: the rules of Material's stylesheet that our pages can match.

A rule stays when our templates and scripts hold every class, id, tag and attribute that its
selector names. They are read as text, so a class that a script sets counts like one that is in
a page.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import material
import tinycss2

from macros.site.css import GUIDE, MATERIAL, OTHER, own_style

ROOT = Path(__file__).parents[2]
NOTICE = """\
/*! Material for MkDocs, (c) Martin Donath, MIT: /assets/material-license.txt */
/* The rules that our pages can match. Made by `make style`: do not edit. */
"""
UNWANTED = frozenset(  # what our own style dresses from scratch
    "a code dd details dl figcaption figure h1 h2 h3 headerlink hidden hr img li mark ol pre small"
    " summary svg table td th ul".split()
)
NEEDLESS = frozenset(  # what is the default, or of no use to pages without transitions
    "transition font-feature-settings color-adjust -webkit-font-smoothing -moz-osx-font-smoothing"
    " -webkit-tap-highlight-color".split()
)
WHOLE_PAGE = ("html", ":root", "body")  # selectors whose custom properties hold everywhere
QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")


def main() -> int:
    """Writes the part of Material's style that the pages use, and says how large it is."""
    css = material_css(ROOT)
    (ROOT / MATERIAL).write_text(css, encoding="utf-8")
    print(f"{MATERIAL}: {len(css)} characters")
    return 0


def material_css(root: Path) -> str:
    """What docs/assets/css/material.css has to hold. root: the repository."""
    folder = Path(material.__file__).parent / "templates/assets/stylesheets"
    whole = next(folder.glob("main.*.css")).read_text(encoding="utf-8")
    ours = own_style(root, "#000000", GUIDE + OTHER)  # the colour does not matter here
    return NOTICE + reduced(whole, names(root), ours)


def names(root: Path) -> frozenset[str]:
    """Every word that may be the name of a tag, a class, an id or an attribute in our pages."""
    files = [
        *root.glob("overrides/**/*.html"),
        *root.glob("macros/render/templates/*.html"),
        *root.glob("macros/render/*.py"),
        *root.glob("macros/hook.py"),
        *root.glob("docs/assets/js/*.js"),
    ]
    texts = [_markup(path.suffix, path.read_text(encoding="utf-8")) for path in files]
    found = {word for text in texts for word in re.findall(r"[A-Za-z_][\w-]*", text)}
    return frozenset(found | {"root"}) - UNWANTED  # :root names no word of ours


def _markup(suffix: str, text: str) -> str:
    """What of a source file can name a part of a page: quoted strings of code, and templates."""
    if suffix == ".py":
        constants = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
        strings = (node.value for node in constants if isinstance(node.value, str))
        return " ".join(string for string in strings if "<" in string)
    if suffix == ".js":
        return _quoted(re.sub(r"(?m)^\s*//.*", "", text))
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return re.sub(r"\{[{%].*?[}%]\}", lambda tag: _quoted(tag[0]), text, flags=re.S)


def _quoted(text: str) -> str:
    return " ".join(map("".join, QUOTED.findall(text)))


def reduced(css: str, words: frozenset[str], ours: str = "") -> str:
    """`css` without the rules that name something else than `words`, one rule on a line.

    Declarations go, too, when `ours` sets them for the same selector, and custom properties when
    nothing that is left and nothing of `ours` uses them, or when `ours` sets them for the whole
    page.
    """
    rules = _rules(tinycss2.parse_stylesheet(css, True, True), words)
    own = _rules(tinycss2.parse_stylesheet(ours, True, True), None)
    for rule in rules:
        again = {name for each in own for name in each.sets_for(rule.selector)}
        rule.declarations = [each for each in rule.declarations if each[0] not in again]
    used = _used([*rules, *own])
    return "".join(f"{text}\n" for rule in rules if (text := rule.css(used)))


def _used(rules: list[Rule]) -> set[str]:
    """The custom properties that the rules use; one that only an unused one uses does not count."""
    used: set[str] = set()
    while True:
        now = {name for rule in rules for name in rule.asks_for(used)}
        if now == used:
            return used
        used = now


@dataclass
class Rule:
    """A rule of a stylesheet, or a condition with rules in it.

    declarations: the name and the whole text of each.
    """

    selector: str
    declarations: list[tuple[str, str]]
    rules: list[Rule] = field(default_factory=list)

    def sets_for(self, selector: str) -> set[str]:
        """The properties that the rule sets for all that `selector` matches."""
        names = {name for name, _ in self.declarations}
        if self.selector == selector:
            return names
        if self.selector in WHOLE_PAGE and selector in WHOLE_PAGE:
            return {name for name in names if name.startswith("--")}
        return set()

    def asks_for(self, used: set[str]) -> set[str]:
        """The custom properties that the declarations name, given the ones that are used."""
        texts = " ".join(self._kept(used))
        asked = set(re.findall(r"var\(\s*(--[\w-]+)", texts))
        return asked.union(*(rule.asks_for(used) for rule in self.rules))

    def css(self, used: set[str]) -> str:
        """The rule as CSS without unused custom properties; empty when nothing is left of it."""
        inner = "".join(rule.css(used) for rule in self.rules)
        body = inner or ";".join(self._kept(used))
        return f"{self.selector}{{{body}}}" if body else ""

    def _kept(self, used: set[str]) -> Iterable[str]:
        for name, text in self.declarations:
            if not name.startswith("--") or name in used:
                yield text


def _rules(nodes: list[Any], words: frozenset[str] | None) -> list[Rule]:
    """The rules among tinycss2's nodes that can match `words`; None: all of them."""
    rules = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [
                _text(selector)
                for selector in _split(node.prelude)
                if words is None or _can_match(selector, words)
            ]
            if selectors:
                rules.append(Rule(",".join(selectors), _declarations(node.content)))
        elif node.lower_at_keyword in ("media", "supports"):
            inner = _rules(tinycss2.parse_rule_list(node.content, True, True), words)
            rules.append(Rule(f"@{node.lower_at_keyword} {_text(node.prelude)}", [], inner))
    return rules


def _declarations(content: list[Any]) -> list[tuple[str, str]]:
    return [
        (node.name, re.sub(r"^([\w-]+):\s+", r"\1:", _text([node])))
        for node in tinycss2.parse_blocks_contents(content, True, True)
        if node.type == "declaration" and node.name not in NEEDLESS
    ]


def _split(tokens: list[Any]) -> list[list[Any]]:
    """A list of selectors, apart at its commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _can_match(selector: list[Any], words: frozenset[str]) -> bool:
    """Whether the pages have all that a selector asks for.

    What is in :not() does not matter.
    """
    after_colon = False
    for token in selector:
        if token.type == "function" and token.lower_name in ("is", "where"):
            if not any(_can_match(each, words) for each in _split(token.arguments)):
                return False
        elif token.type == "[] block":
            parts = [part.value for part in token.content if part.type in ("ident", "string")]
            if not all(set(re.findall(r"[\w-]+", part)) <= words for part in parts):
                return False
        elif token.type in ("ident", "hash") and not after_colon and token.value not in words:
            return False
        after_colon = token == ":"
    return True


def _text(nodes: list[Any]) -> str:
    """Nodes as CSS, each run of white space as one blank; what is in strings stays as it is."""
    text = tinycss2.serialize([node for node in nodes if node.type != "comment"]).strip(" \t\n;")
    if not re.search("[\"']|url\\(", text):
        text = re.sub(r"\s*([,>~])\s*", r"\1", re.sub(r"\s+", " ", text))
    return text
