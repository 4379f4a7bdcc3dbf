"""On a phone: the lead records what was seen on site, with pictures and a signature; an expert gives an opinion."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from engine import clock, jobs
from engine.clock import LOCAL_ZONE
from engine.models import Incident
from portal.accounts.models import User
from portal.evaluation.models import OnsiteVisit, Opinion, Panel
from portal.registry.models import Product
from tests.e2e.onsite import OnsiteCase, experts
from tests.e2e.visitor import PATIENCE, PHONE, Visitor, png

__all__ = ["experts"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

CONFORMS = (
    "K2 各环节符合国家标准",
    "K3 安全生产环境与照片一致",
    "K4 现场未发现未报告的投诉和事故",
    "K6 风控管理制度落实",
    "K8 产品现场检验",
    "K9 生产线、检测线",
)
SEEN_ON_SITE = [criterion.split()[0] for criterion in CONFORMS]
FINDING = "三月的两个批次没有登记地块。"
SUMMARY = "茶园、车间与检测室运行正常，抽查了三个批次的台账。"
SCORES = {
    "生产与质量管理（K2、K9）": 82,
    "安全与环境（K3、K4）": 84,
    "产品溯源（K5）": 71,
    "风险控制与保险（K6、K7）": 80,
    "产品质量与检测（K8）": 88,
}

# Whatever is pressed or filled in and lies beside the screen, or is too small for a finger.
OUT_OF_REACH = """() => {
    const stands = element => element.checkVisibility() && element.getBoundingClientRect().width > 1;
    const beside = [...document.querySelectorAll('main :is(button, input, textarea, select, a.btn)')].filter(stands)
        .filter(element => {
            const { left, right } = element.getBoundingClientRect();
            return left < 0 || right > window.innerWidth;
        });
    const touched = '.form-island-footer button, .fjs-inline-label, .file-drop .btn, .fjs-repeat-render-add, '
        + '.fjs-repeat-row-remove';
    const small = [...document.querySelectorAll(touched)].filter(stands).filter(element => {
        const { width, height } = element.getBoundingClientRect();
        return Math.min(width, height) < 44;
    });
    return [...beside, ...small].map(element => element.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def case(processes: None, people: Any, tea: Product, experts: list[User], settings: Any) -> OnsiteCase:
    settings.OTOP_DRAW_RATE = 0
    with clock.at(clock.now() - timedelta(days=21)):
        case = OnsiteCase(people, tea, star=3)
    case.experts = experts
    case.to_visit()
    return case


def yesterday_at(hour: int, minute: int) -> datetime:
    day = clock.now().astimezone(LOCAL_ZONE) - timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def open_own(person: Visitor, task: str) -> None:
    """Asked by name: it is theirs already."""
    person.open("/inbox/?tab=mine")
    all_in_reach(person)
    person.follow(task)
    all_in_reach(person)


def all_in_reach(person: Visitor) -> None:
    page = person.page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert page.evaluate(OUT_OF_REACH) == [], page.url


def button_stays_in_sight(person: Visitor) -> None:
    """As soon as a long form begins, and at its end."""
    form = person.page.locator(".form-island-canvas")
    for block in ("start", "center", "end"):
        form.evaluate(f"element => element.scrollIntoView({{ block: '{block}', behavior: 'instant' }})")
        expect(person.page.locator(".form-island-submit")).to_be_in_viewport(ratio=1)


def record_what_was_seen(lead: Visitor) -> None:
    """Everything but the pictures and the signature."""
    lead.date("到场日期", yesterday_at(14, 30).date().isoformat())
    lead.time("时间", "14:30")
    lead.fill(核验地点="牛角山村茶园与车间")
    for criterion in CONFORMS:
        lead.choose(criterion, "符合")
    lead.choose("K5 产品溯源机制有效", "不符合")
    lead.fill(**{"K5 说明": FINDING})
    lead.page.locator(".fjs-repeat-render-add").click()
    lead.pick("评价项", "产品溯源机制")
    lead.choose("程度", "一般")
    lead.fill(不符合事实=FINDING, 现场情况=SUMMARY)


def test_the_lead_records_the_visit_and_an_expert_gives_an_opinion_on_a_phone(visit, case):
    leader, second, third = case.experts
    lead = visit(leader, phone=True)
    open_own(lead, "现场核验记录")
    lead.sees("约定时间", "牛角山村茶园")
    button_stays_in_sight(lead)
    record_what_was_seen(lead)
    all_in_reach(lead)
    lead.submit(then=False)
    expect(lead.page.locator(".form-island-messages")).to_contain_text("现场照片", timeout=PATIENCE)
    lead.shot("visit-record-incomplete")
    panel = Panel.objects.get(application=case.application)
    assert (panel.visit.visited_at, panel.visit.checklist.count()) == (None, 0)

    # A picture of each building; the enterprise signs on the spot.
    lead.upload("现场照片", png("车间.png"), png("茶园.png"))
    lead.choose("企业确认", "企业已签字确认")
    lead.fill(企业签字人="龙梅")
    all_in_reach(lead)
    lead.shot("visit-record")
    lead.submit()
    jobs.run_due_jobs()
    visited = OnsiteVisit.objects.get(panel=panel)
    assert visited.visited_at == yesterday_at(14, 30)
    assert (visited.recorded_by, visited.sign_off, visited.signed_by) == (leader, "signed", "龙梅")
    assert sorted(visited.photos.values_list("name", flat=True)) == ["茶园.png", "车间.png"]
    assert dict(visited.checklist.values_list("criterion", "verdict")) == dict.fromkeys(SEEN_ON_SITE, "met") | {
        "K5": "unmet"
    }
    assert visited.nonconformities.values_list("criterion", "grade", "description").get() == ("K5", "minor", FINDING)

    expert = visit(second, phone=True)
    open_own(expert, "出具专家意见")
    expert.sees(SUMMARY, "企业已签字确认：龙梅", FINDING)
    button_stays_in_sight(expert)
    expert.fill(**{section: str(score) for section, score in SCORES.items()})
    expert.fill(评价意见="现场管理规范，个别批次的地块登记需要补齐。")
    expert.tick("本人独立作出以上评分和意见")
    all_in_reach(expert)
    expert.shot("opinion-on-a-phone")
    expert.submit()
    jobs.run_due_jobs()
    opinion = Opinion.objects.get(seat__expert__user=second)
    assert sorted(opinion.scores.values()) == sorted(SCORES.values())

    # Neither needed a desk: what was found goes to the enterprise once the others have said theirs.
    case.experts = [leader, third]
    scores = {f"score_{section}": 85 for section in Opinion.Section.values}
    case.each("GiveOpinion", **scores, opinion="现场与材料一致，建议完善台账。", signature=True)
    assert "PutRight" in case.open_tasks()
    assert not Incident.objects.exists()
