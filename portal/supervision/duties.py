"""Who may not take a task of a case, beyond what the diagram separates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from engine.models import UserTask
from portal.supervision.models import Case

OTHER_THAN_OPENER = "otherThanOpener"


def second_person(user: Any, task: UserTask) -> str | None:
    """Property `otherThanOpener`: whoever opened the case does not confirm it."""
    if OTHER_THAN_OPENER not in task.properties:
        return None
    if Case.objects.filter(pk=task.inputs.get("case_id"), opened_by=user).exists():
        return _("须由立案人以外的合规专员办理")
    return None
