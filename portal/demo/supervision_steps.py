"""What consumers report and compliance decides."""

from __future__ import annotations

from portal.certification.models import Authorisation
from portal.demo.stage import Stage
from portal.registry.models import Product
from portal.supervision.commands import open_case
from portal.supervision.models import Case, Report
from portal.supervision.reports import report_product

OPENER, SECOND = "compliance", "compliance2"


def warn_yellow(stage: Stage, product: Product) -> None:
    """The annual inspection was not handed in: a case, and on the next day the warning."""
    case = open_case(
        authorisation=_authorisation(product),
        trigger=Case.Trigger.INSPECTION_OVERDUE,
        severity=Case.Severity.MINOR,
        facts="授权满一周年后企业仍未提交年度检查材料，经电话提醒未果。",
        public_reason="年度检查材料逾期未提交",
        by=stage.person(OPENER),
    )
    stage.turn_to(case.number)
    stage.clock.after(1)
    stage.do(
        "Decide",
        by=OPENER,
        outcome="yellow",
        public_reason="年度检查材料逾期未提交",
        basis="星级评价规则关于年度检查的规定",
        demands="补交年度检查材料\n说明逾期原因",
    )


def warn_red(stage: Stage, product: Product) -> None:
    """A consumer reports from the scan page; red at once, confirmed by a second officer the next day."""
    report = report_product(
        Report(
            kind=Report.Kind.QUALITY,
            description="买到的一箱里有两个果心发黑，有异味，客服没有回复。",
            bought_at="网上旗舰店",
        ),
        product=product,
        address="demo",
    )
    stage.clock.later(hours=2)
    case = open_case(
        authorisation=_authorisation(product),
        trigger=Case.Trigger.QUALITY_RISK,
        severity=Case.Severity.URGENT,
        facts="接到消费者举报，同批次留样复检发现果心腐败，存在质量风险。",
        public_reason="消费者举报的质量风险正在核查",
        by=stage.person(OPENER),
    )
    report.case = case
    report.save(update_fields=["case"])
    stage.turn_to(case.number)
    stage.clock.after(1)
    stage.do(
        "ConfirmRed",
        by=SECOND,
        outcome="confirm",
        public_reason="同批次产品存在质量风险",
        basis="星级评价规则关于产品质量风险的规定",
        demands="停止销售并召回同批次产品\n查明原因并提交整改报告\n整改后送样复检",
    )


def _authorisation(product: Product) -> Authorisation:
    return Authorisation.objects.in_force().get(product=product)
