"""Reminders of tasks that go to single persons or agencies, whom a header cannot name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engine.models import UserTask
from engine.registry import JobContext, handles
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify


@handles("task.remind")
def remind(job: JobContext) -> None:
    """Headers: `element`, whose open tasks in this case are meant, and `text`. Who is done is left in peace."""
    tasks = UserTask.objects.open().filter(instance=job.instance_id, element_id=job.headers["element"])
    text = _("%(text)s（编号 %(number)s）") % {
        "text": job.headers["text"],
        "number": job.root_business_key or job.business_key,
    }
    for task in tasks.select_related("assignee").with_groups():
        groups = task.candidate_groups
        url = f"/inbox/tasks/{task.pk}/"
        if task.assignee is not None:
            notify(text=text, url=url, users=[task.assignee], kind=Kind.DEADLINES)
        else:
            notify(text=text, url=url, groups=groups, kind=Kind.DEADLINES)
