"""What stopped: the list of it, trying again, going on without it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import CURSOR, PAGE_SIZE, EngineView, page_of, problems, validated
from engine.api.filters import IncidentFilters
from engine.api.pages import page
from engine.api.permissions import MayResolveIncidents, MaySeeIncidents, visible_instances
from engine.api.serializers import RowSerializer, StatedReasonSerializer, VariablesField
from engine.errors import IncidentNotFound
from engine.models import Incident
from engine.models.order import LAST_ID, Place

INCIDENT_ID = OpenApiParameter("incident_id", OpenApiTypes.INT64, OpenApiParameter.PATH)
_LONG = ("instance__state", "instance__variables", "instance__root__state", "instance__root__variables")


class IncidentSerializer(RowSerializer):
    kind = serializers.CharField(help_text=_("异常的类别，例如 job-failed"))

    class Meta:
        model = Incident
        fields = ["id", "element_id", "kind", "message", "created_at"]


class IncidentDetailSerializer(IncidentSerializer):
    process = serializers.CharField(source="instance.process_key")
    instance = serializers.UUIDField(source="instance_id")
    case = serializers.UUIDField(source="instance.case.id")
    business_key = serializers.CharField(source="instance.business_key")

    class Meta(IncidentSerializer.Meta):
        fields = [*IncidentSerializer.Meta.fields, "resolved_at", "process", "instance", "case", "business_key"]


class RetrySerializer(serializers.Serializer):
    variables = VariablesField(help_text=_("重试前先更正的变量，须写明原因"))
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class SkipSerializer(StatedReasonSerializer):
    variables = VariablesField(help_text=_("作为这一步的结果"))


class IncidentsView(EngineView):
    permission_classes = [IsAuthenticated, MaySeeIncidents]
    query_parameters = (*IncidentFilters.names, CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="incidents_list",
        summary=_("异常"),
        parameters=[*IncidentFilters.parameters, CURSOR, PAGE_SIZE],
        responses={200: page_of("IncidentPage", IncidentDetailSerializer), **problems(403)},
        description=_("停住的、等待处理的步骤，最近的在前。"),
    )
    def get(self, request: Request) -> Response:
        found = IncidentFilters.among(_read(), request.query_params)

        def read(place: Place | None, size: int) -> QuerySet[Incident]:
            return LAST_ID.sort(found if place is None else found.filter(LAST_ID.beyond(place)))[:size]

        shown, following = page(request, read, order=LAST_ID)
        return Response({**following, "results": IncidentDetailSerializer(shown, many=True).data})


class RetryView(EngineView):
    permission_classes = [IsAuthenticated, MayResolveIncidents]

    @extend_schema(
        operation_id="incidents_retry",
        parameters=[INCIDENT_ID],
        summary=_("重试"),
        request=RetrySerializer,
        responses={200: IncidentDetailSerializer, **problems(403, 404, 409, 422)},
        description=_("停住的步骤再试一次；更正变量时须写明原因。仍然失败时出现新的异常。"),
    )
    def post(self, request: Request, incident_id: int) -> Response:
        incident, asked = _visible_or_not_found(request, incident_id), validated(RetrySerializer, request)
        runtime.retry(incident.pk, by=request.user, **asked)
        return _answer(incident)


class SkipView(EngineView):
    permission_classes = [IsAuthenticated, MayResolveIncidents]

    @extend_schema(
        operation_id="incidents_skip",
        parameters=[INCIDENT_ID],
        summary=_("跳过这一步"),
        request=SkipSerializer,
        responses={200: IncidentDetailSerializer, **problems(403, 404, 409, 422)},
        description=_("须写明原因。由人办理的步骤和选择分支的网关不能跳过。"),
    )
    def post(self, request: Request, incident_id: int) -> Response:
        incident, asked = _visible_or_not_found(request, incident_id), validated(SkipSerializer, request)
        runtime.skip(incident.pk, by=request.user, **asked)
        return _answer(incident)


def _read() -> QuerySet[Incident]:
    return Incident.objects.select_related("instance__root").defer(*_LONG)


def _visible_or_not_found(request: Request, incident_id: int) -> Incident:
    mine = visible_instances(request.user).values("pk")
    incident = _read().filter(pk=incident_id, instance__in=mine).first()
    if incident is None:
        raise IncidentNotFound
    return incident


def _answer(incident: Incident) -> Response:
    return Response(IncidentDetailSerializer(_read().get(pk=incident.pk)).data)
