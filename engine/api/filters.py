"""Narrowing the inbox."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from engine.models import Inbox, UserTask


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
        chosen = _TaskFilterSet(request.query_params, queryset=UserTask.objects.all(), request=request)
        if not chosen.is_valid():
            raise ValidationError(dict(chosen.errors))
        asked = chosen.form.cleaned_data
        narrowed = any(value for name, value in asked.items() if name != "status")
        return Inbox(
            request.user,
            mine=asked["status"] != "offered",
            offered=asked["status"] != "mine",
            tasks=chosen.qs if narrowed else None,
        )
