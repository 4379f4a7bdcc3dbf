"""Trying a deployed decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import EngineView, problems, validated
from engine.api.permissions import MaySeeDefinitions
from engine.api.serializers import VariablesField
from engine.errors import EngineError
from engine.models import DecisionDefinition


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


class UnknownDecision(EngineError):
    message = _("没有部署决策“%(decision)s”")
    code = "unknown-decision"


class EvaluateView(EngineView):
    permission_classes = [IsAuthenticated, MaySeeDefinitions]

    @extend_schema(
        operation_id="decisions_evaluate",
        summary=_("试算决策"),
        request=EvaluateSerializer,
        responses={200: DecisionResultSerializer, **problems(403, 404, 422)},
        description=_("按最新版本计算，不保存任何内容。"),
    )
    def post(self, request: Request, key: str) -> Response:
        if not DecisionDefinition.objects.filter(key=key).exists():
            raise UnknownDecision(decision=key)
        found = runtime.decide(key, validated(EvaluateSerializer, request)["variables"])
        assert found is not None
        version, outcome = found
        matched = [
            {"decision": step.decision, "rule": rule.number}
            for step in outcome.explanation
            for rule in step.matched or []
        ]
        return Response({"decision": key, "version": version, "result": outcome.result, "rules": matched})
