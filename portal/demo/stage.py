"""Where a story is played: its people, its clock, and what they do with tasks and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from documents import storage
from engine import clock, jobs, runtime
from engine.errors import AnswersRefused
from engine.models import Incident, Job, UserTask
from portal.accounts.models import User
from portal.demo.timeline import Timeline

Reference = dict[str, str]


class StoryStuck(Exception):
    """A step of a story was not possible; the sentence says which one."""


class Stage:
    """`case` is the business key that the people are working on now."""

    def __init__(self, timeline: Timeline) -> None:
        self.clock = timeline
        self.case = ""
        self._cases: set[str] = set()
        self._people: dict[str, User] = {}

    def person(self, username: str) -> User:
        if username not in self._people:
            self._people[username] = User.objects.get(username=username)
        return self._people[username]

    def turn_to(self, business_key: str) -> None:
        """Another case; what the engine owes it so far is done first."""
        self.case = business_key
        self._cases.add(business_key)
        jobs.run_due_jobs()

    def has(self, element_id: str) -> bool:
        """Whether that step waits for somebody."""
        return self._open().filter(element_id=element_id).exists()

    def do(self, element_id: str, *, by: str, **answers: Any) -> None:
        """Somebody takes the task from the inbox and hands it in; then the engine does its part."""
        self.clock.look()
        user = self.person(by)
        task = (self._open() & UserTask.objects.visible_to(user)).filter(element_id=element_id).first()
        if task is None:
            self._check()
            raise StoryStuck(self._told(_("没有可办理的任务"), element_id, by))
        try:
            runtime.claim(task.pk, by=user)
            runtime.complete_task(task.pk, answers=answers, by=user)
        except AnswersRefused as refused:
            raise StoryStuck(self._told(str(dict(refused.errors)), element_id, by)) from refused
        jobs.run_due_jobs()

    def upload(self, content: bytes, name: str, *, by: str, owner: str = "") -> Reference:
        """Keep a file for `owner`, else for the person alone; what a file picker then answers."""
        file = storage.store(
            content,
            name=name,
            purpose="demo",
            user=self.person(by),
            owner=owner or f"user:{by}",
            at=clock.now(),
        )
        return {"id": str(file.pk), "name": file.name}

    def finish(self) -> None:
        """On to the present; nothing may be stuck there."""
        self.clock.finish()
        self._check()

    def _open(self) -> Any:
        return UserTask.objects.open().filter(case__business_key=self.case)

    def _check(self) -> None:
        incident = Incident.objects.filter(instance__business_key__in=self._cases, resolved_at=None).first()
        if incident is not None:
            raise StoryStuck(f"{incident.instance.business_key} {incident.message}")
        jobs_ = Job.objects.filter(instance__business_key__in=self._cases, status=Job.Status.READY)
        failing = jobs_.exclude(last_error="").first()
        if failing is not None:
            raise StoryStuck(f"{failing.element_id} {failing.topic}\n{failing.last_error}")

    def _told(self, reason: str, element_id: str, by: str) -> str:
        words: Mapping[str, str] = {"case": self.case, "step": element_id, "person": by, "reason": reason}
        return _("案件 %(case)s 的步骤 %(step)s（%(person)s）：%(reason)s") % words
