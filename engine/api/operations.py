"""An operator's hand on a running instance: each with a reason, each in the history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import INSTANCE_ID, EngineView, problems, validated
from engine.api.instances import InstanceSerializer, visible_or_not_found
from engine.api.permissions import MayOperate, sees_everything
from engine.api.serializers import ReasonSerializer, StatedReasonSerializer, VariablesField
from engine.models import ProcessInstance


class SetVariablesSerializer(StatedReasonSerializer):
    variables = VariablesField(required=True, default=serializers.empty)


class MoveSerializer(StatedReasonSerializer):
    element = serializers.CharField(max_length=200, help_text=_("现在所在的步骤"))
    to = serializers.CharField(max_length=200, help_text=_("要移到的步骤"))
    task = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text=_("同一步骤有几个时，是哪一个")
    )


class MigrateSerializer(ReasonSerializer):
    version = serializers.IntegerField(min_value=1)
    mapping = serializers.DictField(
        child=serializers.CharField(max_length=200),
        required=False,
        default=dict,
        help_text=_("步骤标识 → 新版本中的步骤标识；未列出的按标识、名称和前后步骤对应"),
    )
    dry_run = serializers.BooleanField(required=False, default=False, help_text=_("只检查，不迁移"))


class ObstacleSerializer(serializers.Serializer):
    element_id = serializers.CharField()
    name = serializers.CharField()
    reason = serializers.CharField()


# What a migration would do.
class MigrationPlanSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    mapping = serializers.DictField(child=serializers.CharField())
    obstacles = ObstacleSerializer(many=True)


class _Operation(EngineView):
    permission_classes = [IsAuthenticated, MayOperate]

    def answer(self, request: Request, instance: ProcessInstance) -> Response:
        found = visible_or_not_found(request, str(instance.pk))
        return Response(InstanceSerializer(found, context={"sees_everything": sees_everything(request.user)}).data)


def _described(name: str, summary: Any, request: Any, description: Any) -> Any:
    return extend_schema(
        operation_id=f"instances_{name}",
        parameters=[INSTANCE_ID],
        summary=summary,
        request=request,
        description=description,
        responses={200: InstanceSerializer, **problems(403, 404, 409, 422)},
    )


class CancelView(_Operation):
    @_described("cancel", _("取消流程实例"), StatedReasonSerializer, _("须写明原因。被它调用的流程一并取消。"))
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(StatedReasonSerializer, request)
        return self.answer(request, runtime.cancel(instance.pk, by=request.user, reason=asked["reason"]))


class SuspendSerializer(StatedReasonSerializer):
    clock_stands = serializers.BooleanField(
        required=False, default=False, help_text=_("暂停期间不计时：恢复时各项期限顺延，剩余的工作日不变")
    )


class SuspendView(_Operation):
    @_described(
        "suspend",
        _("暂停流程实例"),
        SuspendSerializer,
        _(
            "须写明原因。它和它调用的流程停在原处：任务不能领取和办结，到时的定时器、系统处理和收到的消息等到恢复后再进行。"
        ),
    )
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(SuspendSerializer, request)
        return self.answer(request, runtime.suspend(instance.pk, by=request.user, **asked))


class ResumeView(_Operation):
    @_described(
        "resume", _("恢复流程实例"), StatedReasonSerializer, _("须写明原因。暂停期间到时的和收到的，随即依次进行。")
    )
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(StatedReasonSerializer, request)
        return self.answer(request, runtime.resume(instance.pk, by=request.user, reason=asked["reason"]))


class SetVariablesView(_Operation):
    @_described("set_variables", _("修改变量"), SetVariablesSerializer, _("须写明原因。未列出的变量不变。"))
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(SetVariablesSerializer, request)
        return self.answer(request, runtime.set_variables(instance.pk, by=request.user, **asked))


class MoveView(_Operation):
    @_described("move", _("移动步骤"), MoveSerializer, _("须写明原因。原步骤不再等待，新步骤如同刚刚到达。"))
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(MoveSerializer, request)
        moved = runtime.move_token(
            instance.pk,
            element=asked["element"],
            to=asked["to"],
            task_id=asked["task"],
            by=request.user,
            reason=asked["reason"],
        )
        return self.answer(request, moved)


class MigrateView(_Operation):
    @extend_schema(
        operation_id="instances_migrate",
        parameters=[INSTANCE_ID],
        summary=_("迁移到另一版本"),
        request=MigrateSerializer,
        responses={200: MigrationPlanSerializer, **problems(403, 404, 409, 422)},
        description=_("须写明原因。dry_run 时只返回步骤的对应关系和不能迁移的原因，什么也不改变。"),
    )
    def post(self, request: Request, instance_id: str) -> Response:
        instance, asked = visible_or_not_found(request, instance_id), validated(MigrateSerializer, request)
        version, mapping = asked["version"], asked["mapping"]
        if asked["dry_run"]:
            plan = runtime.plan_migration(instance.pk, version=version, mapping=mapping)
        else:
            reason = asked["reason"]
            plan = runtime.migrate(instance.pk, version=version, mapping=mapping, by=request.user, reason=reason)
        return Response(MigrationPlanSerializer(plan).data)
