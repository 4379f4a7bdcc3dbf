"""An instance as it was after an event of its history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import INSTANCE_ID, EngineView, problems
from engine.api.instances import HistoryEventSerializer, visible_or_not_found
from engine.api.permissions import sees_everything
from engine.api.serializers import VariablesField
from engine.errors import EventNotFound
from engine.history import Snapshot, as_of
from engine.models import ProcessInstance

EVENT_ID = OpenApiParameter("event", int, OpenApiParameter.PATH, description=_("历史中事件的 id"))


class TokenHeldSerializer(serializers.Serializer):
    id = serializers.CharField()
    element_id = serializers.CharField()


class ScopeSerializer(serializers.Serializer):
    token = serializers.CharField()
    element_id = serializers.CharField()
    variables = VariablesField(read_only=True)


class TaskThenSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    element_id = serializers.CharField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)


# Variables and what is said in them are for whoever sees everything, as of the instance itself.
class PastSerializer(serializers.Serializer):
    event = serializers.SerializerMethodField()
    version = serializers.IntegerField(help_text=_("当时运行的流程版本"))
    status = serializers.ChoiceField(choices=ProcessInstance.Status.choices)
    is_whole = serializers.BooleanField(help_text=_("false：案件在旧版系统中开始，历史中没有当时的步骤"))
    active_elements = serializers.ListField(child=serializers.CharField())
    tokens = serializers.SerializerMethodField()
    tasks = serializers.SerializerMethodField()
    variables = serializers.SerializerMethodField()
    scopes = serializers.SerializerMethodField()

    @extend_schema_field(HistoryEventSerializer)
    def get_event(self, then: Snapshot) -> Any:
        return HistoryEventSerializer(self.context["event"], context=self.context).data

    @extend_schema_field(TokenHeldSerializer(many=True))
    def get_tokens(self, then: Snapshot) -> Any:
        return [{"id": token, "element_id": element} for token, element in then.tokens.items()]

    @extend_schema_field(TaskThenSerializer(many=True))
    def get_tasks(self, then: Snapshot) -> Any:
        return TaskThenSerializer(then.tasks.values(), many=True).data

    @extend_schema_field(VariablesField)
    def get_variables(self, then: Snapshot) -> dict[str, Any]:
        return then.variables if self.context["sees_everything"] else {}

    @extend_schema_field(ScopeSerializer(many=True))
    def get_scopes(self, then: Snapshot) -> Any:
        if not self.context["sees_everything"]:
            return []
        return [
            {"token": token, "element_id": then.tokens[token], "variables": variables}
            for token, variables in then.scopes.items()
        ]


class PastView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="instances_as_of",
        summary=_("流程实例在某一事件之后的样子"),
        parameters=[INSTANCE_ID, EVENT_ID],
        responses={200: PastSerializer, **problems(404)},
        description=_("变量、停留的步骤和未办结的任务，由历史得出。"),
    )
    def get(self, request: Request, instance_id: str, event: int) -> Response:
        instance = visible_or_not_found(request, instance_id)
        found = instance.history.select_related("actor").filter(pk=event).first()
        if found is None:
            raise EventNotFound
        context = {"event": found, "sees_everything": sees_everything(request.user), "user": request.user}
        return Response(PastSerializer(as_of(found), context=context).data)
