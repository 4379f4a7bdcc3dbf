"""What an application is answered with: 受理、补正、不予受理通知书, 评价结果通知书."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from documents.models import Document
from engine import clock
from portal.evaluation import eligibility, scoring
from portal.evaluation.correction_texts import line_of, nickname, of_application
from portal.evaluation.models import Application, CheckRecord, Decision, Nonconformity, Opinion, Panel, Report
from portal.evaluation.results import sample_text
from portal.scheme import values
from portal.scheme.letters import issue_letter, lines_of
from portal.scheme.regulations import RULES

Path, Stage, Outcome = Application.Path, Decision.Stage, Decision.Outcome
Row = Mapping[str, str]
Data = Callable[[], dict[str, Any]]
# The items of the rules' third part that letters rest on.
ANSWERING, EVALUATING, DECIDING = 2, 4, 6
_NEXT: dict[str, Promise] = {
    Path.ONLINE: gettext_lazy("由评价员线上核对材料，收到样品检测结果后作出评价结论。"),
    Path.THIRD_PARTY: gettext_lazy("由与你单位没有利害关系的第三方机构评价材料和样品，机构只提出报告，不作决定。"),
    Path.ONSITE: gettext_lazy("由随机抽取的专家组到现场评价，专家名单请你单位确认，评价时间另行书面通知。"),
}


def accepted(application: Application, *, job_id: UUID) -> Document:
    """受理通知书."""

    def data() -> dict[str, Any]:
        found = _last(application, stage=Stage.ACCEPTANCE)
        return {
            "path_name": application.get_path_display(),
            "steps": (
                _("请按寄样单所载的地址和期限寄送样品，逾期未寄送的，本次申请失效。"),
                str(_NEXT[application.path]),
                _("评定决定作出前，你单位可以登录业务平台撤回申请。"),
            ),
            "guidance": found.guidance if found else "",
        }

    return _issue("acceptance_notice", data, application, item=ANSWERING, job_id=job_id)


def to_correct(application: Application, *, job_id: UUID, correct_by: datetime | None) -> Document:
    """补正通知书, or 整改通知书 after a visit: what is lacking, and until when."""
    found = _last(application, outcome=Outcome.CORRECT)
    evaluated = found is not None and found.stage == Stage.EVALUATION
    on_site = evaluated and application.path == Path.ONSITE

    def data() -> dict[str, Any]:
        opinion = found.opinion if found else ""
        lacking = list(_lacking(application)) if evaluated else []
        return {
            "stage": application.get_path_display() if evaluated else str(Stage.ACCEPTANCE.label),
            "what": _("整改") if on_site else _("补正"),
            "corrections": tuple(lacking or lines_of(opinion) or [_("见业务平台的意见")]),
            "reasons": opinion if lacking else "",
            "correct_by": clock.day_of(correct_by) if correct_by else None,
            "guidance": found.guidance if found else "",
        }

    with override(settings.LANGUAGE_CODE):
        title = _("整改通知书") if on_site else ""
    item = EVALUATING if evaluated else ANSWERING
    return _issue("correction_notice", data, application, item=item, job_id=job_id, title=title)


def to_put_right(
    application: Application, found: Iterable[Nonconformity], *, job_id: UUID, correct_by: datetime, revisit: bool
) -> Document:
    """整改通知书 on non-conformities of one grade."""

    def data() -> dict[str, Any]:
        demands = [_("请逐项写明整改措施并上传证明材料，由专家组长逐项确认。")]
        if revisit:
            demands.append(_("提交后由专家组长复核现场，复核时间另行通知。"))
        return {
            "stage": application.get_path_display(),
            "what": _("整改"),
            "corrections": tuple(line_of(item) for item in found),
            "reasons": "\n".join(demands),
            "correct_by": clock.day_of(correct_by),
            "overdue": _("视为未整改，本次评价不通过"),
        }

    with override(settings.LANGUAGE_CODE):
        title = _("整改通知书")
    return _issue("correction_notice", data, application, item=EVALUATING, job_id=job_id, title=title)


def _lacking(application: Application) -> Iterator[str]:
    """What the last report found, item by item; nothing where it says no more than the opinion does."""
    if application.path == Path.ONSITE:
        report = application.panel.reports.last()
        yield from lines_of(report.nonconformities if report else "")
        return
    report_ = application.reports.last()
    for check in report_.checks.exclude(verdict=CheckRecord.Verdict.MET) if report_ else ():
        words = {"name": f"{check.criterion} {check.get_criterion_display()}", "verdict": check.get_verdict_display()}
        yield _("%(name)s：%(verdict)s") % words + (f"（{check.remark}）" if check.remark else "")


def rejected(application: Application, *, job_id: UUID) -> Document:
    """不予受理通知书."""

    def data() -> dict[str, Any]:
        found = _last(application, stage=Stage.ACCEPTANCE)
        return {
            "reasons": (found.opinion if found else "") or _("申请不符合受理条件。"),
            "appeal_days": values.whole("OTOP_APPEAL_DAYS"),
            "guidance": found.guidance if found else "",
        }

    return _issue("rejection_notice", data, application, item=ANSWERING, job_id=job_id)


def result(application: Application, *, job_id: UUID) -> Document:
    """评价结果通知书 of an application that passed or failed."""

    def data() -> dict[str, Any]:
        passed = application.status == Application.Status.PASSED
        found = _last(application, stage=Stage.DECISION)
        report = application.reports.last()
        usual = _("材料、样品和评价均符合该星级的要求。") if passed else _("评价不符合所申请星级的要求。")
        return {
            "path_name": application.get_path_display(),
            "outcome": "pass" if passed else "fail",
            "awarded_name": application.get_awarded_star_display() or "",
            "score": str(report.score) if report and report.score is not None else "",
            "sample": sample_text(application),
            "reasons": (found.opinion if found else "") or usual,
            "rows": tuple(_judged(application, report)),
            "steps": tuple(_after(application)) if passed else (),
            "appeal_days": values.whole("OTOP_APPEAL_DAYS"),
            "apply_again_from": None if passed else eligibility.again_from(application.decided_at or clock.now()),
            "guidance": found.guidance if found else "",
        }

    return _issue("evaluation_result", data, application, item=DECIDING, job_id=job_id)


def _after(application: Application) -> Iterator[str]:
    if (application.awarded_star or 0) >= 3:
        yield _("评定结果在业务平台公示，公示期满没有异议或者异议不成立的，颁发产品评价证书，发放星级标识和二维码。")
    else:
        yield _("平台随后发放星级标识和二维码，可以在业务平台下载。")


def _judged(application: Application, report: Report | None) -> Iterator[Row]:
    """By section where experts scored, else by criterion; the way of the evaluation where nothing of it is kept."""
    panel = Panel.objects.filter(application=application).first()
    if panel:
        rows = [*section_rows(panel), *_put_right(application)]
    else:
        rows = [*check_rows(report.checks.all())] if report else []
    whole = {"name": application.get_path_display(), "result": application.get_status_display(), "remark": ""}
    yield from rows or [whole]


def _put_right(application: Application) -> Iterator[Row]:
    for item in of_application(application):
        yield {"name": nickname(item), "result": str(item.get_status_display()), "remark": line_of(item)}


def section_rows(panel: Panel) -> Iterator[Row]:
    """The mean of each section in the panel's present round."""
    opinions = [opinion.scores for opinion in Opinion.objects.of_round(panel)]
    for section in scoring.figures(opinions)["sections"] if opinions else ():
        name = str(Opinion.Section(section["section"]).label)
        yield {"name": name, "result": _("%(score)s分") % {"score": section["mean"]}, "remark": ""}


