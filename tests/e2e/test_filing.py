"""A product filed, sent back, put right and filed; then changed, while the old version stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.registry.models import Filing
from tests.e2e.visitor import png
from tests.portal.filing import draft

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

OBJECTION = "看不清包装背面的配料表，请补充照片。"


def test_a_product_is_filed_returned_filed_and_changed(visit, worker, people, tea_house):
    product = draft(tea_house, by=people.owner)
    owner, reviewer = visit(people.owner), visit(people.reviewer)
    address = f"/enterprise/products/{product.pk}/"
    owner.open(address)
    owner.sees("资料完整，可以提交备案")
    owner.shot("filing-draft")
    owner.press("提交备案")
    owner.sees("已提交备案", "备案审核")
    number = Filing.objects.get().number

    reviewer.take("备案审核", case=product.name)
    reviewer.choose("审核结论", "退回补正")
    reviewer.fill(审核意见=OBJECTION, **{"指导意见（选填）": "背面照片与正面同尺寸。"})
    reviewer.shot("filing-review-returns")
    reviewer.submit()

    owner.until(lambda: owner.page.get_by_text(OBJECTION).count() > 0)
    owner.shot("filing-returned")
    owner.follow("去办理")
    owner.sees(OBJECTION, "修改产品资料")
    owner.shot("filing-correction")
    # The form opens its links in windows of their own.
    owner.open(str(owner.page.get_by_role("link", name="修改产品资料").get_attribute("href")))
    owner.page.locator("[name=pictures]").set_input_files([png("背面.png")])
    expect(owner.page.locator(".uploads")).to_contain_text(["背面.png"])
    owner.shot("filing-edit")
    owner.press("保存")
    owner.sees("请在本页提交补正")
    owner.settle()
    owner.fill(**{"补正说明（选填）": "已补充包装背面照片"})
    owner.submit()

    reviewer.take("备案审核", case=product.name)
    reviewer.sees("已补充包装背面照片", "背面.png")
    reviewer.shot("filing-review-again")
    reviewer.choose("审核结论", "备案")
    reviewer.submit()
    owner.open(f"/enterprise/filings/{number}/")
    owner.until(lambda: owner.page.get_by_text("备案编号 F").count() > 0)
    owner.shot("filing-filed")

    owner.open(address)
    owner.sees("已备案")
    owner.shot("filing-product")
    owner.follow("变更")
    owner.page.get_by_label("产品名称").fill("云岭毛尖")
    owner.page.get_by_label("变更说明").fill("与包装一致")
    owner.shot("filing-change")
    owner.press("保存并提交")
    owner.sees("变更已提交审核")
    reviewer.take("备案审核", case="云岭毛尖")
    reviewer.sees("已备案产品的变更", "与包装一致", "古丈毛尖")
    reviewer.shot("filing-review-change")
    reviewer.choose("审核结论", "备案")
    reviewer.submit()
    owner.open(address)
    owner.until(lambda: owner.page.get_by_text("第2版").count() > 0)
    owner.sees("云岭毛尖")
    owner.open("/enterprise/products/")
    owner.sees("云岭毛尖")
    owner.open(f"{address}certifications/")
    owner.page.get_by_label("认证类别").select_option(label="绿色食品")
    owner.page.get_by_label("证书编号").fill("LB-44-2401")
    owner.press("保存")
    owner.sees("绿色食品", "LB-44-2401", "长期有效")
    owner.shot("filing-certifications")
