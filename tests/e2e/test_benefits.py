"""An enquiry from the page of benefits to the enterprise's confirmation; and two enterprises that find each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock
from portal.benefits.catalogue import fill

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def test_an_enquiry_is_answered_and_confirmed(visit, worker, people, tea_house):
    fill()  # what a migration makes; another test's end may have emptied the tables
    owner, reviewer = visit(people.owner), visit(people.reviewer)
    owner.open("/benefits/")
    owner.sees("渠道推广", "产品没有生效的标识授权", "品牌打造")
    owner.shot("benefits-list")
    owner.page.locator(".list-group-item").filter(has_text="品牌打造").get_by_role("link", name="咨询").click()
    owner.page.locator("[name=title]").fill("云岭茶品牌策划")
    owner.page.locator("[name=content]").fill("希望了解品牌定位与包装形象的办理方式。")
    owner.page.get_by_label("品牌策划").check()
    owner.page.get_by_label("同意把以上内容和企业名称提供给所申请的渠道或服务方，用于本次办理").check()
    owner.shot("benefits-new")
    owner.press("提交")
    owner.sees("已提交")
    reviewer.take("内容审查", case="云岭茶品牌策划")
    reviewer.sees("希望了解品牌定位", "品牌策划")
    reviewer.shot("benefits-review")
    reviewer.choose("审查结论", "通过")
    reviewer.submit()
    reviewer.take("发布或办理", case="云岭茶品牌策划")
    reviewer.choose("办理结果", "已发布或办理")
    reviewer.date("发布或办理日期", clock.today().isoformat())
    reviewer.fill(办理情况="已安排品牌顾问电话联系。")
    reviewer.shot("benefits-publish")
    reviewer.submit()
    owner.until(lambda: owner.page.get_by_text("确认结果").count() > 0)
    owner.shot("benefits-request")
    owner.follow("去办理")
    owner.sees("已安排品牌顾问电话联系")
    owner.submit()
    owner.open("/benefits/")
    owner.until(lambda: owner.page.get_by_text("已确认").count() > 0)
    reviewer.open("/benefits/requests/")
    reviewer.shot("benefits-requests")


def test_two_enterprises_find_each_other(visit, worker, people, tea_house, silver_house):
    owner, rival = visit(people.owner), visit(people.rival)
    owner.open("/exchange/new/")
    owner.page.locator("[name=kind]").select_option("demand")
    for name, text in {"title": "寻找茶叶冷链运输", "detail": "每月两吨，古丈至长沙。"}.items():
        owner.page.locator(f"[name={name}]").fill(text)
    owner.page.locator("[name=valid_to]").fill((clock.today() + timedelta(days=60)).isoformat())
    owner.shot("exchange-new")
    owner.press("发布")
    owner.sees("已发布", "还没有企业联系")
    rival.open("/exchange/?q=冷链")
    rival.shot("exchange-list")
    rival.follow("寻找茶叶冷链运输")
    rival.page.get_by_label("留言").fill("我们有冷藏车，想谈谈合作。")
    rival.page.get_by_label("对方同意后，双方互相看到企业联系人的姓名和手机号码").check()
    rival.shot("exchange-approach")
    rival.press("联系")
    rival.sees("已联系对方")
    owner.page.reload()
    owner.shot("exchange-asked")
    owner.press("同意，互相看到联系方式")
    owner.sees(silver_house.contact_phone)
    rival.page.reload()
    rival.sees(tea_house.contact_phone)
    rival.shot("exchange-contact")
