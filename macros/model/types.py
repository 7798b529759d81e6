"""The types of `data/`: what a well-formed value is. Knows nothing of files, pages or MkDocs.

Every class is closed: a key that is not named here is refused. Field descriptions become the JSON Schema in `schema/`, which
editors use for completion. Word fields are `Text`: a pair of languages, side by side.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from macros.text.languages import CHINESE, ENGLISH, LANGUAGES
from macros.text.typography import HAN


def _refuse(rule: str, message: str, fix: str, *at: str | int) -> PydanticCustomError:
    """An error that names the rule it breaks, and the keys of the value inside the model, if any; `handbook` turns it into a Problem."""
    # pydantic formats messages with {}: what comes from data must not be read as a field name
    return PydanticCustomError(rule, "{message}", {"message": message, "fix": fix, "at": at})


def _matches(pattern: str, rule: str, message: str, fix: str):
    regex = re.compile(pattern)

    def check(value: str) -> str:
        if not regex.fullmatch(value):
            raise _refuse(rule, message.replace("VALUE", f"`{value}`"), fix)
        return value

    return AfterValidator(check)


Host = Annotated[
    str,
    _matches(
        r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
        "host_is_plain_ascii",
        "VALUE is not a host name of lower-case ASCII labels",
        "retype it by hand: look-alike letters, capitals, spaces and schemes are refused",
    ),
]
Id = Annotated[
    str,
    _matches(
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "id_is_ascii",
        "VALUE is not an id",
        "use lower-case ASCII words joined by hyphens",
    ),
]
Key = Annotated[
    str,
    _matches(
        r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
        "key_is_ascii",
        "VALUE is not a key",
        "use lower-case ASCII words joined by underscores",
    ),
]
Slug = Annotated[
    str,
    _matches(
        r"[1-9][0-9]{2,5}-[a-z0-9]+(?:-[a-z0-9]+)*",
        "slug_is_published_form",
        "VALUE is not a slug",
        "a slug is a number of three digits or more and lower-case ASCII words joined by hyphens, e.g. 106-tengxun-qqyouxiang-tencent-personal-email",
    ),
]
Url = Annotated[
    str,
    _matches(
        r"https://(?:[a-z0-9-]+\.)+[a-z]{2,63}(?:/[A-Za-z0-9._~!$&()+,;=:@%/?#-]*)?",
        "url_is_https",
        "VALUE is not an https address in plain ASCII",
        "use the full https:// address; percent-encode other characters",
    ),
]
HttpUrl = Annotated[
    str,
    _matches(
        r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,63}(?:/[A-Za-z0-9._~!$&()+,;=:@%/?#-]*)?",
        "url_is_web",
        "VALUE is not a web address in plain ASCII",
        "use the full http(s):// address; percent-encode other characters",
    ),
]


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=False, frozen=True, coerce_numbers_to_str=False
    )


class Text(Model):
    """Words in both languages. `both` only where there are no words: a fact filled in, a name that is spelled alike.

    Marks: **strong**, `code`, [text](key) with a link key; {{ expression }} fills in a fact.
    """

    zh: str | None = Field(None, description="中文，照中文的习惯写，不逐字翻译")
    en: str | None = Field(None, description="English, written as an English editor would")
    both: str | None = Field(
        None, description="One text for both languages: only expressions, code, numbers, names"
    )

    @model_validator(mode="after")
    def _has_both_languages(self) -> Text:
        given = {key for key in (*LANGUAGES, "both") if (getattr(self, key) or "").strip()}
        if given == {"both"}:
            if re.search(f"[{HAN}]", re.sub(r"\{\{.*?\}\}", "", self.both)):
                raise _refuse(
                    "both_is_language_neutral",
                    "`both` contains Chinese words",
                    "write `zh:` and `en:` instead",
                    "both",
                )
        elif given != set(LANGUAGES):
            missing = (
                " and ".join(sorted(set(LANGUAGES) - given))
                or "nothing, but `both` stands beside them"
            )
            raise _refuse(
                "text_has_both_languages",
                f"missing: {missing}",
                "write `zh:` and `en:` side by side, or `both:` alone",
                next(iter(sorted(set(LANGUAGES) - given)), "both"),
            )
        return self

    def __getitem__(self, language: str) -> str:
        """The source text in one language."""
        return self.both if self.both is not None else getattr(self, language)


class Label(Model):
    """A label on somebody's screen, in the languages in which the screen is known; `gloss` is our translation of the other."""

    zh: str | None = Field(
        None, min_length=1, description="The label exactly as the Chinese screen spells it"
    )
    en: str | None = Field(
        None, min_length=1, description="The label exactly as the English screen spells it"
    )
    gloss: str | None = Field(
        None,
        min_length=1,
        description="Our translation, where the screen is known in one language only",
    )

    @model_validator(mode="after")
    def _is_label_or_gloss(self) -> Label:
        if [self.zh, self.en, self.gloss].count(None) != 1:
            raise _refuse(
                "label_has_two_of_three",
                "a label has two of `zh`, `en` and `gloss`",
                "`zh` and `en` are what screens show; where one of them is not known, `gloss` is our translation of the other",
            )
        if (
            re.search(f"[{HAN}]", self.en or "")
            or self.zh
            and re.search(f"[{HAN}]", self.gloss or "")
        ):
            raise _refuse(
                "label_is_in_its_language",
                "the English label has Chinese",
                "exchange the two, or translate it",
                "gloss" if self.gloss else ENGLISH.code,
            )
        if self.zh and not re.search(f"[{HAN}]", self.zh) and self.zh not in (self.en, self.gloss):
            raise _refuse(
                "label_is_in_its_language",
                "the Chinese label has no Chinese",
                "write `en:` if the screen is English",
                CHINESE.code,
            )
        return self

    def __getitem__(self, language: str) -> str | None:
        """The label in one language; None when the screen is not known in it."""
        return getattr(self, language)

    @property
    def screen(self) -> tuple[str, str]:
        """The first language in which the screen is known, and the label in it."""
        return next((code, label) for code in LANGUAGES if (label := self[code]))


