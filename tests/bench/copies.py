"""What is measured: copies of this handbook with many mailboxes, and the same pages for others."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from macros.model.handbook import PROVIDERS
from macros.model.reading import read
from macros.model.yaml_file import parse
from macros.render.outline import render
from macros.site.markdown import page_as_markdown
from macros.site.page_states import State, states
from macros.text.languages import DEFAULT, LANGUAGES

PLAIN = """
site_name: plain
site_url: https://example.com/
theme: {name: material}
plugins:
- search
- i18n:
    docs_structure: suffix
    languages: [{locale: zh, name: zh, default: true}, {locale: en, name: en}]
markdown_extensions: [attr_list, admonition, tables]
"""
PICTURES = "assets/pictures"
_PICTURE = re.compile(
    rf'<figure.*?src="[^"]*{PICTURES}/([^"]*)" (width="\d+" height="\d+").*?alt="([^"]*)"'
    r".*?</figure>",
    re.S,
)
OF_ONE_MAILBOX = ("aliases", "siblings", "mx", "moved_from", "formerly")


def mailboxes(root: Path) -> list[Path]:
    """The folders of the mailboxes of a repository."""
    return sorted((root / PROVIDERS).iterdir())


def multiply_mailboxes(root: Path, size: int) -> None:
    """Copies the mailboxes of a repository, one after the other, until there are `size` of them."""
    originals = mailboxes(root)
    for number in range(size - len(originals)):
        _copy_mailbox(root, originals[number % len(originals)], number)


def _copy_mailbox(root: Path, original: Path, number: int) -> None:
    """Copies a mailbox under a name, an address and domains of its own."""
    copy = original.with_name(f"copy{number}")
    shutil.copytree(original, copy)
    facts = parse((copy / "provider.yml").read_text("utf-8"))
    outline = root / f"docs/youxiang/{facts['slug']}.md"
    facts["slug"] = f"{facts['slug'][0]}{number:04}-copy"
    for key in OF_ONE_MAILBOX:
        facts.pop(key, None)
    # its servers stay under the domains of the original, whose sources speak of another mailbox
    facts["registered"] = [*facts.get("registered", []), *facts.get("domains", [])]
    for server in facts["servers"].values():
        server["sure"] = "medium" if server["sure"] == "high" else server["sure"]
    facts = _with_own_domains(facts, number)
    said = parse((copy / "evidence.yml").read_text("utf-8"))
    said["own"] = _all_facts(facts)
    for statement in said["says"].values():  # of the original: what the copy does not have
        statement.pop("domains", None)
        statement.pop("mx", None)
    for name, value in (("provider.yml", facts), ("evidence.yml", said)):
        (copy / name).write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
    for words in copy.glob("*.yml"):
        text = words.read_text("utf-8")
        words.write_text(text.replace("{{ domain.", f"{{{{ domain.c{number}_"), "utf-8")
    shutil.copy(outline, outline.with_name(f"{facts['slug']}.md"))


def _all_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What evidence.yml would have of a mailbox whose facts nobody else knows."""
    keys = ("protocol", "host", "port", "security", "username")
    servers = [
        {key: server[key] for key in keys if key in server} for server in facts["servers"].values()
    ]
    password = {key: facts["password"].get(key) for key in ("kind", "length", "shown_once")}
    return {
        "servers": servers,
        "password": password,
        "domains": facts.get("domains", []),
        "webmail": facts["webmail"],
    }


def _with_own_domains(value: Any, number: int) -> Any:
    """The facts, in which every list of `domains` begins with the number of the copy."""
    if isinstance(value, list):
        return [_with_own_domains(each, number) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: [f"c{number}-{domain}" for domain in each]
        if key == "domains"
        else _with_own_domains(each, number)
        for key, each in value.items()
    }


def plain_material(root: Path, target: Path) -> Path:
    """The same pages as Markdown for Material with static-i18n and default settings."""
    handbook = read(root)
    for folder in ("youxiang", PICTURES):
        (target / "docs" / folder).mkdir(parents=True)
    (target / "mkdocs.yml").write_text(PLAIN, "utf-8")
    for language in LANGUAGES:
        suffix = "" if language == DEFAULT.code else f".{language}"
        (target / f"docs/index{suffix}.md").write_text("# Start\n", "utf-8")
        home = re.escape(handbook.permalink(handbook.pages["home"], language))
        for page in handbook.pages.values():
            state = states(handbook)[page.key, language]
            text = _markdown(state, handbook.permalink(page, language))
            text = re.sub(rf"\(<{home}([\w-]+)", r"(<\1.md", text)
            path = target / "docs" / page.source
            path.with_name(f"{path.stem}{suffix}.md").write_text(text, "utf-8")
            for file in {*state.files} - {f"{page.address(language)}.png"}:  # the QR code
                (target / "docs" / file).write_bytes(state.files[file])
    return target


def _markdown(state: State, permalink: str) -> str:
    """A page as the site publishes it as Markdown, with its pictures and the ids of sections."""
    text = page_as_markdown(_PICTURE.sub("<p>PICTURE</p>", state.html), permalink)
    for file, size, alt in _PICTURE.findall(state.html):
        picture = f"![{alt}](../{PICTURES}/{file}){{ {size} loading=lazy }}"
        text = text.replace("PICTURE", picture, 1)
    ids = iter(heading.id for heading in state.headings)
    return re.sub("(?m)^##+ .*", lambda heading: f"{heading[0]} {{ #{next(ids)} }}", text)


def bare_page(root: Path, key: str, language: str, target: Path) -> None:
    """A page as HTML without style and script: the least that its text costs."""
    handbook = read(root)
    page = handbook.pages[key]
    html = render(handbook, page, language, handbook.outline(page)).html
    target.write_text(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{key}</title>{html}</html>",
        "utf-8",
    )
