"""Objections to what is shown in public, as the evaluation is told of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.evaluation.objections import Objection
from portal.supervision.models import Report


def of_application(application_id: int) -> Iterable[Objection]:
    """Earliest first; nothing of who raised it, nor in whose words."""
    raised = Report.objects.filter(publicity__application=application_id).order_by("received_at", "id")
    for report in raised:
        shown = report.publicity_id
        assert shown is not None
        if report.status in (Report.Status.REJECTED, Report.Status.ENDED):
            yield Objection(shown, report.replied_at, is_upheld=False, text="")
        elif report.finding:
            yield Objection(shown, report.found_at, report.finding in Report.SUBSTANTIATED, _text(report))
        else:
            yield Objection(shown, None, is_upheld=False, text="")


def _text(report: Report) -> str:
    words = {"kind": report.get_kind_display(), "finding": report.get_finding_display(), "matter": report.matter}
    return _("%(kind)s，认定%(finding)s。%(matter)s") % words
