"""What evaluators, agencies, experts and officers do with an application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from engine import business_time, clock
from portal.demo import pictures
from portal.demo.sample_steps import examine_sample
from portal.demo.stage import Stage
from portal.demo.world import Goods
from portal.evaluation.commands.onsite import checked_criteria
from portal.evaluation.models import Application, Opinion, Panel

EVALUATOR = "evaluator"
# The sample is examined meanwhile; twenty working days are allowed.
VISIT_LEAD_DAYS = 10


@dataclass(frozen=True)
class Found:
    """What does not conform on site: its criterion, `minor` or `major`, and the fact."""

    criterion: str
    grade: str
    fact: str


def accept(stage: Stage) -> None:
    stage.do("Accept", by=EVALUATOR, outcome="accept", remark="材料齐全，予以受理。")


def seat_panel(stage: Stage, application: Application, *, owner: str) -> Panel:
    """Those drawn accept, the enterprise has no objection, the lead sets the day."""
    panel = Panel.objects.get(application=application)
    for seat in panel.seats.select_related("expert__user"):
        stage.do("InviteExperts", by=seat.expert.user.username, outcome="accept", no_conflict=True)
    stage.do("ConfirmPanel", by=owner, outcome="none")
    enterprise = application.enterprise
    stage.do(
        "ScheduleVisit",
        by=_lead(panel),
        visit_at=_visit_time().isoformat(),
        place=f"{enterprise.township.full_name}{enterprise.production_address}",
        note="请准备生产记录、检验记录和溯源台账。",
    )
    return panel


def _visit_time() -> datetime:
    day = business_time.add_working_days(clock.now(), VISIT_LEAD_DAYS).date()
    return datetime.combine(day, time(9, 30), clock.LOCAL_ZONE)


def visit(stage: Stage, application: Application, goods: Goods, *, found: Sequence[Found] = ()) -> None:
    """On the day that was set; the lead writes the record in the afternoon, with what does not conform."""
    panel = application.panel
    lead = _lead(panel)
    visited_at = panel.visit.scheduled_at
    stage.clock.to(visited_at)
    stage.clock.later(hours=6)
    photo = stage.upload(pictures.place(goods.workshop), f"现场_{goods.workshop}.png", by=lead)
    stage.do(
        "RecordVisit",
        by=lead,
        visited_at=visited_at.isoformat(),
        visited_place=panel.visit.place,
        photos=[photo],
        visit_summary="现场整洁，生产线与检测线运行正常，记录完整，与申报材料一致。",
        sign_off="signed",
        signed_by=application.enterprise.contact_name,
        **{f"{c.lower()}_verdict": "met" for c in checked_criteria(application.star)} | _not_conforming(found),
    )


def _not_conforming(found: Sequence[Found]) -> dict[str, Any]:
    if not found:
        return {}
    rows = [{"criterion": one.criterion, "grade": one.grade, "description": one.fact} for one in found]
    verdicts = {f"{one.criterion.lower()}_verdict": "unmet" for one in found}
    remarks = {f"{one.criterion.lower()}_remark": one.fact for one in found}
    return {"nonconformities": rows} | verdicts | remarks


def give_opinion(stage: Stage, *, by: str, score: int) -> None:
    """Scores around `score`, and the expert's words."""
    steps = zip(Opinion.Section.values, (1, 0, -1, 2, 0), strict=True)
    stage.do(
        "GiveOpinion",
        by=by,
        opinion="现场管理规范，产品特色鲜明，检测结果符合标准，建议通过。",
        signature=True,
        **{f"score_{section}": score + step for section, step in steps},
    )


def evaluate_on_site(stage: Stage, application: Application, goods: Goods, *, score: int) -> None:
    """From the visit to the accepted report."""
    visit(stage, application, goods)
    stage.clock.after(1)
    give_opinions(stage, application, score=score)
    stage.clock.after(2)
    report_of_panel(stage, application, goods)


def give_opinions(stage: Stage, application: Application, *, score: int, missing: int = 0) -> None:
    """Of everybody on the panel, but for as many as are missing."""
    seats = list(application.panel.seated)
    for place, seat in enumerate(seats[: len(seats) - missing]):
        give_opinion(stage, by=seat.expert.user.username, score=score + place % 3)


