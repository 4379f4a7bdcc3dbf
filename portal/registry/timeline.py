"""What people did in a case, round by round, for those who go on with it."""

from __future__ import annotations

from engine.models import UserTask


def last_round(task: UserTask) -> UserTask | None:
    """The same step as it was done before this task came, where the case has come back to it."""
    same = UserTask.objects.filter(
        case=task.case_id,
        instance__process_key=task.instance.process_key,
        element_id=task.element_id,
        status=UserTask.Status.COMPLETED,
        completed_at__lte=task.created_at,
    )
    return same.exclude(pk=task.pk).order_by("-completed_at").first()
