"""Narrowing lists: what may stand behind the `?`, and what it means."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from engine.models import Inbox, Incident, ProcessInstance, UserTask


class _TaskFilterSet(django_filters.FilterSet):
    process = django_filters.CharFilter(field_name="instance__definition__key")
    business_key = django_filters.CharFilter(field_name="case__business_key")
    case = django_filters.UUIDFilter(field_name="case_id")
    instance = django_filters.UUIDFilter(field_name="instance_id")
    status = django_filters.ChoiceFilter(
        method="either", choices=[("mine", _("我的任务")), ("offered", _("可领取的任务"))]
    )
    due_before = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")

    class Meta:
        model = UserTask
        fields: list[str] = []

    def either(self, tasks: QuerySet[UserTask], name: str, value: str) -> QuerySet[UserTask]:
        """Says which lists are read."""
        return tasks


class TaskFilters:
    """`parameters` for the schema, `inbox` for the view."""

    parameters = (
        OpenApiParameter("process", str, description=_("流程标识")),
        OpenApiParameter("business_key", str, description=_("业务编号")),
        OpenApiParameter("case", {"type": "string", "format": "uuid"}, description=_("最外层的流程实例")),
        OpenApiParameter("instance", {"type": "string", "format": "uuid"}),
        OpenApiParameter("status", str, enum=["mine", "offered"]),
        OpenApiParameter("due_before", {"type": "string", "format": "date-time"}),
    )

    @staticmethod
    def inbox(request: Request) -> Inbox:
        chosen = _checked(_TaskFilterSet(request.query_params, queryset=UserTask.objects.all(), request=request))
        asked = chosen.form.cleaned_data
        narrowed = any(value for name, value in asked.items() if name != "status")
        return Inbox(
            request.user,
            mine=asked["status"] != "offered",
            offered=asked["status"] != "mine",
            tasks=chosen.qs if narrowed else None,
        )


class _WholeFilter(django_filters.Filter):
    field_class = forms.IntegerField


def _yes_or_no(**more: Any) -> django_filters.ChoiceFilter:
    """What is neither is refused, not taken as unsaid."""
    return django_filters.ChoiceFilter(choices=[("true", _("是")), ("false", _("否"))], **more)


def _open_incidents(of: str) -> Exists:
    return Exists(Incident.objects.open().filter(instance=OuterRef(of)))


class _InstanceFilterSet(django_filters.FilterSet):
    process = django_filters.CharFilter(field_name="process_key")
    version = _WholeFilter(field_name="definition__version", min_value=1)
    business_key = django_filters.CharFilter(field_name="business_key")
    case = django_filters.UUIDFilter(method="of_case")
    status = django_filters.ChoiceFilter(choices=ProcessInstance.Status.choices)
    step = django_filters.CharFilter(method="at_step")
    incident = _yes_or_no(method="with_incident")
    suspended = _yes_or_no(method="that_is_suspended")

    class Meta:
        model = ProcessInstance
        fields: list[str] = []

    def of_case(self, found: QuerySet[ProcessInstance], name: str, value: Any) -> QuerySet[ProcessInstance]:
        return found.filter(Q(pk=value) | Q(root=value))

    def at_step(self, found: QuerySet[ProcessInstance], name: str, value: str) -> QuerySet[ProcessInstance]:
        return found.filter(status=ProcessInstance.Status.ACTIVE, active_elements__contains=[value])

    def with_incident(self, found: QuerySet[ProcessInstance], name: str, value: str) -> QuerySet[ProcessInstance]:
        stopped = _open_incidents("pk")
        return found.filter(stopped if value == "true" else ~stopped)

    def that_is_suspended(self, found: QuerySet[ProcessInstance], name: str, value: str) -> QuerySet[ProcessInstance]:
        return found.exclude(suspension="") if value == "true" else found.filter(suspension="")


class InstanceFilters:
    """`parameters` for the schema, `among` for views and batches."""

    parameters = (
        OpenApiParameter("process", str, description=_("流程标识")),
        OpenApiParameter("version", int, description=_("流程版本")),
        OpenApiParameter("business_key", str, description=_("业务编号")),
        OpenApiParameter("case", {"type": "string", "format": "uuid"}, description=_("最外层的流程实例，连同它调用的")),
        OpenApiParameter("status", str, enum=ProcessInstance.Status.values),
        OpenApiParameter("step", str, description=_("正停在这个步骤（元素标识）")),
        OpenApiParameter("incident", bool, description=_("有没有未处理的异常")),
        OpenApiParameter("suspended", bool, description=_("是否已暂停")),
    )
    names = frozenset(parameter.name for parameter in parameters)

    @staticmethod
    def among(found: QuerySet[ProcessInstance], asked: Any) -> QuerySet[ProcessInstance]:
        """Those of `found` that fit what is asked."""
        return _checked(_InstanceFilterSet(asked, queryset=found)).qs.annotate(has_incident=_open_incidents("pk"))


class _IncidentFilterSet(django_filters.FilterSet):
    process = django_filters.CharFilter(field_name="instance__process_key")
    instance = django_filters.UUIDFilter(field_name="instance_id")
    case = django_filters.UUIDFilter(method="of_case")
    kind = django_filters.CharFilter(field_name="kind")
    resolved = _yes_or_no(method="that_is_resolved")

    class Meta:
        model = Incident
        fields: list[str] = []

    def of_case(self, found: QuerySet[Incident], name: str, value: Any) -> QuerySet[Incident]:
        return found.filter(Q(instance=value) | Q(instance__root=value))

    def that_is_resolved(self, found: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        return found.filter(resolved_at__isnull=value != "true")


class IncidentFilters:
    parameters = (
        OpenApiParameter("process", str, description=_("流程标识")),
        OpenApiParameter("instance", {"type": "string", "format": "uuid"}),
        OpenApiParameter("case", {"type": "string", "format": "uuid"}, description=_("最外层的流程实例，连同它调用的")),
        OpenApiParameter("kind", str, description=_("异常的类别，例如 job-failed")),
        OpenApiParameter("resolved", bool, description=_("是否已处理；不填则只列未处理的")),
    )
    names = frozenset(parameter.name for parameter in parameters)

    @staticmethod
    def among(found: QuerySet[Incident], asked: Any) -> QuerySet[Incident]:
        chosen = _checked(_IncidentFilterSet(asked, queryset=found))
        return chosen.qs if asked.get("resolved") else chosen.qs.filter(resolved_at=None)


def _checked(chosen: Any) -> Any:
    if not chosen.is_valid():
        raise ValidationError(dict(chosen.errors))
    return chosen
