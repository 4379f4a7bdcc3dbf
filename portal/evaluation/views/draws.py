"""How the experts of an application were drawn, for those who answer for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.evaluation.models import Panel
from portal.evaluation.redrawing import redrawn


@login_required
@require_safe
def draws(request: HttpRequest, number: str) -> HttpResponse:
    """Each draw with its seed, who could be drawn, who could not and why; made once more before the reader's eyes."""
    if not request.user.has_perm("evaluation.view_paneldraw"):
        raise Http404
    panel = get_object_or_404(Panel.objects.select_related("application__product"), application__number=number)
    context = {"application": panel.application, "draws": redrawn(panel)}
    return render(request, "evaluation/draws.html", context)
