"""A picture in data to the screen that pictures.py draws: keys of labels become labels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from macros.model import types as model
from macros.model.handbook import Handbook
from macros.model.problem import WordError
from macros.render.pictures import Item, Label, Screen
from macros.render.texts import TextRenderer

_UNKNOWN_LENGTH = 12  # dots in a drawn code whose length nobody knows


def screen_of(
    handbook: Handbook, provider: model.Provider, texts: TextRenderer, picture: model.Picture
) -> Screen:
    """The screen that a picture of a mailbox's guide shows. Raises WordError."""
    owner = handbook.laifaxin if picture.frame == "app" else provider
    labels = _Labels(handbook, provider, texts, owner)
    return Screen(
        picture.frame,
        _title(handbook, provider, texts, picture),
        tuple(labels.item(part) for part in picture.shows),
    )


def _title(
    handbook: Handbook, provider: model.Provider, texts: TextRenderer, picture: model.Picture
) -> str:
    if picture.title:
        return texts.plain(picture.title)
    if picture.frame == "app":
        return texts.plain(handbook.laifaxin.name)
    return provider.webmail_host


@dataclass(frozen=True)
class _Labels:
    """Turns the parts of a picture into items. owner: whose screen it is."""

    handbook: Handbook
    provider: model.Provider
    texts: TextRenderer
    owner: model.Provider | model.Laifaxin

    def item(self, part: model.Part) -> Item:
        """One thing on the screen. Raises WordError."""
        value = self.texts.plain(part.value) if part.value else ""
        if part.kind == "code":
            value = str(self.provider.password.length or _UNKNOWN_LENGTH)
        beside = part.button if part.kind != "button" else None
        return Item(
            part.kind,
            self._of(part),
            value,
            self._label(beside) if beside else None,
            part.press,
        )

    def _of(self, part: model.Part) -> tuple[Label, ...]:
        """What is written on a part."""
        if part.path is not None:
            return tuple(self._label(key) for key in self._path(part.path))
        if part.kind in ("text", "message"):
            return (Label(self.texts.plain(getattr(part, part.kind))),)
        if part.kind == "code":
            term = self.handbook.terms[self.provider.password.kind]
            return (Label(term[self.texts.language]),)
        if part.kind == "qr":
            return (Label(self.texts.plain(self.handbook.site.strings["picture_qr"])),)
        return (self._label(getattr(part, part.kind)),)

    def _path(self, key: str) -> list[str]:
        if key not in self.owner.paths:
            raise WordError(
                "labels_exist",
                f"`paths` has no `{key}`",
                "add the way to `paths`, or correct the key",
            )
        path = self.owner.paths[key]
        return path.labels if isinstance(path, model.Path) else path

    def _label(self, key: str) -> Label:
        if key not in self.owner.ui:
            raise WordError(
                "labels_exist",
                f"`ui` has no `{key}`",
                "add the label to `ui`, or correct the key",
            )
        return Label(*self.owner.ui[key].read_in(self.texts.language))


def png_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG in pixels (PNG, third edition, 11.2.1); None without a file."""
    if not path.is_file():
        return None
    head = path.read_bytes()[:24]
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