def check_rows(checks: Any) -> Iterator[Row]:
    """Rows of a checklist, of whatever report."""
    for check in checks:
        yield {
            "name": f"{check.criterion} {check.get_criterion_display()}",
            "result": str(check.get_verdict_display()),
            "remark": check.remark,
        }


def _last(application: Application, **of: str) -> Decision | None:
    return application.decisions.filter(**of).last()


def _subject_of(application: Application) -> dict[str, Any]:
    """Whom and what every letter and record of an application is about."""
    enterprise = application.enterprise
    return {
        "application_number": application.number,
        "enterprise_name": enterprise.name,
        "uscc": enterprise.uscc,
        "product_name": application.product.name,
        "star_name": application.get_star_display(),
    }


def basis(item: int) -> str:
    """The item of the rules, in the version that is accepted now."""
    words = {"version": RULES.current, "item": item}
    return _("《星级评价规则》（%(version)s版）第三部分“怎样办理”第%(item)s项") % words


def _issue(kind: str, data: Data, application: Application, *, item: int, job_id: UUID, title: str = "") -> Document:
    submitted = application.submitted_at or application.created_at

    def whole() -> dict[str, Any]:
        return {"submitted_on": clock.day_of(submitted), "basis": basis(item), **data()}

    return issue_about(application, kind, whole, job_id=job_id, title=title)


def issue_about(
    application: Application,
    kind: str,
    data: Data,
    *,
    job_id: UUID,
    title: str = "",
    addressee: str = "",
    owner: str = "",
) -> Document:
    """To the enterprise, and for it to read, unless somebody else is named."""
    return issue_letter(
        kind,
        lambda: {**_subject_of(application), **data()},
        prefix="OTOP_EVALUATION_NOTICE_PREFIX",
        addressee=addressee or application.enterprise.name,
        subject=application.number,
        owner=owner or application.enterprise.group,
        job_id=job_id,
        title=title,
    )
