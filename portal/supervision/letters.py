"""The letters of a case beyond the warning itself: 事先告知书, 暂停、撤销、注销通知书, 解除、恢复通知书, 法律移送函."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from documents.models import Document
from engine import clock
from portal.accounts import roles
from portal.scheme import values
from portal.scheme.letters import issue_letter
from portal.supervision.freezing import bar
from portal.supervision.models import Case, CaseDecision, LegalReferral, Statement, Warning
from portal.supervision.notices import PREFIX, demands_of, effects_of, subject_of

CANCELLED = "cancelled"
_OF_RESTORATION = (CaseDecision.Stage.VERIFICATION, CaseDecision.Stage.PROPOSAL)
_TITLES: dict[str, Promise] = {
    Warning.Level.SUSPENDED: gettext_lazy("暂停通知书"),
    Warning.Level.REVOKED: gettext_lazy("撤销通知书"),
    CANCELLED: gettext_lazy("注销通知书"),
}


def prior_notice(case: Case, *, measure: str, state_by: datetime, job_id: UUID) -> Document:
    """What is intended and why, before anything is decided."""
    proposal = case.decisions.filter(stage=CaseDecision.Stage.PROPOSAL).latest("at", "id")
    data = {
        **subject_of(case),
        "measure": measure,
        "facts": proposal.opinion,
        "basis": proposal.basis,
        "state_by": clock.day_of(state_by),
    }
    return _issue("prior_notice", data, case, job_id)


def sanction(case: Case, decision: CaseDecision, *, measure: str, job_id: UUID, cure_by: datetime | None) -> Document:
    """暂停通知书, 撤销通知书 or 注销通知书: what was decided, what was said against it, and what follows."""
    with override(settings.LANGUAGE_CODE):
        data = {
            **subject_of(case),
            "measure": measure,
            "facts": decision.opinion,
            "basis": decision.basis,
            "heard": _heard(case) if measure != CANCELLED else "",
            "effects": _effects(case, measure),
            "demands": tuple(demands_of(case, measure)) if cure_by else (),
            "cure_by": clock.day_of(cure_by),
            "appeal_days": values.whole("OTOP_APPEAL_DAYS"),
        }
        title = str(_TITLES[measure])
    return _issue("sanction_notice", data, case, job_id, title=title)


def _effects(case: Case, measure: str) -> tuple[str, ...]:
    if measure == CANCELLED:
        return (_("星级标识、二维码与证书失效"), _("可以重新申请星级评价"))
    if measure == Warning.Level.REVOKED:
        barred = _("%(day)s前不得重新申请星级评价") % {"day": bar(case, since=clock.now()).isoformat()}
        return (*effects_of(measure), barred)
    return effects_of(measure)


def restoration(case: Case, *, level: str, since: datetime, job_id: UUID) -> Document:
    """解除通知书 of a warning, 恢复通知书 of a suspension."""
    with override(settings.LANGUAGE_CODE):
        title = _("恢复通知书") if level == Warning.Level.SUSPENDED else _("解除通知书")
        verified = case.decisions.filter(stage__in=_OF_RESTORATION).exclude(opinion="").order_by("at", "id").last()
        data = {
            **subject_of(case),
            "level": level,
            "since": clock.day_of(since),
            "reasons": verified.opinion if verified else _("警示的事由已消除"),
        }
    return _issue("restoration_notice", data, case, job_id, title=title)


def referral(found: LegalReferral, *, job_id: UUID) -> Document:
    """For the authority alone: the enterprise reads nothing of it."""
    data = {**subject_of(found.case), "referral_number": found.number, "grounds": found.grounds}
    return _issue(
        "legal_referral", data, found.case, job_id, addressee=found.authority, subject=found.number, owner=roles.LEGAL
    )


def statement_of(case: Case) -> Statement | None:
    """What was said to the last notice, if anything was."""
    proposed = case.decisions.filter(stage=CaseDecision.Stage.PROPOSAL).last()
    return case.statements.filter(given_at__gte=proposed.at).last() if proposed else None


def _heard(case: Case) -> str:
    said = statement_of(case)
    if said is None:
        return _("你单位在告知的期限内未提出陈述、申辩。")
    if said.waived:
        return _("你单位放弃陈述、申辩。")
    return _("你单位于%(day)s提出陈述、申辩，采纳情况见前述理由。") % {"day": clock.day_of(said.given_at)}


def _issue(kind: str, data: dict[str, Any], case: Case, job_id: UUID, **changes: str) -> Document:
    texts: dict[str, Any] = {
        "addressee": case.enterprise.name,
        "subject": case.number,
        "owner": case.enterprise.group,
    } | changes
    return issue_letter(kind, lambda: data, prefix=PREFIX, job_id=job_id, **texts)
