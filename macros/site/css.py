"""One small style for every page: Material's stylesheet reduced to what this site can match, with our own behind it.

A rule of Material's is kept when every class, id, tag and attribute its selector names is a word of our templates or scripts.
Both are read as text, so nothing has to be built first, and a state that a script sets counts like one that stands in a page.
Of Jinja tags and scripts, what stands in quotes is read; of Python, the strings that hold HTML.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import tinycss2

ALWAYS = frozenset({"root", "h2", "h3"})  # :root, and headings whose level is filled in
PLAIN = frozenset(
    {"details", "summary", "table"}
)  # tags that Material dresses up and our style does without
WHOLE_PAGE = ("html", ":root", "body")  # where a custom property holds for all that the page shows
_QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")


def style(root: Path, theme: Path) -> str:
    """The whole style as CSS.

    root: the repository; theme: the folder of Material's templates. Raises OSError when a file is missing.
    """
    sources, material, ours = _sources(root, theme)
    words = (
        ALWAYS.union(
            *(re.findall(r"[A-Za-z_][\w-]*", _markup(path, text)) for path, text in sources.items())
        )
        - PLAIN
    )
    return reduced(material, words, ours)


def _sources(root: Path, theme: Path) -> tuple[dict[Path, str], str, str]:
    """What names things that stand in pages, by path; Material's stylesheet; ours."""
    code = [
        *root.glob("macros/render/*.py"),
        *root.glob("macros/site/*.py"),
        root / "macros/hook.py",
    ]
    code.remove(root / "macros/site/gate.py")  # names what may stand in a page, not what does
    paths = [
        *root.glob("overrides/**/*.html"),
        *root.glob("macros/render/templates/*.html"),
        *code,
        *root.glob("docs/assets/js/*.js"),
    ]
    material = next(theme.glob("assets/stylesheets/main.*.css"))
    return (
        {path: path.read_text(encoding="utf-8") for path in sorted(paths)},
        *(
            path.read_text(encoding="utf-8")
            for path in (material, root / "docs/assets/css/site.css")
        ),
    )


def _markup(path: Path, text: str) -> str:
    """What of a source file may end up in a page as the name of a tag, a class, an id or an attribute."""
    if path.suffix == ".py":
        if (
            "class=" not in text
        ):  # most of our code writes no HTML, and reading it costs more than all else here
            return ""
        return " ".join(
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<" in node.value
        )
    if path.suffix == ".js":
        return " ".join(map("".join, _QUOTED.findall(re.sub(r"(?m)^\s*//.*", "", text))))
    return re.sub(
        r"\{[{%#].*?[}%#]\}",
        lambda tag: " ".join(map("".join, _QUOTED.findall(tag[0]))) if tag[0][1] != "#" else "",
        text,
        flags=re.S,
    )


@lru_cache(maxsize=2)
def reduced(css: str, words: frozenset[str], ours: str = "") -> str:
    """`css` without the rules whose selectors name something that is not in `words`, and `ours` whole behind it.

    Neither keeps comments, needless space, or custom properties that nothing uses; `css` none that `ours` sets for the whole page.
    """
    theirs, own = _rules(_parsed(_without(css, words)), words), _rules(_parsed(ours), None)
    set_again = {
        name
        for rule in own
        if rule.head in WHOLE_PAGE
        for name, _ in rule.declarations
        if name.startswith("--")
    }
    for rule in theirs:
        if rule.head in WHOLE_PAGE:
            rule.declarations = [each for each in rule.declarations if each[0] not in set_again]
    rules = [*theirs, *own]
    used: set[str] = set()
    while True:  # a property may be used by another that is not used itself
        now = {name for rule in rules for name in rule.asks_for(used)}
        if now == used:
            return "".join(rule.css(used) for rule in rules)
        used = now


@dataclass
class _Rule:
    head: str
    declarations: list[tuple[str, str]]  # name, whole text
    rules: list[_Rule] = field(default_factory=list)

    def asks_for(self, used: set[str]) -> set[str]:
        """The custom properties that its declarations name."""
        asked = {
            name
            for own, text in self._kept(used)
            for name in re.findall(r"var\(\s*(--[\w-]+)", text)
        }
        return asked.union(*(rule.asks_for(used) for rule in self.rules))

    def css(self, used: set[str]) -> str:
        body = "".join(rule.css(used) for rule in self.rules) or ";".join(
            text for _, text in self._kept(used)
        )
        return f"{self.head}{{{body}}}" if body else ""

    def _kept(self, used: set[str]) -> list[tuple[str, str]]:
        return [
            each for each in self.declarations if not each[0].startswith("--") or each[0] in used
        ]


def _without(css: str, words: frozenset[str]) -> str:
    """`css` without most of the rules that name an unknown class: taking a stylesheet apart properly costs forty times as much as this look at it."""

    def known(rule: re.Match) -> str:
        selectors = re.sub(r":not\([^)]*\)", "", rule[1]).split(",")
        return (
            rule[0]
            if any(
                words.issuperset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", each)) for each in selectors
            )
            else ""
        )

    return re.sub(r"(?<=[{}])([^{}@;]+)\{[^{}]*\}", known, css)


def _parsed(css: str) -> list:
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def _rules(nodes: list, words: frozenset[str] | None) -> list[_Rule]:
    kept = []
    for node in nodes:
        if node.type == "qualified-rule":
            if selectors := [
                _text(each)
                for each in _split(node.prelude)
                if words is None or _can_match(each, words)
            ]:
                declarations = tinycss2.parse_blocks_contents(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                kept.append(
                    _Rule(
                        ",".join(selectors),
                        [
                            (each.name, re.sub(r"^([\w-]+):\s+", r"\1:", _text([each])))
                            for each in declarations
                            if each.type == "declaration"
                        ],
                    )
                )
        elif node.lower_at_keyword in ("media", "supports"):
            inner = _rules(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True),
                words,
            )
            kept.append(_Rule(f"@{node.lower_at_keyword} {_text(node.prelude)}", [], inner))
    return kept


def _split(tokens: list) -> list[list]:
    parts: list[list] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _can_match(selector: list, words: frozenset[str]) -> bool:
    """Whether the site has all that a selector asks for; what it must not have (:not) does not matter."""
    after_colon = False
    for token in selector:
        if token.type == "function" and token.lower_name in ("is", "where"):
            if not any(_can_match(each, words) for each in _split(token.arguments)):
                return False
        elif token.type == "[] block":
            if not all(
                set(re.findall(r"[\w-]+", part.value)) <= words
                for part in token.content
                if part.type in ("ident", "string")
            ):
                return False
        elif token.type in ("ident", "hash") and not after_colon and token.value not in words:
            return False
        after_colon = token == ":"
    return True


def _text(nodes: list) -> str:
    """Nodes as CSS, each run of white space as one blank; what stands in strings is left alone."""
    text = tinycss2.serialize([node for node in nodes if node.type != "comment"]).strip(" \t\n;")
    if not re.search("[\"']|url\\(", text):
        text = re.sub(r"\s*([,>~])\s*", r"\1", re.sub(r"\s+", " ", text))
    return text
