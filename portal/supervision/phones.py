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
    """Ids of those whose whole number this person may see: as long as it is open, by whom it may be handled; later,
    by who has a task in the case that came of it."""
    if not user.has_perm(UNMASK):
        return set()
    opens = user.has_perm("supervision.add_case")
    reports = list(reports)
    numbers = {report.case.number for report in reports if report.case}
    tasks = UserTask.objects.inbox_of(user).filter(case__process_key=PROCESS, case__business_key__in=numbers)
    at_work = set(tasks.values_list("case__business_key", flat=True))
    return {
        report.pk
        for report in reports
        if report.phone and _is_at_work(report, at_work, opens=opens) and not _is_own(report, user)
    }


def _is_at_work(report: Report, at_work: set[str], *, opens: bool) -> bool:
    in_case = report.case is not None and report.case.number in at_work
    # One from before complaints had a process is over once it has a case.
    is_open = report.status in Report.OPEN and (report.case is None or report.number is not None)
    return in_case or (opens and is_open)


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
