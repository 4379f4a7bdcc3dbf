"""The visit, the opinions and the report of a panel (P07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import StoredFile
from engine import clock
from portal.accounts.models import User
from portal.evaluation import access, correction_texts, scoring
from portal.evaluation.commands import corrections
from portal.evaluation.commands.case_files import hand_over
from portal.evaluation.models import (
    Application,
    Countersignature,
    Discussion,
    OnsiteVisit,
    Opinion,
    Panel,
    PanelReport,
    PanelSeat,
    Report,
)

# What is looked at on site, by star: insurance from four stars up.
_CHECKED = ("K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9")


def checked_criteria(star: int) -> list[str]:
    return [criterion for criterion in _CHECKED if criterion != "K7" or star >= 4]


def schedule_visit(panel: Panel, *, at: datetime, place: str, note: str) -> OnsiteVisit:
    visit, _created = OnsiteVisit.objects.update_or_create(
        panel=panel, defaults={"scheduled_at": at, "place": place, "note": note}
    )
    return visit


@transaction.atomic
def record_visit(
    visit: OnsiteVisit,
    *,
    fields: Mapping[str, Any],
    items: Iterable[tuple[str, str, str]],
    photos: list[StoredFile],
    by: User,
) -> OnsiteVisit:
    """现场核验记录: `fields` are attributes of the visit, `items` are (criterion, verdict, remark)."""
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.recorded_by = by
    visit.save()
    visit.checklist.all().delete()
    for criterion, verdict, remark in items:
        visit.checklist.create(criterion=criterion, verdict=verdict, remark=remark)
    visit.photos.set(photos)
    hand_over(photos, application=visit.panel.application, by=by)
    return visit


def give_opinion(
    seat: PanelSeat,
    *,
    scores: dict[str, int],
    vetoes: list[str],
    veto_reason: str,
    text: str,
    task_id: UUID,
) -> Opinion:
    """Signed and blind: nobody else sees it before all of the round are in."""
    return Opinion.objects.create(
        seat=seat,
        round=seat.panel.round,
        scores=scores,
        vetoes=vetoes,
        veto_reason=veto_reason,
        mean=Opinion.mean_of(scores),
        text=text,
        task_id=task_id,
    )


@transaction.atomic
def score(panel: Panel) -> dict[str, Any]:
    """All are in: the opinions become visible, and the facts for the decision table come out."""
    Opinion.objects.filter(seat__panel=panel, round=panel.round, revealed_at=None).update(revealed_at=clock.now())
    if corrections.have_failed(panel):
        corrections.drop_rest(panel)
    return scoring.facts(panel) | corrections.facts(panel)


@transaction.atomic
def discuss(panel: Panel, *, outcome: str, veto_upheld: bool, text: str, by: User, task_id: UUID) -> Discussion:
    """维持各自评分, or everybody scores once more."""
    discussion = panel.discussions.create(
        round=panel.round, outcome=outcome, veto_upheld=veto_upheld, text=text, written_by=by, task_id=task_id
    )
    if outcome == Discussion.Outcome.RESCORE:
        panel.round += 1
        panel.save(update_fields=["round"])
    return discussion


@transaction.atomic
def write_report(
    panel: Panel,
    *,
    outcome: str,
    mean: Any,
    summary: str,
    nonconformities: str,
    by: User,
    task_id: UUID,
) -> PanelReport:
    """The conclusion is what the decision table made of the opinions; the lead cannot change it."""
    if outcome == Report.Outcome.FAIL:
        corrections.drop_rest(panel)
    return panel.reports.create(
        outcome=outcome,
        score=Decimal(str(mean)),
        summary=summary,
        nonconformities=nonconformities,
        author=by,
        task_id=task_id,
    )


def countersign(report: PanelReport, *, seat: PanelSeat, agrees: bool, dissent: str, task_id: UUID) -> Countersignature:
    return report.countersignatures.create(seat=seat, agrees=agrees, dissent=dissent, task_id=task_id)


def is_carried(report: PanelReport) -> bool:
    """The lead, who wrote it, and with the lead at least two thirds of the panel."""
    signatures = 1 + report.countersignatures.filter(agrees=True).count()
    return signatures * 3 >= report.panel.size * 2


def review_report(report: PanelReport, *, outcome: str, opinion: str, guidance: str) -> PanelReport:
    report.review, report.opinion, report.guidance = outcome, opinion, guidance
    report.save(update_fields=["review", "opinion", "guidance"])
    return report


@transaction.atomic
def conclude_panel(panel: Panel) -> Report:
    """The accepted report joins the application's reports; the experts see the case no longer."""
    accepted = panel.reports.latest("written_at")
    report = Report.objects.create(
        application=panel.application,
        path=Application.Path.ONSITE,
        outcome=accepted.outcome,
        score=accepted.score,
        summary=_full_summary(accepted),
        author=accepted.author,
    )
    for item in panel.visit.checklist.all():
        report.checks.create(criterion=item.criterion, verdict=item.verdict, remark=item.remark)
    access.close_case(panel.application, [seat.expert.user for seat in panel.seated])
    return report


def _full_summary(report: PanelReport) -> str:
    dissents = [signature.dissent for signature in report.countersignatures.filter(agrees=False)]
    parts = [report.summary]
    if listed := correction_texts.rows(report.panel):
        lines = [f"{row['name']}（{row['grade']}）：{row['description']} {row['state']}" for row in listed]
        parts.append(_("不符合项及整改：%(text)s") % {"text": "\n".join(lines)})
    if report.nonconformities:
        parts.append(_("不符合项：%(text)s") % {"text": report.nonconformities})
    if dissents:
        count = ngettext("%(n)d 位专家有不同意见", "%(n)d 位专家有不同意见", len(dissents)) % {"n": len(dissents)}
        parts.append(f"{count}：{'；'.join(dissents)}")
    return "\n\n".join(parts)


def of_panel(variables: Mapping[str, Any]) -> Panel:
    """The panel that a case is about, by its variables."""
    panels = Panel.objects.select_related("application__enterprise__township", "application__product")
    return panels.get(pk=variables["panel_id"])


def seat_of(variables: Mapping[str, Any]) -> PanelSeat:
    """The seat that an instance of a loop is about."""
    seats = PanelSeat.objects.select_related(
        "expert__user", "panel__application__enterprise", "panel__application__product"
    )
    return seats.get(pk=variables["seat"]["id"])
