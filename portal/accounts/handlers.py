"""Topics that every diagram may use to tell people something."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from engine.registry import JobContext, handles
from portal.accounts import roles
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify


@handles("notify.remind")
def remind(job: JobContext) -> None:
    """Headers: `groups` (comma-separated; `enterprise` is the case's own), `text`. The notice leads to the case."""
    _tell(job, groups=job.headers["groups"])


@handles("notify.overdue")
def overdue(job: JobContext) -> None:
    """The same, to the process managers unless `groups` says otherwise."""
    _tell(job, groups=job.headers.get("groups", roles.PROCESS_MANAGER))


def _tell(job: JobContext, *, groups: str) -> None:
    number = job.root_business_key or job.business_key
    text = _("%(text)s（编号 %(number)s）") % {"text": job.headers["text"], "number": number}
    # Who runs the processes can hand the task to somebody else there.
    page = "cockpit:instance" if groups == roles.PROCESS_MANAGER else "registry:case"
    url = reverse(page, args=[job.instance_id])
    notify(
        text=text, url=url, groups=[_resolved(group.strip(), job) for group in groups.split(",")], kind=Kind.DEADLINES
    )


def _resolved(group: str, job: JobContext) -> str:
    # Members of the case's enterprise, not everybody who has one.
    if group == roles.ENTERPRISE:
        return f"{roles.ENTERPRISE_PREFIX}{job.variables['enterprise_id']}"
    return group
