"""What is on a pictured screen: from the keys in data, and in words for who does not see it."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model import types
from macros.model.problem import WordError
from macros.render.texts import TextRenderer
from macros.text.languages import LANGUAGES

_UNKNOWN_LENGTH = 12  # dots in a drawn code whose length nobody knows


@dataclass(frozen=True)
class LabelText:
    """A label as the screen has it, and our translation of it if the reader needs one."""

    text: str
    gloss: str = ""


@dataclass(frozen=True)
class Item:
    """One thing on a screen.

    kind: path, line, text, field, button, code, qr, message, tick or status; labels: what stands
    on it (a path has several); value: what a field holds; side: a button at the line's end;
    press: whether it is to be pressed.
    """

    kind: str
    labels: tuple[LabelText, ...] = ()
    value: str = ""
    side: LabelText | None = None
    press: bool = False


@dataclass(frozen=True)
class Screen:
    """A window of a browser or of Laifaxin, a dialog, or a phone; `title` is in its bar."""

    frame: str
    title: str
    items: tuple[Item, ...]


def describe(screen: Screen, language: str) -> str:
    """The picture as one line of text, with the numbers in the picture."""
    spoken = _Description(language)
    parts = [screen.title, *(spoken.item(item) for item in screen.items)]
    return LANGUAGES[language].separator.join(parts)


class _Description:
    """Says items in one language, and counts what is to be pressed."""

    def __init__(self, language: str) -> None:
        self.language, self.number = LANGUAGES[language], 0

    def item(self, item: Item) -> str:
        """One thing on the screen, in words."""
        is_path = item.kind == "path"
        is_pressed = is_path or (item.press and item.side is None)
        parts = [
            self._numbered(is_pressed, self._label(label, item.kind == "button"))
            for label in item.labels
        ]
        if item.value:
            parts.append("••••" if item.kind == "code" else item.value)
        if item.side:
            parts.append(self._numbered(item.press, self._label(item.side, is_button=True)))
        return (" → " if is_path else " ").join(parts)

    def _label(self, label: LabelText, is_button: bool) -> str:
        gloss = self.language.bracketed(label.gloss) if label.gloss else ""
        return f"[{label.text}{gloss}]" if is_button else f"{label.text}{gloss}"

    def _numbered(self, is_pressed: bool, text: str) -> str:
        if not is_pressed:
            return text
        self.number += 1
        return f"{self.number} {text}"


def screen_of(provider: types.Provider, texts: TextRenderer, picture: types.Picture) -> Screen:
    """The screen that a picture of a mailbox's guide shows. Raises WordError."""
    handbook, is_ours = texts.handbook, picture.frame == "app"
    labels = _Labels(provider, texts, handbook.laifaxin if is_ours else provider)
    title = texts.plain(handbook.site.product) if is_ours else provider.webmail_host
    if picture.title:
        title = texts.plain(picture.title)
    return Screen(picture.frame, title, tuple(map(labels.item, picture.shows)))


@dataclass(frozen=True)
class _Labels:
    """Turns the parts of a picture into items. owner: whose screen it is."""

    provider: types.Provider
    texts: TextRenderer
    owner: types.Provider | types.Laifaxin

    def item(self, part: types.Part) -> Item:
        """One thing on the screen. Raises WordError."""
        value = self.texts.plain(part.value) if part.value else ""
        if part.kind == "code":
            value = str(self.provider.password.length or _UNKNOWN_LENGTH)
        beside = part.button if part.kind != "button" else None
        return Item(
            part.kind, self._of(part), value, self._label(beside) if beside else None, part.press
        )

    def _of(self, part: types.Part) -> tuple[LabelText, ...]:
        """What is written on a part."""
        if part.path is not None:
            return tuple(self._label(key) for key in self._path(part.path))
        if part.kind in ("text", "message"):
            return (LabelText(self.texts.plain(getattr(part, part.kind))),)
        if part.kind == "code":
            term = self.texts.handbook.terms[self.provider.password.kind]
            return (LabelText(term[self.texts.language]),)
        if part.kind == "qr":
            return (LabelText(self.texts.plain(self.texts.string("picture_qr"))),)
        return (self._label(getattr(part, part.kind)),)

    def _path(self, key: str) -> list[str]:
        if key not in self.owner.paths:
            message = f"`paths` has no `{key}`"
            raise WordError("labels_exist", message, "add the path to `paths`, or correct the key")
        path = self.owner.paths[key]
        return path.labels if isinstance(path, types.MenuPath) else path

    def _label(self, key: str) -> LabelText:
        if key not in self.owner.ui:
            message = f"`ui` has no `{key}`"
            raise WordError("labels_exist", message, "add the label to `ui`, or correct the key")
        return LabelText(*self.owner.ui[key].read_in(self.texts.language))
