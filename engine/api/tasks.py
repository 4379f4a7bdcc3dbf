"""The inbox of programs: list, open, take, hand over and complete user tasks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import CURSOR, PAGE_SIZE, TASK_ID, EngineView, page_of, problems, uuid_or_none, validated
from engine.api.filters import TaskFilters
from engine.api.pages import page
from engine.api.permissions import MayAssign, visible_task, with_case
from engine.api.serializers import (
    AssignSerializer,
    CompleteSerializer,
    ReasonSerializer,
    RescheduleSerializer,
    TaskDetailSerializer,
    TaskSerializer,
    shown,
)
from engine.errors import EngineError, TaskNotFound
from engine.models import UserTask
from engine.models.order import DUE_FIRST, Place


class TasksView(EngineView):
    permission_classes = [IsAuthenticated]
    query_parameters = (*(parameter.name for parameter in TaskFilters.parameters), CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="tasks_list",
        summary=_("我的任务"),
        parameters=[*TaskFilters.parameters, CURSOR, PAGE_SIZE],
        responses={200: page_of("TaskPage", TaskSerializer), **problems(400)},
        description=_("已领取的和可以领取的待办任务，紧急的在最前，其余先到期的在前。"),
    )
    def get(self, request: Request) -> Response:
        inbox = TaskFilters.inbox(request)

        def read(place: Place | None, size: int) -> QuerySet[UserTask]:
            return with_case(inbox.page(size, place=place)).defer("inputs", "answers")

        found, following = page(request, read, order=DUE_FIRST)
        return Response({"next": following, "results": TaskSerializer(found, many=True).data})


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
        responses={200: TaskDetailSerializer, **problems(400, 403, 404, 409, 422)},
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
        responses={200: TaskDetailSerializer, **problems(400, 403, 404, 409, 422)},
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
        responses={200: TaskDetailSerializer, **problems(400, 403, 404, 409, 422)},
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
        responses={200: TaskDetailSerializer, **problems(400, 403, 404, 409, 422)},
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
