"""An appeal from its filing to the decision; the diagram of P13 decides the order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.models import StoredFile
from engine import clock, runtime
from engine.errors import EngineError
from portal.accounts.models import User
from portal.appeals.decisions import Appealable, milder, of_appeal, of_application, of_warning, period
from portal.appeals.errors import AppealedBefore, MayNotAppeal, NotAppealable, TooLate
from portal.appeals.models import Appeal
from portal.evaluation.commands.applications import evaluate_anew, overturn
from portal.evaluation.models import Application
from portal.registry import grants
from portal.scheme.numbers import of_this_year
from portal.supervision import commands as supervision
from portal.supervision import sanctions
from portal.supervision.models import Case, Warning

PROCESS = "appeal"
Status, Outcome = Appeal.Status, Appeal.Outcome


@transaction.atomic
def file_appeal(
    decision: Application | Warning, *, request: str, grounds: str, by: User, proofs: Iterable[StoredFile] = ()
) -> Appeal:
    """The owner appeals; the decision's effects go on. Starts P13.

    Raises `MayNotAppeal`, `NotAppealable`, `AppealedBefore`, `TooLate`.
    """
    found = _locked(decision)
    if found is None:
        raise NotAppealable
    if not grants.may_manage(by, found.product.enterprise):
        raise MayNotAppeal
    if found.appeal is not None:
        raise AppealedBefore(number=found.appeal.number)
    if not found.is_open:
        raise TooLate(days=period(), until=found.until.isoformat())
    process_key, case_number = found.origin
    appeal = Appeal.objects.create(
        number=of_this_year("P"),
        enterprise=found.product.enterprise,
        product=found.product,
        application=found.application,
        warning=found.warning,
        process_key=process_key,
        case_number=case_number,
        served_at=found.served_at,
        request=request,
        grounds=grounds,
        filed_by=by,
    )
    appeal.files.set(proofs)
    variables = {
        "appeal_id": appeal.pk,
        "enterprise_id": appeal.enterprise_id,
        "product_id": appeal.product_id,
    }
    runtime.start(PROCESS, business_key=appeal.number, variables=variables, by=by)
    return appeal


def _locked(decision: Application | Warning) -> Appealable | None:
    """Two clicks at the same moment: the second waits here, then sees the first one's appeal."""
    if isinstance(decision, Warning):
        rows = Warning.objects.select_for_update(of=["self"]).select_related(
            "document", "case__authorisation__product__enterprise"
        )
        return of_warning(rows.get(pk=decision.pk))
    applications = Application.objects.select_for_update(of=["self"]).select_related("product__enterprise")
    return of_application(applications.get(pk=decision.pk))


# What the diagram's service tasks do; each may be repeated without harm.


def accept(appeal: Appeal, *, decide_by: datetime) -> None:
    appeal.move(Status.HEARD, decide_by=decide_by)


def reject(appeal: Appeal) -> None:
    appeal.move(Status.REJECTED, decided_at=appeal.decided_at or clock.now())


def decide(appeal: Appeal) -> None:
    appeal.move(Status.DECIDED, decided_at=appeal.decided_at or clock.now())


@transaction.atomic
def end(appeal: Appeal) -> bool:
    """The platform ends it without a decision, and another may be filed; False where it was decided before."""
    if not appeal.may_become(Status.ENDED):
        return False
    appeal.move(Status.ENDED, decided_at=appeal.decided_at or clock.now())
    return True


@transaction.atomic
def take_effect(appeal: Appeal, *, by: User, job_id: UUID) -> None:
    """The decision is reversed by a counter-entry, never by changing what was written; and what follows begins."""
    if appeal.warning is not None:
        _reverse_warning(appeal, appeal.warning, by=by, job_id=job_id)
    else:
        _reverse_evaluation(appeal)
    appeal.save(update_fields=["effects", "again"])


def _reverse_warning(appeal: Appeal, warning: Warning, *, by: User, job_id: UUID) -> None:
    sanctions.annul(warning, reference=appeal.number, job_id=job_id)
    with override(settings.LANGUAGE_CODE):
        title = of_appeal(appeal).title
        appeal.effects = [_("%(decision)s撤销，授权状态、公示与评审记录随之恢复") % {"decision": title}]
        if appeal.outcome == Outcome.REVOKE:
            return
        directed = milder(warning) if appeal.outcome == Outcome.CHANGE else Case.Directed.NONE
        facts = _("申诉%(number)s的处理决定：%(outcome)s。%(reasons)s") % {
            "number": appeal.number,
            "outcome": appeal.get_outcome_display(),
            "reasons": appeal.reasons,
        }
        try:
            case = supervision.begin_case(
                authorisation=warning.case.authorisation,
                trigger=warning.case.trigger,
                severity=Case.Severity.MINOR if directed else warning.case.severity,
                facts=facts[:4000],
                by=by,
                public_reason=warning.reason,
                directed=directed,
            )
        except EngineError as refused:
            appeal.effects.append(_("未能另行立案：%(reason)s") % {"reason": refused})
            return
        if directed:
            words = {"measure": Case.Directed(directed).label, "number": case.number}
            appeal.effects.append(_("改为%(measure)s，由合规专员执行（%(number)s）") % words)
            return
        appeal.again = case.number
        appeal.effects.append(_("由未参与原决定的合规专员重新作出处置决定（%(number)s）") % {"number": case.number})


def _reverse_evaluation(appeal: Appeal) -> None:
    assert appeal.application is not None
    overturn(appeal.application)
    with override(settings.LANGUAGE_CODE):
        appeal.effects = [_("%(decision)s撤销") % {"decision": of_appeal(appeal).title}]
        if appeal.outcome != Outcome.REMIT:
            return
        try:
            again = evaluate_anew(appeal.application, by=appeal.filed_by)
        except EngineError as refused:
            appeal.effects.append(_("重新评价须由企业另行申请：%(reason)s") % {"reason": refused})
            return
        appeal.again = again.number
        appeal.effects.append(_("按原材料由未参与原决定的人员重新评价（%(number)s）") % {"number": again.number})
