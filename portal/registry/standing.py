"""How the star of a product stands today, told by the part of the scheme that gives stars.

Certification lies above registry, so it registers its source here when it starts: `standing.provide(source)`,
where `source(product_ids)` answers by product; a product that never had a star is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.registry.deadlines import Deadline
from portal.registry.models import Product


@dataclass(frozen=True)
class Alarm:
    """A warning in force, as the enterprise is told of it; `effects`: what it blocks meanwhile."""

    level: str
    label: str
    reason: str
    since: datetime
    cure_by: Deadline | None
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Download:
    """`icon` is one of Tabler's."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Standing:
    """`status` is a public status: valid, yellow, red, suspended, revoked, cancelled or expired.

    `star`: the one in force, 0 where it has ended; `is_renewable`: the same star may be applied for again now.
    `downloads`: what its holder may use of it today; where that is nothing, `locked` says why.
    """

    status: str
    label: str
    star: int = 0
    is_renewable: bool = False
    alarms: tuple[Alarm, ...] = ()
    downloads: tuple[Download, ...] = ()
    locked: str = ""


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


@dataclass(frozen=True)
class Shown:
    """A product with what its badge and its banner say; None where it never had a star."""

    product: Product
    standing: Standing | None

    @property
    def is_alarming(self) -> bool:
        return bool(self.standing and self.standing.status not in ("valid", "expired", "cancelled"))


def shown(products: Iterable[Product]) -> list[Shown]:
    """The products with their standing, in their order."""
    products = list(products)
    found = of_products([product.pk for product in products])
    return [Shown(product, found.get(product.pk)) for product in products]


def worst(products: Iterable[Shown]) -> Standing | None:
    """The standing that an enterprise's own badge must not hide."""
    order = ("revoked", "suspended", "red", "yellow")
    alarming = [each.standing for each in products if each.standing and each.standing.status in order]
    return min(alarming, key=lambda standing: order.index(standing.status), default=None)
