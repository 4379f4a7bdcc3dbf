"""What the JSON of a form gives as one value: read strictly, and never refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from forms import components as c

_DOTTED = re.compile(r"\w+(\.\w+)*", re.ASCII)
#: Names that mean something to JavaScript objects.
_RESERVED_STEPS = frozenset({"__proto__", "prototype", "constructor"})


def options(raw: list[Any]) -> tuple[c.Option, ...]:
    """form-js's reading of options: plain values label themselves; entries without a value are left out."""
    read = []
    for item in raw:
        if isinstance(item, Mapping):
            value = item.get("value")
            label = text(item.get("label"))
        else:
            value, label = item, ""
        if value is None or value == "":
            continue
        read.append(c.Option(label=label or str(value)[:200], value=value))
    return tuple(read)


def text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def name(common: Mapping[str, Any]) -> str:
    return common["label"] or common.get("key") or common["id"]


def switch(value: Any) -> c.Switch:
    """A flag, or a FEEL expression that gives one."""
    return value if isinstance(value, str) and value.startswith("=") else value is True


def whole(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000 else default


def is_dotted(path: str) -> bool:
    return _DOTTED.fullmatch(path) is not None and not _RESERVED_STEPS & set(path.split("."))