class Path(Model):
    """A way through menus: keys of labels, in order, and what carries it."""

    labels: list[Key] = Field(min_length=1, description="Keys of `ui`, in the order one clicks")
    seen: Text = Field(description="When this screen was described, e.g. the date of the source")
    source: Id = Field(description="Key in sources.yml")


# Ports by protocol and security: RFC 8314 (implicit TLS), RFC 9051 (IMAP), RFC 6409 (submission), RFC 1939 and 2595 (POP3)
PORTS = {
    ("imap", "tls"): (993,),
    ("imap", "starttls"): (143,),
    ("smtp", "tls"): (465, 994),
    ("smtp", "starttls"): (587, 25),
    ("pop3", "tls"): (995,),
    ("pop3", "starttls"): (110,),
}


FIRST_CHOICES = ("recommended", "by_account")


Protocol = Literal["imap", "smtp", "pop3"]


class Server(Model):
    """What a mail program has to know to reach one server."""

    protocol: Protocol
    host: Host
    port: int = Field(ge=1, le=65535)
    security: Literal["tls", "starttls"] = Field(
        description="tls: implicit TLS, from the first byte; starttls: mandatory upgrade"
    )
    username: Literal["address", "local_part"] = Field(
        "address", description="What the user name of this server is"
    )

    @property
    def settings(self) -> tuple:
        return self.protocol, self.host, self.port, self.security, self.username

    def __str__(self) -> str:
        return f"{self.host}:{self.port} {self.security}" + (
            ", user name without @domain" if self.username == "local_part" else ""
        )


class Endpoint(Server):
    """One server of ours, and what to use it for."""

    use: Literal["recommended", "by_account", "alternative", "overseas", "unusable"] = Field(
        "recommended", description="by_account: one of several first choices; `note` says for whom"
    )
    domains: list[Host] = Field(
        [], description="The address domains this server is for, when not all"
    )
    note: Text | None = Field(None, description="When to use it, if `use` does not say it all")
    sure: Literal["high", "medium", "low"] = Field(
        description="high: official or several sources agree; low is printed with a hedge"
    )
    sources: list[Id] = Field(min_length=1)

    @model_validator(mode="after")
    def _port_matches_security(self) -> Endpoint:
        ports = PORTS[self.protocol, self.security]
        if self.port not in ports:
            words = {"tls": "an implicit-TLS", "starttls": "a STARTTLS"}[self.security]
            other = "starttls" if self.security == "tls" else "tls"
            fix = f"use {' or '.join(map(str, ports))}" + (
                f", or security: {other}" if self.port in PORTS[self.protocol, other] else ""
            )
            raise _refuse(
                "port_matches_security",
                f"port {self.port} is not {words} port of {self.protocol.upper()}",
                fix,
                "port",
            )
        other = next(
            (
                each
                for each in ("imap", "smtp", "pop")
                if each in self.host.partition(".")[0] and not self.protocol.startswith(each)
            ),
            None,
        )
        if other:
            raise _refuse(
                "host_is_of_its_protocol",
                f"`{self.host}` is a host for {other.upper()} by its name",
                f"name the {self.protocol.upper()} host",
                "host",
            )
        return self


