"""A process of which no new case starts: suspend it, in one version or in all, and resume it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from engine import runtime
from engine.errors import EngineError
from engine.models import DefinitionSuspension, ProcessDefinition
from portal.cockpit.operations import ShownReasonForm
from portal.cockpit.tasks import ReasonForm


class SuspendForm(ShownReasonForm):
    version = forms.TypedChoiceField(
        label=gettext_lazy("版本"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("新案件总是按最新版本启动"),
    )
    with_instances = forms.BooleanField(
        label=gettext_lazy("进行中的案件也一起暂停"), required=False, help_text=gettext_lazy("恢复时一起恢复")
    )
    field_order = ["version", "with_instances", "reason"]

    def __init__(self, *args: Any, versions: QuerySet[ProcessDefinition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(found.version, _("只是第 %(n)s 版") % {"n": found.version}) for found in versions]
        self.fields["version"].choices = [("", _("所有版本，包括以后发布的")), *own]  # type: ignore[attr-defined]


class _OfProcess(PermissionRequiredMixin, FormView):
    permission_required = "engine.change_processinstance"
    done: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        versions = ProcessDefinition.objects.with_suspension().filter(key=kwargs["key"])
        self.versions = versions.defer("source", "compiled").order_by("-version")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.has_permission():
            return self.handle_no_permission()
        if not self.versions:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(process=self.versions[0], **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.operate(self.versions[0].key, form.cleaned_data)
        except EngineError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect("cockpit:process", self.versions[0].key)

    def operate(self, key: str, asked: dict[str, Any]) -> None:
        raise NotImplementedError


class SuspendProcess(_OfProcess):
    template_name = "cockpit/suspend_process.html"
    form_class = SuspendForm
    done = gettext_lazy("已暂停启动新案件")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"versions": self.versions}

    def operate(self, key: str, asked: dict[str, Any]) -> None:
        runtime.suspend_definition(key, by=self.request.user, **asked)


class ResumeProcess(_OfProcess):
    """All of it: what was suspended for one version too."""

    template_name = "cockpit/resume_process.html"
    form_class = ReasonForm
    done = gettext_lazy("已恢复启动新案件")

    def operate(self, key: str, asked: dict[str, Any]) -> None:
        runtime.resume_definition(key, by=self.request.user, reason=asked["reason"])


def suspensions_of(key: str) -> QuerySet[DefinitionSuspension]:
    """What holds now."""
    found = DefinitionSuspension.objects.filter(key=key, resumed_at=None)
    return found.select_related("suspended_by").order_by("-suspended_at")
