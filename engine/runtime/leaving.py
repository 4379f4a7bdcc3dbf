"""Who is in which group follows the scheme. Who left one gives back what may not be kept: a job for each task, each
under the lock of its own case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from engine import clock
from engine.models import Job, UserTask
from engine.runtime import memberships
from engine.runtime.nudges import nudge


@transaction.atomic
def look_again(user: Any) -> int:
    """Call it when a person's groups, duties or account changed, in the transaction that changes them: the table of
    memberships follows. Answers how many tasks will be given back; the person neither sees nor completes them from
    now on."""
    memberships.follow(user)
    return _give_back_of(user)


def _give_back_of(user: Any) -> int:
    kept = UserTask.objects.assigned_to(user).values("pk")
    owed = Job.objects.filter(kind=Job.Kind.RELEASE, status=Job.Status.READY).values("task_id")
    lost = UserTask.objects.open().filter(assignee=user.pk).exclude(pk__in=kept).exclude(pk__in=owed)
    return _give_back(lost.only("pk", "instance_id", "element_id", "name"))


def look_at_everybody() -> int:
    """The same for everybody: finds what changed in ways that nobody announced."""
    memberships.reconcile()
    holders = UserTask.objects.open().exclude(assignee=None).values("assignee").distinct()
    return sum(_give_back_of(user) for user in get_user_model()._default_manager.filter(pk__in=holders))


def _give_back(tasks: Iterable[UserTask]) -> int:
    now = clock.now()
    made = Job.objects.bulk_create(
        Job(
            instance_id=task.instance_id,
            kind=Job.Kind.RELEASE,
            task_id=task.pk,
            element_id=task.element_id,
            payload={"name": task.name},
            due_at=now,
            created_at=now,
        )
        for task in tasks
    )
    nudge(*(job.pk for job in made))
    return len(made)
