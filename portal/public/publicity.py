"""公示 of results before they are certified: all of them, one of them, and an objection to it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from documents.badge import LEVELS
from documents.errors import FileRefused
from documents.verification import grouped
from portal.accounts.addresses import client_address
from portal.evaluation.commands.publicity import until
from portal.evaluation.models import Publicity
from portal.listing import listed
from portal.public.directory import place_names
from portal.public.forms import ObjectionForm
from portal.scheme import values
from portal.supervision.complaints.commands import object_to
from portal.supervision.errors import PublicityClosed, TooManyReports

_PER_PAGE = 20
_LONGEST = 100


@require_safe
def publicities(request: HttpRequest) -> HttpResponse:
    """`?q=`: product, enterprise, USCC or number; `?status=`: in one state. Newest first."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    context = listed(request, _holding(words), Publicity.Status, per_page=_PER_PAGE)
    times = until(context["page"])
    for shown in context["page"]:
        shown.until, shown.level = times[shown.pk], LEVELS[shown.star]
    return render(request, "public/publicities.html", context | {"words": words})


def _holding(words: str) -> QuerySet[Publicity]:
    found = Publicity.objects.select_related("application__product__enterprise")
    if not words:
        return found
    product = "application__product"
    return found.filter(
        Q(number=words.upper())
        | Q(**{f"{product}__name__icontains": words})
        | Q(**{f"{product}__enterprise__name__icontains": words})
        | Q(**{f"{product}__enterprise__uscc": words.upper()})
    )


@require_safe
def publicity(request: HttpRequest, number: str) -> HttpResponse:
    shown = _find(number)
    origin = shown.application.product.origin_id[:6]
    context = {
        "shown": shown,
        "until": until([shown])[shown.pk],
        "level": LEVELS[shown.star],
        "place": "".join(place_names([origin])[origin]),
        "hotline": values.text("OTOP_HOTLINE"),
        "hours": values.text("OTOP_HOTLINE_HOURS"),
    }
    return render(request, "public/publicity.html", context)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """Anybody may object while it runs; compliance looks into it."""
    shown = _find(number)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    context = {"shown": shown, "form": form}
    if not shown.is_running:
        return render(request, "public/objection_closed.html", context, status=410)
    if request.method == "POST" and form.is_valid():
        try:
            sent, address = form.save(commit=False), client_address(request)
            report = object_to(sent, shown=shown, address=address, by=request.user, **form.uploads)
        except PublicityClosed:
            return render(request, "public/objection_closed.html", context, status=410)
        except TooManyReports as refused:
            form.refuse(str(refused))
            return render(request, "public/objection.html", context, status=429)
        except FileRefused as refused:
            form.refuse(str(refused))
            return render(request, "public/objection.html", context, status=422)
        # No redirect: some browsers inside apps do not follow one after a form.
        return render(
            request, "public/objection_thanks.html", context | {"code": grouped(report.receipt), "report": report}
        )
    return render(request, "public/objection.html", context, status=422 if form.errors else 200)


def _find(number: str) -> Publicity:
    return get_object_or_404(Publicity.objects.select_related("application__product__enterprise"), number=number)
