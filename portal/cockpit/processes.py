"""What is deployed: processes with their versions, decision tables, and where cases are now."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from engine import runtime
from engine.gate.files import file_name
from engine.models import Change, DecisionDefinition, Delivery, Incident, ProcessDefinition, ProcessInstance
from portal.cockpit import overdue
from portal.cockpit.suspensions import suspensions_of

SEE = "engine.view_processdefinition"
XML = "application/xml; charset=utf-8"
ACTIVE = ProcessInstance.Status.ACTIVE


class Processes(PermissionRequiredMixin, TemplateView):
    """All processes in their newest version, with running cases and incidents; all decision tables."""

    template_name = "cockpit/processes.html"
    permission_required = SEE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = (
            ProcessDefinition.objects.with_suspension()
            .latest_versions()
            .select_related("deployment__created_by")
            .defer("source", "compiled")
        )
        running = _by_process(ProcessInstance.objects.filter(status=ACTIVE), "process_key")
        stopped = _by_process(Incident.objects.filter(resolved_at=None), "instance__process_key")
        may_reschedule = self.request.user.has_perm(runtime.HANDS_OUT)
        unchecked = runtime.due_unchecked().select_related("case").defer("case__state") if may_reschedule else ()
        changing = Counter(file for _pk, file in _changing().values_list("pk", "revisions__file"))
        lines = [
            {
                "definition": definition,
                "running": running.get(definition.key, 0),
                "incidents": stopped.get(definition.key, 0),
                "changes": changing[file_name("process", definition.key)],
            }
            for definition in newest
        ]
        return super().get_context_data(
            lines=lines,
            unchecked=unchecked,
            overdue=overdue.count(),
            decisions=DecisionDefinition.objects.latest_versions().defer("source"),
            deliveries=Delivery.objects.defer("source"),
            **kwargs,
        )


class Process(PermissionRequiredMixin, TemplateView):
    """One process: its diagram with a count of cases on each element, its versions, its running cases."""

    template_name = "cockpit/process.html"
    permission_required = SEE

    def get_context_data(self, key: str, **kwargs: Any) -> dict[str, Any]:
        active = Q(instances__status=ACTIVE)
        versions = (
            ProcessDefinition.objects.filter(key=key)
            .select_related("deployment__created_by", "deployment__change")
            .defer("source", "compiled")
            .annotate(running=Count("instances", filter=active), total=Count("instances"))
            .order_by("-version")
        )
        if not versions:
            raise Http404
        cases = ProcessInstance.objects.filter(process_key=key).select_related("definition").order_by("-started_at")
        return super().get_context_data(
            process=versions[0],
            versions=versions,
            changes=_changing().filter(revisions__file=file_name("process", key)).select_related("created_by"),
            instances=cases.filter(status=ACTIVE)[:20],
            suspensions=suspensions_of(key),
            deliveries=_delivered_for(versions[0]),
            **kwargs,
        )


class Decision(PermissionRequiredMixin, TemplateView):
    """A decision table to read."""

    template_name = "cockpit/decision.html"
    permission_required = SEE

    def get_context_data(self, key: str, **kwargs: Any) -> dict[str, Any]:
        versions = (
            DecisionDefinition.objects.filter(key=key).select_related("deployment").defer("source").order_by("-version")
        )
        if not versions:
            raise Http404
        deliveries = Delivery.objects.filter(kind=Delivery.Kind.DECISION, key=key).defer("source")
        return super().get_context_data(decision=versions[0], versions=versions, deliveries=deliveries, **kwargs)


@login_required
@permission_required(SEE, raise_exception=True)
def diagram(request: HttpRequest, key: str, version: int) -> HttpResponse:
    definition = get_object_or_404(ProcessDefinition, key=key, version=version)
    return HttpResponse(bytes(definition.source), content_type=XML)


@login_required
@permission_required(SEE, raise_exception=True)
def decision_source(request: HttpRequest, key: str) -> HttpResponse:
    definition = DecisionDefinition.objects.newest(key)
    if definition is None:
        raise Http404
    return HttpResponse(bytes(definition.source), content_type=XML)


@login_required
@permission_required(SEE, raise_exception=True)
def counts(request: HttpRequest, key: str) -> JsonResponse:
    """How many running cases stand on each element of the newest version's cases."""
    places: Counter[str] = Counter()
    for active in ProcessInstance.objects.filter(process_key=key, status=ACTIVE).values_list(
        "active_elements", flat=True
    ):
        places.update(active)
    stopped = Incident.objects.filter(instance__process_key=key, resolved_at=None).values_list("element_id", flat=True)
    return JsonResponse({"active": list(places), "counts": places, "incidents": list(set(stopped)), "completed": []})


def _delivered_for(definition: ProcessDefinition) -> QuerySet[Delivery]:
    """What came with the product for a process, its forms and its tables."""
    mine = Q(kind=Delivery.Kind.PROCESS, key=definition.key)
    forms = Q(kind=Delivery.Kind.FORM, key__in=definition.forms.values("key"))
    tables = Q(kind=Delivery.Kind.DECISION, key__in=definition.decisions.values("key"))
    return Delivery.objects.filter(mine | forms | tables).defer("source")


def _changing() -> QuerySet[Change]:
    """Unsettled changes, once for each file that they ever had."""
    return Change.unsettled().distinct()


def _by_process(rows: Any, field: str) -> dict[str, int]:
    return dict(rows.values_list(field).annotate(Count("pk")))
