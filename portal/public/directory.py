"""The directories: products with a star, and the enterprises that make them, for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.badge import LEVELS
from engine.models.order import LAST_ID
from portal.certification.models import Authorisation
from portal.certification.models.authorisations import worst
from portal.public import keyset
from portal.public.models import Listing, ListingQuerySet
from portal.registry.models import Enterprise, Product, Region
from portal.registry.search import words_of

Status = Authorisation.Status
_STATUSES = [status for status in Authorisation.WORST_FIRST[::-1] if status not in Authorisation.UNISSUED]
_CLASSES = {
    f"{min(stars)}-{max(stars)}": (name, stars)
    for name in dict.fromkeys(level.star_class for level in LEVELS.values())
    for stars in [[star for star, level in LEVELS.items() if level.star_class == name]]
}


@dataclass(frozen=True)
class Filters:
    """`?q=&star=&category=&status=&province=&county=`; what is none of the choices is not asked for."""

    words: str
    star: str
    category: str
    status: str
    province: str
    county: str

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        asked = request.GET
        province = digits(asked.get("province", ""), 2)
        county = digits(asked.get("county", ""), 6)
        return cls(
            words=asked.get("q", "").strip()[:100],
            star=_one_of(asked.get("star", ""), [*map(str, LEVELS), *_CLASSES]),
            category=_one_of(asked.get("category", ""), Product.Category.values),
            status=_one_of(asked.get("status", ""), _STATUSES),
            province=province,
            county=county if county.startswith(province) else "",
        )

    @property
    def is_narrow(self) -> bool:
        return any((self.words, self.star, self.category, self.status, self.province))

    def listings(self) -> ListingQuerySet:
        found = Listing.objects.all()
        for word in words_of(self.words):
            found = found.holding(word)
        if self.star:
            found = found.filter(star__in=_CLASSES[self.star][1] if self.star in _CLASSES else [int(self.star)])
        if self.category:
            found = found.filter(category=self.category)
        if self.status:
            found = found.with_status(self.status)
        if region := self.county or self.province:
            found = found.within(region)
        return found


@dataclass(frozen=True)
class Choices:
    """What the form offers."""

    filters: Filters

    @property
    def stars(self) -> list[tuple[str, Any]]:
        classes = [(value, name) for value, (name, stars) in _CLASSES.items() if len(stars) > 1]
        return [*((str(star), f"{level.star_name}（{level.star_class}）") for star, level in LEVELS.items()), *classes]

    @property
    def categories(self) -> list[tuple[str, Any]]:
        return list(Product.Category.choices)

    @property
    def statuses(self) -> list[tuple[str, Any]]:
        return [(status.value, status.label) for status in _STATUSES]

    @property
    def provinces(self) -> list[tuple[str, str]]:
        return provinces()

    @cached_property
    def counties(self) -> list[tuple[str, str]]:
        """Of the chosen province, those with products."""
        if not self.filters.province:
            return []
        codes = Listing.objects.within(self.filters.province).order_by("place").values_list("place", flat=True)
        names = place_names(found := list(codes.distinct()))
        return [(code, "".join(names[code][1:]) or names[code][0]) for code in found if names[code]]


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    filters = Filters.of(request)
    related = ("authorisation__product__enterprise", "product__qr_code")
    found = filters.listings().select_related(*related).defer("text")
    page = keyset.page(found, keyset.LAST_LISTED, **_cursors(request))
    _tell_places(page.rows)
    context = {"page": page, "filters": filters, "choices": Choices(filters)}
    return render(request, "public/products.html", context)


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    filters = Filters.of(request)
    found = Enterprise.objects.filter(pk__in=filters.listings().values("enterprise"))
    page = keyset.page(found, LAST_ID, **_cursors(request))
    _tell_products(page.rows)
    context = {"page": page, "filters": filters, "choices": Choices(filters)}
    return render(request, "public/enterprises.html", context)


def _cursors(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("before", "after")}


def _tell_places(listings: Iterable[Any]) -> None:
    names = place_names([listing.place for listing in listings])
    for listing in listings:
        listing.place_name = "".join(names[listing.place])


def _tell_products(enterprises: list[Any]) -> None:
    """Beside each enterprise its products, best star first, and the worst that is said of one of them."""
    found: QuerySet = Listing.objects.filter(enterprise__in=enterprises).order_by("-star", "-published_at")
    products: dict[int, list[Any]] = {enterprise.pk: [] for enterprise in enterprises}
    for listing in found.select_related("authorisation__product__enterprise", "product__qr_code").defer("text"):
        products[listing.enterprise_id].append(listing)
    names = place_names([enterprise.township_id[:6] for enterprise in enterprises])
    for enterprise in enterprises:
        enterprise.products_shown = products[enterprise.pk]
        states = [listing.authorisation.status_now for listing in enterprise.products_shown]
        enterprise.worst = worst(states) if states else None
        enterprise.place_name = "".join(names[enterprise.township_id[:6]])


def provinces() -> list[tuple[str, str]]:
    """By the first two digits of their codes."""
    found = Region.objects.current().filter(level=Region.Level.PROVINCE)
    return [(code[:2], name) for code, name in found.values_list("code", "name")]


def place_names(counties: Iterable[str]) -> dict[str, list[str]]:
    """Province, city and county of each code; names that only fill a level are left out."""
    codes = set(counties)
    above = {code[:2] + "0000" for code in codes} | {code[:4] + "00" for code in codes}
    found = Region.objects.in_bulk(codes | above) if codes else {}
    return {
        code: [
            found[each].name
            for each in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
            if each in found and not found[each].is_filler
        ]
        for code in codes
    }


def digits(text: str, length: int) -> str:
    """So many digits as they are, anything else as nothing."""
    return text if len(text) == length and text.isascii() and text.isdigit() else ""


def _one_of(text: str, choices: Iterable[str]) -> str:
    return text if text in set(choices) else ""
