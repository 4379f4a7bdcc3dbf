"""What enterprise, agencies and experts are told on the way: the bell, and a text message where it matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.accounts import roles
from portal.evaluation.models import (
    Application,
    Expert,
    Nonconformity,
    OnsiteVisit,
    Panel,
    PanelSeat,
    Revisit,
    Sample,
    ThirdPartyOrder,
    VisitMove,
)
from portal.notifications.notices import notify
from portal.registry.telling import day_text
from portal.registry.telling import tell as tell_enterprise

_TELLS: dict[str, Promise] = {
    "precheck_failed": _("%(product)s申请%(star)s：现有材料未达到该星级，请选择改低星级、补充材料或放弃"),
    "correct": _("%(product)s的星级评价材料需要补正，事项见通知书，请在%(day)s前完成，逾期申请失效"),
    "accepted": _("%(product)s的%(star)s评价申请已受理，请按寄样单寄送样品；受理通知书见申请进度"),
    "rejected": _("%(product)s的%(star)s评价申请不予受理，理由见通知书；有异议的，可以在期限内提出申诉"),
    "lapsed": _("%(product)s的星级评价申请已逾期失效，可以重新申请"),
    "sample_refused": _("%(product)s的样品被拒收，请按新的寄样单补寄"),
    "test_failed": _("%(product)s的样品检测不合格。有异议的，请在%(day)s前申请复检，只有一次；逾期视为接受结果"),
    "passed": _("%(product)s评价通过，评定为%(awarded)s，详见评价结果通知书"),
    "published": _("%(product)s的评定结果已公示，至%(day)s止；期满没有异议或者异议不成立的，随后发证"),
    "objected": _("%(product)s公示期间的异议经核查成立，原评定不再有效，退回复核；复核后另行通知"),
    "ended": _("%(product)s的%(star)s评价申请已由平台终止办理，公示随之终止；可以重新申请"),
    "failed": _("%(product)s评价未通过，理由见评价结果通知书；有异议的，可以在期限内提出申诉"),
}
_CORRECTIONS: dict[str, Promise] = {
    "asked": _(
        "%(product)s的现场评价有%(grade)s不符合项需要整改，见整改通知书，请在%(day)s前提交整改情况，逾期评价不通过"
    ),
    "lapsed": _("%(product)s的%(grade)s不符合项逾期未整改，专家组将按不合格作出评价报告"),
    "closed": _("%(product)s的%(grade)s不符合项已确认关闭"),
    "unclosed": _("%(product)s的%(grade)s不符合项经确认未关闭，专家组将按不合格作出评价报告"),
}
# These ask something of the enterprise or end the case.
_BY_SMS = (
    "correct",
    "accepted",
    "rejected",
    "lapsed",
    "sample_refused",
    "test_failed",
    "passed",
    "objected",
    "failed",
    "ended",
)


def tell(application: Application, *, event: str, job_id: UUID, day: datetime | None = None) -> None:
    """Once for a job: the rows commit with the step that the job completes."""
    text = _TELLS[event] % {
        "product": application.product.name,
        "star": application.get_star_display(),
        "awarded": application.get_awarded_star_display() or "",
        "day": day_text(day),
    }
    sms_key = f"evaluation:{job_id}" if event in _BY_SMS else ""
    tell_enterprise(application.enterprise, text=text, url=page_of(application), sms_key=sms_key)


def tell_of_visit(visit: OnsiteVisit, *, job_id: UUID) -> None:
    """Both sides, and the enterprise by text message; once for a job."""
    application = visit.panel.application
    local = visit.scheduled_at.astimezone(clock.LOCAL_ZONE)
    words = {"product": application.product.name, "time": f"{local:%Y-%m-%d %H:%M}", "place": visit.place}
    text = _("%(product)s的专家现场评价定于%(time)s，地点：%(place)s；需准备的事项见现场评价通知书") % words
    url = page_of(application)
    tell_enterprise(application.enterprise, text=text, url=url, sms_key=f"evaluation:{job_id}")
    notify(text=text, url=url, users=[seat.expert.user for seat in visit.panel.seated])


def tell_move_asked(move: VisitMove) -> None:
    """The whole panel; the lead is the one who answers."""
    panel = move.visit.panel
    application = panel.application
    words = {"product": application.product.name, "reason": move.reason, "wished": move.wished}
    text = _("%(product)s：企业申请改期现场评价，原因：%(reason)s；希望的日期：%(wished)s。由专家组长答复") % words
    notify(text=text, url=page_of(application), users=[seat.expert.user for seat in panel.seated])


def tell_move_declined(move: VisitMove, *, job_id: UUID) -> None:
    """Both sides, and the enterprise by text message; once for a job."""
    panel = move.visit.panel
    application = panel.application
    local = move.scheduled_at.astimezone(clock.LOCAL_ZONE)
    words = {"product": application.product.name, "time": f"{local:%Y-%m-%d %H:%M}", "answer": move.answer}
    text = _("%(product)s的现场评价未同意改期，仍定于%(time)s：%(answer)s") % words
    url = page_of(application)
    tell_enterprise(application.enterprise, text=text, url=url, sms_key=f"evaluation:{job_id}")
    notify(text=text, url=url, users=[seat.expert.user for seat in panel.seated])


def tell_of_correction(
    panel: Panel, *, event: str, grade: str, job_id: UUID, correct_by: datetime | None = None
) -> None:
    """The enterprise by text message too, since each of these asks something of it or decides; once for a job."""
    application = panel.application
    words = {"product": application.product.name, "grade": Nonconformity.Grade(grade).label}
    text = _CORRECTIONS[event] % {**words, "day": day_text(correct_by)}
    url = page_of(application)
    tell_enterprise(application.enterprise, text=text, url=url, sms_key=f"evaluation:{job_id}")
    if event == "lapsed" and panel.lead is not None:
        notify(text=text, url=url, users=[panel.lead.expert.user])


def tell_of_revisit(revisit: Revisit, *, job_id: UUID) -> None:
    """The enterprise, by text message too; once for a job."""
    panel = revisit.visit.panel
    application = panel.application
    local = revisit.scheduled_at.astimezone(clock.LOCAL_ZONE)
    words = {"product": application.product.name, "time": f"{local:%Y-%m-%d %H:%M}", "place": revisit.place}
    text = _("%(product)s的整改定于%(time)s复核现场，地点：%(place)s") % words
    if revisit.note:
        text = _("%(text)s；请准备：%(note)s") % {"text": text, "note": revisit.note}
    url = page_of(application)
    tell_enterprise(application.enterprise, text=text, url=url, sms_key=f"evaluation:{job_id}")


def tell_invited(application: Application, experts: Iterable[Expert]) -> None:
    words = {"number": application.number, "product": application.product.name}
    text = _("请按期答复现场评价邀请 %(number)s（%(product)s），逾期未答复视为拒绝") % words
    notify(text=text, url=offers_of(application), users=[expert.user for expert in experts])


def tell_leading(seat: PanelSeat) -> None:
    application = seat.panel.application
    text = _("现场评价 %(number)s 由您担任专家组长") % {"number": application.number}
    notify(text=text, url=page_of(application), users=[seat.expert.user])


def tell_replaced(seat: PanelSeat) -> None:
    text = _("现场评价 %(number)s 的专家组已调整，您不再参加") % {"number": seat.panel.application.number}
    notify(text=text, url=reverse("inbox:list"), users=[seat.expert.user])


def tell_commissioned(order: ThirdPartyOrder) -> None:
    application = order.application
    words = {"number": application.number, "product": application.product.name}
    text = _("收到第三方评价委托 %(number)s（%(product)s），请在2个工作日内答复") % words
    notify(text=text, url=offers_of(application), groups=[order.agency.group])


def tell_may_begin(order: ThirdPartyOrder) -> None:
    application = order.application
    words = {"number": application.number, "product": application.product.name}
    text = _("第三方评价委托 %(number)s（%(product)s）的样品已有签收结果，评价报告的期限自今日起算") % words
    notify(text=text, url=offers_of(application), groups=[order.agency.group])


def tell_closed(order: ThirdPartyOrder) -> None:
    words = {"number": order.application.number, "status": order.get_status_display()}
    text = _("第三方评价委托 %(number)s 已终止：%(status)s") % words
    notify(text=text, url=reverse("inbox:list"), groups=[order.agency.group])


def tell_broken_off(application: Application, seats: Iterable[PanelSeat]) -> None:
    text = _("现场评价 %(number)s 已终止，不再进行") % {"number": application.number}
    notify(text=text, url=reverse("inbox:list"), users=[seat.expert.user for seat in seats])


def tell_of_samples(application: Application, samples: Iterable[Sample]) -> None:
    """Those who keep samples: what is here of an application that ended is theirs to see to."""
    for sample in samples:
        words = {"sample": sample.number, "number": application.number}
        text = _("申请%(number)s已由平台终止办理，样品%(sample)s不再检测，请按规定退回或者销毁") % words
        notify(text=text, url=reverse("evaluation:sample", args=[sample.number]), groups=[roles.SAMPLE_KEEPER])


def page_of(application: Application) -> str:
    return reverse("evaluation:progress", args=[application.number])


def offers_of(application: Application) -> str:
    """For those who see nothing of the case before they accept: what of it they are asked."""
    return f"{reverse('inbox:list')}?{urlencode({'q': application.number})}"
