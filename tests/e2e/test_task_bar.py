"""The bar below a task's form: each choice of its decision is in sight and can be pressed, on desks and phones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine import runtime
from engine.models import FormDefinition, ProcessInstance, UserTask
from tests.e2e.visitor import PATIENCE, Visitor
from tests.portal.conftest import registered
from tests.portal.registering import case_of, open_task

__all__ = ["registered"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(1200)]

DESKS = ({"width": 1280, "height": 720}, {"width": 1440, "height": 900})
PHONE = {"width": 390, "height": 844}
# As long as the choices that the scheme computes for a case get.
CHOICES = [
    {"value": "pass", "label": "同意处置并退还企业"},
    {"value": "extend", "label": "延长整改期限一次（30日）"},
    {"value": "fail", "label": "整改不到位，升级为红色警示"},
    {"value": "withdraw", "label": "撤回申请"},
]
STARS = [
    {"value": star, "label": label} for star, label in enumerate(("不予评定", "一星", "二星", "三星", "四星", "五星"))
]
GIVEN: dict[str, Any] = {"choices": CHOICES, "stars": STARS, "score": {"vetoes": 0}}

# Labels of choices whose middle something else covers, or that are out of sight.
HIDDEN = """() => [...document.querySelectorAll('.decision-choice')].filter(choice => {
    const { left, top, width, height, right, bottom } = choice.getBoundingClientRect();
    const found = document.elementFromPoint(left + width / 2, top + height / 2);
    const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    return !inside || height < 44 || !choice.contains(found);
}).map(choice => choice.textContent)"""


def decision_of(form: FormDefinition) -> dict[str, Any] | None:
    components = json.loads(bytes(form.source))["components"]
    return next((one for one in components if one.get("properties", {}).get("decision")), None)


def task_with(form: FormDefinition, *, case: ProcessInstance, by: Any) -> UserTask:
    """A task that shows this form; none of the processes has come there."""
    task = UserTask.objects.create(
        instance=case, case=case, element_id="Task", name=form.name, form=form, assignee=by, inputs=GIVEN
    )
    task.candidates.create(group=f"user:{by.username}")
    return task


@pytest.fixture
def decisions(visit: Any, registered: Any, people: Any) -> dict[str, UserTask]:
    """A task of the reviewer for each form that ends in a decision."""
    case = case_of(registered())
    forms = [form for form in FormDefinition.objects.all() if decision_of(form)]
    assert len(forms) > 20
    return {form.key: task_with(form, case=case, by=people.reviewer) for form in forms}


def expected(task: UserTask) -> list[str]:
    decision = decision_of(task.form)
    assert decision is not None
    given = GIVEN.get(decision.get("valuesExpression", "").removeprefix("="))
    return [option["label"] for option in decision.get("values") or given]


def check(page: Page, task: UserTask) -> list[str]:
    """What is wrong with the bar, at the top of the page and at its end."""
    shown = page.locator(".decision-choice")
    expect(shown).to_have_count(len(expected(task)), timeout=PATIENCE)
    assert [text.strip() for text in shown.all_inner_texts()] == expected(task)
    wrong = []
    for place in ("0", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        form = page.locator(".form-island-canvas").bounding_box()
        if place == "0" and form and form["y"] > page.viewport_size["height"]:  # type: ignore[index]
            continue
        if place != "0":
            page.locator(".form-island-footer").scroll_into_view_if_needed()
        wrong += [f"{task.form.key} {page.viewport_size} {label}" for label in page.evaluate(HIDDEN)]
    return wrong


def test_every_choice_of_every_decision_is_in_sight(visit, decisions, people):
    desk: Visitor = visit(people.reviewer)
    phone: Visitor = visit(people.reviewer, phone=True)
    wrong = []
    for task in decisions.values():
        desk.page.set_viewport_size(DESKS[0])  # type: ignore[arg-type]
        desk.open(f"/inbox/tasks/{task.pk}/")
        for size in DESKS:
            desk.page.set_viewport_size(size)  # type: ignore[arg-type]
            wrong += check(desk.page, task)
        phone.open(f"/inbox/tasks/{task.pk}/")
        wrong += check(phone.page, task)
    assert wrong == []


def test_more_choices_than_the_bar_holds_stay_in_the_form(visit, decisions, people):
    many = [{"value": star, "label": f"第{star}个方案"} for star in range(1, 13)]
    task = decisions["star_summary"]
    UserTask.objects.filter(pk=task.pk).update(inputs={"stars": many})
    visitor: Visitor = visit(people.reviewer, phone=True)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    expect(visitor.page.locator(".form-island-canvas").get_by_label("第12个方案", exact=True)).to_be_visible()
    expect(visitor.page.locator(".decision-choice")).to_have_count(0)
    visitor.choose("建议星级", "第7个方案")
    expect(visitor.page.locator(".form-island-submit")).to_have_text("提交：第7个方案")


def test_one_press_hands_in_a_decision_and_what_is_missing_is_said(visit, registered, people):
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    visitor: Visitor = visit(people.reviewer, phone=True)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    visitor.submit(then=False)
    messages = visitor.page.locator(".form-island-messages")
    expect(messages).to_contain_text("审核结论：此项必填", timeout=PATIENCE)
    visitor.choose("审核结论", "不予通过")
    expect(visitor.field("审核意见").locator("textarea")).to_be_focused(timeout=PATIENCE)
    visitor.submit(button="提交：不予通过", then=False)
    expect(messages).to_contain_text("审核意见：此项必填", timeout=PATIENCE)
    visitor.shot("decision-missing")
    visitor.choose("审核结论", "通过")
    visitor.submit(button="提交：通过")
    task.refresh_from_db()
    assert (task.status, task.answers["outcome"]) == ("completed", "pass")


def test_a_field_that_gets_the_focus_is_not_below_the_bar(visit, decisions, people):
    visitor: Visitor = visit(people.reviewer, phone=True)
    visitor.open(f"/inbox/tasks/{decisions['sample_receipt'].pk}/")
    visitor.choose("签收结论", "拒收")
    bar = visitor.page.locator(".form-island-footer")
    expect(bar.locator(".form-island-status")).to_contain_text("已保存", timeout=PATIENCE)  # it grows no more
    visitor.page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    for field in visitor.page.locator(".form-island-canvas textarea, .form-island-canvas input[type=text]").all():
        visitor.page.evaluate("window.scrollTo(0, 0)")
        field.evaluate("field => { field.focus(); field.scrollIntoView({ block: 'nearest' }); }")
        bottom = field.evaluate("field => field.getBoundingClientRect().bottom")
        top = bar.evaluate("bar => bar.getBoundingClientRect().top")
        assert bottom <= top


def test_an_answer_of_nought_can_be_chosen_and_is_there_again(visit, registered, people):
    case = case_of(registered())
    form = FormDefinition.objects.newest("star_evidence")
    assert form is not None
    task = task_with(form, case=case, by=people.reviewer)
    UserTask.objects.filter(pk=task.pk).update(inputs={"star": 2, "guidance": ""})
    visitor: Visitor = visit(people.reviewer, phone=True)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    levels = visitor.page.locator(".fjs-form-field-select")
    for level in (levels.nth(0), levels.nth(1)):
        level.locator(".fjs-input-group").click()
        level.locator(".fjs-dropdownlist-item").get_by_text("暂无", exact=True).click()
        expect(level.locator(".fjs-select-display")).to_have_text("暂无")
    expect(visitor.page.locator(".form-island-status")).to_contain_text("已保存", timeout=PATIENCE)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    for level in (levels.nth(0), levels.nth(1)):
        expect(level.locator(".fjs-select-display")).to_have_text("暂无")
    kept = task.drafts.get().answers
    assert (kept["k5_level"], kept["k6_level"]) == (0, 0)


def test_a_date_is_there_again_on_a_phone(visit, people, regions):
    visitor: Visitor = visit(people.newcomer, phone=True)
    visitor.open("/enterprise/register/?county=433126")
    visitor.date("成立日期", "2019-05-06")
    expect(visitor.page.locator(".form-island-status")).to_contain_text("已保存", timeout=PATIENCE)
    visitor.open("/enterprise/register/?county=433126")
    shown = visitor.field("成立日期").locator("input:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_value("2019-05-06")
    visitor.shot("dates-phone")
    shown.tap()
    expect(visitor.page.locator(".flatpickr-calendar.open .flatpickr-day.selected")).to_be_visible()
    visitor.page.locator(".flatpickr-calendar.open .flatpickr-day", has_text="8").first.tap()
    expect(shown).to_have_value("2019-05-08")
