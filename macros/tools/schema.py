"""`make schema`: the JSON Schemas in `schema/`, derived from the model, for completion in editors."""

from __future__ import annotations

import json
from pathlib import Path

from macros.model import types as model


def schemas() -> dict[str, str]:
    """The text of each schema file by its name, e.g. "provider.json"."""
    return {
        name.replace(".yml", ".json"): json.dumps(
            type_.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True
        )
        + "\n"
        for name, type_ in model.files().items()
    }


def main(arguments: list[str]) -> int:
    """Writes the JSON Schemas of the working directory's schema/. Returns 0."""
    folder = Path("schema")
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0
