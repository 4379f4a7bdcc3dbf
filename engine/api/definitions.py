"""Deployed processes: the list, and starting one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import EngineView, page_of, problems, validated
from engine.api.permissions import MaySeeDefinitions, MayStart, sees_everything
from engine.api.serializers import DefinitionSerializer, InstanceSerializer, StartSerializer
from engine.models import ProcessDefinition


class DefinitionsView(EngineView):
    permission_classes = [IsAuthenticated, MaySeeDefinitions]

    @extend_schema(
        operation_id="definitions_list",
        summary=_("已部署的流程"),
        responses={200: page_of("DefinitionPage", DefinitionSerializer), **problems(403)},
        description=_("每个流程的最新版本，全部在一页。"),
    )
    def get(self, request: Request) -> Response:
        newest = ProcessDefinition.objects.select_related("deployment").latest_versions()
        return Response({"next": None, "results": DefinitionSerializer(newest, many=True).data})


class StartView(EngineView):
    permission_classes = [IsAuthenticated, MayStart]

    @extend_schema(
        operation_id="definitions_start",
        summary=_("启动流程"),
        request=StartSerializer,
        responses={201: InstanceSerializer, **problems(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, key: str) -> Response:
        wanted = validated(StartSerializer, request)
        instance = runtime.start(
            key, business_key=wanted["business_key"], variables=wanted["variables"], by=request.user
        )
        context = {"sees_everything": sees_everything(request.user)}
        return Response(InstanceSerializer(instance, context=context).data, status=201)
