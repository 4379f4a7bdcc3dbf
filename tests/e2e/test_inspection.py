"""An annual inspection that nobody hands in: the enterprise is told, yellow comes by itself, what passes ends it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from engine import clock, jobs
from engine.models import Incident
from portal.upkeep.models import AnnualInspection
from tests.e2e.supervising import scan
from tests.e2e.visitor import png
from tests.portal.certification.issuing import Issuing

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def inspection(processes, people, tea) -> AnnualInspection:
    """To be handed in by tomorrow: of two stars that were issued a year ago."""
    anniversary = clock.now() + timedelta(days=1)
    with clock.at(anniversary - timedelta(days=365)):
        authorisation = Issuing(tea, star=2, people=people).issue()
    for days in (60, 30, 7):
        with clock.at(anniversary - timedelta(days=days)):
            jobs.run_due_jobs()
    return authorisation.inspections.get()


def test_an_inspection_is_overdue_yellow_by_itself_and_handed_in_after_all(visit, inspection, people, tea):
    owner, passer_by = visit(people.owner), visit(phone=True)
    owner.open("/accounts/notifications/")
    owner.sees(f"{tea.name}将满周年，请在{inspection.anniversary}前报送年度检查")
    owner.shot("inspection-told")
    owner.open("/enterprise/")
    owner.sees("等您办理", "报送年度检查", inspection.number, "年度检查通知")
    assert owner.page.get_by_role("alert").count() == 0
    owner.shot("dashboard-inspection")
    scan(passer_by, tea, status="valid", title="有效")

    day_after = inspection.anniversary + timedelta(days=1)
    with clock.at(datetime.combine(day_after, time(0, 1), clock.LOCAL_ZONE)):
        jobs.run_due_jobs()
    scan(passer_by, tea, status="yellow", title="黄色警示")
    passer_by.sees("有事项正在整改，购买前请留意下列原因", "年度检查逾期未报")
    passer_by.shot("scan-inspection-overdue")

    owner.open("/accounts/notifications/")
    owner.sees(f"{tea.name}的年度检查逾期未报，自动列为黄色警示", "审核通过后警示解除")
    owner.open("/enterprise/")
    owner.sees("黄色警示", "年度检查逾期未报", "整改期限")
    owner.shot("dashboard-inspection-overdue")
    owner.follow("报送年度检查")
    owner.sees("周年日已过，尚未报送", "请尽快补报")
    owner.fill(企业与产品的变化="无", 年产量="12吨", 投诉与处理="无", **{"标识用量（枚）": "60000"})
    owner.upload("现行证照", png("营业执照.png"))
    owner.upload("一年内的检测报告", png("检测报告.png"))
    owner.tick("以上内容真实、完整，持续符合所获星级的要求")
    owner.shot("inspection-form")
    owner.submit()
    jobs.run_due_jobs()
    scan(passer_by, tea, status="yellow", title="黄色警示")  # until it has been looked at

    evaluator = visit(people.evaluator)
    evaluator.take("审核年度检查", case=inspection.number)
    evaluator.sees("周年日未报送，本次为逾期补报", "12吨", "检测报告.png")
    evaluator.choose("审核结论", "通过")
    evaluator.shot("inspection-review")
    evaluator.submit()
    jobs.run_due_jobs()

    scan(passer_by, tea, status="valid", title="有效")
    assert "年度检查逾期未报" not in passer_by.text()
    passer_by.shot("scan-inspection-passed")
    owner.open("/accounts/notifications/")
    owner.sees(f"{tea.name}的年度检查已通过", f"{tea.name}的警示已解除")
    owner.open("/enterprise/")
    owner.sees("年度检查结果", "解除通知书")
    assert owner.page.get_by_role("alert").count() == 0
    owner.shot("dashboard-inspection-passed")
    owner.open(f"/enterprise/certificates/{inspection.authorisation_id}/")
    owner.sees("年度检查结果")
    coming = owner.page.locator("section").filter(has=owner.page.get_by_role("heading", name="接下来"))
    expect(coming).to_contain_text("年度检查报送截止")  # of the next year
    expect(coming).not_to_contain_text(str(inspection.anniversary))
    owner.shot("inspection-passed")
    assert not Incident.objects.exists()
