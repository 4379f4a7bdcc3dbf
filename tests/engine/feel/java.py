"""The functions outside FEEL that the compatibility kit calls by their Java names."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any


def _most(one: Any, other: Any) -> Any:
    return max(one, other) if isinstance(one, Decimal) and isinstance(other, Decimal) else None


def _cosine(value: Any) -> Any:
    return Decimal(repr(math.cos(float(value)))) if isinstance(value, Decimal) else None


def _same(value: Any) -> Any:
    return value if isinstance(value, Decimal) else None


def _character(value: Any) -> Any:
    return value if isinstance(value, str) and len(value) == 1 else None


def _read(text: Any) -> Any:
    return Decimal(text) if isinstance(text, str) else None


def _formatted(form: Any, *values: Any) -> Any:
    return str(form).replace("%s", "{}").format(*values)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "java.lang.Math.cos(double)": _cosine,
    "java.lang.String.valueOf(char)": _character,
    "java.lang.Short.valueOf(short)": _same,
    "java.lang.Byte.valueOf(byte)": _same,
    "java.lang.Integer.valueOf(java.lang.String)": _read,
    "java.lang.Float.valueOf(java.lang.String)": _read,
    "java.lang.Double.valueOf(java.lang.String)": _read,
    "java.lang.String.format(java.lang.String,[Ljava.lang.Object;)": _formatted,
    **{f"java.lang.Math.max({kind},{kind})": _most for kind in ("double", "int", "long", "float")},
}
