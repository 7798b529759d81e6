"""What the tools of the site look up: settings by address, causes by error message."""

from __future__ import annotations

from typing import Any

from macros.model.handbook import Handbook
from macros.model.pages import Mailbox
from macros.model.types import FORM_FIELDS, DomainServer, Endpoint, Other, Signs
from macros.render.lookup_tables import sign_in_hosts
from macros.render.texts import TextRenderer
from macros.text.languages import LANGUAGES


def settings(handbook: Handbook, language: str) -> dict[str, Any]:
    """What the address tool answers with, in one language: every mailbox's settings, and words."""
    home = TextRenderer(handbook, handbook.pages["home"], language)
    personal = TextRenderer(handbook, handbook.pages["personal"], language)
    strings, ui = handbook.site.strings, handbook.laifaxin.ui
    words = {
        key.removeprefix("address_"): home.plain(text)
        for key, text in strings.items()
        if key.startswith("address_")
    }
    for key in ("with_port", "copy"):
        words[key] = home.plain(strings[key])
    return {
        "words": words,
        "fields": {key: ui[key][language] or ui[key].gloss for key in FORM_FIELDS},
        "enterprise": f"/{handbook.pages['enterprise'].address(language)}#tell",
        "mailboxes": [
            *(_mailbox(handbook, mailbox, language) for mailbox in handbook.mailboxes.values()),
            *(_other(other, personal) for other in handbook.others),
        ],
    }


def _mailbox(handbook: Handbook, mailbox: Mailbox, language: str) -> dict[str, Any]:
    provider = mailbox.provider
    page = handbook.pages[mailbox.id]
    texts = TextRenderer(handbook, page, language)
    found: dict[str, Any] = {
        "url": f"/{page.address(language)}",
        "name": texts.plain(provider.name),
        "domains": provider.domains,
        "web": sign_in_hosts(provider),
    }
    if provider.mx:
        found["mx"] = provider.mx.hosts
        found["mx_name"] = texts.plain(provider.mx.name or provider.name)
        found["mx_to"] = f"#{provider.mx.anchor}" if provider.mx.anchor else ""
    found["password"] = handbook.terms[provider.password.kind][language]
    found["caution"] = texts.plain(provider.caution) if provider.caution else ""
    found["servers"] = [
        _server(server, texts) for server in provider.servers.values() if server.protocol != "pop3"
    ]
    return found


def _other(other: Other, texts: TextRenderer) -> dict[str, Any]:
    """A mailbox without a guide: `other` is true, and `url` leads to the table that lists it.

    texts: of the page with this table.
    """
    handbook, language = texts.handbook, texts.language
    strings = handbook.site.strings
    name = texts.plain(other.name)
    first = [each for protocol in ("imap", "smtp") for each in other.first_choices(protocol)]
    found: dict[str, Any] = {
        "url": f"/{texts.page.address(language)}#table-others",
        "other": True,
        "name": name,
        "domains": other.domains,
        "caution": texts.plain(other.caution) if other.caution else "",
    }
    if other.mx:
        found |= {"mx": other.mx, "mx_name": name, "mx_to": ""}
    if other.password:
        found["password"] = handbook.terms[other.password][language]
    if other.sure == "low":
        found["name"] += LANGUAGES[language].bracketed(texts.plain(strings["unconfirmed"]))
    short = texts.plain(strings["other_local_part"])
    found["servers"] = [
        _endpoint(server, texts)
        | {"first": server in first, "note": short if server.username == "local_part" else ""}
        for server in other.servers
    ]
    return found


def _server(server: Endpoint, texts: TextRenderer) -> dict[str, Any]:
    return _endpoint(server, texts) | {
        "first": server.is_first_choice,
        "note": texts.plain(server.note) if server.note else "",
    }


def _endpoint(server: DomainServer, texts: TextRenderer) -> dict[str, Any]:
    return {
        "protocol": server.protocol,
        "host": server.host,
        "port": server.port,
        "security": texts.handbook.terms[server.security][texts.language],
        "domains": server.domains,
    }


def errors(handbook: Handbook) -> dict[str, Any]:
    """What errors.js reads: errors.yml, and the servers and domains of every mailbox.

    It is the same for all languages: the words are on the page.
    """
    data = handbook.models["data/errors.yml"]
    folds = handbook.search.simplified | data.folds
    kept = {"id", "mailbox", "needs_mailbox", "instead_of", "catch_all", "last_resort", "told"}
    return {
        "errors": [
            error.model_dump(include=kept | {"stage", "says", "causes"}, exclude_defaults=True)
            for error in data.errors
        ],
        "mailboxes": {
            mailbox.id: _signs(mailbox, data.mailboxes.get(mailbox.id))
            for mailbox in handbook.mailboxes.values()
        },
        "sign_in": data.sign_in,
        "mail": data.mail,
        "elsewhere": data.elsewhere,
        "folds": dict(sorted(folds.items(), key=lambda fold: -len(fold[0]))),  # longest first
    }


def _signs(mailbox: Mailbox, signs: Signs | None) -> dict[str, Any]:
    servers = {server.host for server in mailbox.provider.servers.values()}
    return {
        "hosts": sorted(servers | set(signs.hosts if signs else ())),
        "domains": mailbox.provider.domains,
        "names": signs.names if signs else [],
    }
