"""What P07 asks of the scheme, by topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine import clock
from engine.registry import BpmnError, JobContext, handles
from portal.evaluation import notices, records
from portal.evaluation.commands import applications, onsite, panels
from portal.evaluation.draw import TooFew
from portal.evaluation.models import Panel, PanelReport, PanelSeat, VisitMove

NO_EXPERTS = "no-experts"


@handles("panel.draw", gives=["panel_id", "invitees"])
def draw(job: JobContext) -> dict[str, Any]:
    """The first draw, and each later one for places that became free. Raises the business error `no-experts`."""
    application = applications.of_case(job.variables)
    try:
        seats = panels.draw_panel(application, on=clock.today())
    except TooFew as few:
        raise BpmnError(NO_EXPERTS, str(few)) from few
    panel = Panel.objects.get(application=application)
    return {"panel_id": panel.pk, "invitees": _loop(seats)}


@handles("panel.settle", gives=["panel_complete", "objection_open", "lead", "seats", "members"])
def settle(job: JobContext) -> dict[str, Any]:
    """After the invitations: is the panel full, and may the enterprise still object?"""
    panel = onsite.of_panel(job.variables)
    complete = panels.settle(panel)
    lead = panel.lead
    return {
        "panel_complete": complete,
        "objection_open": panel.answered_at is None,
        "lead": lead.expert.user.get_username() if lead else "",
        "seats": _loop(panel.seated),
        "members": _loop(panel.seated.filter(is_lead=False)),
    }


@handles("panel.no_objection")
def no_objection(job: JobContext) -> None:
    panels.close_objections(onsite.of_panel(job.variables))


@handles("visit.announce")
def announce(job: JobContext) -> None:
    visit = onsite.of_panel(job.variables).visit
    records.visit_notice(visit, job_id=job.id)
    notices.tell_of_visit(visit, job_id=job.id)


@handles("visit.move_declined")
def move_declined(job: JobContext) -> None:
    visit = onsite.of_panel(job.variables).visit
    notices.tell_move_declined(visit.moves.filter(outcome=VisitMove.Outcome.DECLINED).latest("id"), job_id=job.id)


@handles("visit.record")
def record(job: JobContext) -> None:
    records.visit_record(onsite.of_panel(job.variables).visit, job_id=job.id)


@handles("panel.score", gives=["score"])
def score(job: JobContext) -> dict[str, Any]:
    """All opinions are in; they are shown from now on, and the facts go to the decision table."""
    panel = onsite.of_panel(job.variables)
    found = onsite.score(panel)
    records.opinions(panel)
    return {"score": found}


@handles("panel.count_signatures", gives=["carried"])
def count_signatures(job: JobContext) -> dict[str, Any]:
    return {"carried": onsite.is_carried(PanelReport.objects.get(pk=job.variables["panel_report_id"]))}


@handles("panel.conclude", gives=["outcome"])
def conclude(job: JobContext) -> dict[str, Any]:
    panel = onsite.of_panel(job.variables)
    records.panel_report(panel.reports.latest("written_at"), job_id=job.id)
    return {"outcome": onsite.conclude_panel(panel).outcome}


def _loop(seats: Iterable[PanelSeat]) -> list[dict[str, Any]]:
    """What a multi-instance task goes over: the seat, and the account that the task is offered to."""
    return [{"id": seat.pk, "expert": seat.expert.user.get_username()} for seat in seats]
