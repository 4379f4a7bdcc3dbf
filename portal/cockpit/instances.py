"""Running and ended cases as operators see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from engine import runtime
from engine.errors import EngineError, ReasonMissing
from engine.models import Incident, Job, ProcessInstance, UserTask
from portal.cockpit.incidents import CorrectionForm
from portal.cockpit.overdue import OVERDUE, overdue
from portal.listing import query_of
from portal.registry import cases
from portal.registry.deadlines import Deadline, deadline_of
from portal.registry.outline import outline_of
from portal.registry.search import matching

SEE = "engine.view_processinstance"
SUSPENDED = "suspended"


def narrowed(asked: Mapping[str, Any]) -> QuerySet[ProcessInstance]:
    """What the list's conditions leave."""
    found = ProcessInstance.objects.all()
    if asked.get("status") == SUSPENDED:
        found = found.exclude(suspension="")
    elif asked.get("status") == OVERDUE:
        found = found.filter(pk__in=overdue().values("instance"))
    elif asked.get("status") in ProcessInstance.Status.values:
        found = found.filter(status=asked["status"])
    if asked.get("process"):
        found = found.filter(process_key=asked["process"])
    if asked.get("q"):
        found = found.filter(matching(asked["q"], case="pk") | matching(asked["q"], case="root"))
    return found


class Instances(PermissionRequiredMixin, ListView):
    template_name = "cockpit/instances.html"
    permission_required = SEE
    paginate_by = 30

    def get_queryset(self) -> QuerySet[ProcessInstance]:
        found = narrowed(self.request.GET).select_related("definition", "root")
        found = found.defer("state", "definition__source", "definition__compiled", "root__state", "root__variables")
        stopped = Incident.objects.open().filter(Q(instance=OuterRef("pk")) | Q(instance__root=OuterRef("pk")))
        late = overdue().filter(instance=OuterRef("pk"))
        return found.annotate(stopped=Exists(stopped), late=Exists(late)).order_by("-started_at")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        processes = ProcessInstance.objects.values_list("process_key", "definition__name").distinct()
        return context | {
            "statuses": [
                *ProcessInstance.Status.choices,
                (SUSPENDED, ProcessInstance.Suspension.ITSELF.label),
                (OVERDUE, _("有逾期任务")),
            ],
            "processes": sorted(dict(processes).items()),
            "titles": cases.titles([one.case for one in context["object_list"]]),
            "asked": self.request.GET,
            "is_filtered": any(self.request.GET.get(name) for name in ("q", "process", "status")),
            "query": query_of(self.request),
            "kept": [
                (name, self.request.GET[name]) for name in ("q", "process", "status") if self.request.GET.get(name)
            ],
        }


class Instance(PermissionRequiredMixin, DetailView):
    """The live diagram, variables, open work, incidents, history, and the cases around it."""

    template_name = "cockpit/instance.html"
    permission_required = SEE
    queryset = ProcessInstance.objects.select_related(
        "definition", "parent__definition", "root", "started_by", "suspended_by"
    )
    context_object_name = "instance"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        instance = self.object
        outline = outline_of(instance.definition)
        incidents = Incident.objects.open().of_case(instance).select_related("instance__definition", "job")
        tasks = instance.user_tasks.select_related("assignee").order_by("-created_at")
        waiting = instance.jobs.filter(status__in=Job.OPEN).order_by("due_at")
        return super().get_context_data(
            summary=cases.summary(instance.case, self.request.user),
            children=instance.children.select_related("definition").order_by("started_at"),
            tasks=[(task, _deadline(task, instance)) for task in tasks],
            open_status=UserTask.Status.OPEN,
            jobs=[(job, outline.name(job.element_id) or job.element_id) for job in waiting],
            incidents=incidents.order_by("-id"),
            correction=CorrectionForm(),
            events=instance.history.select_related("actor").order_by("-id")[:100],
            variables=sorted(instance.variables.items()),
            **kwargs,
        )


def _deadline(task: UserTask, instance: ProcessInstance) -> Deadline | None:
    """Of an open task."""
    task.instance, task.case = instance, instance.case
    return deadline_of(task) if task.status == UserTask.Status.OPEN else None


@login_required
@require_POST
@permission_required("engine.change_processinstance", raise_exception=True)
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.warning(request, _("请写明取消的理由"))
        return redirect("cockpit:instance", pk=pk)
    try:
        runtime.cancel(pk, by=request.user, reason=reason)
    except EngineError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("流程已取消"))
    return redirect("cockpit:instance", pk=pk)


@login_required
@require_POST
@permission_required("engine.change_processinstance", raise_exception=True)
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a variable another value, with the reason."""
    form = CorrectionForm(request.POST)
    if not form.is_valid() or not form.variables:
        messages.warning(request, form.sentence() or _("请写明要更正的变量"))
        return redirect("cockpit:instance", pk=pk)
    if not form.stated_reason:
        messages.warning(request, str(ReasonMissing()))
        return redirect("cockpit:instance", pk=pk)
    try:
        runtime.set_variables(pk, variables=form.variables, by=request.user, reason=form.stated_reason)
    except EngineError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("变量已更正"))
    return redirect("cockpit:instance", pk=pk)
