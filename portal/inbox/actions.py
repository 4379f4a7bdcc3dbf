"""What a person does with a task: claim it, give it back, keep a draft, complete it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engine import etags, runtime
from engine.api.authentication import BrowserSession
from engine.errors import EngineError
from engine.models import UserTask
from engine.runtime import drafts
from portal.inbox import own_tasks


@login_required
@require_POST
def claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(UserTask.objects.visible_to(request.user), pk=pk)
    try:
        runtime.claim(task.pk, by=request.user)
    except EngineError as error:
        messages.warning(request, str(error))
    return redirect("inbox:task", pk=pk)


@login_required
@require_POST
def unclaim(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(UserTask.objects.visible_to(request.user), pk=pk)
    try:
        runtime.unclaim(task.pk, by=request.user)
    except EngineError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("任务“%(name)s”已退回待领取") % {"name": task.name})
    return redirect("inbox:list")


class Answers(serializers.Serializer):
    answers = serializers.DictField()


class TaskAction(APIView):
    """JSON for the form island; errors become problem+json in the one exception handler."""

    authentication_classes = (BrowserSession,)
    permission_classes = (IsAuthenticated,)
    schema = None

    def task(self, request: Request, pk: UUID) -> UserTask:
        return get_object_or_404(UserTask.objects.visible_to(request.user), pk=pk)

    def answers(self, request: Request) -> dict[str, Any]:
        body = Answers(data=request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data["answers"]


class Complete(TaskAction):
    def post(self, request: Request, pk: UUID) -> Response:
        task = self.task(request, pk)
        if "If-Match" in request.headers or "If-None-Match" in request.headers:
            drafts.check_newest(task, request.user, expected=etags.expected_by(request.headers))
        task = runtime.complete_task(task.pk, answers=self.answers(request), by=request.user)
        if own_tasks.is_own(task):
            messages.success(request, own_tasks.handed_in(task, by=request.user))
            return Response({"next": own_tasks.page_after(task, request.user)})
        messages.success(request, _("“%(name)s”已办结") % {"name": task.name})
        return Response({"next": next_page(request.user)})


class Draft(TaskAction):
    def put(self, request: Request, pk: UUID) -> Response:
        task = self.task(request, pk)
        expected = etags.expected_by(request.headers)
        draft = runtime.save_draft(task.pk, answers=self.answers(request), expected=expected, by=request.user)
        etag = drafts.etag(draft.answers)
        return Response({"etag": etag}, headers={"ETag": etag})


def next_page(user: Any) -> str:
    """The person's next claimed task, else the list."""
    task = UserTask.objects.assigned_to(user).due_first().first()
    return reverse("inbox:task", args=[task.pk]) if task is not None else reverse("inbox:list")
