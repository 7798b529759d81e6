"""The macros about error messages: the tool that looks one up, and the lists of messages."""

from __future__ import annotations

from markupsafe import Markup

from macros.model import types as model
from macros.render.registry import macro
from macros.render.view import View


@macro
def error_tool(view: View) -> Markup:
    """A form that explains a pasted error, on the reader's device; needs JavaScript."""
    mailboxes = [
        (
            mailbox.id,
            view.texts.plain(mailbox.provider.short),
            view.link_to(view.handbook.pages[mailbox.id]),
        )
        for mailbox in view.handbook.mailboxes.values()
    ]
    return view.print("paste.html", mailboxes=mailboxes)


@macro
def error_table(view: View) -> Markup:
    """Every message of errors.yml: those of any mailbox first, then mailbox by mailbox."""
    by_mailbox: dict[str | None, list[model.ServerError]] = {None: []}
    by_mailbox.update({id: [] for id in view.handbook.mailboxes})
    for error in view.handbook.errors:
        by_mailbox.setdefault(error.mailbox, []).append(error)  # a rule reports unknown mailboxes
    groups = [
        (view.handbook.mailboxes.get(id) if id else None, errors)
        for id, errors in by_mailbox.items()
        if errors
    ]
    return view.print("errors.html", groups=groups)


@macro
def own_errors(view: View) -> Markup:
    """What this mailbox's own servers say, each with a link to what it means."""
    errors = [error for error in view.handbook.errors if error.mailbox == view.mailbox.id]
    return view.print("own-errors.html", errors=errors, page=view.handbook.pages["errors"])
