"""`python -m macros new-mailbox`: asks for the facts of a mailbox and makes what its guide needs.

It leaves a folder in data/providers/, an outline, a source, and the mailbox's place in the search,
in the issue form and in the record of addresses. The words are those of
macros/tools/new-mailbox/: true of every mailbox, to be replaced by what this one is like.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path
from string import Template
from typing import NamedTuple

from macros.checks import load
from macros.checks.facts import FIRST_DIGIT
from macros.checks.hosts import host_of, is_under
from macros.checks.permalinks import RECORD, record, recorded
from macros.model.handbook import PROVIDERS, BadData, Handbook
from macros.model.pages import OUTLINES
from macros.model.types import MAILBOX_FILES, PORTS
from macros.text.languages import LANGUAGES
from macros.text.typography import repair

WORDS = Path(__file__).parent / "new-mailbox"
ISSUE_FORM = ".github/ISSUE_TEMPLATE/wrong-setting.yml"
OTHER = "其他 / Another"  # the last choice of the issue form


class Prompt(NamedTuple):
    """A fact that is asked for, and what a usable answer looks like (a regular expression)."""

    name: str
    asked: str
    pattern: str
    default: str = ""

    @property
    def option(self) -> str:
        """The option that answers it, e.g. --name-en."""
        return f"--{self.name.replace('_', '-')}"


_HOST = r"(?:[a-z0-9-]+\.)+[a-z]{2,}"
_NAME = r'[^"\\{}]+'
_URL = r"https://\S+"
PROMPTS = [
    Prompt("id", "Short id of the folder, such as qq or google-workspace", r"[a-z0-9-]+"),
    Prompt("kind", "personal or enterprise", "personal|enterprise", "personal"),
    *(Prompt(f"name_{each.code}", f"Name in {each.name}", _NAME) for each in LANGUAGES.values()),
    Prompt(
        "domains",
        "Domains of its addresses, with commas; none where each company has its own",
        rf"(?:{_HOST}(?:, *{_HOST})*)?",
    ),
    Prompt("imap", "IMAP server, as host or host:port", rf"{_HOST}(?::\d+)?"),
    Prompt("smtp", "SMTP server, as host or host:port", rf"{_HOST}(?::\d+)?"),
    Prompt("password", "Kind of password, a key of terms.yml", "[a-z_]+", "login_password"),
    Prompt("webmail", "Address of its webmail", _URL),
    Prompt("url", "Address of the page where you read these facts", _URL),
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `main`. What no option gives is asked for."""
    for prompt in PROMPTS:
        parser.add_argument(prompt.option, help=prompt.asked)
    today = date.today().isoformat()
    parser.add_argument("--read", default=today, help="the day you read the page: today, if left")


def main(read: str, **given: str | None) -> int:
    """Makes a mailbox in the working directory. Returns 0, or 1 when an answer cannot be used.

    read: the day of reading; given: answers by the names of PROMPTS.
    """
    root = Path.cwd()
    handbook = load(root)
    try:
        answers = {each.name: _answer(each, given[each.name]) for each in PROMPTS}
        _refuse_unusable(handbook, answers)
        facts = _facts(handbook, answers, read)
    except ValueError as error:
        print(f"nothing was made: {error}")
        return 1
    made = _write(root, facts)
    try:
        _add_to_lists(load(root), facts["id"])
    except BadData as error:
        print(error, f"Correct this in {', '.join(made)}, then `make permalinks`.", sep="\n")
        return 1
    print(f"{facts['id']} has the number {facts['slug'].partition('-')[0]}. Made or changed:")
    print(*(f"  {path}" for path in [*made, ISSUE_FORM, RECORD]), sep="\n")
    print("Next: replace the words with what you have seen, run `make check`, see `make serve`.")
    return 0


def _answer(prompt: Prompt, given: str | None) -> str:
    """An answer: the option's, or a person's. Raises ValueError for one that cannot be used."""
    if given is None and sys.stdin.isatty():
        default = f" [{prompt.default}]" if prompt.default else ""
        given = input(f"{prompt.asked}{default}: ")
    answer = (given or prompt.default).strip()
    if not re.fullmatch(prompt.pattern, answer):
        raise ValueError(f"{prompt.option}: `{answer}` is not usable → {prompt.asked}")
    return answer


def _refuse_unusable(handbook: Handbook, answers: dict[str, str]) -> None:
    """Raises ValueError for an id that is taken, or a kind of password that is not known."""
    if answers["id"] in handbook.pages:
        raise ValueError(f"--id: there is a page `{answers['id']}` already → take another id")
    if answers["password"] not in handbook.terms:
        kinds = [key for key in handbook.terms if key.endswith(("_code", "_password"))]
        raise ValueError(
            f"--password: terms.yml has no `{answers['password']}` → {', '.join(kinds)}"
        )


