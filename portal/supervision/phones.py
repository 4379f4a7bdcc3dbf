"""The numbers that reporters left: for whoever takes their report up; each look leaves a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from engine.models import UserTask
from portal.registry.membership import is_bound
from portal.registry.models import PhoneReveal
from portal.registry.phones import UNMASK
from portal.supervision.commands import PROCESS
from portal.supervision.models import Report


def revealable(reports: Iterable[Report], user: Any) -> set[int]:
    """Ids of those whose whole number this person may see: a report that waits to be taken up, by who may open a case
    of it; later, by who has a task in that case."""
    if not user.has_perm(UNMASK):
        return set()
    opens = user.has_perm("supervision.add_case")
    numbers = {report.case.number for report in reports if report.case}
    tasks = UserTask.objects.inbox_of(user).filter(case__process_key=PROCESS, case__business_key__in=numbers)
    at_work = set(tasks.values_list("case__business_key", flat=True))
    return {
        report.pk
        for report in reports
        if report.phone and (report.case.number in at_work if report.case else opens) and not _is_own(report, user)
    }


def _is_own(report: Report, user: Any) -> bool:
    """About the enterprise of this very person, who must not learn who reported it."""
    return report.product is not None and is_bound(user, report.product.enterprise_id)


@transaction.atomic
def reveal_reporter(report: Report, *, by: Any) -> str:
    """The number, noted. `PermissionDenied` for whoever may read the report and has no work with it."""
    if report.pk not in revealable([report], by):
        raise PermissionDenied(_("这份举报不由您办理，不能查看完整号码"))
    reference = report.case.number if report.case else str(report.pk)
    PhoneReveal.note(by=by, whose=PhoneReveal.Whose.REPORTER, reference=reference)
    return report.phone
