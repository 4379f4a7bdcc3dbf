"""The diagram of a running case and where its tokens are, for whoever may see the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from engine.models import HistoryEvent, ProcessInstance
from portal.registry import cases
from portal.registry.progress import progress


def visible_instance(user: Any, pk: UUID) -> ProcessInstance:
    """404 for whoever may not see its case."""
    instance = get_object_or_404(ProcessInstance.objects.select_related("definition", "root"), pk=pk)
    if not cases.may_see(user, instance.case):
        raise Http404
    return instance


def state_of(instance: ProcessInstance) -> dict[str, Any]:
    """`active`, `completed`, `incidents`: ids of elements, as the diagram island paints them."""
    completed = instance.history.filter(kind=HistoryEvent.Kind.ELEMENT_COMPLETED).values_list("element_id", flat=True)
    incidents = instance.incidents.filter(resolved_at=None).values_list("element_id", flat=True)
    return {
        "active": instance.active_elements,
        "completed": sorted(set(completed)),
        "incidents": sorted(set(incidents)),
    }


@login_required
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a case stands, for cases that have no page of their own."""
    instance = visible_instance(request.user, pk)
    return render(request, "registry/case.html", {"progress": progress(instance, user=request.user)})


@login_required
@require_safe
def diagram(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The version of the diagram that this case runs in; it never changes."""
    instance = visible_instance(request.user, pk)
    response = HttpResponse(bytes(instance.definition.source), content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_safe
def state(request: HttpRequest, pk: UUID) -> JsonResponse:
    return JsonResponse(state_of(visible_instance(request.user, pk)))
