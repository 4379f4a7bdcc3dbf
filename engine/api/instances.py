"""Running and ended instances."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import CURSOR, INSTANCE_ID, PAGE_SIZE, EngineView, page_of, problems, uuid_or_none
from engine.api.filters import InstanceFilters
from engine.api.incidents import IncidentSerializer
from engine.api.pages import page
from engine.api.permissions import sees_everything, visible_instances
from engine.api.serializers import RowSerializer, VariablesField
from engine.errors import InstanceNotFound
from engine.models import HistoryEvent, ProcessInstance
from engine.models.order import BY_ID, NEWEST_FIRST, Place

_LONG = ("state", "variables", "definition__source", "definition__compiled", "root__state", "root__variables")


# A line of the list.
class InstanceSummarySerializer(RowSerializer):
    process = serializers.CharField(source="definition.key")
    version = serializers.IntegerField(source="definition.version")
    name = serializers.CharField(source="definition.name")
    suspension = serializers.CharField(
        help_text=_("空：没有暂停；itself 单独暂停，parent 随上级流程，process 随流程定义")
    )
    active_elements = serializers.ListField(child=serializers.CharField())
    has_incident = serializers.SerializerMethodField(help_text=_("有未处理的异常；不负责流程管理的人看到的是 null"))
    parent = serializers.UUIDField(source="parent_id", allow_null=True)
    case = serializers.UUIDField(source="case.id")

    class Meta:
        model = ProcessInstance
        fields = [
            "id",
            "process",
            "version",
            "name",
            "business_key",
            "status",
            "suspension",
            "suspended_at",
            "suspension_reason",
            "clock_stands",
            "active_elements",
            "has_incident",
            "parent",
            "case",
            "started_at",
            "ended_at",
        ]

    def get_has_incident(self, instance: ProcessInstance) -> bool | None:
        return instance.has_incident if self.context["sees_everything"] else None  # type: ignore[attr-defined]


# `variables` and `incidents` are empty for people who only have a task in it.
class InstanceSerializer(InstanceSummarySerializer):
    has_incident = None
    variables = serializers.SerializerMethodField()
    incidents = serializers.SerializerMethodField()

    class Meta(InstanceSummarySerializer.Meta):
        fields = [
            *(name for name in InstanceSummarySerializer.Meta.fields if name != "has_incident"),
            "variables",
            "incidents",
        ]

    @extend_schema_field(VariablesField)
    def get_variables(self, instance: ProcessInstance) -> dict[str, Any]:
        return dict(instance.variables) if self.context["sees_everything"] else {}

    @extend_schema_field(IncidentSerializer(many=True))
    def get_incidents(self, instance: ProcessInstance) -> Any:
        if not self.context["sees_everything"]:
            return []
        return IncidentSerializer(instance.incidents.filter(resolved_at=None).order_by("id"), many=True).data


# People who only have a task in the instance see `actor` and `data` of their own acts alone.
class HistoryEventSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    label = serializers.CharField(source="get_kind_display")
    element_id = serializers.CharField()
    element_name = serializers.CharField()
    actor = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()

    def _shows(self, event: Any) -> bool:
        return self.context["sees_everything"] or event.actor_id == self.context["user"].pk

    def get_actor(self, event: Any) -> str | None:
        return event.actor.get_username() if event.actor and self._shows(event) else None

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_data(self, event: Any) -> dict[str, Any]:
        return event.data if self._shows(event) else {}


class InstancesView(EngineView):
    permission_classes = [IsAuthenticated]
    query_parameters = (*InstanceFilters.names, CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="instances_list",
        summary=_("流程实例列表"),
        parameters=[*InstanceFilters.parameters, CURSOR, PAGE_SIZE],
        responses={200: page_of("InstancePage", InstanceSummarySerializer), **problems(403)},
        description=_("自己可以查看的流程实例，最近启动的在前。incident 只供负责流程管理的人使用。"),
    )
    def get(self, request: Request) -> Response:
        sees_all = sees_everything(request.user)
        if "incident" in request.query_params and not sees_all:
            raise PermissionDenied
        found = InstanceFilters.among(visible_instances(request.user), request.query_params).defer(*_LONG)

        def read(place: Place | None, size: int) -> QuerySet[ProcessInstance]:
            behind = found if place is None else found.filter(NEWEST_FIRST.beyond(place))
            return NEWEST_FIRST.sort(behind)[:size]

        shown, following = page(request, read, order=NEWEST_FIRST)
        rows = InstanceSummarySerializer(shown, many=True, context={"sees_everything": sees_all})
        return Response({**following, "results": rows.data})


class InstanceView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="instances_retrieve",
        parameters=[INSTANCE_ID],
        summary=_("流程实例"),
        responses={200: InstanceSerializer, **problems(404)},
    )
    def get(self, request: Request, instance_id: str) -> Response:
        instance = visible_or_not_found(request, instance_id)
        return Response(InstanceSerializer(instance, context={"sees_everything": sees_everything(request.user)}).data)


class HistoryView(EngineView):
    permission_classes = [IsAuthenticated]
    query_parameters = (CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="instances_history",
        summary=_("流程实例的历史"),
        parameters=[INSTANCE_ID, CURSOR, PAGE_SIZE],
        responses={200: page_of("HistoryPage", HistoryEventSerializer), **problems(404)},
        description=_("实例中发生的事，按先后排列。"),
    )
    def get(self, request: Request, instance_id: str) -> Response:
        instance = visible_or_not_found(request, instance_id)
        events = BY_ID.sort(HistoryEvent.objects.filter(instance=instance).select_related("actor"))

        def read(place: Place | None, size: int) -> QuerySet[HistoryEvent]:
            return (events if place is None else events.filter(BY_ID.beyond(place)))[:size]

        found, following = page(request, read, order=BY_ID)
        context = {"sees_everything": sees_everything(request.user), "user": request.user}
        return Response({**following, "results": HistoryEventSerializer(found, many=True, context=context).data})


def visible_or_not_found(request: Request, instance_id: str) -> ProcessInstance:
    wanted = uuid_or_none(instance_id)
    instance = visible_instances(request.user).filter(pk=wanted).first() if wanted else None
    if instance is None:
        raise InstanceNotFound
    return instance
