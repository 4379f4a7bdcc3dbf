"""Shapes of requests and answers; nothing is saved here."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.models import Incident, ProcessDefinition, ProcessInstance, UserTask

_LONGEST_KEEP = 30 * 24 * 3600


@lru_cache(maxsize=64)
def _made(serializer: Callable[..., Any], context: tuple[tuple[str, Any], ...]) -> Any:
    return serializer(context=dict(context))


def checked(serializer: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    """What a body says, or a ValidationError with the fields that are wrong."""
    return dict(_made(serializer, ()).run_validation(data))  # type: ignore[arg-type]


def shown(serializer: type[serializers.Serializer], found: Any, **context: Any) -> Any:
    """One row as it is answered. The fields are made once: to make them costs more than to use them."""
    return _made(serializer, tuple(context.items())).to_representation(found)  # type: ignore[arg-type]


@lru_cache(maxsize=128)
def _schema(source: bytes) -> Any:
    return json.loads(source.decode("utf-8-sig"))


class VariablesField(serializers.DictField):
    """Variables or answers: a JSON object."""

    child = serializers.JSONField(allow_null=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "default": dict, **kwargs})


class UserNameField(serializers.SlugRelatedField):
    """An active user, by user name."""

    def __init__(self, **kwargs: Any) -> None:
        users = get_user_model()
        unknown = {"does_not_exist": _("没有名为“{value}”的用户"), "invalid": _("用户名有误")}
        super().__init__(
            slug_field=users.USERNAME_FIELD,
            queryset=users.objects.filter(is_active=True),
            error_messages=unknown,
            **kwargs,
        )


class FindingSerializer(serializers.Serializer):
    severity = serializers.ChoiceField(choices=["error", "warning", "info"])
    rule = serializers.CharField()
    message = serializers.CharField()
    element = serializers.CharField()
    hint = serializers.CharField()
    file = serializers.CharField()
    # Ids of nodes and chosen flows on the way to the problem, and the same in names; both may be empty.
    path = serializers.ListField(child=serializers.CharField())
    route = serializers.CharField(allow_blank=True)


class ProblemSerializer(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(required=False)
    findings = FindingSerializer(many=True, required=False)


class CredentialsSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=500, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class DeploymentFilesSerializer(serializers.Serializer):
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), default=list)
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


# One version; `is_new` is false when its content had not changed.
class DeployedVersionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["process", "decision", "form"])
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    is_new = serializers.BooleanField()


class DeploymentSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    definitions = DeployedVersionSerializer(many=True)
    findings = FindingSerializer(many=True)


class CheckResultSerializer(serializers.Serializer):
    findings = FindingSerializer(many=True)


class DefinitionSerializer(serializers.ModelSerializer):
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


class IncidentSerializer(serializers.ModelSerializer):
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


# A line of the list.
class InstanceSummarySerializer(serializers.ModelSerializer):
    process = serializers.CharField(source="definition.key")
    version = serializers.IntegerField(source="definition.version")
    name = serializers.CharField(source="definition.name")
    # Not choices: two fields called `status` would fight for one name in the schema.
    status = serializers.CharField(help_text=" | ".join(ProcessInstance.Status.values))
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

    @extend_schema_field({"type": "object", "additionalProperties": {}})
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


class TaskSerializer(serializers.ModelSerializer):
    process = serializers.CharField(source="instance.process_key")
    instance = serializers.UUIDField(source="instance_id")
    case = serializers.UUIDField(source="case_id")
    business_key = serializers.CharField(source="case.business_key")
    status = serializers.CharField(help_text=" | ".join(UserTask.Status.values))
    is_suspended = serializers.SerializerMethodField(help_text=_("所在案件已暂停，不能领取和办结"))
    assignee = serializers.SerializerMethodField()
    form = serializers.CharField(source="form_key")

    class Meta:
        model = UserTask
        fields = [
            "id",
            "name",
            "element_id",
            "process",
            "instance",
            "case",
            "business_key",
            "lane",
            "form",
            "status",
            "is_suspended",
            "assignee",
            "priority",
            "due_at",
            "follow_up_at",
            "created_at",
            "completed_at",
        ]

    def get_is_suspended(self, task: UserTask) -> bool:
        return task.suspended is not None

    def get_assignee(self, task: UserTask) -> str | None:
        return task.assignee.get_username() if task.assignee else None


class TaskDetailSerializer(TaskSerializer):
    candidate_groups = serializers.ListField(child=serializers.CharField())
    variables = serializers.JSONField(source="inputs")
    schema = serializers.SerializerMethodField(help_text=_("form-js 表单，没有表单时为 null"))

    class Meta(TaskSerializer.Meta):
        fields = [*TaskSerializer.Meta.fields, "candidate_groups", "variables", "schema"]

    @extend_schema_field({"type": "object", "nullable": True})
    def get_schema(self, task: UserTask) -> Any:
        return None if task.form is None else _schema(bytes(task.form.source))


class RetrySerializer(serializers.Serializer):
    variables = VariablesField(help_text=_("重试前先更正的变量，须写明原因"))
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class StatedReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class SkipSerializer(StatedReasonSerializer):
    variables = VariablesField(help_text=_("作为这一步的结果"))


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class AssignSerializer(ReasonSerializer):
    assignee = UserNameField()


class RescheduleSerializer(ReasonSerializer):
    due_at = serializers.DateTimeField(allow_null=True)


# What the form asked for; `variables` is another word for `answers`.
class CompleteSerializer(serializers.Serializer):
    answers = VariablesField(default=None, allow_null=True)
    variables = VariablesField(default=None, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["answers"] is not None and data["variables"] is not None:
            raise serializers.ValidationError(_("answers 和 variables 只能提供一个"))
        return {"answers": data["answers"] or data["variables"] or {}}


class MessageSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    correlation_key = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    variables = VariablesField()
    keep_for = serializers.IntegerField(
        min_value=1,
        max_value=_LONGEST_KEEP,
        required=False,
        default=None,
        allow_null=True,
        help_text=_("没有流程等待时保留多少秒；不填则不保留"),
    )
    message_id = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text=_("发送方为这条消息定的编号")
    )


class MessageReceiptSerializer(serializers.Serializer):
    correlated = serializers.IntegerField(help_text=_("收到消息的流程数"))


class EvaluateSerializer(serializers.Serializer):
    variables = VariablesField()


class MatchedRuleSerializer(serializers.Serializer):
    decision = serializers.CharField()
    rule = serializers.IntegerField()


class DecisionResultSerializer(serializers.Serializer):
    decision = serializers.CharField()
    version = serializers.IntegerField()
    result = serializers.JSONField(allow_null=True)
    rules = MatchedRuleSerializer(many=True)
