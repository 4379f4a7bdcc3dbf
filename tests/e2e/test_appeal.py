"""A product under a red warning: the owner appeals, two people decide, and the scan page is well again."""

from __future__ import annotations

import pytest

from engine import jobs
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import Prosecution

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


def test_an_appeal_against_a_red_warning_is_won(visit, processes, people, tea):
    authorisation = Issuing(tea, star=4, people=people).issue()
    case = Prosecution(authorisation, people, trigger="quality_risk", severity="major")
    case.decide("red", public_reason="抽检农残超标")
    passer_by = visit(phone=True)
    passer_by.open(f"/c/{tea.qr_code.token}")
    passer_by.sees("红色警示", "抽检农残超标")

    owner = visit(people.owner)
    owner.open("/enterprise/appeals/")
    owner.sees("可以申诉的决定", "红色警示", "个工作日")
    owner.shot("appeals")
    owner.follow("提出申诉")
    owner.page.get_by_label("申诉请求").fill("撤销红色警示")
    owner.page.get_by_label("事实与理由").fill("抽检样品并非我企业生产，批号与出厂记录不符。")
    owner.shot("appeal-new")
    owner.press("提交申诉")
    owner.sees("申诉已提交", "待受理")
    jobs.run_due_jobs()

    lawyer = visit(people.legal)
    lawyer.take("受理审查")
    lawyer.sees("抽检样品并非我企业生产")
    lawyer.choose("处理", "受理")
    lawyer.submit()
    jobs.run_due_jobs()
    lawyer.take("审理并拟定处理意见")
    lawyer.choose("处理意见", "撤销原决定")
    lawyer.fill(理由="经查，抽检样品的批号与企业出厂记录不符，原决定依据不足。")
    lawyer.shot("appeal-review")
    lawyer.submit()
    jobs.run_due_jobs()
    manager = visit(people.manager)
    manager.take("复核决定")
    manager.sees("撤销原决定", "依据不足")
    manager.choose("决定", "同意，作出处理决定")
    manager.shot("appeal-decision")
    manager.submit()
    jobs.run_due_jobs()

    owner.open("/enterprise/appeals/")
    owner.sees("撤销原决定", "授权状态、公示与评审记录随之恢复")
    owner.shot("appeals-won")
    owner.page.locator(".list-group-item-action").first.click()
    owner.sees("申诉处理决定")
    owner.shot("appeal-case")
    passer_by.open(f"/c/{tea.qr_code.token}")
    passer_by.sees("有效", "经申诉撤销")
    passer_by.shot("scan-appeal-won")
