"""Objections to what is shown in public, told by the part of the scheme that looks into them.

Supervision lies above evaluation, so it registers its source here when it starts:
`objections.provide(source)`, where `source(application_id)` yields those that were raised against the application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Objection:
    """`publicity_id`: what it was raised against. `found_at` None: nothing is found yet. `is_upheld`: wholly or in
    part. `text`: what may be told of it to whoever evaluates and decides, nothing of who raised it; empty where it was
    not even accepted."""

    publicity_id: int
    found_at: datetime | None
    is_upheld: bool
    text: str


Source = Callable[[int], Iterable[Objection]]

_sources: list[Source] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def of_application(application_id: int) -> list[Objection]:
    return [objection for source in _sources for objection in source(application_id)]
