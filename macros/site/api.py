"""/api/v1/: the facts of the handbook as JSON, for other programs. Made from the same model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from macros.model import types
from macros.model.handbook import Handbook
from macros.model.pages import Link, Mailbox, Page
from macros.render.texts import TextRenderer
from macros.site import api_types as api
from macros.text.json_text import indented
from macros.text.languages import DEFAULT, LANGUAGES

FOLDER = "api/v1/"
LICENSE = "CC-BY-4.0"


def files(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Every file of the API: its path in the site, and its JSON."""
    for path, value in _files(handbook, _Texts(handbook)):
        yield f"{FOLDER}{path}", value.model_dump_json() + "\n"
    for name, text in schemas().items():
        yield f"{FOLDER}schema/{name}.json", text


def _files(handbook: Handbook, texts: _Texts) -> Iterator[tuple[str, api.Public]]:
    yield "mailboxes.json", _mailbox_list(handbook, texts)
    yield "causes.json", _cause_list(handbook, texts)
    for mailbox in handbook.mailboxes.values():
        yield f"mailboxes/{mailbox.id}.json", _mailbox(handbook, texts, mailbox)
    domains = []
    for domain in _domains(handbook, texts):
        domains.append(domain.domain)
        yield f"domains/{domain.domain}.json", domain
    yield "index.json", _index(handbook, sorted(domains))


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file, by its name."""
    return {name: indented(kind.model_json_schema()) for name, kind in api.FILES.items()}


class _Texts:
    """Texts of any page in every language, without marks."""

    def __init__(self, handbook: Handbook) -> None:
        self._handbook = handbook
        self._renderers: dict[tuple[str, str], TextRenderer] = {}

    def renderer(self, page: Page, language: str) -> TextRenderer:
        key = page.key, language
        if key not in self._renderers:
            self._renderers[key] = TextRenderer(self._handbook, page, language)
        return self._renderers[key]

    def words(self, page: Page, text: types.Text) -> api.Words:
        return _each(lambda language: self.renderer(page, language).plain(text))

    def optional(self, page: Page, text: types.Text | None) -> api.Words | None:
        return self.words(page, text) if text else None


def _each(make: Callable[[str], str]) -> api.Words:
    return api.Words(**{language: make(language) for language in LANGUAGES})


def _address(handbook: Handbook, page: Page, anchor: str = "") -> api.Words:
    """The absolute address of a page in each language."""
    end = f"#{anchor}" if anchor else ""
    return _each(lambda language: handbook.permalink(page, language) + end)


def _index(handbook: Handbook, domains: list[str]) -> api.Index:
    return api.Index(
        version=api.VERSION,
        license=LICENSE,
        attribution=handbook.permalink(handbook.pages["home"], DEFAULT.code),
        date=handbook.checked,
        documentation=_address(handbook, handbook.pages["programs"]),
        mailboxes="mailboxes.json",
        causes="causes.json",
        domains=domains,
        schemas={name: f"schema/{name}.json" for name in api.FILES},
    )


def _mailbox_list(handbook: Handbook, texts: _Texts) -> api.MailboxList:
    return api.MailboxList(
        mailboxes=[
            api.MailboxSummary(
                id=mailbox.id,
                kind=mailbox.provider.kind,
                name=texts.words(handbook.pages[mailbox.id], mailbox.provider.name),
                domains=mailbox.provider.domains,
                url=f"mailboxes/{mailbox.id}.json",
            )
            for mailbox in handbook.mailboxes.values()
        ]
    )


def _mailbox(handbook: Handbook, texts: _Texts, mailbox: Mailbox) -> api.Mailbox:
    provider, page = mailbox.provider, handbook.pages[mailbox.id]
    return api.Mailbox(
        id=mailbox.id,
        kind=provider.kind,
        name=texts.words(page, provider.name),
        guide=_address(handbook, page),
        domains=provider.domains,
        webmail=provider.webmail,
        password=_password(handbook, provider.password.kind, provider.password),
        servers=[_endpoint(texts, page, server) for server in provider.servers.values()],
        mx=provider.mx.hosts if provider.mx else [],
        caution=texts.optional(page, provider.caution),
        checked=provider.checked,
        sources=[
            api.Source(
                title=texts.words(page, handbook.sources[key].title),
                url=handbook.sources[key].url,
                read=handbook.sources[key].read,
            )
            for key in provider.all_sources
            if key in handbook.sources
        ],
    )


SETTINGS = {"protocol", "host", "port", "security", "username", "domains"}


def _server(server: types.DomainServer, **more: Any) -> api.Server:
    """A server. more: use, note and confidence."""
    return api.Server(**server.model_dump(include=SETTINGS), **more)


def _endpoint(texts: _Texts, page: Page, server: types.Endpoint) -> api.Server:
    note = texts.optional(page, server.note)
    return _server(server, use=server.use, note=note, confidence=server.sure)


def _password(
    handbook: Handbook, kind: str, password: types.Password | None = None
) -> api.Password:
    term = handbook.terms[kind]
    return api.Password(
        kind=kind,
        name=_each(lambda language: term[language]),
        length=password.length if password else None,
        shown_once=password.shown_once if password else None,
    )


def _domains(handbook: Handbook, texts: _Texts) -> Iterator[api.Domain]:
    """Every domain that is known."""
    for mailbox in handbook.mailboxes.values():
        yield from _domains_of_mailbox(handbook, texts, mailbox)
    for other in handbook.others:
        yield from _domains_of_other(handbook, texts, other)


def _domains_of_mailbox(
    handbook: Handbook, texts: _Texts, mailbox: Mailbox
) -> Iterator[api.Domain]:
    provider, page = mailbox.provider, handbook.pages[mailbox.id]
    return _each_domain(
        provider,
        lambda server: _endpoint(texts, page, server),
        mailbox=mailbox.id,
        name=texts.words(page, provider.name),
        guide=_address(handbook, page),
        password=_password(handbook, provider.password.kind, provider.password),
        caution=texts.optional(page, provider.caution),
    )


def _domains_of_other(
    handbook: Handbook, texts: _Texts, other: types.Other
) -> Iterator[api.Domain]:
    home = handbook.pages["home"]
    return _each_domain(
        other,
        lambda server: _server(server, use="recommended", confidence=other.sure),
        mailbox=None,
        name=texts.words(home, other.name),
        guide=None,
        password=_password(handbook, other.password) if other.password else None,
        caution=texts.optional(home, other.caution),
    )


def _each_domain(
    owner: types.Provider | types.Other, server: Callable[[Any], api.Server], **alike: Any
) -> Iterator[api.Domain]:
    """The files of domains. server: makes one of the owner's; alike: what all files say."""
    imap, smtp = (
        [server(each) for each in owner.first_choices(protocol)] for protocol in ("imap", "smtp")
    )
    for domain in owner.domains:
        yield api.Domain(
            domain=domain,
            imap=types.servers_for(domain, imap),
            smtp=types.servers_for(domain, smtp),
            **alike,
        )


