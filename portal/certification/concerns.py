"""Why an authorisation is not simply valid, told by the parts of the scheme that know.

Supervision lies above certification, so it registers its source here when it starts: `concerns.provide(source)`,
where `source(product_ids)` yields what is in force, by product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from documents.models import Document


@dataclass(frozen=True)
class Concern:
    """`level` is a status of an authorisation; everybody may read `reason`, the enterprise `cure_by` and `effects`."""

    level: str
    label: str
    reason: str
    since: datetime
    cure_by: datetime | None = None
    document: Document | None = None
    effects: tuple[str, ...] = ()


ByProduct = Mapping[int, list[Concern]]
Source = Callable[[list[int]], ByProduct]

_sources: list[Source] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def of_products(product_ids: Iterable[int]) -> dict[int, list[Concern]]:
    """Every concern in force, newest first."""
    ids = list(product_ids)
    found: dict[int, list[Concern]] = {pk: [] for pk in ids}
    for source in _sources:
        for pk, concerns in source(ids).items():
            found[pk] += concerns
    return {pk: sorted(concerns, key=lambda c: c.since, reverse=True) for pk, concerns in found.items()}