def report_of_panel(stage: Stage, application: Application, goods: Goods) -> None:
    """Written by the lead, countersigned on the next day, accepted on the one after."""
    panel = application.panel
    lead = _lead(panel)
    stage.do(
        "WriteReport",
        by=lead,
        summary=f"专家组经现场核验和独立评分，认为{goods.short_name}符合所申请星级的要求。",
    )
    stage.clock.after(1)
    for seat in panel.seated:
        if (username := seat.expert.user.username) != lead:
            stage.do("Countersign", by=username, outcome="agree")
    stage.clock.after(1)
    stage.do("AcceptReport", by=EVALUATOR, outcome="accept", remark="报告完整，予以接收。")


def _lead(panel: Panel) -> str:
    lead = panel.lead
    assert lead is not None
    return lead.expert.user.username


def summarise(stage: Stage, *, star: int) -> None:
    stage.do(
        "Summarise",
        by=EVALUATOR,
        recommended_star=star,
        opinion="评价过程完整，样品合格，评分达到要求，建议按申请星级评定。",
    )


def award(stage: Stage) -> None:
    """Decided two working days after the summary."""
    stage.clock.after(2)
    decide(stage)


def decide(stage: Stage) -> None:
    stage.do("Decide", by="officer", outcome="pass", remark="同意按建议星级评定。")


def fail(stage: Stage, *, opinion: str) -> None:
    stage.do("Decide", by="officer", outcome="fail", opinion=opinion)


def issue(stage: Stage) -> None:
    """Proofread, numbered and issued, by another officer than the one who decided."""
    stage.do("Proof", by="officer2", outcome="issue")


def commission(stage: Stage, *, agency_id: int, by: str = "agency") -> None:
    """The evaluator chooses, the agency accepts on the next day."""
    stage.do("SelectAgency", by=EVALUATOR, agency_id=agency_id, remark="业务领域相符，近期无在办委托。")
    stage.clock.after(1)
    stage.do(
        "AnswerOrder",
        by=by,
        outcome="accept",
        no_conflict=True,
        conflict_statement="本机构及经办人员与该企业没有任何利害关系，将独立完成评价。",
    )


def report_of_agency(stage: Stage, goods: Goods, *, score: int, by: str = "agency") -> None:
    report = pictures.paper("第三方评价报告", [goods.name, f"综合得分　{score}", "评价结论　合格"])
    stage.do(
        "ReportThirdParty",
        by=by,
        score=score,
        summary="资料齐全，寄样产品与备案信息一致，生产环境照片清楚，风控资料已经备案。",
        report=[stage.upload(report, "第三方评价报告.pdf", by=by)],
        conclusion="pass",
        **{f"k{number}_verdict": "met" for number in (1, 2, 3, 4, 5, 6, 8)},
    )


def adopt_report(stage: Stage) -> None:
    stage.do("AdoptReport", by=EVALUATOR, outcome="adopt", remark="报告逐项核查完整，予以采信。")


def check_online(stage: Stage) -> None:
    stage.do("CheckOnline", by=EVALUATOR, **{f"k{number}_verdict": "met" for number in (1, 2, 4, 5)})


def conclude_online(stage: Stage) -> None:
    stage.do("ConcludeOnline", by=EVALUATOR, outcome="pass")


def starred_online(stage: Stage, application: Application, goods: Goods, *, owner: str) -> None:
    """From the acceptance to the issued certificate, for one star; about three weeks."""
    accept(stage)
    stage.clock.after(1)
    check_online(stage)
    examine_sample(stage, goods, owner=owner, tracking_number=f"EMS{application.pk:08}")
    conclude_online(stage)
    stage.clock.after(1)
    summarise(stage, star=application.star)
    award(stage)
    stage.clock.after(1)
    issue(stage)


def starred(stage: Stage, application: Application, goods: Goods, *, owner: str, score: int) -> None:
    """From the acceptance to the issued certificate, for three stars and more; about six weeks."""
    awarded(stage, application, goods, owner=owner, score=score)
    stage.clock.after(6)
    issue(stage)


def awarded(stage: Stage, application: Application, goods: Goods, *, owner: str, score: int) -> None:
    """The same as far as the decision: the result is on public notice from then on, for five working days."""
    accept(stage)
    seat_panel(stage, application, owner=owner)
    examine_sample(stage, goods, owner=owner, tracking_number=f"EMS{application.pk:08}")
    evaluate_on_site(stage, application, goods, score=score)
    stage.clock.after(1)
    summarise(stage, star=application.star)
    award(stage)
