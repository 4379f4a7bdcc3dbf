"""On a phone: what does not conform is recorded, put right by the enterprise, and seen again by the lead on site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import clock, jobs
from engine.models import Incident
from portal.accounts.models import User
from portal.evaluation.models import Opinion
from portal.registry.models import Product
from tests.e2e.onsite import OnsiteCase, experts
from tests.e2e.visitor import Visitor, png

__all__ = ["experts"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def case(processes: None, people: Any, tea: Product, experts: list[User], settings: Any) -> OnsiteCase:
    settings.OTOP_DRAW_RATE = 0
    with clock.at(clock.now() - timedelta(days=21)):
        case = OnsiteCase(people, tea, star=3)
    case.experts = experts
    case.to_visit()
    return case


def comes(visitor: Visitor, text: str) -> None:
    """Jobs are done here; one whose case is just keeping a draft is left for the next round."""

    def seen() -> bool:
        jobs.run_due_jobs()
        return text in visitor.text()

    visitor.until(seen)


def open_own(person: Visitor, task: str) -> None:
    person.open("/inbox/?tab=mine")
    comes(person, task)
    person.follow(task)


def test_what_does_not_conform_is_put_right_and_seen_again(visit, case, people):
    leader = case.experts[0]
    lead, owner = visit(leader, phone=True), visit(people.owner, phone=True)
    open_own(lead, "现场核验记录")
    lead.page.locator(".fjs-repeat-render-add").click()
    lead.pick("评价项", "产品溯源机制")
    lead.choose("程度", "严重")
    lead.fill(不符合事实="三个批次追不到地块。")
    lead.shot("nonconformity-record")
    found = {"criterion": "K5", "grade": "major", "description": "三个批次追不到地块。"}
    visited = case.visit(leader) | {"k5_verdict": "unmet", "k5_remark": "追不到地块"}
    case.done("RecordVisit", leader, **visited, nonconformities=[found])
    scores = {f"score_{section}": 85 for section in Opinion.Section.values}
    case.each("GiveOpinion", **scores, opinion="现场与材料一致，建议完善台账。", signature=True)

    owner.open(f"/enterprise/applications/{case.number}/")
    comes(owner, "不符合项整改")
    owner.sees("不符合项整改", "1. K5 产品溯源机制（严重）", "个工作日")
    owner.shot("nonconformity-progress")
    owner.follow("去办理")
    owner.sees("提交后由专家组长复核现场")
    owner.fill(整改措施="重建了地块编码，补录了全部批次。")
    owner.upload("整改证明", png("台账.png"))
    owner.shot("nonconformity-answer")
    owner.submit()

    open_own(lead, "安排复核现场")
    lead.sees("台账.png")
    lead.shot("revisit-schedule")
    with clock.at(clock.now() - timedelta(days=14)):
        at = (clock.now() + timedelta(days=7)).isoformat()
        case.done("ScheduleRevisit", leader, revisit_at=at, place="牛角山村茶园")
    open_own(lead, "复核现场记录")
    lead.sees("台账.png")
    lead.fill(复核情况="现场抽查了五个批次，均能追到地块。", 核查情况="编码与地块台账一致。")
    lead.upload("复核照片", png("地块.png"))
    lead.choose("确认结果", "已关闭")
    lead.shot("revisit-record")
    assert not Incident.objects.exists()
