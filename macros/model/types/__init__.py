"""The types of `data/`: what a well-formed value is. Knows nothing of files, pages or MkDocs.

Every class is closed: a key that is not named here is refused. Field descriptions become the JSON
Schema in `schema/`, which editors use for completion. Word fields are `Text`: a pair of languages,
side by side.
"""

# ruff: noqa: F401 - the other modules import the types from here

from __future__ import annotations

from macros.model.types.base import Host, HttpUrl, Id, Key, Model, Slug, Url
from macros.model.types.errors import (
    Cause,
    Causes,
    Errors,
    OwnRemedy,
    Phrase,
    Remedy,
    ServerError,
    Signs,
)
from macros.model.types.evidence import Evidence, SaidPassword, Statement
from macros.model.types.guide import (
    Block,
    Faq,
    Guide,
    Part,
    Picture,
    Pit,
    Pits,
    Question,
    Related,
    Section,
    Severity,
    Step,
    Table,
    Tables,
)
from macros.model.types.others import Other, Others
from macros.model.types.provider import (
    DOMAINS_SHOWN,
    EXAMPLES,
    PORTS,
    DomainServer,
    Endpoint,
    MenuPath,
    Mx,
    Password,
    Protocol,
    Provider,
    Server,
    servers_for,
)
from macros.model.types.records import Database, Record, Records, Source, Sources, Verified
from macros.model.types.search import Answer, Search
from macros.model.types.shared import (
    FORM_FIELDS,
    Common,
    GuidePage,
    Laifaxin,
    QualityChannel,
    Term,
    Terms,
)
from macros.model.types.site import Site, SitePage
from macros.model.types.words import Label, Text

MAILBOX_FILES: dict[str, type[Model]] = {
    "provider.yml": Provider,
    "guide.yml": Guide,
    "pits.yml": Pits,
    "faq.yml": Faq,
    "tables.yml": Tables,
    "evidence.yml": Evidence,
}
"""The files that a mailbox can have, and the model of each."""

SHARED_FILES: dict[str, type[Model]] = {
    "site.yml": Site,
    "laifaxin.yml": Laifaxin,
    "common.yml": Common,
    "terms.yml": Terms,
    "sources.yml": Sources,
    "records.yml": Records,
    "verified.yml": Verified,
    "others.yml": Others,
    "causes.yml": Causes,
    "errors.yml": Errors,
    "search.yml": Search,
}
"""The files of data/ itself, and the model of each."""

FILES = MAILBOX_FILES | SHARED_FILES
