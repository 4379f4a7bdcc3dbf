"""A referrer from the own sign-up to a grant that was delivered."""

from __future__ import annotations

import pytest

from engine import clock, jobs
from portal.referrals.commands import keep_named
from portal.registry.referrers import Named
from tests.e2e.registering import sign_up

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

PHONE = "15400000031"


def test_a_referrer_from_the_sign_up_to_a_grant(visit, worker, people, tea_house):
    # The tea house named somebody whom nobody knew then.
    keep_named(tea_house, Named(phone=PHONE))
    jobs.run_due_jobs()
    referrer = visit(phone=True)
    referrer.open("/referrals/join/")
    referrer.sees("推荐人须知", "没有现金奖励")
    referrer.shot("referrer-join")
    referrer.follow("注册账号")
    sign_up(referrer, username="pengjian", name="彭荐", phone=PHONE)
    referrer.page.get_by_label("我已阅读并同意《推荐人须知》").check()
    referrer.press("登记为推荐人")
    referrer.sees("推荐中心", "邀请企业")
    referrer.until(lambda: referrer.page.get_by_text("已计入 1 家").count() > 0)
    referrer.sees(tea_house.name)
    referrer.shot("referrer-centre")

    reviewer, manager = visit(people.reviewer), visit(people.manager)
    reviewer.open("/referrals/people/")
    reviewer.shot("referrer-people")
    reviewer.follow("提出发放")
    reviewer.page.locator("[name=kind]").select_option(label="回馈")
    for name, text in {"title": "新茶礼盒", "detail": "明前绿茶一盒", "reason": "推荐的企业已经完成注册。"}.items():
        reviewer.page.locator(f"[name={name}]").fill(text)
    reviewer.shot("referrer-propose")
    reviewer.press("提出")
    reviewer.sees("已提出")
    manager.take("审批发放", case="新茶礼盒")
    manager.sees("已计入推荐 1 家")
    manager.shot("referrer-approve")
    manager.choose("审批结论", "批准")
    manager.submit()

    referrer.open("/referrals/")
    referrer.until(lambda: referrer.page.get_by_role("link", name="接受或谢绝").count() > 0)
    referrer.shot("referrer-offered")
    referrer.follow("接受或谢绝")
    referrer.choose("您的答复", "接受")
    referrer.fill(收件地址="古丈县古阳镇红星路8号")
    referrer.shot("referrer-answer")
    referrer.submit()

    reviewer.take("交付", case="新茶礼盒")
    reviewer.sees("古丈县古阳镇红星路8号")
    reviewer.pick("交付方式", "快递寄送")
    reviewer.fill(快递公司和单号="邮政快递 EMS10000001")
    reviewer.date("交付日期", clock.today().isoformat())
    reviewer.shot("referrer-deliver")
    reviewer.submit()
    referrer.open("/referrals/")
    referrer.until(lambda: referrer.page.get_by_text("已交付").count() > 0)
