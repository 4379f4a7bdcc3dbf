"""Values written without FEEL, read by the same code that reads them at run time."""

from __future__ import annotations

from collections.abc import Callable

from engine import clock
from engine.errors import EngineError
from engine.spiff import timers


def is_due_date(text: str) -> bool:
    try:
        return timers.moment(text, {}, clock.now()) is not None
    except (EngineError, OverflowError):
        return False


def is_timer(kind: str, text: str) -> bool:
    """`kind` is date, duration or cycle."""
    try:
        timers.alarm(kind, text, {}, clock.now())
    except (EngineError, OverflowError):
        return False
    return True


def is_priority(text: str) -> bool:
    return _whole(text) and int(text) <= 100


def is_retries(text: str) -> bool:
    return _whole(text) and 1 <= int(text) <= 100


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


VALUES: dict[tuple[str, str], Callable[[str], bool]] = {
    ("taskSchedule", "dueDate"): is_due_date,
    ("taskSchedule", "followUpDate"): is_due_date,
    ("priorityDefinition", "priority"): is_priority,
    ("taskDefinition", "retries"): is_retries,
}
