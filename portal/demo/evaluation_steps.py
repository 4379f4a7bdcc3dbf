"""What evaluators, keepers, experts and officers do with an application."""

from __future__ import annotations

from datetime import datetime, time

from engine import business_time, clock
from portal.demo import pictures
from portal.demo.enterprise_steps import ship_sample
from portal.demo.stage import Stage
from portal.demo.world import Goods
from portal.evaluation.commands.onsite import checked_criteria
from portal.evaluation.models import Application, Opinion, Panel

EVALUATOR, KEEPER = "evaluator", "keeper"
# The sample is examined meanwhile; twenty working days are allowed.
VISIT_LEAD_DAYS = 10


def accept(stage: Stage) -> None:
    stage.do("Accept", by=EVALUATOR, outcome="accept", remark="材料齐全，予以受理。")


def examine_sample(stage: Stage, goods: Goods, *, owner: str, tracking_number: str) -> None:
    """From the post to what becomes of the sample; eight working days."""
    stage.clock.after(1)
    ship_sample(stage, by=owner, tracking_number=tracking_number)
    stage.clock.after(2)
    photo = stage.upload(
        pictures.product(goods.short_name, shape=goods.shape, colour=goods.colour), "签收照片.png", by=KEEPER
    )
    stage.do(
        "ReceiveSample",
        by=KEEPER,
        appearance="intact",
        received_quantity="2份",
        temperature=20,
        photos=[photo],
        outcome="accept",
    )
    stage.clock.after(1)
    stage.do("DrawSample", by=KEEPER, verdict="pass")
    # Whether the laboratory is needed was drawn by lot.
    if stage.has("TestSample"):
        stage.clock.after(3)
        _test(stage, goods)
    stage.clock.after(1)
    stage.do("DisposeSample", by=KEEPER, outcome="retain", note="留样至评价决定后90日")


def _test(stage: Stage, goods: Goods) -> None:
    report = pictures.paper("检测报告", [goods.name, *(f"{row[0]}　{row[3]}　合格" for row in goods.tests)])
    stage.do(
        "TestSample",
        by=KEEPER,
        kind="laboratory",
        laboratory="湖南湘品检测评价有限公司（演示）",
        cma_number="261800990001",
        report_number=f"XP{clock.today():%Y%m%d}",
        reported_on=clock.today().isoformat(),
        items=[
            {"name": name, "method": method, "limit": limit, "value": value, "verdict": "pass"}
            for name, method, limit, value in goods.tests
        ],
        report=[stage.upload(report, "检测报告.pdf", by=KEEPER)],
        verdict="pass",
    )


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


def visit(stage: Stage, application: Application, goods: Goods) -> None:
    """On the day that was set; the lead writes the record in the afternoon."""
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
        **{f"{c.lower()}_verdict": "met" for c in checked_criteria(application.star)},
    )


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
    panel = application.panel
    lead, experts = _lead(panel), [seat.expert.user.username for seat in panel.seated]
    for place, username in enumerate(experts):
        give_opinion(stage, by=username, score=score + place % 3)
    stage.clock.after(2)
    stage.do(
        "WriteReport",
        by=lead,
        summary=f"专家组经现场核验和独立评分，认为{goods.short_name}符合所申请星级的要求。",
    )
    stage.clock.after(1)
    for username in experts:
        if username != lead:
            stage.do("Countersign", by=username, outcome="agree")
    stage.clock.after(1)
    stage.do("AcceptReport", by=EVALUATOR, outcome="accept", remark="报告完整，予以接收。")


def _lead(panel: Panel) -> str:
    lead = panel.lead
    assert lead is not None
    return lead.expert.user.username


def decide(stage: Stage, *, star: int) -> None:
    """Summary and decision, then the publicity period and the certificate."""
    stage.do(
        "Summarise",
        by=EVALUATOR,
        recommended_star=star,
        opinion="评价过程完整，样品合格，评分达到要求，建议按申请星级评定。",
    )
    stage.clock.after(2)
    stage.do("Decide", by="officer", outcome="pass", remark="同意按建议星级评定。")
    stage.clock.after(6)  # 公示: five working days
    stage.do("Proof", by="officer2", outcome="issue")


def commission(stage: Stage, *, agency_id: int) -> None:
    """The evaluator chooses, the agency accepts on the next day."""
    stage.do("SelectAgency", by=EVALUATOR, agency_id=agency_id, remark="业务领域相符，近期无在办委托。")
    stage.clock.after(1)
    stage.do(
        "AnswerOrder",
        by="agency",
        outcome="accept",
        no_conflict=True,
        conflict_statement="本机构及经办人员与该企业没有任何利害关系，将独立完成评价。",
    )


def starred_online(stage: Stage, application: Application, goods: Goods, *, owner: str) -> None:
    """The same for one star; about three weeks."""
    accept(stage)
    stage.clock.after(1)
    stage.do("CheckOnline", by=EVALUATOR, **{f"k{number}_verdict": "met" for number in (1, 2, 4, 5)})
    examine_sample(stage, goods, owner=owner, tracking_number=f"EMS{application.pk:08}")
    stage.do("ConcludeOnline", by=EVALUATOR, outcome="pass")
    stage.clock.after(1)
    decide(stage, star=application.star)


def starred(stage: Stage, application: Application, goods: Goods, *, owner: str, score: int) -> None:
    """From the acceptance to the issued certificate, for three stars and more; about six weeks."""
    accept(stage)
    seat_panel(stage, application, owner=owner)
    examine_sample(stage, goods, owner=owner, tracking_number=f"EMS{application.pk:08}")
    evaluate_on_site(stage, application, goods, score=score)
    stage.clock.after(1)
    decide(stage, star=application.star)
