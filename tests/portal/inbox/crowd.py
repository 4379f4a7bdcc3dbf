"""Many tasks at once, written as rows: what waits for the reviewers and what they did."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from engine.models import Deployment, ProcessDefinition, ProcessInstance, TaskCandidate, UserTask
from portal.registry.models import CaseText
from tests.portal.world import WEDNESDAY

# So many tasks to a case.
EACH = 4


def case_rows(count: int) -> list[ProcessInstance]:
    definition, _made = ProcessDefinition.objects.get_or_create(
        key="crowd",
        version=1,
        defaults={"name": "人海", "deployment": Deployment.objects.create(), "source": b"", "digest": "0" * 64},
    )
    first = ProcessInstance.objects.count()
    made = [
        ProcessInstance(definition=definition, process_key="crowd", business_key=f"X{first + number:07}")
        for number in range(count)
    ]
    ProcessInstance.objects.bulk_create(made, batch_size=1000)
    return made


def mark(case: ProcessInstance) -> str:
    """What only this case is found by."""
    return hashlib.sha256(case.business_key.encode()).hexdigest()[:8]


def waiting(count: int, *groups: str, assignee: Any = None, start: datetime = WEDNESDAY) -> list[UserTask]:
    """Open tasks, each offered to one of the groups in turn; due dates and priorities repeat, some have no date."""
    cases = case_rows(count // EACH + 1)
    CaseText.objects.bulk_create(
        CaseText(case=case, text=f"{case.business_key.lower()} 云岭{number % 7}号茶 {mark(case)}")
        for number, case in enumerate(cases)
    )
    made = [
        UserTask(
            instance=cases[number // EACH],
            case=cases[number // EACH],
            element_id="Look",
            name="过目",
            assignee=assignee,
            priority=95 if number % 97 == 0 else 50 + number % 3,
            due_at=None if number % 11 == 0 else start + timedelta(days=number * 7919 % 60 - 30),
            created_at=start - timedelta(hours=number % 5),
        )
        for number in range(count)
    ]
    UserTask.objects.bulk_create(made, batch_size=1000)
    TaskCandidate.objects.bulk_create(
        (TaskCandidate(task=task, group=groups[number % len(groups)]) for number, task in enumerate(made)),
        batch_size=1000,
    )
    return made


def done(count: int, *groups: str, by: Any, start: datetime = WEDNESDAY) -> list[UserTask]:
    """Tasks that this person handed in, two at each moment."""
    made = waiting(count, *groups, assignee=by, start=start)
    for number, task in enumerate(made):
        task.status, task.completed_by = UserTask.Status.COMPLETED, by
        task.completed_at = start - timedelta(minutes=number // 2)
    UserTask.objects.bulk_update(made, ["status", "completed_by", "completed_at"], batch_size=500)
    return made


def analyze() -> None:
    """What the database does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('registry_casetext_signs'::regclass)")
        cursor.execute("ANALYZE")
        # So few rows lie in a few pages; for the plan of many of them an index must not seem dear.
        cursor.execute("SET LOCAL random_page_cost = 1")
