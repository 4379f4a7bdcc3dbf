"""The reviewers' pages: what is to do, and one task with all that is needed to decide."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from engine.models import UserTask
from engine.models.memberships import ONE_PERSON
from engine.models.statements.signing_in import groups_of
from engine.runtime import drafts
from portal.accounts import roles
from portal.inbox import answers, live, offers, own_tasks
from portal.inbox.lists import Page, TaskList, counts
from portal.inbox.rows import TaskRow, rows
from portal.registry import cases
from portal.registry.case_files import marked_new
from portal.registry.search import tasks_matching
from portal.registry.timeline import look_back

TABS = {"mine": _("我的待办"), "offered": _("待领取"), "done": _("已办")}
# A step without a form asks for nothing but the click.
_LONG = ("case__state", "instance__state")
CONFIRMATION = {"type": "default", "id": "confirmation", "components": []}


class Inbox(LoginRequiredMixin, TemplateView):
    """Mine, offered to my groups, and done; due first."""

    template_name = "inbox/list.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("tab", "")
        self.tab = asked if asked in TABS else ""
        self.role = request.GET.get("role", "")
        self.process = request.GET.get("process", "")
        self.words = request.GET.get("q", "").strip()[:100]

    @property
    def is_poll(self) -> bool:
        """The list itself asks whether it has changed."""
        return self.request.headers.get("HX-Target") == "inbox-rows"

    def get_template_names(self) -> list[str]:
        return ["inbox/rows.html"] if self.is_poll else [self.template_name]

    def handle_no_permission(self) -> HttpResponse:
        return HttpResponse(status=204) if self.is_poll else super().handle_no_permission()

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.is_poll and self.request.GET.get("seen") == self.state:
            return HttpResponse(status=204)
        return super().render_to_response(context, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, count = self.request.GET, counts(self.request)
        if not self.tab:
            self.tab = "offered" if count["mine"] == "0" else "mine"
        page = self._list().page(before=asked.get("before", ""), after=asked.get("after", ""))
        shown = rows(page.tasks)
        self.state = _digest(shown, count, page)
        return super().get_context_data(**kwargs) | {
            "tab": self.tab,
            "tabs": [(key, label, count.get(key)) for key, label in TABS.items()],
            "rows": shown,
            "page": page,
            "poll": self._query("seen", seen=self.state, tab=self.tab),
            "query": self._query("seen", "before", "after", tab=self.tab),
            "is_answer": self.is_poll,
            # What one can choose among is not exchanged with the list.
            "roles": [] if self.is_poll else [(name, name) for name in roles.names_of(self.groups)],
            "role": self.role,
            "processes": [] if self.is_poll else cases.started_processes(),
            "process": self.process,
            "words": self.words,
            "is_filtered": bool(self.words or self.process or self.role),
        }

    @cached_property
    def groups(self) -> list[str]:
        mine = groups_of(self.request.user)
        return sorted(group for group in mine if not group.startswith(ONE_PERSON))

    def _list(self) -> TaskList:
        tasks = UserTask.objects.all()
        if self.process:
            tasks = tasks.filter(case__process_key=self.process)
        if self.words:
            tasks = tasks.filter(tasks_matching(self.words))
        narrowed = tasks if self.process or self.words else None
        same = [group for group in self.groups if roles.name_of(group) == self.role] if self.role else None
        return TaskList(self.tab, self.request.user, tasks=narrowed, groups=same)

    def _query(self, *without: str, **more: str) -> str:
        query = self.request.GET.copy()
        for name in without:
            query.pop(name, None)
        for name, value in more.items():
            query[name] = value
        return query.urlencode()


def _digest(shown: list[TaskRow], count: dict[str, str], page: Page) -> str:
    """Another one where the list would look different."""
    lines = [
        (
            row.task.pk,
            row.title,
            row.urgent,
            row.emergency,
            row.deadline and row.deadline.words,
            row.opinion,
            row.suspended and row.suspended.suspension_reason,
        )
        for row in shown
    ]
    return hashlib.sha256(repr((lines, count, page.before, page.after)).encode()).hexdigest()[:16]


class TaskPage(LoginRequiredMixin, View):
    """One task: its form, the case with its files, the diagram with the token, what was done so far.

    Whoever did it and may see the case no more has what they handed in.
    """

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        visible = UserTask.objects.visible_to(request.user)
        task = get_object_or_404(
            visible.select_related("case__definition", "instance__definition", "form", "assignee")
            .with_groups()
            .annotate(has_news=offers.has_news(request.user), typed=drafts.typed_by(request.user)),
            pk=pk,
        )
        if task.has_news:
            offers.opened(task, request.user)
        others = UserTask.objects.assigned_to(request.user).select_related("case", "instance").defer(*_LONG)
        row = TaskRow.of(task, title="")
        mine = own_tasks.is_open_to(task, request.user)
        summary = cases.summary(task.case, request.user)
        look = look_back(task, request.user)
        return render(
            request,
            "inbox/task.html",
            {
                "task": task,
                "row": row,
                "mine": mine,
                "free": task.status == UserTask.Status.OPEN and task.assignee_id is None and not mine,
                "own": own_tasks.is_own(task),
                "summary": summary,
                "files": marked_new(summary.files, since=look.last.at if look.last else None),
                "look": look,
                "seen": live.state_of(task, request.user, mine=mine),
                "standing": live.standing(task, look, request.user),
                "form_config": self._form_config(task, mine, row.suspended is not None),
                "queue": rows(others.exclude(pk=pk).due_first()[:5]),
            },
        )

    def _form_config(self, task: Any, mine: bool, is_suspended: bool) -> dict[str, Any]:
        """`task`: as it was read with what this person typed."""
        data, etag = answers.continued(task, task.typed) if mine else (answers.handed_in(task), "")
        return {
            "schema": answers.schema(task.form) if task.form else CONFIRMATION,
            "data": data,
            "readonly": not mine or is_suspended,
            "submitUrl": reverse("inbox:complete", args=[task.pk]),
            "draftUrl": reverse("inbox:draft", args=[task.pk]),
            "draftEtag": etag,
            "uploadUrl": reverse("files:upload"),
            "maxUploadMb": settings.OTOP_UPLOAD_MAX_MB,
        }
