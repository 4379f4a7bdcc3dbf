"""What happens to a star of the background while it is held."""

from __future__ import annotations

from datetime import date

from engine import clock
from portal.certification.models import Authorisation
from portal.demo import supervision_steps as supervisors
from portal.demo import upkeep_steps as upkeep
from portal.demo.background.ways import Made
from portal.demo.stage import Stage
from portal.demo.timeline import working_day_before
from portal.registry.models import Product
from portal.supervision.commands import open_case
from portal.supervision.models import Case
from portal.upkeep.commands.inspections import anniversaries

# So long a package takes until it bears the mark, and a reviewer until he has seen it.
_PROOF_DAYS = 30


def keep(stage: Stage, made: Made, product: Product) -> None:
    """Two of three prove that they use the mark, and every year's inspection is passed."""
    if made.number % 3 and (stage.clock.end - stage.clock.now).days > _PROOF_DAYS:
        upkeep.prove_mark(stage, product, made.goods, owner=made.owner)
    for year, day in anniversaries(_authorisation(product)):
        if day < _today_at_the_end(stage):
            upkeep.pass_inspection(stage, product, year=year, owner=made.owner)


def let_expire(stage: Stage, made: Made, product: Product) -> None:
    for year in (1, 2):
        upkeep.pass_inspection(stage, product, year=year, owner=made.owner)


def hand_in_inspection(stage: Stage, made: Made, product: Product) -> None:
    """It waits for the evaluator since yesterday."""
    _to(stage, working_days_before_end=1)
    upkeep.hand_in_inspection(stage, product, year=1, owner=made.owner)


def forget_inspection(stage: Stage, made: Made, product: Product) -> None:
    """Yellow by itself on the day after."""
    stage.clock.to(upkeep.day_after_the_anniversary(product, year=1))


def make_up_for_inspection(stage: Stage, made: Made, product: Product) -> None:
    forget_inspection(stage, made, product)
    stage.clock.after(3)
    upkeep.hand_in_inspection(stage, product, year=1, owner=made.owner)
    stage.clock.after(3)
    upkeep.review_inspection(stage, product, year=1)


def red(stage: Stage, made: Made, product: Product) -> None:
    _warned(stage, made, product, working_days_before_end=4 + made.number % 8)


def red_and_cured(stage: Stage, made: Made, product: Product) -> None:
    _warned(stage, made, product, working_days_before_end=25 + made.number % 20)
    stage.clock.after(5)
    supervisors.report_cure(
        stage,
        cause="包装间温湿度记录不全，个别批次受潮。",
        measures="已召回受潮批次，加装除湿设备并每日记录，复检合格。",
        owner=made.owner,
    )
    stage.clock.after(2)
    supervisors.verify_cure(stage, outcome="lift", opinion="召回完成，复检合格，风险已经消除。")


def suspended(stage: Stage, made: Made, product: Product) -> None:
    _to(stage, working_days_before_end=14 + made.number % 12)
    _case(stage, product, Case.Trigger.MISUSE, "未申报的规格上使用标识", "市场巡查发现未申报的散装规格上加贴标识。")
    supervisors.propose(stage, "suspend", "未申报的散装规格上加贴标识，责令停止后仍在销售。")
    stage.clock.after(2)
    stage.do("State", by=made.owner, outcome="waive")
    demands = "停止在未申报规格上使用标识\n收回已加贴的标识并登记销毁"
    supervisors.decide(
        stage, first=supervisors.OPENER, second="officer", rung="Suspension", months="2", demands=demands
    )


def revoked(stage: Stage, made: Made, product: Product) -> None:
    _to(stage, working_days_before_end=20 + made.number % 30)
    _case(stage, product, Case.Trigger.SAFETY_LIMIT, "安全指标超过限值", "监督抽检报告显示安全指标超过国家标准限值。")
    supervisors.propose(stage, "revocation", "监督抽检报告显示安全指标超过国家标准限值，企业无异议。")
    stage.clock.after(2)
    stage.do("State", by=made.owner, outcome="waive")
    supervisors.decide(stage, first="legal", second="manager", rung="Revocation")


def given_back(stage: Stage, made: Made, product: Product) -> None:
    _to(stage, working_days_before_end=10 + made.number % 40)
    supervisors.give_back(
        stage,
        product,
        reason="生产线调整，该产品已经停产。",
        opinion="企业申请属实，产品已停产，库存标识已销毁。",
        owner=made.owner,
    )


def reported(stage: Stage, made: Made, product: Product) -> None:
    """It waits to be triaged since yesterday."""
    _to(stage, working_days_before_end=1)
    supervisors.report_label(stage, product, address=made.owner)


def asked_to_explain(stage: Stage, made: Made, product: Product) -> None:
    _to(stage, working_days_before_end=3)
    supervisors.report_mislabelled(stage, product, address=made.owner)


def cleared(stage: Stage, made: Made, product: Product) -> None:
    """It was looked into, and is not so."""
    _to(stage, working_days_before_end=12 + made.number % 30)
    supervisors.report_mislabelled(stage, product, address=made.owner)
    stage.clock.after(2)
    stage.do("Explain", by=made.owner, explanation="外盒所印为销售公司地址，产地以背面标签和溯源信息为准，附包装照片。")
    stage.clock.after(1)
    stage.do("Arrange", by=supervisors.OPENER, outcome="none")
    stage.do(
        "Find",
        by=supervisors.OPENER,
        outcome="unfounded",
        opinion="包装背面标签所印产地与登记一致，正面所印为公司地址。",
        reply="经核查，您看到的是公司地址，背面标签所印产地与登记一致，感谢您的监督。",
    )


def _warned(stage: Stage, made: Made, product: Product, *, working_days_before_end: int) -> None:
    _to(stage, working_days_before_end=working_days_before_end)
    _case(stage, product, Case.Trigger.QUALITY_RISK, "个别批次受潮变质", "经销商反映同一批次受潮变质，抽样属实。")
    stage.clock.after(1)
    supervisors.warn(
        stage,
        "red",
        public_reason="个别批次受潮变质",
        demands="停止销售并召回同批次产品\n查明原因并提交整改报告",
    )


def _case(stage: Stage, product: Product, trigger: str, public_reason: str, facts: str) -> None:
    case = open_case(
        authorisation=_authorisation(product),
        trigger=trigger,
        severity=Case.Severity.MAJOR,
        facts=facts,
        public_reason=public_reason,
        by=stage.person(supervisors.OPENER),
    )
    stage.turn_to(case.number)


def _to(stage: Stage, *, working_days_before_end: int) -> None:
    stage.clock.to(working_day_before(_today_at_the_end(stage), count=working_days_before_end))


def _today_at_the_end(stage: Stage) -> date:
    return clock.day_of(stage.clock.end)


def _authorisation(product: Product) -> Authorisation:
    return Authorisation.objects.in_force().get(product=product)
