"""One evaluation under way: what it may still use up, and what it noticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.bounds import in_force

Text = str | Promise

OUT_OF_MEMORY = _("计算占用的内存过多")
TOO_LONG = _("计算超时")
TOO_DEEP = _("嵌套或递归过深")


class Limits(NamedTuple):
    """Setting OTOP_FEEL_LIMITS, a dict with any of these names."""

    memory: int = 32 * 1024 * 1024  # bytes, as they are reckoned for the lists and texts that an evaluation makes
    seconds: float = 1.0  # processor time
    depth: int = 60  # calls of user functions within each other
    length: int = 20_000  # characters of one expression
    calendar_calls: int = 50  # different questions to the business calendar in one evaluation


def limits() -> Limits:
    """The limits in force."""
    return in_force(Limits, "OTOP_FEEL_LIMITS")


class LimitReached(Exception):
    """An evaluation was stopped; `reason` says why, for people."""

    def __init__(self, reason: Text) -> None:
        super().__init__()
        self.reason = reason


class Fault(Exception):
    """Something that has no value: it becomes null with a warning. `kind` names the sentence, `text` fills it."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.text = text


@dataclass(frozen=True, slots=True)
class Warned:
    """Why something is null: `kind` names the sentence, `text` fills it; `at` is the place in the text, from 0."""

    kind: str
    text: str
    at: int | None


# The steps between two looks at the clock, and the bytes reckoned for an element of a list.
_STRIDE = 256
_ELEMENT = 64
_WARNINGS = 100


@dataclass(slots=True)
class Run:
    """Counts down. Everything that repeats calls `step`, everything that makes much calls `take`."""

    limits: Limits
    now: Callable[[], datetime]
    warnings: list[Warned] = field(default_factory=list)
    depth: int = 0
    memory: int = 0
    deadline: float = 0.0
    steps: int = _STRIDE
    calendar: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    missed: dict[tuple[str, int], int] | None = None  # by name and place: elements of a list that lack a property
    has_home: bool = True  # a time without zone is one in the scheme's; otherwise it lies nowhere
    externals: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.memory = self.limits.memory
        self.deadline = time.thread_time() + self.limits.seconds

    def step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            self.steps = _STRIDE
            self.look()

    def look(self) -> None:
        """Whether time is left."""
        if time.thread_time() > self.deadline:
            raise LimitReached(TOO_LONG)

    def take(self, size: int) -> None:
        """Memory for a text of that size."""
        self.memory -= size
        if self.memory < 0:
            raise LimitReached(OUT_OF_MEMORY)

    def elements(self, count: int) -> None:
        """Memory for so many elements of a list, and the time to go through them."""
        self.take(count * _ELEMENT)
        self.steps -= count
        if self.steps < 0:
            self.steps = _STRIDE
            self.look()

    def enter(self) -> None:
        self.step()
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitReached(TOO_DEEP)

    def leave(self) -> None:
        self.depth -= 1

    def warn(self, kind: str, text: str = "", at: int | None = None) -> None:
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(Warned(kind, text, at))
