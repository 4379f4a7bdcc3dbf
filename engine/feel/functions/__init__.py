"""The functions that every expression may call: those of the standard, of Camunda's editors, and our calendar."""

from engine.feel.functions import (
    additions,
    calendar,
    contexts,
    conversions,
    lists,
    moments,
    numeric,
    spans,
    statistics,
    texts,
)
from engine.feel.functions.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "additions",
    "calendar",
    "contexts",
    "conversions",
    "lists",
    "moments",
    "numeric",
    "spans",
    "statistics",
    "texts",
]
