"""The ledger: every fact and the build of every page, entered a second time, one line each.

Double-entry bookkeeping. A port, a host or a code length stands once in data/, where words take it from, so nothing there can
contradict a slip. data/ledger.txt says the same again for people: a change shows twice in a pull request, once as YAML and once as
a line that names mailbox, thing and value; and one that nobody meant shows as a line that does not agree. Sentences are not in it.
A build does not ask it: `make check` does, and `make ledger` enters what is meant.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from .handbook import Handbook, Page, walk
from .loader import Problem
from .model import Block, Label, Part, Picture, Section, Text
from .rules import load

PATH = "data/ledger.txt"
HEAD = "# Facts and the build of pages, said a second time: a change shows here, too. `make ledger` enters what is meant.\n"
Entry = tuple[str, str, tuple]  # the line, and the file and keys that it is about


def main() -> int:
    """Writes the ledger of the repository in the working directory. Returns 0."""
    root = Path.cwd()
    (root / PATH).write_text(text(load(root)), encoding="utf-8")
    return 0


def text(handbook: Handbook) -> str:
    """What data/ledger.txt has to say."""
    return HEAD + "".join(f"{line}\n" for line, _, _ in entries(handbook))


def problems(handbook: Handbook) -> Iterator[Problem]:
    """Where data and ledger differ: at the value that is not entered, and at the entry that no longer holds."""
    path = handbook.root / PATH
    entered = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
    meant = list(entries(handbook))
    for tag, a, b, c, d in SequenceMatcher(
        None, entered, [line for line, _, _ in meant], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        for line, where, keys in meant[c:d]:
            yield Problem(
                where,
                handbook.documents[where].line(*keys) if where in handbook.documents else 1,
                "ledger_agrees",
                f"the ledger does not say `{line}`",
                "correct it here, or enter it: `make ledger`",
            )
        for number, line in enumerate(entered[a:b], a + 2):
            yield Problem(
                PATH,
                number,
                "ledger_agrees",
                f"the data do not say `{line}`",
                "bring it back there, or enter what is meant: `make ledger`",
            )


def entries(handbook: Handbook) -> Iterator[Entry]:
    """Every line of the ledger, in the order of the pages."""
    site, laifaxin = handbook.site, handbook.laifaxin
    yield f"site {site.url} {site.support or ''}".strip(), "data/site.yml", ("url",)
    yield (
        f"laifaxin: accounts {laifaxin.accounts}, quality channel {laifaxin.quality_channel.price_cny} CNY",
        "data/laifaxin.yml",
        ("accounts",),
    )
    for key, page in laifaxin.zhinan.items():
        yield (
            f"laifaxin guide {key}: {page.zh} {page.en or ''}".strip(),
            "data/laifaxin.yml",
            ("zhinan", key),
        )
    yield from _labels("laifaxin", laifaxin.ui, "data/laifaxin.yml")
    for key, labels in laifaxin.paths.items():
        yield f"laifaxin way {key}: {' → '.join(labels)}", "data/laifaxin.yml", ("paths", key)
    for key, term in handbook.terms.items():
        yield f"term {key}: {term.zh} / {term.en}", "data/terms.yml", ("terms", key)
    for key, source in handbook.sources.items():
        yield (
            f"source {key}: {source.url}, read {source.read}",
            "data/sources.yml",
            ("sources", key),
        )
    for key, section in handbook.common.sections.items():
        yield from _section("common", key, section, "data/common.yml", ("sections", key))
    for key, blocks in handbook.common.blocks.items():
        yield f"common words {key}: {_blocks(blocks)}", "data/common.yml", ("blocks", key)
    for number, error in enumerate(handbook.errors):
        remedies = " ".join(cause.to or "-" for cause in error.causes)
        yield (
            f"error {error.id}: {error.mailbox or 'anybody'}, {' or '.join('+'.join(each) for each in error.when)} → {remedies}, from {' '.join(error.sources)}",
            "data/errors.yml",
            ("errors", number),
        )
    for number, record in enumerate(handbook.records.records):
        yield (
            f"record {record.database} {record.file} for {' '.join(record.domains)}: {', '.join(map(str, record.servers))}",
            "data/records.yml",
            ("records", number),
        )
    for path, value in handbook.models.items():
        for keys, picture in walk(value, of=Picture):
            where = "common" if path.count("/") == 1 else path.split("/")[2]
            yield (
                f"{where} picture {picture.id}: {picture.frame}; {', '.join(map(_part, picture.shows))}",
                path,
                keys,
            )
    for page in handbook.pages.values():
        yield from _page(handbook, page)


def _page(handbook: Handbook, page: Page) -> Iterator[Entry]:
    id, mailbox = page.key, page.mailbox
    yield (
        f"{id} page {page.path}: {' '.join(handbook.outline(page).replace('{{', '').replace('}}', '').split())}",
        f"docs/{page.source}",
        (),
    )
    if mailbox is None:
        for key, section in page.sections.items():
            yield from _section(id, key, section, "data/site.yml", ("pages", id, "sections", key))
        return
    folder, provider = f"data/providers/{id}", mailbox.provider
    facts = f"{folder}/provider.yml"
    password = provider.password
    yield (
        f"{id} {provider.kind}: {provider.name.zh} / {provider.name.en}; {provider.short.zh} / {provider.short.en}",
        facts,
        ("name",),
    )
    yield (
        f"{id} password: {password.kind} {password.length or 'of unknown length'}{ {True: ' shown once', False: ' shown again', None: ''}[password.shown_once] }",
        facts,
        ("password",),
    )
    yield f"{id} webmail: {provider.webmail}", facts, ("webmail",)
    for name in ("domains", "aliases", "acts", "siblings", "sources"):
        if getattr(provider, name):
            yield f"{id} {name}: {', '.join(getattr(provider, name))}", facts, (name,)
    if provider.caution:
        yield f"{id} caution: {provider.caution.zh} / {provider.caution.en}", facts, ("caution",)
    for key, each in provider.servers.items():
        only = f", for {' '.join(each.domains)}" if each.domains else ""
        yield (
            f"{id} server {key}: {each.protocol} {each.host} {each.port} {each.security}, {each.use}{only}, user name {each.username}, sure {each.sure}, from {' '.join(each.sources)}",
            facts,
            ("servers", key),
        )
    if provider.mx:
        yield (
            f"{id} mx: {' '.join(provider.mx.hosts)}, leads to {provider.mx.anchor or 'the guide'}",
            facts,
            ("mx",),
        )
    yield from _labels(id, provider.ui, facts)
    for key, way in provider.paths.items():
        yield f"{id} way {key}: {' → '.join(way.labels)}, from {way.source}", facts, ("paths", key)
    for key, fact in provider.facts.items():
        yield (
            f"{id} fact {key}: {' / '.join(dict.fromkeys((fact['zh'], fact['en']))) if isinstance(fact, Text) else fact}",
            facts,
            ("facts", key),
        )
    for section, former in provider.formerly.items():
        yield f"{id} formerly {section}: {' '.join(former)}", facts, ("formerly", section)
    yield f"{id} needs: {len(mailbox.guide.needs)}", f"{folder}/guide.yml", ("needs",)
    for key, section in page.sections.items():
        yield from _section(id, key, section, f"{folder}/guide.yml", ("sections", key))
    for number, pit in enumerate(mailbox.pits):
        yield f"{id} pit {pit.id}: {pit.severity}", f"{folder}/pits.yml", ("pits", number)
    for number, question in enumerate(mailbox.faq):
        yield (
            f"{id} {question.id}: {_blocks(question.answer)}",
            f"{folder}/faq.yml",
            ("faq", number),
        )
    for key, table in mailbox.tables.items():
        yield (
            f"{id} table {key}: {' | '.join(column['zh'] for column in table.columns)}",
            f"{folder}/tables.yml",
            ("tables", key, "columns"),
        )
        for number, row in enumerate(
            table.rows
        ):  # cells are values: which row has which is what the table says
            yield (
                f"{id} table {key} row: {' | '.join(cell['zh'] for cell in row)}",
                f"{folder}/tables.yml",
                ("tables", key, "rows", number),
            )
    yield (
        f"{id} related: {' '.join(related.to for related in mailbox.guide.related)}",
        f"{folder}/guide.yml",
        ("related",),
    )


def _labels(id: str, labels: dict[str, Label], path: str) -> Iterator[Entry]:
    for key, label in labels.items():
        yield (
            f"{id} label {key}: " + ", ".join(f"{name} {value}" for name, value in label if value),
            path,
            ("ui", key),
        )


def _section(id: str, key: str, section: Section, path: str, keys: tuple) -> Iterator[Entry]:
    yield f"{id} {key}: {_blocks(section.blocks) or '-'}", path, keys
    for name, part in section.parts.items():
        yield from _section(id, f"{key}/{name}", part, path, (*keys, "parts", name))


def _blocks(blocks: list[Block]) -> str:
    return ", ".join(map(_block, blocks))


def _block(block: Block) -> str:
    [name] = block.given
    value = getattr(block, name)
    if name == "steps":
        return "steps " + " ".join(
            step.id
            + "+name" * bool(step.name)
            + "+otherwise" * bool(step.otherwise)
            + "".join(f"+picture:{picture.id}" for picture in step.pictures)
            for step in value
        )
    if name == "picture":
        return f"picture {value.id}"
    return (
        f"{name} {len(value)}"
        if isinstance(value, list)
        else name
        if isinstance(value, Text)
        else f"{name} {value}"
    )


def _part(part: Part) -> str:
    shown = {name: value for name, value in part if value not in (None, False)}
    return " ".join(
        name if isinstance(value, (Text, bool)) else f"{name} {value}"
        for name, value in shown.items()
    )


if __name__ == "__main__":
    sys.exit(main())
