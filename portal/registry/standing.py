"""How the star of a product stands today, told by the part of the scheme that gives stars.

Certification lies above registry, so it registers its source here when it starts: `standing.provide(source)`,
where `source(product_ids)` answers by product; a product that never had a star is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """`status` is a public status: valid, yellow, red, suspended, revoked, cancelled or expired.

    `star`: the one in force, 0 where it has ended.
    """

    status: str
    label: str
    star: int = 0


Source = Callable[[Iterable[int]], Mapping[int, Standing]]

_sources: list[Source] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def of_products(product_ids: Iterable[int]) -> dict[int, Standing]:
    """The public status of each product that has or had a star, as the scan page shows it."""
    ids = list(product_ids)
    return {pk: found for source in _sources for pk, found in source(ids).items()}
