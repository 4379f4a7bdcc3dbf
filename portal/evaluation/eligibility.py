"""Whether a star may be applied for and awarded.

One rule: asked by the page, where an application is opened, where it is accepted and where it is decided.
What has passed and waits to be issued is known to certification, which lies above evaluation and registers its source
here when it starts: `eligibility.provide(source)`, where `source(product_ids)` yields those that wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine import business_time, clock
from engine.errors import EngineError
from engine.once import once
from portal.evaluation.errors import (
    ApplicationRunning,
    AwardPending,
    BarredUntil,
    EnterpriseFrozen,
    FailedRecently,
    HighestStarHeld,
    ProductNotEvaluable,
    ProductSanctioned,
    StarNotHigher,
)
from portal.evaluation.models import Application, Star
from portal.registry import standing as standings
from portal.registry.errors import EnterpriseNotActive, FilingRunning
from portal.registry.models import Enterprise, Filing, Product
from portal.registry.standing import Standing
from portal.scheme import values

# Public statuses under which nothing is evaluated; the last two a product may have without a star, too.
_SANCTIONS = ("red", "suspended", "revoked")

Source = Callable[[Iterable[int]], set[int]]
# By product whose star was revoked: the first day on which it may apply again.
Bars = Callable[[Iterable[int]], Mapping[int, date]]

_sources: list[Source] = []
_bars: list[Bars] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def provide_bars(source: Bars) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _bars:
        _bars.append(source)


def held_star(product: Product) -> int:
    """The star in force, 0 without one."""
    return _star_of(standings.of_products([product.pk]).get(product.pk))


def _star_of(standing: Standing | None) -> int:
    return standing.star if standing else 0


def refusal(product: Product, *, star: int) -> EngineError | None:
    """Why this star cannot be applied for now; None where it can."""
    return prospect_of(product).refusal_of(star)


def prospect_of(product: Product) -> Prospect:
    [prospect] = _prospects([product])
    return prospect


def refusal_to_award(application: Application, *, star: int) -> EngineError | None:
    """Why this star cannot be awarded now; its own application does not stand in its way."""
    product = application.product
    standing = standings.of_products([product.pk]).get(product.pk)
    # A renewal was applied for in its time; what is awarded then follows the one that ends, whatever its star.
    renews = application.kind == Application.Kind.RENEWAL
    return _sanctioned(product, standing) or (None if renews else _not_higher(_star_of(standing), star))


@dataclass(frozen=True)
class Prospect:
    """What a product may be evaluated for: `held` is its star in force; `refusal` stands where it is nothing at all.

    `is_renewable`: the star that it holds may be applied for again."""

    product: Product
    held: int
    refusal: EngineError | None
    is_renewable: bool = False

    def refusal_of(self, star: int) -> EngineError | None:
        if self.refusal or (star == self.held and self.is_renewable):
            return self.refusal
        return _not_higher(self.held, star)

    def kind_of(self, star: int) -> Application.Kind:
        """What an application for this star would be."""
        if not self.held:
            return Application.Kind.FIRST
        return Application.Kind.RENEWAL if star == self.held else Application.Kind.UPGRADE

    @property
    def stars(self) -> list[int]:
        """Those that may be applied for."""
        return [star for star in Star.values if self.refusal_of(star) is None]


def prospects(enterprise: Enterprise) -> list[Prospect]:
    """Of every product that the enterprise has filed, by name."""
    drafts = (*Product.EDITABLE, Product.Status.FILING)
    return _prospects(enterprise.products.exclude(status__in=drafts).select_related("enterprise").order_by("name"))


def _prospects(products: Iterable[Product]) -> list[Prospect]:
    products = list(products)
    ids = [product.pk for product in products]
    running = running_of(tuple(ids))
    waiting = _awaiting_issue(ids)
    failed = _failed_until(ids)
    changing = dict(Filing.objects.open().filter(product__in=ids).values_list("product", "number"))
    known = standings.of_products(ids)

    def prospect(product: Product) -> Prospect:
        standing = known.get(product.pk)
        held = _star_of(standing)
        renewable = bool(standing and standing.is_renewable)
        refused = (
            _sanctioned(product, standing)
            or _under_way(running.get(product.pk), awaits_issue=product.pk in waiting)
            or (FailedRecently(day=failed[product.pk].isoformat()) if product.pk in failed else None)
            or (FilingRunning(number=changing[product.pk]) if product.pk in changing else None)
            or (None if product.is_evaluable else ProductNotEvaluable())
            or (HighestStarHeld() if held >= max(Star.values) and not renewable else None)
        )
        return Prospect(product, held, refused, is_renewable=renewable)

    return [prospect(product) for product in products]


@once
def running_of(product_ids: tuple[int, ...]) -> dict[int, str]:
    """The application that is under way, by product."""
    return dict(Application.objects.open().filter(product__in=product_ids).values_list("product", "number"))


def _failed_until(ids: Iterable[int]) -> dict[int, date]:
    """By product whose evaluation failed a short while ago: the first day on which it may apply again. What was never
    accepted, and what an appeal has overturned, was no evaluation."""
    failed = Application.objects.filter(
        product__in=ids, status=Application.Status.FAILED, overturned_at=None, accepted_at__isnull=False
    )
    until = {
        pk: again_from(decided_at)
        for pk, decided_at in failed.order_by("decided_at").values_list("product", "decided_at")
        if decided_at is not None
    }
    return {pk: day for pk, day in until.items() if clock.today() < day}


def again_from(failed_at: datetime) -> date:
    """The first day on which a product whose evaluation failed then may apply again."""
    return clock.day_of(business_time.add_months(failed_at, values.whole("OTOP_REAPPLY_MONTHS")))


def _awaiting_issue(ids: Iterable[int]) -> set[int]:
    return {pk for source in _sources for pk in source(ids)}


def refusal_to_change(product_id: int) -> EngineError | None:
    """What is evaluated is what is filed: no change of a product from its application to its certificate."""
    running = Application.objects.open().filter(product=product_id).values_list("number", flat=True).first()
    return _under_way(running, awaits_issue=product_id in _awaiting_issue([product_id]))


def _under_way(running: str | None, *, awaits_issue: bool) -> EngineError | None:
    if running:
        return ApplicationRunning(number=running)
    return AwardPending() if awaits_issue else None


def _sanctioned(product: Product, standing: Standing | None) -> EngineError | None:
    if product.enterprise.status == Enterprise.Status.FROZEN:
        return EnterpriseFrozen()
    if not product.enterprise.is_active:
        return EnterpriseNotActive()
    if standing and standing.status == "revoked" and (until := _barred_until(product.pk)):
        return BarredUntil(day=until.isoformat()) if clock.today() < until else None
    if standing and standing.status in _SANCTIONS:
        return ProductSanctioned(status=standing.label)
    return ProductSanctioned(status=product.get_status_display()) if product.status in _SANCTIONS else None


def _barred_until(product_id: int) -> date | None:
    return max((day for source in _bars for day in source([product_id]).values()), default=None)


def _not_higher(held: int, star: int) -> EngineError | None:
    return None if star > held else StarNotHigher(held=Star(held).label)