class Password(Model):
    """What goes into the password field."""

    kind: Key = Field(description="Key in terms.yml")
    length: int | None = Field(
        None, ge=4, le=64, description="Characters, when the provider's length is known"
    )
    shown_once: bool | None = Field(None, description="Whether the provider shows it only once")


class Mx(Model):
    """How a company's domain shows that its mail is here: what the hosts of its MX records end in (RFC 5321, section 5)."""

    hosts: list[Host] = Field(min_length=1)
    name: Text | None = Field(
        None, description="What the business product is called, when the mailbox is not one itself"
    )
    anchor: Id | None = Field(
        None,
        description="Where its guide speaks of business mail, when that is not its whole subject",
    )
    sure: Literal["high", "medium", "low"] = Field(description="As in `servers`")
    sources: list[Id] = Field(min_length=1)


class Provider(Model):
    """data/providers/<id>/provider.yml: the facts of one mailbox. The folder's name is its id."""

    slug: Slug = Field(
        description="Last part of the permalink; never changes. Its number is the mailbox's place in every list"
    )
    moved_from: list[Slug] = Field(
        [], description="Slugs this page had before: they lead here, in both languages"
    )
    formerly: dict[Id, list[Id]] = Field(
        {},
        description="Ids that headings of the original site had, by the id of the section that now has their place; links to them still arrive",
    )
    kind: Literal["personal", "enterprise"]
    name: Text
    short: Text = Field(description="The name used inside sentences")
    domains: list[Host] = Field(
        [], description="Address domains of this mailbox; none for own-domain business mail"
    )
    aliases: list[Annotated[str, Field(min_length=2, max_length=40)]] = Field(
        [],
        description="What people type when they search for it, beyond name and domains: pinyin, short names, other spellings",
    )
    acts: list[Literal["admin", "user"]] = Field(
        [], description="Who has to act, in this order; for enterprise mailboxes"
    )
    mx: Mx | None = Field(
        None, description="How a company's own domain shows that its mail is here"
    )
    siblings: list[Id] = Field(
        [],
        description="Mailboxes of the same company, easily taken for this one: each guide links to the other",
    )
    caution: Text | None = Field(
        None, description="What may keep it from working at all, in a few words: shown in lists"
    )
    checked: date = Field(description="The day these facts were last read in their sources")
    servers: dict[Key, Endpoint] = Field(
        description="Endpoints by key; `imap` and `smtp` are the recommended ones"
    )
    password: Password
    webmail: Url
    ui: dict[Key, Label] = Field({}, description="Labels on the provider's screens")
    paths: dict[Key, Path] = Field({}, description="Ways through the provider's menus")
    facts: dict[Key, Text | int] = Field(
        {}, description="Anything else that words quote as {{ facts.x }}"
    )
    sources: list[Id] = Field(
        min_length=1, description="Keys of sources.yml that carry this page as a whole"
    )

    @model_validator(mode="after")
    def _has_imap_and_smtp(self) -> Provider:
        for protocol in ("imap", "smtp"):
            if protocol not in self.servers or self.servers[protocol].protocol != protocol:
                raise _refuse(
                    "imap_and_smtp_exist",
                    f"`servers` has no `{protocol}` of protocol {protocol}",
                    f"add `{protocol}:` with the recommended {protocol.upper()} server",
                    "servers",
                    protocol,
                )
            if self.servers[protocol].use not in FIRST_CHOICES:
                raise _refuse(
                    "imap_and_smtp_exist",
                    f"`servers.{protocol}` is not a first choice",
                    "put the recommended server under this key",
                    "servers",
                    protocol,
                    "use",
                )
        if (self.kind == "enterprise") != bool(self.acts):
            raise _refuse(
                "acts_are_said",
                f"`acts` {'is missing' if not self.acts else 'is for enterprise mailboxes'}",
                "say who has to act, e.g. acts: [admin, user]" if not self.acts else "remove it",
                "acts",
            )
        return self