def _facts(handbook: Handbook, answers: dict[str, str], read: str) -> dict[str, str]:
    """What the templates fill in. Raises ValueError for a day or a port that does not exist."""
    kind, domains = answers["kind"], re.findall(_HOST, answers["domains"])
    facts = {name: repair(answer) for name, answer in answers.items()} | {
        "read": date.fromisoformat(read).isoformat(),
        "slug": f"{_next_number(handbook, kind)}-{answers['id']}-{kind}-mailbox",
        "source": f"{answers['id']}-settings",
        "base": handbook.site.base,
        "acts": "admin, user" if kind == "enterprise" else "",
        **_server("imap", answers["imap"]),
        **_server("smtp", answers["smtp"]),
    }
    hosts = [facts["imap_host"], facts["smtp_host"], host_of(facts["webmail"])]
    above = {host.partition(".")[2] if host.count(".") > 1 else host for host in hosts}
    registered = sorted(each for each in above if not is_under(each, domains))
    return facts | {"registered": ", ".join(registered)}


def _server(protocol: str, answer: str) -> dict[str, str]:
    """Host, port and security of a server; its usual port when the answer has none."""
    securities = {
        str(port): security
        for (of, security), ports in PORTS.items()
        if of == protocol
        for port in ports
    }
    host, _, port = answer.partition(":")
    port = port or next(iter(securities))
    if port not in securities:
        raise ValueError(f"--{protocol}: port {port} → use one of {', '.join(securities)}")
    return {
        f"{protocol}_host": host,
        f"{protocol}_port": port,
        f"{protocol}_security": securities[port],
    }


def _next_number(handbook: Handbook, kind: str) -> int:
    """The number behind the last that a page of this kind has, or ever had."""
    addresses = [line.rpartition("/")[2] for _, line in recorded(handbook)]
    slugs = [*addresses, *(page.slug for page in handbook.pages.values())]
    numbers = [match[0] for slug in slugs if (match := re.match(r"[1-9]\d{2,}(?=-)", slug))]
    return 1 + max(int(each) for each in numbers if each[0] == FIRST_DIGIT[kind])


def _write(root: Path, facts: dict[str, str]) -> list[str]:
    """Writes what is the mailbox's own. Returns the paths."""
    folder = f"{PROVIDERS}/{facts['id']}"
    (root / folder).mkdir(parents=True)
    for name in MAILBOX_FILES:
        if (WORDS / name).is_file():
            text = re.sub(r"(?m)^(?:acts|domains|registered): \[\]\n", "", _filled(name, facts))
            (root / folder / name).write_text(text, "utf-8")
    outline = f"docs/{OUTLINES}/{facts['slug']}.md"
    (root / outline).write_text("{{ guide() }}\n", "utf-8")
    sources, search = root / "data/sources.yml", root / "data/search.yml"
    sources.write_text(sources.read_text("utf-8") + _filled("source.yml", facts), "utf-8")
    ordered = re.sub(
        r"(?m)^(mailbox_order: \[[^]]*)\]", rf"\1, {facts['id']}]", search.read_text("utf-8")
    )
    search.write_text(ordered, "utf-8")
    return [f"{folder}/", outline, "data/sources.yml", "data/search.yml"]


def _filled(template: str, facts: dict[str, str]) -> str:
    return Template((WORDS / template).read_text("utf-8")).substitute(facts)


def _add_to_lists(handbook: Handbook, id: str) -> None:
    """Adds a mailbox to the lists of all mailboxes: the issue form and the record of addresses."""
    (handbook.root / RECORD).write_text(record(handbook), "utf-8")
    form = handbook.root / ISSUE_FORM
    if form.is_file():
        form.write_text(with_choices(form.read_text("utf-8"), handbook), "utf-8")


_CHOICES = re.compile(r"(id: mailbox\n(?:(?!options:).*\n)*? +options:\n)(?: +- .*\n)+")


def with_choices(form: str, handbook: Handbook) -> str:
    """The text of the issue form, with a choice for each mailbox of the handbook."""
    names = [mailbox.provider.name for mailbox in handbook.mailboxes.values()]
    choices = [*(" / ".join(name[code] for code in LANGUAGES) for name in names), OTHER]
    listed = "".join(f"        - {json.dumps(each, ensure_ascii=False)}\n" for each in choices)
    return _CHOICES.sub(lambda match: match[1] + listed, form, count=1)
