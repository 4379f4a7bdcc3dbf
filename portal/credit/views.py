"""The credit record: an enterprise's own, the same for those who review, and the formula for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.credit import record
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise
from portal.supervision.models import Report, Warning


@require_safe
@with_enterprise
def own(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    return _page(request, enterprise)


@login_required
@permission_required("registry.view_enterprise", raise_exception=True)
@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Enterprise, pk=pk))


def _page(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    return render(request, "credit/record.html", {"enterprise": enterprise, "record": record.of(enterprise)})


@require_safe
def formula(request: HttpRequest) -> HttpResponse:
    """From the very numbers that are reckoned with."""
    levels = dict(Warning.Level.choices) | {"suspended": _("暂停"), "revoked": _("撤销")}
    context = {
        "base": record.BASE,
        "warnings": [(levels[level], points) for level, points in record.POINTS_OF_WARNING.items()],
        "complaints": [(Report.Grade(grade).label, points) for grade, points in record.POINTS_OF_COMPLAINT.items()],
        "grades": record.GRADES,
    }
    return render(request, "credit/formula.html", context)
