"""风险警示通知书, and what the enterprise is told: the bell and a text message."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from documents.models import Document
from engine import clock
from portal.accounts import roles
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify
from portal.registry.models import Enterprise
from portal.registry.telling import tell as tell_enterprise
from portal.scheme import values
from portal.scheme.letters import issue_letter, lines_of
from portal.supervision.models import Case, CaseDecision, Report, Warning

PREFIX = "OTOP_WARNING_NOTICE_PREFIX"
_EFFECTS: dict[str, tuple[Promise, ...]] = {
    Warning.Level.YELLOW: (
        gettext_lazy("扫码页显示黄色警示、原因与日期"),
        gettext_lazy("已有权益保留，新的宣传推广暂停办理"),
    ),
    Warning.Level.RED: (
        gettext_lazy("扫码页显示红色警示，提示消费者停止购买，并隐藏购买链接"),
        gettext_lazy("停止下载星级标识与二维码，不得用于新生产的产品"),
        gettext_lazy("暂停享有与星级有关的权益"),
    ),
    Warning.Level.SUSPENDED: (
        gettext_lazy("扫码页显示已暂停、原因与日期，并隐藏购买链接"),
        gettext_lazy("停止下载星级标识与二维码，不得用于新生产的产品"),
        gettext_lazy("停止享有与星级有关的权益"),
    ),
    Warning.Level.REVOKED: (
        gettext_lazy("扫码页显示已撤销、原因与日期，并对外公示"),
        gettext_lazy("星级标识、二维码与证书失效，不得继续使用"),
        gettext_lazy("与星级有关的权益终止"),
    ),
}
_TELLS: dict[str, Promise] = {
    "yellow": gettext_lazy(
        "%(product)s被列为黄色警示：%(reason)s。请在%(until)s前整改并提交报告，理由与要求见通知书；有异议的，可以在期限内提出申诉"
    ),
    "inspection_overdue": gettext_lazy(
        "%(product)s的年度检查逾期未报，自动列为黄色警示。请在%(until)s前补报，审核通过后警示解除，要求见通知书；有异议的，可以在期限内提出申诉"
    ),
    "red": gettext_lazy(
        "%(product)s被列为红色警示：%(reason)s。请立即停止使用标识，在%(until)s前整改并提交报告，理由与要求见通知书；有异议的，可以在期限内提出申诉"
    ),
    "at_once": gettext_lazy(
        "%(product)s因紧急情形被先行列为红色警示：%(reason)s。平台将在1个工作日内复核，请立即停止使用标识"
    ),
    "prior_notice": gettext_lazy(
        "%(product)s拟被%(measure)s星级授权，请在%(until)s前陈述、申辩，理由与依据见告知书；逾期视为放弃"
    ),
    "unstated": gettext_lazy("%(product)s的陈述申辩期限已过，平台将据现有情况作出决定"),
    "suspended": gettext_lazy(
        "%(product)s的星级授权被暂停：%(reason)s。请立即停止使用标识，在%(until)s前整改并提交报告，理由与要求见通知书；有异议的，可以在期限内提出申诉"
    ),
    "revoked_star": gettext_lazy(
        "%(product)s的星级授权被撤销：%(reason)s。标识与二维码已失效，理由见通知书；有异议的，可以在期限内提出申诉"
    ),
    "cancelled": gettext_lazy("%(product)s的星级授权已注销，标识与二维码不再有效；可以重新申请"),
    "extended": gettext_lazy("%(product)s的整改期限延长至%(until)s"),
    "overdue": gettext_lazy("%(product)s的整改期限已过，平台将据现有情况作出决定"),
    "lifted": gettext_lazy("%(product)s的警示已解除"),
    "ended": gettext_lazy("%(product)s的监督案件已由平台终止办理，案件的警示随之解除；需要处理的，平台另行立案并告知"),
    "spared": gettext_lazy("%(product)s的案件已结案，未予处罚"),
    "revoked": gettext_lazy("%(product)s的警示经复核撤销，授权状态已恢复"),
}


def effects_of(level: str) -> tuple[str, ...]:
    """What a warning blocks while it is in force."""
    return tuple(str(effect) for effect in _EFFECTS[level])


def default_basis(case: Case) -> str:
    """In the language of the letters, whatever the officer's pages speak."""
    with override(settings.LANGUAGE_CODE):
        return _("星级评价规则中关于“%(trigger)s”的规定") % {"trigger": case.get_trigger_display()}


