"""An operator's hand on a running case: move a step, go on in another version of the process."""

from __future__ import annotations

from typing import Any
from uuid import UUID

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
from engine.bpmn.names import kind_name
from engine.errors import EngineError
from engine.models import ProcessDefinition, ProcessInstance
from portal.cockpit.tasks import ReasonForm
from portal.registry import cases
from portal.registry.outline import Outline, outline_of

# These neither leave where they wait nor are they reached by themselves.
_FIXED = frozenset({"startEvent", "boundaryEvent"})


class ShownReasonForm(ReasonForm):
    """A reason that everybody reads whom the case concerns."""

    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500, help_text=gettext_lazy("办理人和企业会看到，并记入案件历史")
    )


class SuspendForm(ShownReasonForm):
    clock_stands = forms.BooleanField(
        label=gettext_lazy("暂停期间不计时"),
        required=False,
        help_text=gettext_lazy("企业原因的暂停（如企业申请暂缓、改期）须勾选：恢复时各项期限顺延，剩余的工作日不变"),
    )
    field_order = ["reason", "clock_stands"]


class MoveForm(ReasonForm):
    token = forms.ChoiceField(label=gettext_lazy("现在停在"))
    to = forms.ChoiceField(label=gettext_lazy("移到"))
    field_order = ["token", "to", "reason"]

    def __init__(self, *args: Any, instance: ProcessInstance, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = {node.id for node in outline.nodes.values() if node.kind in _FIXED}
        self.elements = {str(token): own for token, own in runtime.movable(instance) if own not in fixed}
        # What bears no name is a gateway of the drawing's own: nobody would know which one is meant.
        targets = [(node.id, node.name) for node in outline.nodes.values() if node.name and node.kind not in _FIXED]
        here = [(token, _called(outline, element)) for token, element in self.elements.items()]
        self.fields["token"].choices = _numbered(sorted(here, key=lambda choice: choice[1]))  # type: ignore[attr-defined]
        self.fields["to"].choices = targets  # type: ignore[attr-defined]


def _called(outline: Outline, element: str) -> str:
    node = outline.nodes.get(element)
    return (node.name or kind_name(node.kind)) if node else element


def _numbered(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the same name apart."""
    names = [name for _token, name in choices]
    seen: dict[str, int] = {}
    told = []
    for token, name in choices:
        seen[name] = seen.get(name, 0) + 1
        told.append((token, f"{name}（{seen[name]}）" if names.count(name) > 1 else name))
    return told


class MigrateForm(ReasonForm):
    version = forms.TypedChoiceField(label=gettext_lazy("迁移到"), coerce=int)
    field_order = ["version", "reason"]

    def __init__(self, *args: Any, versions: QuerySet[ProcessDefinition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(found.version, _("第 %(n)s 版") % {"n": found.version}) for found in versions]
        self.fields["version"].choices = told  # type: ignore[attr-defined]


class _Operation(PermissionRequiredMixin, FormView):
    permission_required = "engine.change_processinstance"
    done: Any
    instance: ProcessInstance

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.found = ProcessInstance.objects.select_related("definition", "root").filter(pk=kwargs["pk"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.has_permission():
            return self.handle_no_permission()
        if self.found is None:
            raise Http404
        if self.found.status != ProcessInstance.Status.ACTIVE:
            messages.warning(request, _("这个案件已经结束"))
            return redirect("cockpit:instance", pk=self.found.pk)
        self.instance = self.found
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = cases.summary(self.instance.case, self.request.user).title
        return super().get_context_data(instance=self.instance, title=title, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.operate(self.instance.pk, form)
        except EngineError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect("cockpit:instance", pk=self.instance.pk)

    def operate(self, pk: UUID, form: Any) -> None:
        raise NotImplementedError


class Suspend(_Operation):
    template_name = "cockpit/suspend.html"
    form_class = SuspendForm
    done = gettext_lazy("案件已暂停")

    def operate(self, pk: UUID, form: ReasonForm) -> None:
        runtime.suspend(pk, by=self.request.user, **form.cleaned_data)


class Resume(_Operation):
    template_name = "cockpit/resume.html"
    form_class = ReasonForm
    done = gettext_lazy("案件已恢复办理")

    def operate(self, pk: UUID, form: ReasonForm) -> None:
        runtime.resume(pk, by=self.request.user, reason=form.cleaned_data["reason"])


class Move(_Operation):
    template_name = "cockpit/move.html"
    form_class = MoveForm
    done = gettext_lazy("步骤已移动")

    def get_form_kwargs(self) -> dict[str, Any]:
        outline = outline_of(self.instance.definition)
        return super().get_form_kwargs() | {"instance": self.instance, "outline": outline}

    def operate(self, pk: UUID, form: MoveForm) -> None:
        asked = form.cleaned_data
        runtime.move_token(
            pk,
            element=form.elements[asked["token"]],
            task_id=asked["token"],
            to=asked["to"],
            by=self.request.user,
            reason=asked["reason"],
        )


class Migrate(_Operation):
    template_name = "cockpit/migrate.html"
    form_class = MigrateForm
    done = gettext_lazy("案件已迁移")

    def get_form_kwargs(self) -> dict[str, Any]:
        definition = self.instance.definition
        versions = ProcessDefinition.objects.filter(key=definition.key).exclude(pk=definition.pk).only("version")
        self.versions = versions.order_by("-version")
        kwargs = super().get_form_kwargs() | {"versions": self.versions}
        if self.request.GET.get("version", "").isdecimal():
            kwargs["initial"] = {"version": int(self.request.GET["version"])}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = context["form"]["version"].value()
        newest = self.versions.first()
        wanted = int(chosen) if str(chosen or "").isdecimal() else newest.version if newest else None
        return context | {"has_versions": newest is not None, "plan": self._plan(wanted)}

    def _plan(self, version: int | None) -> Any:
        """What would happen, in names of the steps where they are."""
        if version is None:
            return None
        try:
            plan = runtime.plan_migration(self.instance.pk, version=version)
        except EngineError as error:
            return {"version": version, "refused": str(error)}
        outline = outline_of(self.instance.definition)
        renamed = [(outline.name(own) or own, own, other) for own, other in plan.mapping.items() if own != other]
        return {"version": version, "obstacles": plan.obstacles, "renamed": renamed}

    def operate(self, pk: UUID, form: MigrateForm) -> None:
        asked = form.cleaned_data
        runtime.migrate(pk, version=asked["version"], by=self.request.user, reason=asked["reason"])
