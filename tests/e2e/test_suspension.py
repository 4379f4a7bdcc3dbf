"""A red warning is not put right: the enterprise is told and heard, two people suspend, and an appeal is won."""

from __future__ import annotations

import pytest

from engine import jobs
from tests.portal.appeals.appealing import Appealing
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import STATEMENT, Prosecution

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(400)]

FACTS = "责令整改后召回仍未完成，风险没有消除。"


def test_from_red_to_suspension_to_an_appeal_that_is_won(visit, processes, people, tea):
    authorisation = Issuing(tea, star=4, people=people).issue()
    case = Prosecution(authorisation, people, trigger="quality_risk", severity="major")
    case.decide("red", public_reason="抽检农残超标")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")

    officer = visit(people.compliance)
    officer.take("提出处罚意见")
    officer.sees("一年内已有警示")
    officer.choose("处罚意见", "拟暂停")
    officer.fill(事实与理由=FACTS)
    officer.shot("penalty-proposal")
    officer.submit()
    jobs.run_due_jobs()

    owner = visit(people.owner)
    owner.take("陈述申辩")
    owner.sees("暂停", FACTS, "逾期未提出的，视为放弃")
    owner.choose("陈述申辩", "提交陈述申辩")
    owner.fill(陈述申辩的内容=STATEMENT)
    owner.shot("penalty-statement")
    owner.submit()
    jobs.run_due_jobs()

    officer.take("提出暂停决定")
    officer.sees(STATEMENT)
    officer.choose("决定", "予以暂停")
    officer.choose("暂停期限", "2个月")
    officer.fill(事实与理由="事实清楚，召回进度已在期限上予以考虑。")
    officer.shot("penalty-suspension")
    officer.submit()
    jobs.run_due_jobs()
    second = visit(people.officer)
    second.take("复核暂停决定")
    second.sees("予以暂停2个月", STATEMENT)
    second.choose("复核意见", "同意")
    second.shot("penalty-agreement")
    second.submit()
    jobs.run_due_jobs()

    passer_by = visit(phone=True)
    passer_by.open(f"/c/{tea.qr_code.token}")
    passer_by.sees("已暂停", "抽检农残超标")
    passer_by.shot("scan-suspended")
    passer_by.open("/warnings/")
    passer_by.sees(tea.name, "暂停", "抽检农残超标")
    passer_by.shot("published")
    owner.open("/enterprise/certificates/")
    owner.sees("暂停", "通知书")
    owner.shot("certificates-suspended")
    owner.open(f"/enterprise/instances/{case.instance.pk}/")
    owner.sees("处罚事先告知书", "暂停通知书")
    owner.shot("penalty-case")
    officer.open(f"/supervision/{case.case.number}/")
    officer.sees(STATEMENT, "暂停整改中")
    officer.shot("penalty-case-officer")

    Appealing(people, case.case.warnings.open().get()).decide("revoke")
    passer_by.open(f"/c/{tea.qr_code.token}")
    passer_by.sees("有效", "经申诉撤销")
    passer_by.open("/warnings/")
    assert tea.name not in passer_by.text()
