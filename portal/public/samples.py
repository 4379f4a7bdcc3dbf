"""样品展示: samples that passed, of enterprises that agreed, for everybody. What is worse than valid is not here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.public import keyset
from portal.public.directory import Choices, Filters, place_names
from portal.public.models import Listing, ListingQuerySet
from portal.registry.models import ProductPicture
from portal.registry.versions import pictures_as_of
from portal.scheme.regulations import SAMPLES
from portal.showcase import showable
from portal.showcase.models import Feature, Showing

_RELATED = ("authorisation__product__enterprise", "product__qr_code")
_MOST_FEATURED = 6
_CURSORS = ("before", "after")


@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """Searched as the directory is; above the first page what is recommended."""
    filters = replace(Filters.of(request), status="")
    page = keyset.page(
        agreed(filters.listings()).select_related(*_RELATED).defer("text"),
        keyset.LAST_LISTED,
        **{name: request.GET.get(name, "") for name in _CURSORS},
    )
    is_first = not filters.is_narrow and not any(request.GET.get(name) for name in _CURSORS)
    featured = list(_featured()) if is_first else []
    known = told([*featured, *page.rows])
    context = {
        "page": page,
        "rows": [row for row in page.rows if row.pk in known],
        "featured": [row for row in featured if row.pk in known],
        "filters": filters,
        "choices": Choices(filters),
    }
    return render(request, "public/samples.html", context)


@require_safe
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """By the certificate's number; what is not shown (any more) is not found."""
    found = agreed(Listing.objects.filter(authorisation__number=number)).select_related(*_RELATED)
    row = found.first()
    if row is None or row.pk not in told([row]):
        raise Http404
    product = row.authorisation.product
    context = {
        "row": row,
        "product": row.authorisation.product_shown,
        "pictures": range(min(len(pictures_as_of(product, row.authorisation.product_version)), 4)) if row.token else [],
        "regulation": SAMPLES,
    }
    return render(request, "public/sample.html", context)


def agreed(listings: ListingQuerySet) -> ListingQuerySet:
    """Of these, what enterprises agreed to show and may be shown, as far as the directory knows; see `told`."""
    given = Showing.objects.open().filter(product=OuterRef("pk"))
    valid = listings.with_status("valid")
    return valid.filter(Exists(given)).filter(showable.passed("authorisation__application"))


def _featured() -> Iterable[Any]:
    """The last recommended first."""
    features = Feature.objects.standing().values_list("product", flat=True)[:_MOST_FEATURED]
    order = {pk: place for place, pk in enumerate(features)}
    found = agreed(Listing.objects.filter(pk__in=order)).select_related(*_RELATED).defer("text")
    return sorted(found, key=lambda row: order[row.pk])


def told(rows: list[Any]) -> set[int]:
    """Beside each row what is so this moment; a listing is written a moment after its product has changed, so what is
    left out here is what may be shown no longer."""
    ids = {row.pk for row in rows}
    shown = showable.of_products(ids)
    features = {each.product_id: each for each in Feature.objects.standing().filter(product__in=ids)}
    pictured = set(ProductPicture.objects.filter(product__in=ids).values_list("product", flat=True))
    names = place_names([row.place for row in rows])
    for row in rows:
        row.has_picture = bool(row.token) and row.pk in pictured
        row.sample, row.feature = shown.get(row.pk), features.get(row.pk)
        row.place_name = "".join(names[row.place])
    return set(shown)
