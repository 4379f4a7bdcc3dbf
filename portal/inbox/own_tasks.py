"""What nobody has to claim: what only one person can do, and what an enterprise is asked to do; after handing that in
it sees where its case stands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from engine import clock, runtime
from engine.models import UserTask
from portal.accounts.models import User
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.notifications.notices import notify
from portal.registry import cases
from portal.registry.instances import page_of
from portal.registry.progress import Progress, progress


def is_own(task: UserTask) -> bool:
    """Offered to an enterprise: any of its members may fill it in, the first to hand it in has done it."""
    return any(group.startswith(ENTERPRISE_PREFIX) for group in task.candidate_groups)


def is_open_to(task: UserTask, user: Any) -> bool:
    """Whether this person writes into the form: the assignee, a member of the enterprise that is asked, or the only
    one who may have the task."""
    if task.status != UserTask.Status.OPEN:
        return False
    if task.assignee_id is not None:
        return bool(task.assignee_id == user.pk)
    return is_own(task) or runtime.only_one_may_have(task, user)


def page_after(task: UserTask, user: Any) -> str:
    return page_of(task.case, user)


def handed_in(task: UserTask, *, by: User) -> str:
    """Tell the other members; answers what happens next, in a sentence."""
    words = {"who": str(by), "name": task.name, "case": cases.titles([task.case])[task.case_id]}
    asked = [group for group in task.candidate_groups if group.startswith(ENTERPRISE_PREFIX)]
    others = User.objects.filter(memberships__enterprise__in=[group.removeprefix(ENTERPRISE_PREFIX) for group in asked])
    notify(
        text=_("%(who)s已提交“%(name)s”（%(case)s）") % words,
        url=page_after(task, by),
        users=others.exclude(pk=by.pk).distinct(),
    )
    return _("“%(name)s”已提交。") % words + what_follows(progress(task.case, user=by))


def what_follows(found: Progress) -> str:
    if found.is_over:
        return _("本事项已办结。")
    if found.asked_of_me:
        return _("还有一步等您办理：%(name)s。") % {"name": found.asked_of_me[0].name}
    waiting = next((step for step in found.now if step.role), None)
    if waiting is None:
        return _("平台正在处理，接下来的进展会在这里显示并通知您。")
    words = {"role": waiting.role, "name": waiting.name}
    if waiting.deadline is None:
        return _("接下来由%(role)s办理“%(name)s”。") % words
    day = clock.day_of(waiting.deadline.due_at)
    return _("接下来由%(role)s办理“%(name)s”，期限 %(day)s。") % {**words, "day": day}
