"""The diagram of a running case and where its tokens are, for whoever may see the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from engine.models import HistoryEvent, ProcessInstance, UserTask
from portal.registry import cases
from portal.registry.live_page import live_page
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
    """Where a case stands; a case with a page of its own is shown there."""
    instance = visible_instance(request.user, pk)
    page = page_of(instance.case, request.user)
    if page != request.path:
        return redirect(page)
    found = progress(instance, user=request.user)
    context = {"progress": found, "summary": cases.summary(instance.case, request.user)}
    return live_page(request, "registry/case.html", "registry/progress.html", context)


@login_required
@require_safe
def diagrams(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The diagram of one process of a case, opened where its token is, and the way to the others."""
    instance = visible_instance(request.user, pk)
    case = instance.case
    family = ProcessInstance.objects.filter(Q(pk=case.pk) | Q(root=case)).select_related("definition")
    instances = list(family.defer("state", "definition__source", "definition__compiled").order_by("started_at"))
    if pk == case.pk and request.GET.get("open") != "case":
        instance = _liveliest(instances, request.user) or instance
    context = {"case": case, "instance": instance, "instances": instances, "back": page_of(case, request.user)}
    return render(request, "registry/diagrams.html", context)


def _liveliest(instances: list[ProcessInstance], user: Any) -> ProcessInstance | None:
    """Where a case is: in the process that asks something of this person, else the one called last that still runs."""
    running = [each for each in instances if each.status == ProcessInstance.Status.ACTIVE]
    tasks = UserTask.objects.open().visible_to(user).filter(instance__in=running)
    asking = set(tasks.values_list("instance", flat=True))
    return next((each for each in reversed(running) if each.pk in asking), running[-1] if running else None)


def page_of(case: ProcessInstance, user: Any) -> str:
    """Where a case has its own page, that; else the page that every case has."""
    for _label, url in cases.summary(case, user).links:
        return url
    return reverse("registry:case", args=[case.pk])


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
