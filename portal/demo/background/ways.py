"""The ways that products of the background go, as far as their certificate."""

from __future__ import annotations

from dataclasses import dataclass

from engine import clock
from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo import sample_steps as samples
from portal.demo.background.evaluators import AGENCY, AGENCY_USCC
from portal.demo.people import Person, make_account
from portal.demo.stage import Stage
from portal.demo.timeline import working_day_before
from portal.demo.world import Business, Goods
from portal.evaluation.commands import ask_to_withdraw
from portal.evaluation.models import Agency, Application
from portal.registry.models import Enterprise, Product

REVIEWER = "reviewer"


@dataclass(frozen=True)
class Made:
    """A product, whoever makes it, and the star that it is to have."""

    number: int
    person: Person
    business: Business
    goods: Goods
    star: int

    @property
    def owner(self) -> str:
        return self.person.username

    @property
    def tracking_number(self) -> str:
        return f"EMS3{self.number:07}"

    @property
    def score(self) -> int:
        """Of an evaluation that passes: enough for the star, and not the same for all."""
        return (0, 0, 74, 74, 84, 93)[self.star] + self.number % 4


def register(stage: Stage, made: Made) -> Enterprise:
    make_account(made.person)
    return owners.register(stage, made.business)


def filed(stage: Stage, made: Made) -> Product:
    """Registered, and filed on the next working day."""
    make_account(made.person)
    enterprise = owners.registered(stage, made.business)
    stage.clock.after(1)
    return owners.filed(stage, enterprise, made.goods, by=made.owner)


def applied(stage: Stage, made: Made) -> Application:
    return owners.apply(stage, filed(stage, made), made.goods, star=made.star, by=made.owner)


def accepted(stage: Stage, made: Made) -> Application:
    application = applied(stage, made)
    stage.clock.after(1)
    evaluators.accept(stage)
    return application


def evaluated(stage: Stage, made: Made) -> Application:
    """Online, by an agency or on site, and summed up."""
    application = accepted(stage, made)
    if made.star == 1:
        stage.clock.after(1)
        evaluators.check_online(stage)
        _examine_sample(stage, made)
        evaluators.conclude_online(stage)
    elif made.star == 2:
        commission(stage)
        _examine_sample(stage, made)
        evaluators.report_of_agency(stage, made.goods, score=made.score, by=AGENCY.username)
        stage.clock.after(1)
        evaluators.adopt_report(stage)
    else:
        evaluators.seat_panel(stage, application, owner=made.owner)
        _examine_sample(stage, made)
        evaluators.evaluate_on_site(stage, application, made.goods, score=made.score)
    stage.clock.after(1)
    evaluators.summarise(stage, star=made.star)
    return application


def commission(stage: Stage) -> None:
    evaluators.commission(stage, agency_id=Agency.objects.get(uscc=AGENCY_USCC).pk, by=AGENCY.username)


def awarded(stage: Stage, made: Made) -> Application:
    application = evaluated(stage, made)
    evaluators.award(stage)
    return application


def certified(stage: Stage, made: Made) -> Product:
    application = awarded(stage, made)
    # 公示 of three stars and more: five working days.
    stage.clock.after(6 if made.star >= 3 else 1)
    evaluators.issue(stage)
    return Product.objects.select_related("enterprise").get(pk=application.product_id)


def _examine_sample(stage: Stage, made: Made) -> None:
    samples.examine_sample(stage, made.goods, owner=made.owner, tracking_number=made.tracking_number)


def sent_back(stage: Stage, made: Made) -> None:
    """Its registration is to be corrected."""
    register(stage, made)
    stage.clock.after(1)
    stage.do(
        "Review",
        by=REVIEWER,
        outcome="correct",
        opinion="经营范围与所填主营类别不一致，请核对营业执照后修改。",
        guidance="以营业执照所载经营范围为准。",
    )


def turned_away(stage: Stage, made: Made) -> None:
    register(stage, made)
    stage.clock.after(1)
    stage.do("Review", by=REVIEWER, outcome="fail", opinion="所填生产地址不在执照登记的县域内，且没有分支机构登记。")


def sent(stage: Stage, made: Made) -> None:
    """Its filing waits to be reviewed."""
    make_account(made.person)
    enterprise = owners.registered(stage, made.business)
    stage.clock.after(1)
    owners.sent(stage, enterprise, made.goods, by=made.owner)


def returned(stage: Stage, made: Made) -> None:
    sent(stage, made)
    stage.clock.after(1)
    stage.do(
        "Review",
        by=REVIEWER,
        outcome="correct",
        opinion="图片看不清标签上的执行标准号，请补充标签特写。",
        guidance="请在光线充足处拍摄。",
    )


def rejected(stage: Stage, made: Made) -> None:
    applied(stage, made)
    stage.clock.after(1)
    stage.do(
        "Accept",
        by=evaluators.EVALUATOR,
        outcome="reject",
        opinion="所附符合性证书的产品名称与申请产品不同。",
    )


def withdrawn(stage: Stage, made: Made) -> None:
    application = applied(stage, made)
    stage.clock.later(hours=3)
    ask_to_withdraw(application, by=stage.person(made.owner))


def checked(stage: Stage, made: Made) -> None:
    """Its papers are in order, and the sample is to be sent."""
    accepted(stage, made)
    stage.clock.after(1)
    evaluators.check_online(stage)


def posted(stage: Stage, made: Made) -> None:
    checked(stage, made)
    stage.clock.after(1)
    owners.ship_sample(stage, by=made.owner, tracking_number=made.tracking_number)


def with_agency(stage: Stage, made: Made) -> None:
    """The sample was examined, the agency has not reported yet."""
    accepted(stage, made)
    commission(stage)
    _examine_sample(stage, made)


def before_visit(stage: Stage, made: Made) -> None:
    application = accepted(stage, made)
    evaluators.seat_panel(stage, application, owner=made.owner)
    samples.draw_sample(stage, made.goods, owner=made.owner, tracking_number=made.tracking_number)


def opinions_missing(stage: Stage, made: Made) -> None:
    """All but one of the panel have given theirs."""
    application = accepted(stage, made)
    evaluators.seat_panel(stage, application, owner=made.owner)
    _examine_sample(stage, made)
    evaluators.visit(stage, application, made.goods)
    stage.clock.after(1)
    evaluators.give_opinions(stage, application, score=made.score, missing=1)


def decided_yesterday(stage: Stage, made: Made) -> None:
    """Its certificate waits to be proofread."""
    evaluated(stage, made)
    stage.clock.to(working_day_before(clock.day_of(stage.clock.end), count=1))
    evaluators.decide(stage)


def failed(stage: Stage, made: Made) -> None:
    evaluated(stage, made)
    stage.clock.after(2)
    evaluators.fail(stage, opinion="溯源记录抽查三个批次，有两个查不到原料来源，未达到所申请星级的要求。")
