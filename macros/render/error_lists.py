"""The macros about error messages: the tool that looks one up, and the lists of messages."""

from __future__ import annotations

from markupsafe import Markup

from macros.model import types
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
    """Every cause of causes.yml, with what servers say when it is the likeliest one."""
    said: dict[str, list[types.ServerError]] = {id: [] for id in view.handbook.causes}
    for error in view.handbook.errors:
        if error.is_listed:
            said.setdefault(error.first, []).append(error)  # a rule reports unknown causes
    causes = [(cause, said[id]) for id, cause in view.handbook.causes.items()]
    return view.print("errors.html", causes=causes)


@macro
def own_errors(view: View) -> Markup:
    """What this mailbox's own servers say, each with a link to what it means."""
    errors = view.handbook.errors_of(view.mailbox.id)
    return view.print("own-errors.html", errors=errors, page=view.handbook.pages["errors"])
