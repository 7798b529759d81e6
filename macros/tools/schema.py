"""`make schema`: the JSON Schemas in `schema/`, from the model, for completion in editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from macros.model import types
from macros.render.outline import MACROS
from macros.text.json_text import indented


def schemas() -> dict[str, str]:
    """The text of each schema file by its name, e.g. "provider.json"."""
    return {
        name.replace(".yml", ".json"): indented(_with_macros(type_.model_json_schema()))
        for name, type_ in types.FILES.items()
    }


def _with_macros(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, in which `show` of a block completes to the macros that it may name."""
    block = schema.get("$defs", {}).get("Block")
    if block:
        names = sorted(macro.name for macro in MACROS.values() if macro.can_be_shown)
        block["properties"]["show"]["anyOf"][0]["enum"] = names
    return schema


def main() -> int:
    """Writes the JSON Schemas of the working directory's schema/, says how many. Returns 0."""
    folder = Path("schema")
    folder.mkdir(exist_ok=True)
    texts = schemas()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"schema/: {len(texts)} files written")
    return 0
