"""The main road, as its people walk it: registration, one star, the code on the package, a red warning."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engine import clock
from engine.models import Incident, UserTask
from portal.certification.models import Authorisation
from portal.registry.models import Enterprise
from tests.e2e.codes import address_in
from tests.e2e.registering import choose_county, fill_in_registration, sign_up
from tests.e2e.supervising import open_case
from tests.e2e.visitor import Visitor, png
from tests.portal.world import USCC

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

NAME = "古丈默戎云岭茶业有限公司"
DAYS_AGO = (clock.today() - timedelta(days=10)).isoformat()


@pytest.fixture(autouse=True)
def laboratory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker draws every sample for the laboratory."""
    monkeypatch.setenv("OTOP_DRAW_RATE", "1")


def register(visitor: Visitor) -> Enterprise:
    """From the county to the review."""
    choose_county(visitor)
    fill_in_registration(visitor, name=NAME, representative="龙云岭")
    visitor.tick("营业期限为长期")
    visitor.shot("register-form")
    visitor.submit(button="提交注册")
    visitor.sees(NAME, "登记审核")
    visitor.shot("registration-progress")
    return Enterprise.objects.get(uscc=USCC)


def file_product(visitor: Visitor) -> None:
    page = visitor.open("/enterprise/products/new/")
    page.get_by_label("产品名称").fill("高山绿茶")
    page.get_by_label("产品类别").select_option(label="茶叶")
    page.get_by_label("规格").fill("250克/罐")
    page.get_by_label("执行标准号").fill("GB/T 14456.1")
    page.get_by_label("生产许可证号").fill("SC11443312600001")
    page.get_by_label("产能").fill("年产20吨")
    page.get_by_label("溯源水平").select_option(label="产品可追溯")
    page.locator("[name=trace_note]").fill("每批次有独立追溯码，可查到地块")
    page.locator("[name=pictures]").set_input_files([png("绿茶.png")])
    visitor.shot("product-form")
    visitor.press("保存")
    visitor.sees("产品已保存")
    visitor.press("提交备案")
    visitor.sees("已提交备案", "备案审核")
    visitor.shot("filing")


def have_it_filed(reviewer: Visitor, visitor: Visitor) -> None:
    reviewer.take("备案审核", case="高山绿茶")
    reviewer.shot("filing-review")
    reviewer.choose("审核结论", "备案")
    reviewer.submit()
    visitor.until(lambda: visitor.page.get_by_text("备案编号 F").count() > 0)


def apply_for_one_star(visitor: Visitor) -> str:
    """Answers the application's number."""
    page = visitor.open("/enterprise/applications/")
    visitor.follow("申请星级")
    page.locator("label.form-selectgroup-item").filter(has_text="五星").click()
    expect(page.locator("#criteria")).not_to_contain_text("不作要求")
    page.locator("label.form-selectgroup-item").filter(has_text="一星").click()
    expect(page.locator("#criteria")).to_contain_text("不作要求")
    visitor.shot("apply")
    visitor.press("开始申请")
    visitor.sees("申请已创建，请提交评价材料")
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    visitor.until(lambda: page.get_by_role("link", name="去办理").count() > 0)
    return number


def send_evidence(visitor: Visitor) -> None:
    visitor.follow("去办理")
    visitor.sees("营业执照.png")
    for link in ("生产", "加工", "储存", "运输"):
        visitor.upload(f"{link}环节证书", png(f"{link}.png"))
    visitor.tick("销售环节不适用")
    visitor.fill(销售环节不适用的理由="全部由经销商销售，本企业不直接销售")
    visitor.upload("溯源材料", png("溯源.png"))
    visitor.tick("同意按寄样单寄送样品并接受抽检", "所交材料真实、完整、有效", "已阅读并接受星级评价规则")
    visitor.shot("evidence")
    visitor.submit()


def ship(visitor: Visitor, number: str) -> None:
    page = visitor.open(f"/enterprise/applications/{number}/")
    visitor.until(lambda: page.get_by_text("寄样单").count() > 0 and page.get_by_text("去办理").count() > 0)
    visitor.settle()
    visitor.shot("application-progress")
    with page.expect_download() as note:
        page.get_by_role("link", name="下载 寄样单").click()
    assert Path(note.value.path()).stat().st_size > 5_000
    visitor.follow("去办理")
    visitor.fill(快递公司="顺丰速运", 快递单号="SF1234567890", 数量="2罐", 生产批次="A-17", 保质期="18个月")
    visitor.date("生产日期", DAYS_AGO)
    visitor.shot("ship-sample")
    visitor.submit()


def issue(officer: Visitor, number: str) -> None:
    officer.take("评定决定", case=number)
    officer.shot("decision")
    officer.choose("评定结论", "通过")
    officer.submit()
    officer.take("校对与签发", case=number)
    officer.sees("证书编号")
    officer.shot("proof")
    officer.choose("校对结论", "签发")
    officer.submit()