def _default_demands(case: Case, level: str) -> str:
    with override(settings.LANGUAGE_CODE):
        if level == Warning.Level.YELLOW and case.trigger == Case.Trigger.INSPECTION_OVERDUE:
            return _("在期限内补报年度检查，审核通过后警示解除，不需另交整改报告")
        demands = [_("查明原因并消除影响，在期限内提交整改报告与证明材料")]
        if level == Warning.Level.RED:
            demands = [
                _("停止销售并通知销售单位下架有风险的产品"),
                *demands,
                _("送具备资质的机构复检，提交检测报告"),
            ]
    return "\n".join(demands)


def last_words(case: Case) -> CaseDecision | None:
    """The decision whose basis and demands hold now."""
    return case.decisions.exclude(demands="").order_by("at", "id").last()


def basis_of(case: Case) -> str:
    decision = last_words(case)
    return decision.basis if decision else default_basis(case)


def demands_of(case: Case, level: str) -> list[str]:
    decision = last_words(case)
    text = decision.demands if decision else _default_demands(case, level)
    return lines_of(text)


def issue_notice(case: Case, *, level: str, cure_by: datetime, job_id: UUID) -> Document:
    """Once for a job."""
    return issue_letter(
        "warning_notice",
        lambda: _data(case, level=level, cure_by=cure_by),
        prefix=PREFIX,
        addressee=case.enterprise.name,
        subject=case.number,
        owner=case.enterprise.group,
        job_id=job_id,
    )


def _data(case: Case, *, level: str, cure_by: datetime) -> dict[str, Any]:
    return subject_of(case) | {
        "level": level,
        "facts": case.public_reason,
        "basis": basis_of(case),
        "effects": effects_of(level),
        "demands": tuple(demands_of(case, level)),
        "cure_by": clock.day_of(cure_by),
        "appeal_days": values.whole("OTOP_APPEAL_DAYS"),
    }


def subject_of(case: Case) -> dict[str, Any]:
    """Whom and what every letter of a case is about."""
    authorisation, enterprise = case.authorisation, case.enterprise
    return {
        "case_number": case.number,
        "enterprise_name": enterprise.name,
        "uscc": enterprise.uscc,
        "product_name": case.product.name,
        "certificate_number": authorisation.number,
        "star_name": authorisation.star_name,
    }


def tell_stranded(case: Case) -> None:
    """Its process cannot hear that it has nothing to do any more."""
    with override(settings.LANGUAGE_CODE):
        text = _("案件%(number)s的警示已撤销，其流程不能自行结束，请在案件监控中终止") % {"number": case.number}
    notify(text=text, url=reverse("cockpit:instances"), groups=[roles.PROCESS_MANAGER])


def tell_reported(report: Report) -> None:
    with override(settings.LANGUAGE_CODE):  # the reporter may read English
        text = _("收到投诉举报：%(product)s，%(kind)s") % {"product": report.subject, "kind": report.get_kind_display()}
    notify(text=text, url=reverse("supervision:reports"), groups=[roles.COMPLIANCE_OFFICER])


def tell_freeze(enterprise: Enterprise, *, is_frozen: bool) -> None:
    frozen = _(
        "企业已被冻结：有产品被暂停或撤销。解除前不能申请星级评价，正在办理的申请暂停，所有产品的星级标识暂停使用"
    )
    text = frozen if is_frozen else _("企业的冻结已解除，暂停的申请继续办理，各项期限顺延")
    key = f"freeze:{enterprise.pk}:{clock.now().isoformat()}"
    tell_enterprise(enterprise, text=text, url=reverse("certification:list"), sms_key=key, kind=Kind.RULINGS)


def tell(case: Case, *, event: str, job_id: UUID, until: datetime | None = None, measure: str = "") -> None:
    """Once for a job: the rows commit with the step that the job completes."""
    text = _TELLS[event] % {
        "product": case.product.name,
        "measure": measure,
        "reason": case.public_reason,
        "until": clock.day_text(until),
    }
    tell_enterprise(
        case.enterprise,
        text=text,
        url=reverse("certification:list"),
        sms_key=f"supervision:{job_id}",
        kind=Kind.RULINGS,
    )
