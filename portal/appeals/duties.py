"""Nobody hears an appeal against a decision that he had a part in, nor takes it again when it is sent back."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from engine.models import TaskCandidate, UserTask
from engine.models.rights import task_input
from engine.registry import TaskRule
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.appeals.models import Appeal
from portal.supervision.complaints.commands import PROCESS as COMPLAINT
from portal.supervision.models import Report

# A property of a task: whoever took part in the decision that is appealed does not get it.
NOT_INVOLVED_IN = "notInvolved"


def _had_no_part(user: Any) -> Q:
    """Neither opened the case, nor did a step in it, nor in the complaint that it came of."""
    done = UserTask.objects.filter(completed_by=user.pk)
    in_case = done.filter(case__process_key=OuterRef("process_key"), case__business_key=OuterRef("case_number"))
    complaints = Report.objects.filter(case=OuterRef(OuterRef("warning__case"))).values("number")
    in_complaint = done.filter(case__process_key=COMPLAINT, case__business_key__in=complaints)
    involved = Appeal.objects.annotate(text=Cast("pk", TextField())).filter(
        Q(warning__case__opened_by=user.pk) | Exists(in_case) | Exists(in_complaint), text=task_input("appeal_id")
    )
    return ~Q(properties__has_key=NOT_INVOLVED_IN) | Q(~Exists(involved))


NOT_INVOLVED = TaskRule(_had_no_part, reason=_("参与过原决定的人员不能办理对它的申诉"))


def _did_not_decide_before(user: Any) -> Q:
    sent_back = Appeal.objects.filter(
        Q(warning__case__decisions__officer=user.pk) | Q(application__decisions__decided_by=user.pk),
        process_key=OuterRef("case__process_key"),
        again=OuterRef("case__business_key"),
    )
    theirs = TaskCandidate.objects.filter(task=OuterRef("pk"), group__startswith=ENTERPRISE_PREFIX)
    return Q(~Exists(sent_back)) | Q(Exists(theirs))


AFRESH = TaskRule(_did_not_decide_before, reason=_("原决定经申诉发回，须由未参与原决定的人员重新办理"))
