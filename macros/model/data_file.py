"""Loads one file of `data/` into its model, or says why that fails."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from macros.model import types
from macros.model.problem import Problem, closest, did_you_mean
from macros.model.yaml_file import Document, load_yaml
from macros.text.languages import LANGUAGES


def load_file(path: Path, root: Path) -> tuple[Document, Any]:
    """Loads a file of data/. Returns its document, and its model: None if there are problems."""
    document, value = load_yaml(path, root), None
    if not document.problems:
        shape = types.FILES[path.name]
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
    return document, value


_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")  # of a model, of a dataclass


def _problem(document: Document, error: ErrorDetails, shape: type) -> Problem:
    """A pydantic error as a Problem at the line of the value it is about."""
    keys, context = tuple(error["loc"]), error.get("ctx", {})
    if "fix" in context:  # see types.base.refuse
        rule, message, fix = error["type"], context["message"], context["fix"]
        return Problem(document.path, document.line(*keys, *context["at"]), rule, message, fix)
    return Problem(document.path, document.line(*keys), *_explained(error, shape))


def _explained(error: ErrorDetails, shape: type) -> tuple[str, str, str]:
    """Rule, message and fix of what pydantic itself refuses."""
    parts = [str(part) for part in error["loc"] if isinstance(part, str)]
    key = parts[-1] if parts else "the file"
    value = str(error.get("input"))[:80]
    match error["type"]:
        case "missing":
            fix = "add it; see the entries beside it, or the annotated example in CONTRIBUTING"
            return "key_is_present", f"the key `{key}` is missing", fix
        case "literal_error":
            message = f"`{value}` is not one of the values `{key}` can have"
            return "value_is_allowed", message, f"use {error['ctx']['expected']}"
        case "date_parsing" | "date_from_datetime_parsing":
            return "date_is_iso", f"`{value}` is not a date", "write it as 2026-11-23"
        case unknown if unknown in _UNKNOWN:
            return _unknown_key(error, key, _fields_at(shape, tuple(error["loc"][:-1])))
    fix = "see the annotated example in CONTRIBUTING"
    return "value_has_right_type", f"`{key}`: {error['msg'].lower()}", fix


def _unknown_key(error: ErrorDetails, key: str, allowed: list[str]) -> tuple[str, str, str]:
    if error["input"] is None and set(LANGUAGES).issubset(allowed):
        return (
            "text_with_comma_is_quoted",
            "a comma ends a text that has no quotes",
            'put the whole text in quotes: "…, …"',
        )
    fix = f"remove it, or check its spelling{did_you_mean(key, allowed)}"
    return "key_is_known", f"the key `{key}` is not known here", fix


def _meant_key(error: ErrorDetails, shape: type) -> str:
    """The field that an unknown key is probably a misspelling of; empty if none is close."""
    *above, key = error["loc"]
    return closest(str(key), _fields_at(shape, tuple(above)))


def _fields_at(shape: Any, keys: tuple) -> list[str]:
    """The field names that are allowed where `keys` lead to, as far as annotations tell."""
    for key in keys:
        if fields := _fields(shape):
            shape = fields.get(key)
        else:  # the last argument of a list or a dict is the type of its values
            shape = get_args(shape)[-1] if get_args(shape) else None
        if type(None) in get_args(shape):
            shape = get_args(shape)[0]
    return list(_fields(shape))


def _fields(shape: Any) -> dict[str, Any]:
    """The types of a model's or dataclass's fields, by their names; none of any other type."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return {name: field.annotation for name, field in shape.model_fields.items()}
    return get_type_hints(shape) if is_dataclass(shape) else {}