def _cause_list(handbook: Handbook, texts: _Texts) -> api.CauseList:
    page = handbook.pages["errors"]
    return api.CauseList(
        causes=[
            api.Cause(
                id=cause.id,
                name=texts.words(page, cause.name),
                means=texts.words(page, cause.means),
                signs=texts.words(page, cause.signs),
                fix=[_remedy(handbook, texts, page, each.do, each.to) for each in cause.fix],
                at={
                    id: _own_remedy(handbook, texts, cause, id, each)
                    for id, each in cause.at.items()
                },
                page=_address(handbook, page, f"cause-{cause.id}"),
            )
            for cause in handbook.causes.values()
        ]
    )


def _remedy(
    handbook: Handbook, texts: _Texts, page: Page, do: types.Text, to: str | None
) -> api.Remedy:
    """What to do, and where when it is not on whichever guide is the reader's."""
    guide = None
    if to and to.startswith("zhinan."):
        guide = _each(lambda language: _url(handbook.link(to, page, language)))
    return api.Remedy(do=texts.words(page, do), guide=guide)


def _url(link: Link | None) -> str:
    return link.url if link else ""


def _own_remedy(
    handbook: Handbook, texts: _Texts, cause: types.Cause, id: str, own: types.OwnRemedy
) -> api.Remedy:
    page = handbook.pages[id]
    return api.Remedy(
        do=texts.words(page, own.do or cause.fix[0].do), guide=_address(handbook, page, own.to)
    )
