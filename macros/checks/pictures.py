"""Pictures of screens, and the screenshots that stand in for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.checks.guides import labels_in
from macros.checks.places import Keys, at, at_line
from macros.model.handbook import Handbook, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem, did_you_mean
from macros.model.types import Laifaxin, Picture, Provider, Section, Step
from macros.model.yaml_file import Document
from macros.render.png import png_size
from macros.site.images import png_problem, svg_faults
from macros.text.languages import CODES, LANGUAGES

# The fields of a picture's part that name a label.
NAMES_OF_LABELS = ("line", "field", "tick", "status", "button")


def pictures_of(handbook: Handbook, mailbox: Mailbox) -> Iterator[tuple[Document, Keys, Picture]]:
    """The pictures that a guide may show: those of common.yml, then the mailbox's own."""
    return handbook.find(Picture, ["data/common.yml", *handbook.files_of(mailbox.id)])


def picture_ids_are_unique(handbook: Handbook) -> Iterator[Problem]:
    """No two pictures of a page have the same id, which is the name of their file."""
    for mailbox in handbook.mailboxes.values():
        seen: set[str] = set()
        for document, keys, picture in pictures_of(handbook, mailbox):
            if picture.id in seen:
                message = f"there is a picture `{picture.id}` already"
                yield at(document, (*keys, "id"), message, "give it an id of its own")
            seen.add(picture.id)


def picture_shows_what_is_there(handbook: Handbook) -> Iterator[Problem]:
    """A picture shows labels and paths that its screen has."""
    for mailbox in handbook.mailboxes.values():
        for document, keys, picture in pictures_of(handbook, mailbox):
            owner = handbook.laifaxin if picture.frame == "app" else mailbox.provider
            yield from _unknown_labels(document, keys, picture, owner)


def _unknown_labels(
    document: Document, keys: Keys, picture: Picture, owner: Provider | Laifaxin
) -> Iterator[Problem]:
    for number, part in enumerate(picture.shows):
        named = {name: getattr(part, name) for name in NAMES_OF_LABELS}
        for name, key in {"path": part.path, **named}.items():
            known, what = (owner.paths, "path") if name == "path" else (owner.ui, "ui")
            if key and key not in known:
                message = f"`{what}.{key}` is not of that screen"
                fix = "use a key of `ui` or `paths`: Laifaxin's in the frame `app`, "
                fix += "else the mailbox's" + did_you_mean(key, list(known))
                yield at(document, (*keys, "shows", number, name), message, fix, f"{what}.{key}")


def pictures_press_what_words_name(handbook: Handbook) -> Iterator[Problem]:
    """What is pressed on a provider's screen in a picture is named in its step or section."""
    for path in handbook.models:
        unnamed: dict[Keys, str] = {}  # one problem of a file: two pictures may be exchanged
        for keys, scope in [*handbook.walk(path, of=Step), *handbook.walk(path, of=Section)]:
            texts = [text[language] for _, text in walk(scope) for language in LANGUAGES]
            named = labels_in(" ".join(texts))
            unnamed |= {
                (*keys, *below): f"`ui.{label}`"
                for below, label in _pressed(scope)
                if label not in named
            }
        if unnamed:
            message = f"the words beside the picture do not name {', '.join(unnamed.values())}"
            fix = "name it there, or correct the picture"
            yield at(handbook.documents[path], next(iter(unnamed)), message, fix)


def _pressed(scope: Step | Section) -> Iterator[tuple[Keys, str | None]]:
    """The labels that one presses in pictures of a step, or of a section beside its steps."""
    for keys, picture in walk(scope, of=Picture):
        if picture.frame == "app" or (isinstance(scope, Section) and "pictures" in keys):
            continue  # a screen of Laifaxin, or a picture of a step
        for number, part in enumerate(picture.shows):
            if part.press:
                yield (*keys, "shows", number), part.button or part.field or part.tick


def other_screens_have_words(handbook: Handbook) -> Iterator[Problem]:
    """A picture of what else one may see stands in a step that says when, in `otherwise`."""
    for document, keys, step in handbook.find(Step):
        for number, picture in enumerate(step.pictures):
            if picture.otherwise and step.otherwise is None:
                place = (*keys, "pictures", number, "otherwise")
                message = f"the step `{step.id}` has no `otherwise`, so nobody sees the picture"
                fix = "say in `otherwise` who sees this screen, or take the key away"
                yield at(document, place, message, fix)


def pictures_are_plain(handbook: Handbook) -> Iterator[Problem]:
    """A picture is a PNG of nothing but pixels, or an SVG of nothing but shapes."""
    for file in sorted((handbook.root / "docs/assets").rglob("*.[ps][nv]g")):
        if file.suffix == ".png":
            wrong = png_problem(file.read_bytes())
        else:
            wrong = "; ".join(said for _, said in svg_faults(file.read_text(encoding="utf-8")))
        if wrong:
            path = file.relative_to(handbook.root).as_posix()
            yield at_line(path, 1, wrong, "export the picture again, without anything else")


_SHOT = re.compile(rf"docs/assets/pictures/([a-z0-9-]+)/(?:{CODES})/([a-z0-9-]+)\.png")
_MIN_WIDTH, _MAX_WIDTH = 320, 1600


def screenshot_stands_in_for_a_picture(handbook: Handbook) -> Iterator[Problem]:
    """A screenshot has a picture's name, both languages, and is 320 to 1600 pixels wide."""
    for file in sorted((handbook.root / "docs/assets/pictures").rglob("*.*")):
        path = file.relative_to(handbook.root).as_posix()
        name = _SHOT.fullmatch(path)
        if not name or not _has_picture(handbook, name[1], name[2]):
            message = "no picture has this name"
            fix = "name it <mailbox>/zh/<id of the picture>.png and <mailbox>/en/…"
            yield at_line(path, 1, message, fix)
        elif not all((file.parent.parent / each / file.name).is_file() for each in LANGUAGES):
            message = "the other language has none"
            yield at_line(path, 1, message, "add it; the same file twice if the screen is the same")
        elif not png_problem(file.read_bytes()):  # said by pictures_are_plain
            width, _ = png_size(file) or (0, 0)
            if not _MIN_WIDTH <= width <= _MAX_WIDTH:
                yield at_line(path, 1, f"{width} pixels wide", "make it 320 to 1600 pixels wide")


def _has_picture(handbook: Handbook, mailbox: str, id: str) -> bool:
    return mailbox in handbook.mailboxes and any(
        picture.id == id for _, _, picture in pictures_of(handbook, handbook.mailboxes[mailbox])
    )
