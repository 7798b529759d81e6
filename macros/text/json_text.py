"""JSON as this site writes it."""

from __future__ import annotations

import json
from typing import Any


def compact(value: Any) -> str:
    """A value as JSON on one line, for programs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def indented(value: Any) -> str:
    """A value as JSON in lines with sorted keys, for files that people compare."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
