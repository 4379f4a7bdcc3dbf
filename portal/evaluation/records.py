"""The papers of an evaluation: of a visit, of a panel and of a third party.

The enterprise reads the notice and the record of its visit; opinions, reports and commissions are for those who
evaluate (`access.CONFIDENTIAL`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from documents.models import Document
from engine import clock
from portal.evaluation import access
from portal.evaluation.commands import onsite, third_party
from portal.evaluation.correction_texts import printed
from portal.evaluation.letters import EVALUATING, Row, basis, check_rows, issue_about, section_rows
from portal.evaluation.models import (
    AgencyReport,
    Application,
    Criterion,
    OnsiteVisit,
    Opinion,
    Panel,
    PanelReport,
    PanelSeat,
    Revisit,
    ThirdPartyOrder,
)
from portal.evaluation.panel_texts import discussion_text
from portal.scheme import values
from portal.scheme.letters import lines_of


def visit_notice(visit: OnsiteVisit, *, job_id: UUID) -> Document:
    """现场评价通知书."""
    panel = visit.panel

    def data() -> dict[str, Any]:
        usual = [_("请备齐申请材料的原件和台账。"), _("请安排熟悉生产和质量管理的人员到场。")]
        return {
            "visit_at": _moment(visit.scheduled_at),
            "place": visit.place,
            "panel": tuple({"name": str(s.expert), "post": _post(s), "from_": _from(s) or "—"} for s in panel.seated),
            "criteria": _criteria(onsite.checked_criteria(panel.application.star)),
            "preparations": tuple(lines_of(visit.note) or usual),
            "basis": basis(EVALUATING),
        }

    return issue_about(panel.application, "visit_notice", data, job_id=job_id)


def visit_record(visit: OnsiteVisit, *, job_id: UUID) -> Document:
    """现场核验记录表."""

    def data() -> dict[str, Any]:
        refused = visit.sign_off == OnsiteVisit.SignOff.REFUSED
        return _of_visit(visit) | {
            "summary": visit.summary,
            "photos": visit.photos.count(),
            "sign_off": str(visit.get_sign_off_display()) + (f"：{visit.refusal.rstrip('。')}" if refused else ""),
            "signed_by": visit.signed_by,
            "recorded_by": str(visit.recorded_by),
            "findings": tuple(printed(visit.panel, with_state=False)),
        }

    return issue_about(visit.panel.application, "visit_record", data, job_id=job_id)


def _of_visit(visit: OnsiteVisit) -> dict[str, Any]:
    return {
        "visited_at": _moment(visit.visited_at or visit.scheduled_at),
        "place": visit.visited_place or visit.place,
        "experts": "、".join(_named(seat) for seat in visit.panel.seated),
        "rows": tuple(check_rows(visit.checklist.all())),
    }


def opinions(panel: Panel) -> list[Document]:
    """专家评价意见表 of each expert of the present round, which is complete; each once, however often it is counted."""
    return [_opinion(panel, opinion) for opinion in Opinion.objects.of_round(panel)]


def _opinion(panel: Panel, opinion: Opinion) -> Document:
    def data() -> dict[str, Any]:
        return {
            "expert": str(opinion.seat.expert),
            "post": _post(opinion.seat),
            "from_": _from(opinion.seat),
            "round": opinion.round,
            "rows": tuple(
                {"name": str(section.label), "result": _("%(score)s分") % {"score": opinion.scores[section]}}
                for section in Opinion.Section
            ),
            "mean": f"{opinion.mean:.2f}",
            "vetoes": "、".join(str(Opinion.Veto(veto).label) for veto in opinion.vetoes) or _("无"),
            "veto_reason": opinion.veto_reason,
            "opinion": opinion.text,
            "signed_on": clock.day_of(opinion.signed_at),
        }

    return _confidential(panel.application, "expert_opinion", data, job_id=uuid5(opinion.task_id, "expert_opinion"))


def panel_report(report: PanelReport, *, job_id: UUID) -> Document:
    """评价报告 of a panel as it was accepted."""
    panel = report.panel

    def data() -> dict[str, Any]:
        found = printed(panel, with_state=True)
        return _of_visit(panel.visit) | {
            "path_name": panel.application.get_path_display(),
            "sections": tuple(section_rows(panel)),
            "discussion": discussion_text(panel),
            "summary": report.summary,
            "findings": tuple(found),
            "revisit": _revisited(panel.visit),
            "nonconformities": report.nonconformities or ("" if found else _("无。")),
            "signatures": tuple(_signatures(report)),
            "conclusion": str(report.get_outcome_display()),
            "score": str(report.score),
        }

    return _confidential(panel.application, "evaluation_report", data, job_id=job_id)


def _revisited(visit: OnsiteVisit) -> str:
    """复核现场, where there was one."""
    revisit = Revisit.objects.filter(visit=visit).exclude(visited_at=None).first()
    if revisit is None or revisit.visited_at is None:
        return ""
    words = {"time": _moment(revisit.visited_at), "place": revisit.visited_place, "text": revisit.summary}
    return _("专家组长于%(time)s在%(place)s复核现场，照片%(photos)s张存于业务平台。%(text)s") % {
        **words,
        "photos": revisit.photos.count(),
    }


def _signatures(report: PanelReport) -> Iterator[Row]:
    """The lead, who wrote it, and what each of the others said to it in time."""
    given = {signature.seat_id: signature for signature in report.countersignatures.all()}
    for seat in report.panel.seated:
        signature = given.get(seat.pk)
        if seat.is_lead:
            result = _("撰写")
        elif signature is None:
            result = _("逾期未签")
        else:
            result = _("同意") if signature.agrees else _("不同意")
        yield {"name": _named(seat), "result": result, "remark": signature.dissent if signature else ""}


def commission(order: ThirdPartyOrder, *, job_id: UUID, answer_by: datetime | None, report_days: int) -> Document:
    """第三方评价委托书, for the agency to read."""

    def data() -> dict[str, Any]:
        return {
            "agency": order.agency.name,
            "cma_number": order.agency.cma_number,
            "criteria": _criteria(third_party.CRITERIA),
            "demands": (
                _("接受委托前，请核查并声明与该企业没有利害关系；有利害关系的，应当拒绝。"),
                _("评价由你单位独立完成，不得转委托；所见材料只用于本次评价，应当保密。"),
                _("请逐项给出核查结果和说明，附评价报告；你单位只提出报告，不作评定决定。"),
            ),
            "answer_by": clock.day_of(answer_by) if answer_by else None,
            "report_days": report_days,
            "basis": basis(EVALUATING),
        }

    application, agency = order.application, order.agency
    return issue_about(application, "commission_letter", data, job_id=job_id, addressee=agency.name, owner=agency.group)


def third_party_report(report: AgencyReport, *, job_id: UUID) -> Document:
    """第三方评价报告 as it was adopted."""
    agency, application = report.order.agency, report.order.application

    def data() -> dict[str, Any]:
        return {
            "agency": agency.name,
            "cma_number": agency.cma_number,
            "reported_on": clock.day_of(report.submitted_at),
            "rows": tuple(check_rows(report.findings.all())),
            "summary": report.summary,
            "conclusion": str(report.get_conclusion_display()),
            "score": str(report.score),
            "file_name": report.file.name,
            "file_digest": report.file.sha256,
            "review": str(report.get_review_display()),
            "opinion": report.opinion,
        }

    return _confidential(application, "third_party_report", data, job_id=job_id)


def _confidential(application: Application, kind: str, data: Any, *, job_id: UUID) -> Document:
    """To the platform itself; its owner is nobody's group."""
    issuer = values.text("OTOP_ISSUER")
    owner = access.owner_of_papers(application)
    return issue_about(application, kind, data, job_id=job_id, addressee=issuer, owner=owner)


def _criteria(names: Iterable[str]) -> str:
    return "；".join(str(Criterion(name).label) for name in names)


def _named(seat: PanelSeat) -> str:
    return f"{seat.expert}" + (_("（组长）") if seat.is_lead else "")


def _post(seat: PanelSeat) -> str:
    return _("组长") if seat.is_lead else _("组员")


def _from(seat: PanelSeat) -> str:
    return f"{seat.expert.employer} {seat.expert.title}".strip()


def _moment(instant: datetime) -> str:
    local = instant.astimezone(clock.LOCAL_ZONE)
    words = {"year": local.year, "month": local.month, "day": local.day, "time": f"{local:%H:%M}"}
    return _("%(year)s年%(month)s月%(day)s日 %(time)s") % words
