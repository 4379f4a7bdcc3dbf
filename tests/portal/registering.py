"""Playing P01 from outside: what tests of its process and of the pages around it share."""

from __future__ import annotations

from typing import Any

from engine import jobs, runtime
from engine.models import Incident, ProcessInstance, UserTask
from portal.accounts.models import User
from portal.registry.models import Enterprise
from portal.registry.registration_form import answers_of


def case_of(enterprise: Enterprise) -> ProcessInstance:
    return ProcessInstance.objects.get(business_key=enterprise.number)


def open_task(enterprise: Enterprise) -> UserTask:
    assert nothing_is_stuck(), list(Incident.objects.values_list("element_id", "message"))
    return UserTask.objects.open().get(case__business_key=enterprise.number)


def review(enterprise: Enterprise, outcome: str, *, by: User, opinion: str = "", guidance: str = "") -> None:
    task = open_task(enterprise)
    runtime.claim(task.pk, by=by)
    answers = {"outcome": outcome, "guidance": guidance} | ({"opinion": opinion} if opinion else {})
    runtime.complete_task(task.pk, answers=answers, by=by)
    jobs.run_due_jobs()
    enterprise.refresh_from_db()


def send_correction(enterprise: Enterprise, *, by: User, **changes: Any) -> None:
    task = open_task(enterprise)
    runtime.claim(task.pk, by=by)
    shown = answers_of(enterprise)
    shown.pop("townships")
    runtime.complete_task(task.pk, answers=shown | {"rules": True, "privacy": True} | changes, by=by)
    jobs.run_due_jobs()
    enterprise.refresh_from_db()


def nothing_is_stuck() -> bool:
    return not Incident.objects.exists()
