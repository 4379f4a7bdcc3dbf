"""One task as the process manager sees it: give it back, give it to somebody else, change when it is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from engine import clock, runtime
from engine.errors import EngineError
from engine.models import HistoryEvent, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import cases
from portal.registry.deadlines import deadline_of


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=500, help_text=gettext_lazy("记入案件历史"))


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return f"{person}（{person.username}）"


class AssignForm(ReasonForm):
    """Only those who may have the task; where it is offered to nobody who is there, anybody by user name."""

    to = PersonField(queryset=User.objects.none(), label=gettext_lazy("交给"), empty_label=gettext_lazy("请选择"))
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, task: UserTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = User.objects.filter(is_active=True)
        if runtime.is_nobodys(task):
            self.fields["to"] = _by_name(active)
            self.order_fields(self.field_order)
            self.has_choice = True
            return
        people = [person.pk for person in runtime.who_may_have(task) if person.pk != task.assignee_id]
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = active.filter(pk__in=people).order_by("display_name", "username")
        self.has_choice = bool(people)


def _by_name(people: QuerySet[User]) -> forms.ModelChoiceField:
    field = forms.ModelChoiceField(people, to_field_name="username", label=_("交给（用户名）"), widget=forms.TextInput)
    field.error_messages["invalid_choice"] = _("没有这个用户名")
    return field


class RescheduleForm(ReasonForm):
    due_at = forms.DateTimeField(
        label=gettext_lazy("到期时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("须是工作日；提醒和逾期处理随之顺延或提前"),
    )
    field_order = ["due_at", "reason"]

    def clean_due_at(self) -> Any:
        due = self.cleaned_data["due_at"]
        if due <= clock.now():
            raise forms.ValidationError(_("到期时间须在现在之后"))
        if due != self.initial.get("due_at"):
            try:
                runtime.check_day(due)
            except EngineError as error:
                raise forms.ValidationError(str(error)) from None
        return due


Forms = dict[str, forms.Form]


class Task(PermissionRequiredMixin, View):
    permission_required = runtime.HANDS_OUT

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self._page(request, _task(pk), {})

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        task = _task(pk)
        name = request.POST.get("action", "")
        if name not in _ACTIONS:
            return redirect("cockpit:task", pk=pk)
        form = _forms(task, request.POST, only=name)[name]
        if not form.is_valid():
            return self._page(request, task, {name: form}, status=422)
        try:
            _ACTIONS[name](task, by=request.user, **form.cleaned_data)
        except EngineError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("“%(name)s”的变更已保存") % {"name": task.name})
        return redirect("cockpit:task", pk=pk)

    def _page(self, request: HttpRequest, task: UserTask, sent: Forms, *, status: int = 200) -> HttpResponse:
        is_open = task.status == UserTask.Status.OPEN
        events = HistoryEvent.objects.filter(instance=task.instance_id, data__task=str(task.pk))
        groups = task.candidates.values_list("group", flat=True)
        context = {
            "task": task,
            "deadline": deadline_of(task) if is_open else None,
            "title": cases.titles([task.case]).get(task.case_id, ""),
            "offered_to": roles.names_of(groups),
            "forms": {**_forms(task), **sent} if is_open else {},
            "events": events.select_related("actor").order_by("-id"),
        }
        return render(request, "cockpit/task.html", context, status=status)


def _task(pk: UUID) -> UserTask:
    found = UserTask.objects.select_related("instance__definition", "case__definition", "assignee")
    return get_object_or_404(found.defer("instance__state", "case__state"), pk=pk)


def _forms(task: UserTask, data: Any = None, *, only: str = "") -> Forms:
    """By action, each with ids of its own; giving back is there for a task that somebody took."""
    makers: dict[str, Callable[[], forms.Form]] = {
        "release": lambda: ReasonForm(data, auto_id="release_%s"),
        "assign": lambda: AssignForm(data, auto_id="assign_%s", task=task),
        "reschedule": lambda: RescheduleForm(data, auto_id="reschedule_%s", initial={"due_at": task.due_at}),
    }
    if task.assignee_id is None and only != "release":
        del makers["release"]
    return {name: make() for name, make in makers.items() if only in ("", name)}


_ACTIONS: dict[str, Callable[..., Any]] = {
    "release": lambda task, **asked: runtime.release(task.pk, **asked),
    "assign": lambda task, **asked: runtime.assign(task.pk, **asked),
    "reschedule": lambda task, **asked: runtime.reschedule(task.pk, **asked),
}
