"""From one star to three: asked for on the page, and the old one holds on every page until the new one is issued."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from engine import clock, jobs
from engine.models import Incident
from portal.certification.models import Authorisation
from portal.evaluation.models import Application, Opinion
from portal.registry.models import Product
from tests.e2e.onsite import OnsiteCase, experts
from tests.e2e.visitor import Visitor
from tests.portal.certification.issuing import Issuing

__all__ = ["experts"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def one_star(processes: None, people: Any, tea: Product, settings: Any) -> Authorisation:
    """Issued two months ago."""
    settings.OTOP_DRAW_RATE = 0
    with clock.at(clock.now() - timedelta(days=60)):
        return Issuing(tea, star=1, people=people).issue()


def ask_for_three_stars(owner: Visitor) -> Application:
    """From the certificate that is held; nothing lower is offered, nor the same again."""
    owner.open("/enterprise/certificates/")
    owner.follow("办理")
    assert owner.page.get_by_role("link", name=re.compile("一星")).count() == 0
    owner.follow(re.compile("升级.*三星"))
    stars = owner.page.locator("[name=star]")
    assert [star.is_enabled() for star in stars.all()] == [False, True, True, True, True]
    expect(owner.page.get_by_label("三星")).to_be_checked()
    owner.sees("专家现场评价")
    owner.shot("apply-upgrade")
    owner.press("开始申请")
    owner.sees("申请已创建，请提交评价材料")
    return Application.objects.get(kind=Application.Kind.UPGRADE)


def evaluated(case: OnsiteCase) -> None:
    """By experts on site, up to the decision."""
    people, lead = case.people, case.experts[0]
    case.to_opinions()
    scores = {f"score_{section}": 85 for section in Opinion.Section.values}
    case.each("GiveOpinion", **scores, opinion="现场与材料一致，建议完善台账。", signature=True)
    case.done("WriteReport", lead, summary="专家组一致认为该产品达到三星要求。")
    case.experts = case.experts[1:]
    case.each("Countersign", outcome="agree")
    case.done("AcceptReport", people.evaluator, outcome="accept")
    case.summarise(3)
    case.decide("pass")


def consumer_reads(consumer: Visitor, token: str, authorisation: Authorisation, star: str, *, other: str) -> None:
    """On the package, whose code stays as printed."""
    consumer.open(f"/c/{token}")
    expect(consumer.page.locator(".scan-banner")).to_have_class(re.compile("scan-valid"))
    expect(consumer.page.locator(".scan-level")).to_have_text(star)
    consumer.sees(authorisation.number)
    assert other not in consumer.text()


def test_one_star_holds_until_the_three_stars_are_issued(visit, one_star, people, tea, experts):
    owner, consumer = visit(people.owner), visit(phone=True)
    token, now = tea.qr_code.token, clock.now()
    application = ask_for_three_stars(owner)
    case = OnsiteCase.of(application, people=people)
    case.experts = experts
    consumer_reads(consumer, token, one_star, "一星级", other="三星")

    with clock.at(now + timedelta(days=22)):
        evaluated(case)
    consumer_reads(consumer, token, one_star, "一星级", other="三星")  # while the result is in public
    with clock.at(now + timedelta(days=42)):  # five working days, whatever the hour and the holidays
        jobs.run_due_jobs()
    three_stars = Authorisation.objects.get(application=application)
    assert case.open_tasks() == {"Proof", "DisposeSample"}
    consumer_reads(consumer, token, one_star, "一星级", other=three_stars.number)
    consumer.shot("scan-before-upgrade")
    owner.open("/enterprise/certificates/")
    owner.sees(one_star.number, "有效")
    assert three_stars.number not in owner.text()

    officer = visit(people.officer)
    officer.take("校对与签发", case=application.number)
    officer.sees(three_stars.number)
    officer.choose("校对结论", "签发")
    officer.submit()
    jobs.run_due_jobs()

    consumer_reads(consumer, token, three_stars, "三星级", other=one_star.number)
    consumer.shot("scan-after-upgrade")
    owner.open("/enterprise/certificates/")
    first, second = owner.page.locator("[id^=authorisation-]").all()
    expect(first).to_contain_text(three_stars.number)
    expect(first).to_contain_text("下载标识套件")
    expect(second).to_contain_text(one_star.number)
    expect(second).to_contain_text(f"授权已由新的证书 {three_stars.number} 取代")
    assert second.get_by_role("link", name=re.compile("下载")).count() == 0
    owner.shot("certificates-upgraded")
    assert not Incident.objects.exists()
