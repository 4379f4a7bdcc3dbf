"""A yellow warning from the officer's decision to the day it is lifted, as a passer-by and the enterprise see it."""

from __future__ import annotations

import pytest

from engine import jobs
from engine.models import Incident
from tests.e2e.supervising import open_case, scan
from tests.e2e.visitor import png
from tests.portal.certification.issuing import Issuing

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

FACTS = "市场抽查发现包装上所印星级高于证书所载。"
REASON = "包装所印星级与证书不一致"
DEMAND = "停用旧包装并提交新包装照片"
CAUSE = "供应商误发了旧版包装，仓库没有核对。"
MEASURES = "旧包装已全部销毁，新包装的照片见附件。"


def test_a_yellow_warning_is_put_right_and_lifted(visit, processes, people, tea):
    authorisation = Issuing(tea, star=2, people=people).issue()
    passer_by = visit(phone=True)
    scan(passer_by, tea, status="valid", title="有效")

    officer = visit(people.compliance)
    case = open_case(officer, authorisation, trigger="misuse", severity="minor", facts=FACTS, reason=REASON)
    jobs.run_due_jobs()
    scan(passer_by, tea, status="valid", title="有效")  # nothing is published while it is only alleged
    assert REASON not in passer_by.text()
    officer.take("作出处置决定", case=case)
    officer.sees("决策表建议 黄色警示", FACTS)
    officer.choose("处置决定", "黄色警示")
    officer.fill(**{"整改要求（每行一条）": DEMAND})
    officer.shot("yellow-decision")
    officer.submit()
    jobs.run_due_jobs()

    scan(passer_by, tea, status="yellow", title="黄色警示")
    passer_by.sees("有事项正在整改，购买前请留意下列原因", REASON, authorisation.number)
    assert FACTS not in passer_by.text()
    passer_by.shot("scan-yellow")

    owner = visit(people.owner)
    owner.open("/enterprise/")
    owner.sees("黄色警示", REASON, "扫码页显示黄色警示、原因与日期", "整改期限")
    owner.shot("dashboard-yellow")
    owner.follow("整改并提交报告")
    owner.sees(DEMAND, REASON)
    owner.choose("提交", "提交整改报告")
    owner.fill(原因分析=CAUSE, 整改措施与结果=MEASURES)
    owner.upload("证明材料", png("新包装.png"))
    owner.shot("rectification-report")
    owner.submit()
    jobs.run_due_jobs()
    scan(passer_by, tea, status="yellow", title="黄色警示")  # until somebody has looked

    officer.take("整改验收", case=case)
    officer.sees(CAUSE, MEASURES, "新包装.png")
    officer.choose("验收结论", "解除警示")
    officer.fill(验收意见="新包装与证书一致，旧包装的销毁记录齐全。")
    officer.shot("rectification-verify")
    officer.submit()
    jobs.run_due_jobs()

    scan(passer_by, tea, status="valid", title="有效")
    assert REASON not in passer_by.text()
    passer_by.shot("scan-cured")
    owner.open("/enterprise/")
    owner.sees("解除通知书")
    assert owner.page.get_by_role("alert").count() == 0
    owner.shot("dashboard-cured")
    owner.open("/accounts/notifications/")
    owner.sees(f"{tea.name}的警示已解除")
    officer.open(f"/supervision/{case}/")
    officer.sees("已结案", MEASURES)
    officer.shot("case-cured")
    assert not Incident.objects.exists()