def examine(keeper: Visitor, number: str) -> None:
    keeper.take("实验室检测", case=number)
    keeper.choose("检测方式", "实验室检测")
    keeper.fill(检测机构="湘品检测", **{"CMA 证书编号": "231821340123"}, 报告编号="XP-2026-0017")
    keeper.date("报告日期", DAYS_AGO)
    keeper.fill(项目="水分", 方法="GB 5009.3", 限值="≤7%", 结果="5.1%")
    keeper.pick("判定", "合格")
    keeper.upload("检测报告", png("检测报告.png"))
    keeper.choose("检测结论", "合格")
    keeper.shot("laboratory")
    keeper.submit()


def evaluate(keeper: Visitor, evaluator: Visitor, number: str) -> None:
    """From the sample's arrival to the summary."""
    keeper.take("签收样品", case=number)
    keeper.choose("外观", "完好")
    keeper.fill(实收数量="2罐")
    keeper.upload("签收照片", png("外包装.png"))
    keeper.choose("签收结论", "接收")
    keeper.shot("receive-sample")
    keeper.submit()
    keeper.take("抽样与资料核查", case=number)
    keeper.sees("样品编号")
    keeper.choose("资料核查结论", "合格")
    keeper.submit()
    examine(keeper, number)

    evaluator.take("线上核查", case=number)
    for criterion in (
        "K1 证照齐全有效",
        "K2 各环节符合国家标准",
        "K4 半年内无重要投诉及安全责任事故",
        "K5 企业可追溯",
    ):
        evaluator.choose(criterion, "符合")
    evaluator.shot("online-check")
    evaluator.submit()
    evaluator.take("作出评价结论", case=number)
    evaluator.choose("评价结论", "合格")
    evaluator.submit()
    evaluator.take("汇总评价", case=number)
    evaluator.choose("建议星级", "一星")
    evaluator.fill(汇总意见="材料齐全，样品合格，建议评定为一星。")
    evaluator.shot("summary")
    evaluator.submit()


def download_code(visitor: Visitor) -> str:
    """The address in the QR code from the enterprise's certificates page."""
    page = visitor.open("/enterprise/certificates/")
    visitor.until(lambda: page.get_by_alt_text("二维码").count() > 0)
    visitor.shot("certificates")
    with page.expect_download() as code:
        page.locator("a[href$='qr.png']").click()
    return address_in(Path(code.value.path()))


def warn_red(compliance: Visitor, authorisation: Authorisation) -> None:
    number = open_case(
        compliance,
        authorisation,
        trigger="quality_risk",
        severity="major",
        facts="市场抽检发现水分超标，存在霉变风险。",
        reason="抽检发现水分超标",
    )
    compliance.take("作出处置决定", case=number)
    compliance.choose("处置决定", "红色警示")
    compliance.shot("penalty-decision")
    compliance.submit()
    page = compliance.open(f"/supervision/{number}/")
    compliance.until(lambda: page.get_by_text("红色警示").count() > 1)
    compliance.settle()
    compliance.shot("case")


def test_one_star_from_registration_to_red(visit, site, worker, people, regions):
    enterprise, reviewer = visit(), visit(people.reviewer)
    enterprise.open("/accounts/sign-up/")
    sign_up(enterprise, username="yunling", name="龙云岭", phone="15400000777")
    registered = register(enterprise)

    reviewer.take("登记审核", case=NAME)
    reviewer.shot("registration-review")
    reviewer.choose("审核结论", "通过")
    reviewer.submit()
    enterprise.open("/enterprise/")
    enterprise.until(lambda: enterprise.page.get_by_role("link", name="登记产品").count() > 0)
    enterprise.shot("dashboard")
    registered.refresh_from_db()
    assert registered.status == Enterprise.Status.ACTIVE

    file_product(enterprise)
    have_it_filed(reviewer, enterprise)
    number = apply_for_one_star(enterprise)
    send_evidence(enterprise)

    evaluator, keeper, officer = visit(people.evaluator), visit(people.keeper), visit(people.officer)
    evaluator.shot("inbox")
    evaluator.take("受理审查", case=number)
    evaluator.shot("acceptance")
    evaluator.choose("审查结论", "受理")
    evaluator.submit()
    ship(enterprise, number)
    evaluate(keeper, evaluator, number)
    issue(officer, number)

    address = download_code(enterprise)
    assert address.startswith(f"{site.url}/c/")
    authorisation = Authorisation.objects.get()
    assert authorisation.status == Authorisation.Status.VALID
    consumer = visit(phone=True)
    consumer.open(address)
    consumer.sees("高山绿茶", NAME, USCC, authorisation.number, "一星")
    expect(consumer.page.locator(".scan-banner")).to_have_class(re.compile("scan-valid"))
    consumer.shot("scan-valid")

    warn_red(visit(people.compliance), authorisation)
    another = visit(phone=True)
    another.open(address)
    another.until(lambda: another.page.locator(".scan-banner.scan-red").count() > 0)  # a job puts it in force
    another.sees("抽检发现水分超标", authorisation.number)
    another.shot("scan-red")
    enterprise.open("/enterprise/certificates/")
    enterprise.sees("红色警示期间停止下载")
    assert enterprise.page.locator("a[href$='qr.png']").count() == 0

    assert list(Incident.objects.values_list("element_id", "message")) == []
    assert UserTask.objects.open().filter(case__business_key=number).get().element_id == "DisposeSample"
