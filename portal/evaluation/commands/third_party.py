"""A commission of a third-party agency: offered, answered, reported, reviewed (P06). The agency never decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import override

from documents.models import StoredFile
from engine import clock
from portal.accounts.models import User
from portal.evaluation import access, notices
from portal.evaluation.commands.case_files import hand_over
from portal.evaluation.models import Agency, AgencyReport, Application, Report, ThirdPartyOrder

Status = ThirdPartyOrder.Status
# The criteria of two stars that a third party can judge from documents and sample.
CRITERIA = ("K1", "K2", "K3", "K4", "K5", "K6", "K8")


@override(settings.LANGUAGE_CODE)  # whatever language the evaluator reads
@transaction.atomic
def commission(application: Application, *, agency: Agency) -> ThirdPartyOrder:
    """Offer the order; the agency's people are told."""
    order = ThirdPartyOrder.objects.create(application=application, agency=agency)
    notices.tell_commissioned(order)
    return order


@transaction.atomic
def accept_order(order: ThirdPartyOrder, *, statement: str, by: User) -> ThirdPartyOrder:
    """With the statement that there is no conflict; from now on the agency sees the case."""
    order.move(Status.ACCEPTED, accepted_at=clock.now(), answered_by=by, conflict_statement=statement)
    access.open_case(order.application, _people(order.agency))
    return order


def refuse_order(order: ThirdPartyOrder, *, reason: str, by: User) -> ThirdPartyOrder:
    order.move(Status.REFUSED, answered_by=by, refusal=reason)
    return order


@transaction.atomic
def close_order(order: ThirdPartyOrder, *, status: Status) -> ThirdPartyOrder:
    """Take it back: not answered, or not reported in time. The agency sees the case no longer."""
    order.move(status)
    access.close_case(order.application, _people(order.agency))
    notices.tell_closed(order)
    return order


@transaction.atomic
def submit_report(
    order: ThirdPartyOrder,
    *,
    fields: dict[str, Any],
    findings: Iterable[tuple[str, str, str]],
    attachments: list[StoredFile],
    by: User,
    task_id: UUID,
) -> AgencyReport:
    """`fields` are attributes of the report; `findings` are (criterion, verdict, remark)."""
    report = order.reports.create(author=by, task_id=task_id, **fields)
    report.attachments.set(attachments)
    for criterion, verdict, remark in findings:
        report.findings.create(criterion=criterion, verdict=verdict, remark=remark)
    hand_over([report.file, *attachments], application=order.application, by=by)
    order.move(Status.REPORTED)
    return report


@transaction.atomic
def review_report(report: AgencyReport, *, outcome: str, opinion: str, guidance: str, by: User) -> AgencyReport:
    """采信, 退回修改 or 不采信. Only what is adopted becomes a report of the evaluation."""
    report.review, report.opinion, report.guidance = outcome, opinion, guidance
    report.reviewed_by, report.reviewed_at = by, clock.now()
    report.save(update_fields=["review", "opinion", "guidance", "reviewed_by", "reviewed_at"])
    if outcome == AgencyReport.Review.REJECT:
        close_order(report.order, status=Status.REJECTED)
    elif outcome == AgencyReport.Review.RETURN:
        report.order.move(Status.RETURNED)
    return report


@transaction.atomic
def conclude_order(order: ThirdPartyOrder) -> Report:
    """The adopted report joins the application's reports; the agency sees the case no longer."""
    adopted = order.reports.filter(review=AgencyReport.Review.ADOPT).latest("submitted_at")
    report = Report.objects.create(
        application=order.application,
        path=Application.Path.THIRD_PARTY,
        outcome=adopted.conclusion,
        score=adopted.score,
        summary=adopted.summary,
        file=adopted.file,
        author=adopted.author,
    )
    for finding in adopted.findings.all():
        report.checks.create(criterion=finding.criterion, verdict=finding.verdict, remark=finding.remark)
    order.move(Status.ADOPTED)
    access.close_case(order.application, _people(order.agency))
    return report


def of_order(variables: Any) -> ThirdPartyOrder:
    """The order that a case is about at this moment, by its variables."""
    orders = ThirdPartyOrder.objects.select_related("agency", "application__enterprise", "application__product")
    return orders.get(pk=variables["order_id"])


def _people(agency: Agency) -> list[User]:
    return list(get_user_model().objects.filter(agency_memberships__agency=agency))
