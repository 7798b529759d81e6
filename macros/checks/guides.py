"""Guides: what every guide has, and that its labels, ways and pictures are those of the screen."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.places import Keys, at, own_file, provider_file, shared_file
from macros.model.handbook import Handbook, Mailbox
from macros.model.problem import Problem, did_you_mean
from macros.model.types import Laifaxin, Provider
from macros.model.yaml_file import Document
from macros.text.languages import DEFAULT

# The questions that every guide answers, each by any of these ids.
ANSWERED = {
    "which password": {"faq-which-password", "faq-what-is-code"},
    "the password is lost": {"faq-lost-code"},
    "how many mails a day": {"faq-daily-limit"},
}


def missing_answers(mailbox: Mailbox) -> dict[str, str]:
    """The questions that a guide does not answer, by the ids that would; a lost login password
    is for the provider to answer."""
    there = {question.id for question in mailbox.faq}
    login = mailbox.provider.password.kind == "login_password"
    return {
        " or ".join(sorted(ids)): question
        for question, ids in ANSWERED.items()
        if not ids & there and not (login and question == "the password is lost")
    }


def every_guide_answers(handbook: Handbook) -> Iterator[Problem]:
    """Every guide answers the questions that everybody has."""
    for mailbox in handbook.mailboxes.values():
        document = own_file(handbook, mailbox, "faq.yml" if mailbox.faq else "guide.yml")
        for ids, question in missing_answers(mailbox).items():
            yield at(document, (), f"nothing answers: {question}", f"add {ids} to faq.yml")


def way_is_visible(handbook: Handbook) -> Iterator[Problem]:
    """The top of a guide lists what one has to do: named steps of get-code, or its parts."""
    for mailbox in handbook.mailboxes.values():
        section = mailbox.guide.sections.get("get-code")
        if section is None or section.parts:
            continue
        if not any(step.name for block in section.blocks for step in block.steps or ()):
            yield at(
                own_file(handbook, mailbox, "guide.yml"),
                ("sections", "get-code"),
                "no step of `get-code` has a name",
                "add `name:` to its steps; the list at the top of the page shows them",
            )


def support_leads_somewhere(handbook: Handbook) -> Iterator[Problem]:
    """The support contact is a link key."""
    key = handbook.site.support
    if key and handbook.link("support", handbook.pages["home"], DEFAULT.code) is None:
        yield at(
            shared_file(handbook, "site.yml"),
            ("support",),
            f"`{key}` is not a link key",
            "link by key, e.g. zhinan.contact-us",
        )


def labels_exist(handbook: Handbook) -> Iterator[Problem]:
    """A way through menus names labels that the screen has."""
    ways: list[tuple[Document, Keys, list[str], Provider | Laifaxin]] = [
        (provider_file(handbook, mailbox), ("paths", key, "labels"), path.labels, mailbox.provider)
        for mailbox in handbook.mailboxes.values()
        for key, path in mailbox.provider.paths.items()
    ]
    ways += [
        (shared_file(handbook, "laifaxin.yml"), ("paths", key), labels, handbook.laifaxin)
        for key, labels in handbook.laifaxin.paths.items()
    ]
    for document, keys, labels, owner in ways:
        for number, label in enumerate(labels):
            if label not in owner.ui:
                yield at(
                    document,
                    (*keys, number),
                    f"`ui` has no `{label}`",
                    "add the label to `ui`, or correct the key" + did_you_mean(label, [*owner.ui]),
                )
