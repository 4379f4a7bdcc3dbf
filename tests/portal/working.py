"""A case of the scheme as its people work on it: real diagrams, real engine, real rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from engine import jobs, runtime
from engine.models import ProcessInstance, UserTask
from portal.accounts.models import User


class WorkedOn:
    """`done("Review", officer, outcome="pass")` answers the open task of that element, and the case goes on."""

    #: What the case is about has this number.
    number: str

    def go_on(self) -> None:
        jobs.run_due_jobs()

    @property
    def instance(self) -> ProcessInstance:
        return ProcessInstance.objects.get(business_key=self.number, parent=None)

    @property
    def is_over(self) -> bool:
        return self.instance.status == ProcessInstance.Status.COMPLETED

    @property
    def waiting(self) -> QuerySet[UserTask]:
        return UserTask.objects.open().filter(case__business_key=self.number)

    def task(self, element_id: str) -> UserTask:
        return self.waiting.get(element_id=element_id)

    def open_tasks(self) -> set[str]:
        return set(self.waiting.values_list("element_id", flat=True))

    def done(self, element_id: str, by: User, **answers: Any) -> None:
        runtime.complete_task(self.task(element_id).pk, answers=answers, by=by)
        self.go_on()
