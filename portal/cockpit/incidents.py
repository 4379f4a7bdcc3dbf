"""What stopped, why, and what an operator can do about it."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from engine import runtime
from engine.errors import EngineError, IncidentNotFound
from engine.models import Incident

TEXT, NUMBER, YES, NO, EMPTY, DATA = "text", "number", "yes", "no", "empty", "data"
KINDS = {
    TEXT: gettext_lazy("文字"),
    NUMBER: gettext_lazy("数字"),
    YES: gettext_lazy("是"),
    NO: gettext_lazy("否"),
    EMPTY: gettext_lazy("空"),
    DATA: gettext_lazy("列表或结构（JSON）"),
}


class CorrectionForm(forms.Form):
    """A variable's new value and the reason; the variable may be left out where something else is asked for."""

    name = forms.CharField(label=gettext_lazy("变量"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=list(KINDS.items()), required=False)
    value = forms.CharField(label=gettext_lazy("新的值"), max_length=20_000, required=False)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.variables: dict[str, Any] = {}
        if cleaned.get("name"):
            self.variables[cleaned["name"]] = _value(cleaned.get("kind") or TEXT, cleaned.get("value", ""))
        return cleaned

    @property
    def stated_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def sentence(self) -> str:
        """What is wrong, as one text."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)


def _value(kind: str, text: str) -> Any:
    if kind in (NUMBER, DATA):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if kind == NUMBER and not is_number:
            raise ValidationError(_("“%(value)s”不是数字") % {"value": text[:50]})
        if found is None:
            raise ValidationError(_("列表或结构须写成 JSON，例如 [1, 2]"))
        return found
    return {YES: True, NO: False, EMPTY: None}.get(kind, text)


class Incidents(PermissionRequiredMixin, ListView):
    """Open incidents of all cases."""

    template_name = "cockpit/incidents.html"
    permission_required = "engine.view_processinstance"
    paginate_by = 30
    queryset = (
        Incident.objects.open()
        .select_related("instance__definition", "job")
        .defer("instance__state", "instance__definition__source", "instance__definition__compiled")
        .order_by("-created_at")
    )
    extra_context = {"correction": CorrectionForm()}


@login_required
@require_POST
@permission_required("engine.change_incident", raise_exception=True)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again, with a corrected variable where one is given."""
    return _answer(request, pk, runtime.retry, _("已安排重试"))


@login_required
@require_POST
@permission_required("engine.change_incident", raise_exception=True)
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without the step."""
    return _answer(request, pk, runtime.skip, _("已跳过这一步，流程继续"))


def _answer(request: HttpRequest, pk: int, command: Any, done: str) -> HttpResponse:
    form = CorrectionForm(request.POST)
    instance_id = Incident.objects.filter(pk=pk).values_list("instance_id", flat=True).first()
    if instance_id is None:
        messages.warning(request, str(IncidentNotFound()))
        return redirect("cockpit:incidents")
    if not form.is_valid():
        messages.warning(request, form.sentence())
        return redirect("cockpit:instance", pk=instance_id)
    try:
        command(pk, by=request.user, variables=form.variables, reason=form.stated_reason)
    except EngineError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("cockpit:instance", pk=instance_id)
