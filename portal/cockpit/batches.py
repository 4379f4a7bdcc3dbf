"""One deed for many cases: choose them in the list, say what is to be done, watch, stop, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, ListView

from engine.errors import EngineError
from engine.models import Batch, BatchItem, ProcessInstance
from engine.runtime import batches
from portal.cockpit.incidents import CorrectionForm
from portal.cockpit.instances import narrowed
from portal.registry.live_page import live_page

OPERATE = "engine.change_processinstance"
_SHOWN_ITEMS = 100


class BatchForm(CorrectionForm):
    """What is to be done; a version where cases are migrated, a variable where one is set."""

    operation = forms.ChoiceField(label=gettext_lazy("操作"), choices=Batch.Kind.choices)
    version = forms.IntegerField(
        label=gettext_lazy("迁移到第几版"), required=False, min_value=1, help_text=gettext_lazy("只用于迁移版本")
    )
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=500,
        help_text=gettext_lazy("记入每个案件的历史；暂停时办理人和企业会看到"),
    )
    field_order = ["operation", "version", "name", "kind", "value", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("变量的名称、类型和值只用于修改变量")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        operation = cleaned.get("operation")
        if operation == Batch.Kind.MIGRATE and not cleaned.get("version"):
            self.add_error("version", _("请填写要迁移到的版本"))
        if operation == Batch.Kind.SET_VARIABLES and not self.variables:
            self.add_error("name", _("请写明要更正的变量"))
        return cleaned

    def parameters(self) -> dict[str, Any]:
        operation = self.cleaned_data["operation"]
        if operation == Batch.Kind.MIGRATE:
            return {"version": self.cleaned_data["version"]}
        return {"variables": self.variables} if operation == Batch.Kind.SET_VARIABLES else {}


class New(PermissionRequiredMixin, FormView):
    """`?pk=` each chosen case, or `?all` that fit the list's conditions."""

    template_name = "cockpit/new_batch.html"
    form_class = BatchForm
    permission_required = OPERATE

    @cached_property
    def chosen(self) -> list[UUID]:
        asked = self.request.GET
        found = narrowed(asked) if "all" in asked else ProcessInstance.objects.filter(pk__in=_ids(asked.getlist("pk")))
        return list(found.order_by("pk").values_list("pk", flat=True)[: batches.MOST + 1])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = ProcessInstance.objects.filter(pk__in=self.chosen[:10]).select_related("definition")
        return super().get_context_data(
            count=len(self.chosen), first=first.defer("state", "variables"), most=batches.MOST, **kwargs
        )

    def form_valid(self, form: BatchForm) -> HttpResponse:
        asked = form.cleaned_data
        if asked["operation"] == Batch.Kind.RETRY and not self.request.user.has_perm("engine.change_incident"):
            return self.handle_no_permission()
        try:
            batch = batches.begin(
                asked["operation"],
                instances=self.chosen,
                by=self.request.user,
                reason=asked["reason"],
                parameters=form.parameters(),
            )
        except EngineError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("cockpit:batch", batch.pk)


class Batches(PermissionRequiredMixin, ListView):
    template_name = "cockpit/batches.html"
    permission_required = OPERATE
    paginate_by = 30
    queryset = Batch.objects.select_related("created_by", "undoes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = batches.progress(context["object_list"])
        return context | {"lines": [_line(batch, counts[batch.pk]) for batch in context["object_list"]]}


@login_required
@require_safe
@permission_required(OPERATE, raise_exception=True)
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is, and what could not be done."""
    batch = get_object_or_404(Batch.objects.select_related("created_by", "undoes", "undone_by"), pk=pk)
    items = batch.items.select_related("instance__definition").defer("instance__state", "instance__variables")
    line = _line(batch, batches.progress([batch])[batch.pk])
    context = {
        "batch": batch,
        "line": line,
        "can_be_undone": not line["waiting"] and line["done"] and batches.can_be_undone(batch),
        "failed_items": items.filter(status=BatchItem.Status.FAILED).order_by("pk")[:_SHOWN_ITEMS],
        "done_items": items.filter(status=BatchItem.Status.DONE).order_by("-done_at")[:20],
        "parameters": sorted(batch.parameters.items()),
    }
    return live_page(request, "cockpit/batch.html", "cockpit/batch_now.html", context)


@login_required
@require_POST
@permission_required(OPERATE, raise_exception=True)
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(Batch, pk=pk)
    batches.stop(batch.pk, by=request.user)
    messages.success(request, _("已停止；还没有进行的不再进行"))
    return redirect("cockpit:batch", pk)


@login_required
@require_POST
@permission_required(OPERATE, raise_exception=True)
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(Batch, pk=pk)
    try:
        undone = batches.undo(batch.pk, by=request.user, reason=request.POST.get("reason", "")[:500])
    except EngineError as error:
        messages.warning(request, str(error))
        return redirect("cockpit:batch", pk)
    return redirect("cockpit:batch", undone.pk)


def _line(batch: Batch, counts: Any) -> dict[str, Any]:
    total = sum(counts.values())
    through = total - counts["waiting"]
    numbers = {status: counts[status] for status in BatchItem.Status.values}
    return {"batch": batch, "total": total, "percent": 100 * through // total if total else 100, **numbers}


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
