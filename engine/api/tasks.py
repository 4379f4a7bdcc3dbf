"""The inbox of programs: list, open, take, hand over and complete user tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import CURSOR, PAGE_SIZE, TASK_ID, EngineView, page_of, problems, uuid_or_none, validated
from engine.api.filters import TaskFilters
from engine.api.pages import page
from engine.api.permissions import MayAssign, visible_task, with_case
from engine.api.serializers import ReasonSerializer, RowSerializer, UserNameField, VariablesField, shown
from engine.errors import EngineError, TaskNotFound
from engine.models import UserTask
from engine.models.order import DUE_FIRST, Place


@lru_cache(maxsize=128)
def _schema(source: bytes) -> Any:
    return json.loads(source.decode("utf-8-sig"))


class TaskSerializer(RowSerializer):
    process = serializers.CharField(source="instance.process_key")
    instance = serializers.UUIDField(source="instance_id")
    case = serializers.UUIDField(source="case_id")
    business_key = serializers.CharField(source="case.business_key")
    is_suspended = serializers.SerializerMethodField(help_text=_("所在案件已暂停，不能领取和办结"))
    assignee = serializers.SerializerMethodField()
    form = serializers.CharField(source="form_key", help_text=_("表单的标识；没有表单时为空"))
    priority = serializers.IntegerField(help_text=_("优先级，0 到 100"))

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
    variables = VariablesField(source="inputs", read_only=True)
    schema = serializers.SerializerMethodField(help_text=_("form-js 表单，没有表单时为 null"))

    class Meta(TaskSerializer.Meta):
        fields = [*TaskSerializer.Meta.fields, "candidate_groups", "variables", "schema"]

    @extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
    def get_schema(self, task: UserTask) -> Any:
        return None if task.form is None else _schema(bytes(task.form.source))


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


def _listed(tasks: QuerySet[UserTask]) -> QuerySet[UserTask]:
    return with_case(tasks).defer("inputs", "answers")


class TasksView(EngineView):
    permission_classes = [IsAuthenticated]
    query_parameters = (*(parameter.name for parameter in TaskFilters.parameters), CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="tasks_list",
        summary=_("我的任务"),
        parameters=[*TaskFilters.parameters, CURSOR, PAGE_SIZE],
        responses={200: page_of("TaskPage", TaskSerializer), **problems()},
        description=_("已领取的和可以领取的待办任务，紧急的在最前，其余先到期的在前。"),
    )
    def get(self, request: Request) -> Response:
        inbox = TaskFilters.inbox(request)

        def read(place: Place | None, size: int) -> list[UserTask]:
            return inbox.page(size, place=place, shown=_listed)

        found, following = page(request, read, order=DUE_FIRST)
        return Response({**following, "results": TaskSerializer(found, many=True).data})


class TaskView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="tasks_retrieve",
        parameters=[TASK_ID],
        summary=_("任务"),
        responses={200: TaskDetailSerializer, **problems(404)},
    )
    def get(self, request: Request, task_id: str) -> Response:
        return _answer(request, task_id)


class ClaimView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="tasks_claim",
        parameters=[TASK_ID],
        summary=_("领取任务"),
        request=None,
        responses={200: TaskDetailSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request, task_id: str) -> Response:
        with _known_to(request, task_id) as pk:
            task = runtime.claim(pk, by=request.user)
        return Response(shown(TaskDetailSerializer, task))


class UnclaimView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="tasks_unclaim",
        parameters=[TASK_ID],
        summary=_("退回任务"),
        description=_("退回自己的任务；有指派权限的人退回他人的任务时须写明原因。"),
        request=ReasonSerializer,
        responses={200: TaskDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, task_id: str) -> Response:
        task, reason = _visible(request, task_id), validated(ReasonSerializer, request)["reason"]
        if task.assignee_id == request.user.pk:
            runtime.unclaim(task.pk, by=request.user)
        else:
            runtime.release(task.pk, by=request.user, reason=reason)
        return _answer(request, task_id)


class AssignView(EngineView):
    permission_classes = [IsAuthenticated, MayAssign]

    @extend_schema(
        operation_id="tasks_assign",
        parameters=[TASK_ID],
        summary=_("指派任务"),
        description=_("只能指派给可以办理这个任务的人；任务已有办理人时须写明原因。"),
        request=AssignSerializer,
        responses={200: TaskDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, task_id: str) -> Response:
        task, asked = _visible(request, task_id), validated(AssignSerializer, request)
        runtime.assign(task.pk, to=asked["assignee"], by=request.user, reason=asked["reason"])
        return _answer(request, task_id)


class RescheduleView(EngineView):
    permission_classes = [IsAuthenticated, MayAssign]

    @extend_schema(
        operation_id="tasks_reschedule",
        parameters=[TASK_ID],
        summary=_("调整到期时间"),
        description=_("须写明原因。流程图中的定时器不随之改变。"),
        request=RescheduleSerializer,
        responses={200: TaskDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, task_id: str) -> Response:
        task, asked = _visible(request, task_id), validated(RescheduleSerializer, request)
        runtime.reschedule(task.pk, due_at=asked["due_at"], by=request.user, reason=asked["reason"])
        return _answer(request, task_id)


class CompleteView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="tasks_complete",
        parameters=[TASK_ID],
        summary=_("办结任务"),
        request=CompleteSerializer,
        responses={200: TaskDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, task_id: str) -> Response:
        with _known_to(request, task_id) as pk:
            answers = validated(CompleteSerializer, request)["answers"]
            task = runtime.complete_task(pk, answers=answers, by=request.user)
        return Response(shown(TaskDetailSerializer, task))


@contextmanager
def _known_to(request: Request, task_id: str) -> Iterator[UUID]:
    """Whoever may do it may see it, so that is asked about those alone who are refused: the reason is for people who
    may know of the task."""
    pk = uuid_or_none(task_id)
    if pk is None:
        raise TaskNotFound
    try:
        yield pk
    except (EngineError, ValidationError):
        _visible(request, task_id)
        raise


def _visible(request: Request, task_id: str) -> UserTask:
    wanted = uuid_or_none(task_id)
    task = visible_task(request.user, wanted) if wanted else None
    if task is None:
        raise TaskNotFound
    return task


def _answer(request: Request, task_id: str) -> Response:
    return Response(shown(TaskDetailSerializer, _visible(request, task_id)))
