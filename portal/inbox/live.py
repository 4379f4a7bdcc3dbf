"""A task's page while it is open: whether the task is still what it was, and if not, who did what and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engine import clock
from engine.models import Inbox, UserTask
from portal.inbox import own_tasks
from portal.registry import cases
from portal.registry.timeline import Look, look_back


@require_safe
def live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What of the page may have changed; `?seen=` is the state that the page was made in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    tasks = UserTask.objects.visible_to(request.user).select_related("case__definition", "instance").with_groups()
    task = get_object_or_404(tasks, pk=pk)
    seen, look = request.GET.get("seen", ""), look_back(task, request.user)
    state = state_of(task, request.user, mine=own_tasks.is_open_to(task, request.user))
    context = {
        "task": task,
        "seen": seen,
        "changed": standing(task, look, request.user) if seen != state else "",
        "next_task": next((other for other in Inbox(request.user, mine=False).page(2) if other.pk != pk), None),
        "summary": cases.summary(task.case, request.user),
        "look": look,
    }
    return render(request, "inbox/live.html", context)


def state_of(task: UserTask, user: Any, *, mine: bool) -> str:
    """Whose the task is, `mine`: open to this user; that the only one who may do it now also has it changes nothing."""
    is_suspended = "-suspended" if task.suspended is not None else ""
    return f"{task.status}-{user.pk if mine else task.assignee_id or ''}{is_suspended}"


def standing(task: UserTask, look: Look, user: Any) -> str:
    """Who has the task, who did it, or what put an end to it; a sentence."""
    if task.status == UserTask.Status.COMPLETED and look.mine is not None:
        words = {"who": look.mine.who, "at": _moment(look.mine.at), "used": look.mine.used}
        return _("%(who)s已于 %(at)s 办结，用时 %(used)s。") % words
    if task.status == UserTask.Status.CANCELLED:
        return _ended(task, look)
    if task.suspended is not None:
        return _("案件已暂停，恢复后再办理。")
    if task.assignee_id is None:
        return _("这个任务已退回，等待领取。")
    if task.assignee_id == user.pk:
        return _("这个任务由您办理。")
    holder = next((now.who for now in look.timeline.now if now.task_id == task.pk), "")
    return _("%(who)s正在办理，您只能查看。") % {"who": holder}


def _ended(task: UserTask, look: Look) -> str:
    """What happened in the very step that took the task away."""
    causes = (entry for entry in look.timeline.done if entry.intervenes and entry.at == task.completed_at)
    cause = next(causes, None)
    at = _moment(task.completed_at) if task.completed_at else ""
    if cause is None:
        return _("这个任务已于 %(at)s 取消，不必再办理。") % {"at": at}
    return _("%(what)s（%(at)s），这个任务不必再办理。") % {"what": cause.text, "at": at}


def _moment(at: Any) -> str:
    return f"{at.astimezone(clock.LOCAL_ZONE):%Y-%m-%d %H:%M}"
