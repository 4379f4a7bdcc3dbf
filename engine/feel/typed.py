"""Texts where a model says that they are dates, times or durations."""

from __future__ import annotations

from typing import Any

from engine.feel import complaints
from engine.feel.functions import moments

# What a column of a decision table may be typed as, beyond what JSON has.
_READERS = {
    "date": "date",
    "time": "time",
    "dateTime": "date and time",
    "date and time": "date and time",
    "dayTimeDuration": "duration",
    "days and time duration": "duration",
    "yearMonthDuration": "duration",
    "years and months duration": "duration",
}


def typed(value: Any, type_name: str, expression: str) -> Any:
    """Variables are JSON, where a moment is a text; a column that says what it is gets it back."""
    kind = _READERS.get(type_name)
    if kind is None or type(value) is not str:
        return value
    found = moments.read(kind, value)
    if found is None:
        raise complaints.error(expression, "not-a-moment", expression)
    return found
