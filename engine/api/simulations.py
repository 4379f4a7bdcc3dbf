"""Running a process with given answers, without a trace."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import clock, runtime
from engine.api.base import EngineView, problems, validated
from engine.api.permissions import MayChange
from engine.api.serializers import VariablesField
from engine.models import HistoryEvent, ProcessInstance
from engine.runtime.values import as_json
from engine.simulation import Answer, Happened, Scenario, Simulation

_MOST_ANSWERS = 1000
# Words of the engine → how people call what is waited for.
WAITS = [
    ("user", _("人工任务")),
    ("service", _("系统处理")),
    ("call", _("被调流程")),
    ("timer", _("定时器")),
    ("message", _("消息")),
    ("signal", _("信号")),
    ("error", _("业务错误")),
]


class AnswerSerializer(serializers.Serializer):
    element = serializers.CharField(max_length=200, help_text=_("在哪个步骤"))
    variables = VariablesField(help_text=_("答案、处理结果、被调流程的结果、消息或信号带来的变量"))
    error = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text=_("业务错误的代码，代替结果")
    )
    at = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text=_("何时；不填则步骤一等到就给出")
    )


class ScenarioSerializer(serializers.Serializer):
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, default=None, allow_null=True, help_text=_("不填则为最新版本")
    )
    variables = VariablesField()
    at = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text=_("从何时开始；不填则为现在")
    )
    until = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text=_("最后一个答案之后，时间走到何时")
    )
    answers = AnswerSerializer(many=True, required=False, default=list, max_length=_MOST_ANSWERS)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        moments = [data["at"], *(answer["at"] for answer in data["answers"]), data["until"]]
        told = [moment for moment in moments if moment is not None]
        if told != sorted(told):
            raise serializers.ValidationError(_("时间须按先后排列"))
        return data


class WaitSerializer(serializers.Serializer):
    element_id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=WAITS)
    due_at = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, wait: Any) -> Any:
        return wait.details.get("due")


class HappenedSerializer(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.SerializerMethodField()
    at = serializers.DateTimeField()
    element_id = serializers.CharField()
    element_name = serializers.CharField()
    data = serializers.DictField()

    def get_label(self, event: Happened) -> str:
        return str(HistoryEvent.Kind(event.kind).label)


class StoppedSerializer(serializers.Serializer):
    element_id = serializers.CharField()
    kind = serializers.CharField(source="code")
    message = serializers.CharField()


class SimulatedSerializer(serializers.Serializer):
    version = serializers.IntegerField(source="definition.version")
    status = serializers.ChoiceField(choices=ProcessInstance.Status.choices, source="case.snapshot.status")
    at = serializers.DateTimeField(source="case.at", help_text=_("模拟中的现在"))
    variables = VariablesField(source="case.snapshot.variables", read_only=True)
    active_elements = serializers.ListField(source="case.snapshot.active_elements", child=serializers.CharField())
    path = serializers.SerializerMethodField(help_text=_("依次完成的步骤"))
    waits = WaitSerializer(source="case.waits", many=True)
    incidents = serializers.SerializerMethodField()
    events = HappenedSerializer(source="case.events", many=True)
    unused_answers = serializers.ListField(
        source="unused", child=serializers.IntegerField(), help_text=_("没有步骤等待的答案，从 0 数起")
    )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_path(self, found: Any) -> list[str]:
        return [event.element_id for event in found["case"].events if event.kind == "element_completed"]

    @extend_schema_field(StoppedSerializer(many=True))
    def get_incidents(self, found: Any) -> Any:
        case: Simulation = found["case"]
        return StoppedSerializer(case.failures.values(), many=True).data


class SimulateView(EngineView):
    permission_classes = [IsAuthenticated, MayChange]

    @extend_schema(
        operation_id="definitions_simulate",
        summary=_("模拟运行"),
        request=ScenarioSerializer,
        responses={200: SimulatedSerializer, **problems(403, 404, 409, 422)},
        description=_(
            "按给出的答案和时间运行流程，不保存任何内容，不触动任何人和处理程序。答案按顺序给出；定时器到时自动触发。"
        ),
    )
    def post(self, request: Request, key: str) -> Response:
        asked = validated(ScenarioSerializer, request)
        answers = [
            Answer(answer["element"], as_json(answer["variables"]), answer["error"], answer["at"])
            for answer in asked["answers"]
        ]
        scenario = Scenario(asked["at"] or clock.now(), as_json(asked["variables"]), answers, asked["until"])
        definition, simulated = runtime.simulate(key, scenario, version=asked["version"])
        found = {"definition": definition, "case": simulated.case, "unused": simulated.unused}
        return Response(SimulatedSerializer(found).data)