class Part(Model):
    """One thing on a pictured screen: exactly one of these, `button` also at the end of a `line`, `value` in a `field` or before a `status`."""

    path: Key | None = Field(
        None, description="A way through menus, a key of `paths`; each label gets a number"
    )
    line: Key | None = Field(None, description="A line of the screen, a key of `ui`")
    text: Text | None = Field(None, description="What the screen says, in our words")
    message: Text | None = Field(None, description="A message on a phone, in our words")
    field: Key | None = Field(None, description="A field of a form, a key of `ui`")
    tick: Key | None = Field(None, description="A box that is ticked, a key of `ui`")
    status: Key | None = Field(None, description="A state that is well, a key of `ui`")
    code: bool | None = Field(None, description="A code, as dots")
    qr: bool | None = Field(None, description="A code to scan")
    button: Key | None = Field(None, description="A button, a key of `ui`")
    value: Text | None = Field(None, description="What stands in a field, or whose state it is")
    press: bool = Field(False, description="To be pressed: highlighted and numbered")

    @property
    def kind(self) -> str:
        return next(
            each
            for each in (
                "path",
                "line",
                "text",
                "message",
                "field",
                "tick",
                "status",
                "code",
                "qr",
                "button",
            )
            if getattr(self, each)
        )

    @model_validator(mode="after")
    def _is_one_thing(self) -> Part:
        given = [
            each
            for each in ("path", "line", "text", "message", "field", "tick", "status", "code", "qr")
            if getattr(self, each)
        ]
        if len(given) + (bool(self.button) and given != ["line"]) != 1 or (
            self.value is not None
        ) != (given in (["field"], ["status"])):
            raise _refuse(
                "part_is_one_thing",
                "a part of a picture is one thing; `button` goes alone or with `line`, `value` goes with `field` and `status`",
                "begin a new list item for each thing",
            )
        if self.press and not (self.button or self.field or self.tick):
            raise _refuse(
                "part_is_one_thing",
                f"a {self.kind} cannot be pressed",
                "put `press` beside a `button`, `field` or `tick`; a `path` is pressed as it is",
            )
        return self


class Picture(Model):
    """A schematic of one screen. A screenshot put at docs/assets/pictures/<mailbox>/zh/<id>.png and …/en/<id>.png takes its place."""

    id: Id = Field(description="The file's name; unique on a page")
    frame: Literal["browser", "dialog", "phone", "app"] = Field(
        description="browser: the provider's page; app: Laifaxin's, whose labels are meant then"
    )
    title: Text | None = Field(
        None,
        description="What stands in its bar; the webmail's host and Laifaxin's name come by themselves",
    )
    shows: list[Part] = Field(min_length=1, description="From top to bottom")


class Step(Model):
    """One step of a numbered way; `otherwise` is for those who see something else."""

    id: Id
    name: Text | None = Field(
        None,
        description="The step in a few words, for the list at the top of the page; where no step has one, the titles of the parts stand there",
    )
    do: Text
    otherwise: Text | None = None
    pictures: list[Picture] = []


class Block(Model):
    """One piece of a section: exactly one of these keys."""

    text: Text | None = Field(None, description="A paragraph")
    points: list[Text] | None = Field(None, description="A bulleted list")
    steps: list[Step] | None = Field(
        None, description="A numbered list of steps, each with an id of its own"
    )
    table: Key | None = Field(None, description="A table of tables.yml, by key")
    show: (
        Literal[
            "glance",
            "server_table",
            "bind_table",
            "domain_table",
            "mailbox_table",
            "enterprise_table",
            "address_tool",
            "mx_table",
            "error_tool",
            "error_table",
            "own_errors",
            "pits",
            "faq",
            "related",
            "sources",
            "support",
            "permalink",
        ]
        | None
    ) = Field(None, description="A table or list made from facts")
    use: Key | None = Field(None, description="Shared blocks of common.yml, by key")
    picture: Picture | None = Field(None, description="A picture between paragraphs")
    note: Text | None = Field(None, description="A remark in a box")
    tip: Text | None = Field(None, description="Advice in a box")
    warning: Text | None = Field(None, description="A warning in a box")
    danger: Text | None = Field(None, description="What must not be missed, in a box")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Block:
        if len(self.given) != 1:
            raise _refuse(
                "block_is_one_thing",
                f"a block has exactly one key, not {', '.join(self.given) or 'none'}",
                "begin a new list item for each block",
            )
        return self

    @property
    def given(self) -> list[str]:
        """The keys that it has, in the order of the alphabet: one, once it exists."""
        return sorted(name for name, value in self if value is not None)


