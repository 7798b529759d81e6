"""The registry of macros: what an outline may call, and what `show:` in data may name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from macros.model.problem import WordError, did_you_mean

if TYPE_CHECKING:
    from macros.render.view import View

MacroFunction = Callable[..., Markup]


@dataclass(frozen=True)
class Macro:
    """A macro: its name, what it takes (a View and strings), and what it prints, in a sentence."""

    name: str
    function: MacroFunction
    takes: inspect.Signature
    purpose: str

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """Its parameters behind the View."""
        return list(self.takes.parameters.values())[1:]

    @property
    def signature(self) -> str:
        """As an outline calls it, e.g. section(id)."""
        return f"{self.name}({', '.join(parameter.name for parameter in self.parameters)})"

    @property
    def can_be_shown(self) -> bool:
        """Whether `show:` can name it: it can be called without arguments."""
        return all(parameter.default != parameter.empty for parameter in self.parameters)

    def check_arguments(self, arguments: list[str]) -> None:
        """Raises WordError when the macro cannot be called with these arguments."""
        try:
            self.takes.bind(None, *arguments)
        except TypeError:
            message = f"`{self.name}` cannot be called like this"
            raise WordError("macro_takes_this", message, f"call {self.signature}") from None


MACROS: dict[str, Macro] = {}
"""By name. Importing outline.py fills it, as that imports every module with macros."""


def macro(function: MacroFunction) -> MacroFunction:
    """Registers a function as a macro. It takes the View of a page, then strings."""
    purpose = (function.__doc__ or "").split("\n\n", maxsplit=1)[0]
    name = function.__name__
    MACROS[name] = Macro(name, function, inspect.signature(function), " ".join(purpose.split()))
    return function


def find_macro(name: str) -> Macro:
    """The macro of a name. Raises WordError when there is none."""
    if name not in MACROS:
        message = f"there is no macro `{name}`"
        fix = "call a macro that CONTRIBUTING lists" + did_you_mean(name, list(MACROS))
        raise WordError("macro_is_known", message, fix)
    return MACROS[name]


def call(view: View, name: str, *args: str) -> Markup:
    """What a macro prints on a page. Raises WordError."""
    found = find_macro(name)
    found.check_arguments(list(args))
    return found.function(view, *args)
