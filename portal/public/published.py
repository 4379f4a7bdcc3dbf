"""警示与处罚公示: what is in force against products, for everybody."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.listing import page_of
from portal.scheme import values
from portal.supervision.models import Warning

_PER_PAGE = 20
_LONGEST = 100


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """`?q=`: product, enterprise, USCC or certificate; `?level=`: one kind."""
    found = Warning.objects.published().select_related("case__authorisation__product__enterprise")
    words = request.GET.get("q", "").strip()[:_LONGEST]
    if words:
        product = "case__authorisation__product"
        found = found.filter(
            Q(**{f"{product}__name__icontains": words})
            | Q(**{f"{product}__enterprise__name__icontains": words})
            | Q(**{f"{product}__enterprise__uscc": words.upper()})
            | Q(case__authorisation__number=words.upper())
        )
    level = request.GET.get("level", "")
    if level in Warning.Level.values:
        found = found.filter(level=level)
    context = {
        "page": page_of(request, found, per_page=_PER_PAGE),
        "words": words,
        "level": level,
        "levels": Warning.Level.choices,
        "years": values.whole("OTOP_NAMED_YEARS"),
    }
    return render(request, "public/published.html", context)