class Section(Model):
    """A section of a page: a title, blocks, and parts with ids of their own."""

    title: Text | None = Field(None, description="Heading; common.yml has the usual one")
    blocks: list[Block] = []
    parts: dict[Id, Section] = {}


class Related(Model):
    """A link that leads on, and why one would follow it."""

    to: str = Field(description="A link key: a mailbox id, an index, or zhinan.<page>")
    why: Text


class Guide(Model):
    """guide.yml: the words of one mailbox's page, section by section."""

    title: Text = Field(description="The page's heading; also stands alone in a chat")
    description: Text = Field(description="One sentence for search engines and share cards")
    needs: list[Text] = Field(
        min_length=1,
        description="What to have ready before one begins: device, phone, what has to be known or settled",
    )
    sections: dict[Id, Section]
    related: list[Related] = Field(min_length=1)


class Pit(Model):
    """A mistake people make, what it leads to, and how to stay clear of it."""

    id: Id
    severity: Literal["high", "medium", "low"]
    pit: Text
    consequence: Text
    avoid: Text


class Pits(Model):
    """pits.yml"""

    pits: list[Pit] = Field(min_length=1)


class Question(Model):
    """A question as a reader would ask it, with its answer."""

    id: Annotated[
        str,
        _matches(
            r"faq-[a-z0-9]+(?:-[a-z0-9]+)*",
            "faq_id_has_prefix",
            "VALUE does not begin with faq-",
            "name it faq-<words>",
        ),
    ]
    question: Text
    answer: list[Block] = Field(min_length=1)


class Faq(Model):
    """faq.yml"""

    faq: list[Question] = Field(min_length=1)


