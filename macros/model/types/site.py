"""site.yml: the site itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.model.types.base import Id, Key, Model, Slug, matches
from macros.model.types.guide import Section
from macros.model.types.words import Text


class SitePage(Model):
    """A page that is not a mailbox."""

    path: Annotated[
        str,
        matches(
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
        description="Ids that headings of the original site had, by the id of the section that now "
        "has their place; links to them still arrive",
    )
    sections: dict[Id, Section]


class Site(Model):
    """site.yml: the site itself."""

    url: Annotated[
        str,
        matches(
            r"https://[a-z0-9.-]+",
            "site_url_has_no_slash",
            "VALUE is not an origin",
            "https://host without a slash behind it",
        ),
    ]
    brand: Annotated[
        str,
        matches(
            r"#[0-9a-f]{6}",
            "brand_is_colour",
            "VALUE is not a colour",
            '"#rrggbb", six small hexadecimal digits',
        ),
    ] = Field(description="The colour of the header, the icon and the drawings")
    name: Text
    support: str | None = Field(
        None, description="A link key: where readers get help; nothing is shown when it is not set"
    )
    pages: dict[Key, SitePage]
    strings: dict[Key, Text] = Field(description="Words of the page furniture")
