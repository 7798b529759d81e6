"""site.yml: the site itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from macros.model.types.base import Id, Key, Model, Permanent, matches, refuse
from macros.model.types.guide import Section
from macros.model.types.words import Text


class SitePage(Permanent):
    """A page that is not a mailbox."""

    path: Annotated[
        str,
        matches(
            r"[a-z0-9]+(?:-[a-z0-9]+)*",
            "page_path_is_address",
            "VALUE is not the last part of an address",
            "use lower-case ASCII words and numbers joined by hyphens",
        ),
    ] = Field("", description="The address below `base`; the home page has none")
    title: Text
    description: Text
    kind: Literal["personal", "enterprise"] | None = Field(
        None, description="An index page lists the mailboxes of this kind"
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
    base: Id = Field(description="The folder of all pages in the site: url/base/")
    brand: Annotated[
        str,
        matches(
            r"#[0-9a-f]{6}",
            "brand_is_colour",
            "VALUE is not a colour",
            '"#rrggbb", six small hexadecimal digits',
        ),
    ] = Field(description="The colour of the header, the icon and the drawings")
    product: Text = Field(description="What mailboxes are bound to: {{ laifaxin.name }} in words")
    name: Text
    support: str | None = Field(
        None, description="A link key: where readers get help; nothing is shown when it is not set"
    )
    repository: (
        Annotated[
            str,
            matches(
                r"https://[a-z0-9.-]+/[^/\s]+/[^/\s]+",
                "repository_is_an_address",
                "VALUE is not the address of a repository",
                "https://github.com/<owner>/<name>",
            ),
        ]
        | None
    ) = Field(
        None,
        description="Where the source is: readers report and mend mistakes there; without it, "
        "they report them to `support`",
    )
    pages: dict[Key, SitePage]
    strings: dict[Key, Text] = Field(description="Words of the page furniture")

    @model_validator(mode="after")
    def _only_home_is_the_base(self) -> Site:
        for key, page in self.pages.items():
            if bool(page.path) == (key == "home"):
                message = f"the page `{key}` has {'a' if page.path else 'no'} `path`"
                fix = "leave it out at `home`, which is at `base`; give one to every other page"
                raise refuse("page_path_is_address", message, fix, "pages", key, "path")
        return self