class Table(Model):
    """A table: its caption, columns and rows. The first column names the row."""

    caption: Text
    columns: list[Text] = Field(min_length=2, max_length=5)
    rows: list[list[Text]] = Field(min_length=1)

    @model_validator(mode="after")
    def _rows_fill_columns(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise _refuse(
                    "rows_fill_columns",
                    f"row {number} has {len(row)} cells for {len(self.columns)} columns",
                    "give every row one cell per column",
                    "rows",
                    number - 1,
                )
        return self


class Tables(Model):
    """tables.yml: tables by key."""

    tables: dict[Key, Table]


class Term(Model):
    """One concept, one word per language."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    not_zh: list[str] = Field([], description="Chinese words that must not be used for it")
    not_en: list[str] = Field([], description="English words that must not be used for it")

    def __getitem__(self, language: str) -> str:
        """The word in one language."""
        return getattr(self, language)


class Terms(Model):
    """terms.yml"""

    terms: dict[Key, Term]


class Source(Model):
    """Where facts were read."""

    url: HttpUrl
    title: Text
    read: date = Field(description="The day the source was read")


class Sources(Model):
    """sources.yml"""

    sources: dict[Id, Source]


class Database(Model):
    """A public database of mail servers, made independently of us."""

    url: Url = Field(
        description="What stands before a record's `file`: the address of one commit, so that it says the same for good"
    )
    read: date = Field(description="The day the records were taken over")


class Record(Model):
    """What one entry of a database says of domains of ours."""

    database: Id = Field(description="Key of `databases`")
    file: Annotated[
        str,
        _matches(
            r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*",
            "file_is_plain",
            "VALUE is not the path of a file",
            "write it as it stands in the database",
        ),
    ]
    domains: list[Host] = Field(
        min_length=1, description="Those domains of the entry that one of our mailboxes has"
    )
    as_of: (
        Annotated[
            str,
            _matches(
                r"20[0-9]{2}-(?:0[1-9]|1[0-2])",
                "month_is_iso",
                "VALUE is not a month",
                "write it as 2026-11",
            ),
        ]
        | None
    ) = Field(None, description="When the database itself last checked the entry, if it says so")
    servers: list[Server] = Field(min_length=1)
    differs: dict[Protocol, Annotated[str, Field(min_length=10)]] = Field(
        {}, description="By protocol: why ours differ, for reviewers"
    )


class Records(Model):
    """records.yml"""

    databases: dict[Id, Database]
    records: list[Record]


class GuidePage(Model):
    """One of Laifaxin's own guide pages."""

    title: Text
    zh: Url
    en: Url | None = Field(
        None,
        description="Left out when no English page is known: the link then says that it is in Chinese",
    )

    def __getitem__(self, language: str) -> str | None:
        """The address in one language; None when there is no such page."""
        return getattr(self, language)


class QualityChannel(Model):
    """Laifaxin's own sending channel for bulk mail."""

    price_cny: float = Field(gt=0, description="About what one mail costs, in CNY")


class Laifaxin(Model):
    """laifaxin.yml: the product, its pages, its form."""

    name: Text
    accounts: Url = Field(description="Where mailboxes are bound")
    ui: dict[Key, Label]
    paths: dict[Key, list[Key]] = Field(description="Ways through Laifaxin's menus: keys of `ui`")
    quality_channel: QualityChannel
    zhinan: dict[Id, GuidePage] = Field(description="Laifaxin's own guide; link key zhinan.<id>")


class Cause(Model):
    """Why a server says it, likeliest first, and what to do."""

    cause: Text
    fix: Text
    to: str | None = Field(
        None,
        description="Where it is fixed: an #id of the mailbox's guide (of every guide, when the message is not one mailbox's own), or zhinan.<page>",
    )


Fragment = Annotated[
    str,
    _matches(
        r"(?=.{3,80}$)[^\sA-Z]+(?: [^\sA-Z]+)*",
        "fragment_is_plain",
        "VALUE is not a fragment to look for",
        "3 to 80 characters in lower case, single spaces between words",
    ),
]


class ServerError(Model):
    """What mail servers say, what it means and what to do."""

    id: Id
    mailbox: Id | None = Field(
        None, description="The mailbox whose own words these are; left out when many say it"
    )
    when: list[Annotated[list[Fragment], Field(min_length=1)]] = Field(
        min_length=1, description="It is this message if all fragments of any one list occur in it"
    )
    example: str = Field(
        min_length=3,
        max_length=160,
        description="The message as one meets it, without a person's data",
    )
    means: Text
    causes: list[Cause] = Field(min_length=1)
    sources: list[Id] = Field(min_length=1)

    def fits(self, message: str) -> bool:
        """Whether a message is this one; a number counts only when it stands alone, as in 5350 or in `file.py:535` it does not."""
        said = " ".join(message.lower().split())
        numbers = set(
            re.findall(
                r"(?<![a-z0-9_.])\d+(?![a-z0-9_]|\.\d)",
                re.sub(r"\bline \d+|\.[a-z]+:\d+(:\d+)?", " ", said),
            )
        )
        return any(
            all(each in numbers if each.isdigit() else each in said for each in fragments)
            for fragments in self.when
        )


class Errors(Model):
    """errors.yml: the first message that fits wins, so special ones stand before general ones."""

    errors: list[ServerError] = Field(min_length=1)


class Common(Model):
    """common.yml: words that every guide shares."""

    sections: dict[Id, Section] = Field(
        description="Usual titles, and whole sections a guide takes when it has none of its own"
    )
    blocks: dict[Key, list[Block]] = Field(description="Shared pieces: `use: <key>`")
    tables: dict[Key, Table] = {}


class SitePage(Model):
    """A page that is not a mailbox."""

    path: Annotated[
        str,
        _matches(
            r"youxiang(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?",
            "page_path_is_address",
            "VALUE is not an address of this site",
            "youxiang or youxiang/<slug>",
        ),
    ]
    title: Text
    description: Text
    kind: Literal["personal", "enterprise"] | None = Field(
        None, description="An index page lists the mailboxes of this kind"
    )
    moved_from: list[Slug] = Field(
        [], description="Slugs this page had before: they lead here, in both languages"
    )
    formerly: dict[Id, list[Id]] = Field(
        {},
        description="Ids that headings of the original site had, by the id of the section that now has their place; links to them still arrive",
    )
    sections: dict[Id, Section]


class Site(Model):
    """site.yml: the site itself."""

    url: Annotated[
        str,
        _matches(
            r"https://[a-z0-9.-]+",
            "site_url_has_no_slash",
            "VALUE is not an origin",
            "https://host without a slash behind it",
        ),
    ]
    name: Text
    support: str | None = Field(
        None, description="A link key: where readers get help; nothing is shown when it is not set"
    )
    pages: dict[Key, SitePage]
    strings: dict[Key, Text] = Field(description="Words of the page furniture")


def files() -> dict[str, type[Model]]:
    """Which model a file of data/ has, by file name."""
    return {
        "provider.yml": Provider,
        "guide.yml": Guide,
        "pits.yml": Pits,
        "faq.yml": Faq,
        "tables.yml": Tables,
        "terms.yml": Terms,
        "sources.yml": Sources,
        "records.yml": Records,
        "errors.yml": Errors,
        "laifaxin.yml": Laifaxin,
        "common.yml": Common,
        "site.yml": Site,
    }
