"""Deployed processes: the list, and starting one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import EngineView, page_of, problems, validated
from engine.api.instances import InstanceSerializer
from engine.api.pages import LAST
from engine.api.permissions import MayOperate, MaySeeDefinitions, MayStart, sees_everything
from engine.api.serializers import RowSerializer, StatedReasonSerializer, VariablesField, shown
from engine.models import ProcessDefinition


class DefinitionSerializer(RowSerializer):
    is_startable = serializers.BooleanField(help_text=_("可以直接启动；否则由消息、信号或上级流程启动"))
    inputs = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text=_("启动时给出的变量；没有声明时为 null")
    )
    start_messages = serializers.ListField(child=serializers.CharField(), help_text=_("启动它的消息"))
    start_signals = serializers.ListField(child=serializers.CharField(), help_text=_("启动它的信号"))
    deployed_at = serializers.DateTimeField(source="deployment.created_at")
    suspension_reason = serializers.CharField(
        source="suspended_because", allow_null=True, help_text=_("已暂停启动新案件时为原因，否则为 null")
    )

    class Meta:
        model = ProcessDefinition
        fields = [
            "key",
            "version",
            "name",
            "is_startable",
            "inputs",
            "start_messages",
            "start_signals",
            "deployed_at",
            "suspension_reason",
        ]


class StartSerializer(serializers.Serializer):
    business_key = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    variables = VariablesField()


class DefinitionsView(EngineView):
    permission_classes = [IsAuthenticated, MaySeeDefinitions]

    @extend_schema(
        operation_id="definitions_list",
        summary=_("已部署的流程"),
        responses={200: page_of("DefinitionPage", DefinitionSerializer), **problems(403)},
        description=_("每个流程的最新版本，全部在一页。"),
    )
    def get(self, request: Request) -> Response:
        newest = ProcessDefinition.objects.with_suspension().select_related("deployment").latest_versions()
        return Response({**LAST, "results": DefinitionSerializer(newest, many=True).data})


class ResumeDefinitionSerializer(StatedReasonSerializer):
    version = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, default=None, help_text=_("不填：所有版本，包括以后部署的")
    )


class SuspendDefinitionSerializer(ResumeDefinitionSerializer):
    with_instances = serializers.BooleanField(required=False, default=False, help_text=_("进行中的流程实例也一起暂停"))


class _Operation(EngineView):
    permission_classes = [IsAuthenticated, MayOperate]

    def answer(self, key: str, version: int | None) -> Response:
        found = ProcessDefinition.objects.with_suspension().select_related("deployment").filter(key=key)
        one = found.newest(key) if version is None else found.get(version=version)
        return Response(DefinitionSerializer(one).data)


class SuspendDefinitionView(_Operation):
    @extend_schema(
        operation_id="definitions_suspend",
        summary=_("暂停启动流程"),
        request=SuspendDefinitionSerializer,
        responses={200: DefinitionSerializer, **problems(403, 404, 409, 422)},
        description=_(
            "须写明原因。不再启动新的流程实例；会启动它的消息保留到恢复后。进行中的照常办理，除非要求一起暂停。"
        ),
    )
    def post(self, request: Request, key: str) -> Response:
        asked = validated(SuspendDefinitionSerializer, request)
        runtime.suspend_definition(key, by=request.user, **asked)
        return self.answer(key, asked["version"])


class ResumeDefinitionView(_Operation):
    @extend_schema(
        operation_id="definitions_resume",
        summary=_("恢复启动流程"),
        request=ResumeDefinitionSerializer,
        responses={200: DefinitionSerializer, **problems(403, 404, 409, 422)},
        description=_("须写明原因。随流程一起暂停的流程实例也恢复。"),
    )
    def post(self, request: Request, key: str) -> Response:
        asked = validated(ResumeDefinitionSerializer, request)
        runtime.resume_definition(key, by=request.user, **asked)
        return self.answer(key, asked["version"])


class StartView(EngineView):
    permission_classes = [IsAuthenticated, MayStart]

    @extend_schema(
        operation_id="definitions_start",
        summary=_("启动流程"),
        request=StartSerializer,
        responses={201: InstanceSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, key: str) -> Response:
        wanted = validated(StartSerializer, request)
        instance = runtime.start(
            key, business_key=wanted["business_key"], variables=wanted["variables"], by=request.user
        )
        answer = shown(InstanceSerializer, instance, sees_everything=sees_everything(request.user))
        return Response(answer, status=201)
