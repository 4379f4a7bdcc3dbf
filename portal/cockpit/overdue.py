"""What is late, for whoever runs the processes: tasks past their due date in cases whose clock runs."""

from __future__ import annotations

from django.db.models import QuerySet

from engine import clock
from engine.models import ProcessInstance, UserTask

OVERDUE = "overdue"
# Counted no further.
MANY = 99


def overdue() -> QuerySet[UserTask]:
    running = {"instance__status": ProcessInstance.Status.ACTIVE, "instance__clock_stands": False}
    return UserTask.objects.open().filter(due_at__lt=clock.now(), **running).order_by()


def count() -> str:
    """Empty where nothing is late, no more than "99+"."""
    found = len(overdue().values_list("pk", flat=True)[: MANY + 1])
    return f"{MANY}+" if found > MANY else str(found or "")
