"""One file of `data/` as its model, or as the problems that keep it from being one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from macros.model import types
from macros.model.problem import Problem, closest, did_you_mean
from macros.model.yaml_file import Document, digest, load_yaml
from macros.text.languages import LANGUAGES


def load_cached(path: Path, root: Path) -> tuple[Document, Any]:
    """A file of data/ and its model; None in its place when the document has problems.

    A file whose bytes are what they were is not parsed again: a preview reads all data after
    every change.
    """
    known = _loaded.get(path)
    if known and path.is_file() and digest(path.read_bytes()) == known[0].digest:
        return known
    document, value = load_yaml(path, root), None
    if not document.problems:
        shape = types.files()[path.name]
        try:
            value = shape.model_validate(document.value)
        except ValidationError as error:
            errors = error.errors()
            meant = {_meant_key(each, shape) for each in errors if each["type"] in _UNKNOWN}
            document.problems += [  # a key that is misspelt is not missing as well
                _problem(document, each, shape)
                for each in errors
                if not (each["type"] == "missing" and each["loc"][-1] in meant)
            ]
    document.value = None  # the model has it
    _loaded[path] = document, value
    return document, value


_loaded: dict[Path, tuple[Document, Any]] = {}

_LANGUAGES = set(LANGUAGES)  # the keys of a text

_UNKNOWN_KEY = (
    "key_is_known",
    "the key `{key}` is not known here",
    "remove it, or check its spelling{hint}",
)
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")  # of a model, of a dataclass
_FIXES = {
    "missing": (
        "key_is_present",
        "the key `{key}` is missing",
        "add it; CONTRIBUTING shows an annotated example",
    ),
    **dict.fromkeys(_UNKNOWN, _UNKNOWN_KEY),
    "literal_error": (
        "value_is_allowed",
        "`{value}` is not one of the values `{key}` can have",
        "use {expected}",
    ),
    "date_from_datetime_parsing": (
        "date_is_iso",
        "`{value}` is not a date",
        "write it as 2026-11-23",
    ),
    "date_parsing": ("date_is_iso", "`{value}` is not a date", "write it as 2026-11-23"),
}


def _problem(document: Document, error: ErrorDetails, top: type) -> Problem:
    """A pydantic error as a Problem at the line of the value it is about."""
    keys = tuple(error["loc"])
    key = next((str(part) for part in reversed(keys) if isinstance(part, str)), "the file")
    line = document.line(*keys)
    context = error.get("ctx", {})
    if "fix" in context:
        return Problem(
            document.path,
            document.line(*keys, *context["at"]),
            error["type"],
            context["message"],
            context["fix"],
        )
    rule, message, fix = _FIXES.get(
        error["type"],
        (
            "value_has_right_type",
            f"`{{key}}`: {error['msg'].lower()}",
            "see the annotated example in CONTRIBUTING",
        ),
    )
    hint = ""
    if error["type"] in _UNKNOWN:
        allowed = _fields_at(top, keys[:-1])
        if error["input"] is None and _LANGUAGES.issubset(allowed):
            return Problem(
                document.path,
                line,
                "text_with_comma_is_quoted",
                "a comma ends a text that has no quotes",
                'put the whole text in quotes: "…, …"',
            )
        hint = did_you_mean(key, allowed)
    # plain replacement: what comes from data may hold braces
    for name, value in {
        "key": key,
        "value": str(error.get("input"))[:80],
        "expected": context.get("expected", ""),
        "hint": hint,
    }.items():
        message, fix = message.replace(f"{{{name}}}", value), fix.replace(f"{{{name}}}", value)
    return Problem(document.path, line, rule, message, fix)


def _meant_key(error: ErrorDetails, top: type) -> str:
    """The key that an unknown one is most likely meant for; empty for none."""
    *above, key = error["loc"]
    return closest(str(key), _fields_at(top, tuple(above)))


def _fields_at(top: Any, keys: tuple) -> list[str]:
    """The field names that are allowed where `keys` lead to, as far as annotations tell."""
    for key in keys:
        if _is_model(top):
            top = top.model_fields[key].annotation
        else:
            top = next((each for each in reversed(get_args(top)) if each is not type(None)), None)
        while type(None) in get_args(top):
            top = next(each for each in get_args(top) if each is not type(None))
    if is_dataclass(top):
        return [each.name for each in fields(top)]
    return list(top.model_fields) if _is_model(top) else []


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
