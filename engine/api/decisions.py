"""Trying a deployed decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import dmn
from engine.api.base import EngineView, problems, validated
from engine.api.permissions import MaySeeDefinitions
from engine.api.serializers import DecisionResultSerializer, EvaluateSerializer
from engine.errors import EngineError
from engine.models import DecisionDefinition


class UnknownDecision(EngineError):
    message = _("没有部署决策“%(decision)s”")
    code = "unknown-decision"


class EvaluateView(EngineView):
    permission_classes = [IsAuthenticated, MaySeeDefinitions]

    @extend_schema(
        operation_id="decisions_evaluate",
        summary=_("试算决策"),
        request=EvaluateSerializer,
        responses={200: DecisionResultSerializer, **problems(400, 403, 404, 422)},
        description=_("按最新版本计算，不保存任何内容。"),
    )
    def post(self, request: Request, key: str) -> Response:
        newest = DecisionDefinition.objects.newest(key)
        if newest is None:
            raise UnknownDecision(decision=key)
        variables = validated(EvaluateSerializer, request)["variables"]
        outcome = dmn.evaluate(dmn.parse_decisions(bytes(newest.source)), key, variables)
        matched = [
            {"decision": step.decision, "rule": rule.number}
            for step in outcome.explanation
            for rule in step.matched or []
        ]
        return Response({"decision": key, "version": newest.version, "result": outcome.result, "rules": matched})
