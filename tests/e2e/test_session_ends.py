"""The sign-in ends while somebody writes: nothing typed or chosen is lost, and the press goes through."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, expect

from engine import runtime
from engine.models import TaskDraft, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import commands
from portal.registry.models import Product
from tests.e2e.visitor import PASSWORD, PATIENCE, Visitor, png
from tests.portal.conftest import registered
from tests.portal.registering import open_task
from tests.portal.world import product_fields

__all__ = ["registered"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

OPINION = "营业执照照片不清晰，请重新拍摄后上传。"


@pytest.fixture
def task(visit: Any, registered: Any) -> UserTask:
    return open_task(registered())


@pytest.fixture
def writing(visit: Any, task: UserTask, people: Any) -> Visitor:
    """A reviewer in the middle of an opinion, whose sign-in has just ended."""
    runtime.claim(task.pk, by=people.reviewer)
    visitor: Visitor = visit(people.reviewer)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    visitor.choose("审核结论", "补正")
    expect(visitor.page.locator(".form-island-status")).to_contain_text("已保存", timeout=PATIENCE)
    end_session()
    visitor.fill(审核意见=OPINION)
    return visitor


def end_session() -> None:
    Session.objects.all().delete()


def dialog(visitor: Visitor) -> Locator:
    return visitor.page.locator(".sign-in-dialog")


def sign_in_beside(visitor: Visitor) -> None:
    expect(dialog(visitor)).to_contain_text("登录已过期", timeout=PATIENCE)
    dialog(visitor).get_by_label("密码").fill(PASSWORD)
    dialog(visitor).get_by_role("button", name="登录并继续").click()


def test_the_same_press_goes_through_after_signing_in_beside_the_form(writing, task):
    expect(writing.page.locator(".form-island-status")).to_contain_text("登录已过期", timeout=PATIENCE)
    writing.shot("session-ended")
    before = writing.page.url
    writing.submit(then=False)
    expect(dialog(writing)).to_be_visible(timeout=PATIENCE)
    writing.shot("session-dialog")
    dialog(writing).get_by_label("密码").fill("wrong")
    dialog(writing).get_by_role("button", name="登录并继续").click()
    expect(dialog(writing)).to_contain_text("用户名或密码不正确")
    sign_in_beside(writing)
    writing.page.wait_for_url(lambda url: url != before, timeout=PATIENCE)
    task.refresh_from_db()
    assert (task.status, task.answers["opinion"]) == ("completed", OPINION)


def test_what_was_typed_survives_a_reload_and_is_nobody_elses(writing, task, people, visit):
    expect(writing.page.locator(".form-island-status")).to_contain_text("登录已过期", timeout=PATIENCE)
    kept = writing.page.evaluate("() => JSON.stringify(localStorage)")
    assert OPINION in kept
    assert f":{people.reviewer.pk}:" in kept
    writing.sign_in(people.reviewer.username)
    writing.open(f"/inbox/tasks/{task.pk}/")
    writing.sees("已恢复上次没有保存到服务器的内容")
    expect(writing.field("审核意见").locator("textarea")).to_have_value(OPINION)
    expect(writing.page.locator(".form-island-status")).to_contain_text("已保存", timeout=PATIENCE)
    assert TaskDraft.objects.get().answers["opinion"] == OPINION
    assert OPINION not in writing.page.evaluate("() => JSON.stringify(localStorage)")


def test_signing_in_in_another_tab_is_enough(writing, task, people):
    other = writing._context.new_page()
    other.goto("/accounts/sign-in/")
    other.get_by_label("用户名").fill(people.reviewer.username)
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other).not_to_have_url("sign-in")
    other.close()
    writing.submit()
    task.refresh_from_db()
    assert (task.status, task.answers["opinion"]) == ("completed", OPINION)


def test_nothing_is_sent_in_the_name_of_whoever_signed_in_meanwhile(writing, task, make_user):
    other: User = make_user("rr2", "registration_reviewer")
    page = writing._context.new_page()
    page.goto("/accounts/sign-in/")
    page.get_by_label("用户名").fill(other.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    writing.submit(then=False)
    expect(dialog(writing)).to_contain_text("已换了别的账号", timeout=PATIENCE)
    writing.shot("session-other-account")
    dialog(writing).get_by_role("button", name="取消").click()
    expect(writing.page.locator(".form-island-messages")).to_contain_text("没有")
    expect(writing.field("审核意见").locator("textarea")).to_have_value(OPINION)
    task.refresh_from_db()
    assert task.status == "open"


def test_a_file_is_taken_after_signing_in(visit, people, regions):
    visitor: Visitor = visit(people.newcomer)
    visitor.open("/enterprise/register/?county=433126")
    end_session()
    field = visitor.field("营业执照扫描件")
    field.locator("input[type=file]").set_input_files([png("营业执照.png")])
    sign_in_beside(visitor)
    expect(field.locator(".file-list")).to_contain_text("营业执照.png", timeout=PATIENCE)


def test_a_claim_goes_through_after_signing_in(visit, task, people, make_user):
    make_user("rr2", roles.REGISTRATION_REVIEWER)
    visitor: Visitor = visit(people.reviewer)
    visitor.open(f"/inbox/tasks/{task.pk}/")
    end_session()
    visitor.press("领取")
    sign_in_beside(visitor)
    expect(visitor.page.get_by_role("button", name="退回待领取")).to_be_visible(timeout=PATIENCE)
    task.refresh_from_db()
    assert task.assignee == people.reviewer


def test_a_product_with_its_pictures_goes_through_after_signing_in(visit, people, tea_house):
    visitor: Visitor = visit(people.owner)
    visitor.open("/enterprise/products/new/")
    page = visitor.page
    texts = {"产品名称": "高山绿茶", "规格型号": "250g", "执行标准号": "GB/T 14456", "年产能": "2吨"}
    for label, text in texts.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("产品类别").select_option("tea")
    page.get_by_label("产品图片").set_input_files([png("茶园.png")])
    expect(page.locator("[data-name=pictures-kept]")).to_contain_text("茶园.png", timeout=PATIENCE)
    page.get_by_label("商品条码").fill("6901234567891")
    visitor.press("保存")
    visitor.sees("商品条码校验不通过", "茶园.png")
    visitor.shot("product-form-errors")
    page.get_by_label("商品条码").fill("")
    end_session()
    visitor.press("保存")
    sign_in_beside(visitor)
    expect(page.get_by_role("heading", name="高山绿茶")).to_be_visible(timeout=PATIENCE)
    assert Product.objects.get().pictures.count() == 1


def test_two_windows_are_offered_both_texts(visit, task, people):
    runtime.claim(task.pk, by=people.reviewer)
    first: Visitor = visit(people.reviewer)
    second: Visitor = visit(people.reviewer)
    for window in (first, second):
        window.open(f"/inbox/tasks/{task.pk}/")
    first.choose("审核结论", "补正")
    with first.page.expect_response(lambda answer: OPINION in (answer.request.post_data or "")):
        first.fill(审核意见=OPINION)
    second.choose("审核结论", "不予通过")
    status = second.page.locator(".form-island-status")
    expect(status).to_contain_text("这份草稿已在另一个窗口更新。", timeout=PATIENCE)
    second.shot("draft-conflict")
    assert TaskDraft.objects.get().answers["outcome"] == "correct"
    second.press("用本页内容覆盖")
    expect(status).to_contain_text("已保存", timeout=PATIENCE)
    assert TaskDraft.objects.get().answers["outcome"] == "fail"
    first.fill(审核意见="第一个窗口又写了一句，还没有看到别处。")
    expect(first.page.locator(".form-island-status")).to_contain_text("另一个窗口", timeout=PATIENCE)
    first.press("载入最新内容")
    first.settle()
    expect(first.page.get_by_label("不予通过")).to_be_checked(timeout=PATIENCE)


PRODUCT = "/enterprise/products/new/"
NOTICE = "已恢复上次没有保存到服务器的内容"


def kept(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("() => JSON.stringify(localStorage)"))


def sign_in_where_it_leads(visitor: Visitor, username: str) -> None:
    """On the sign-in page that an address of the site led to."""
    visitor.page.get_by_label("用户名").fill(username)
    visitor.page.get_by_label("密码").fill(PASSWORD)
    visitor.page.get_by_role("button", name="登录", exact=True).click()
    expect(visitor.page).not_to_have_url(re.compile("sign-in"))


def test_an_ordinary_form_survives_a_reload_and_is_nobody_elses(visit, people, tea_house, silver_house):
    visitor: Visitor = visit(people.owner)
    page = visitor.open(PRODUCT)
    page.get_by_label("产品名称").fill("高山绿茶")
    page.get_by_label("产品类别").select_option("tea")
    end_session()
    page.get_by_label("规格型号").fill("250g")
    page.reload()
    sign_in_where_it_leads(visitor, people.rival.username)
    visitor.open(PRODUCT)
    expect(page.get_by_label("产品名称")).to_have_value("")
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    end_session()
    page.reload()
    sign_in_where_it_leads(visitor, people.owner.username)
    visitor.sees(NOTICE)
    visitor.shot("product-form-restored")
    expect(page.get_by_label("产品名称")).to_have_value("高山绿茶")
    expect(page.get_by_label("产品类别")).to_have_value("tea")
    expect(page.get_by_label("规格型号")).to_have_value("250g")
    page.get_by_label("商品条码").fill("6901234567891")
    page.get_by_label("执行标准号").fill("GB/T 14456")
    page.get_by_label("年产能").fill("2吨")
    visitor.press("保存")
    visitor.sees("商品条码校验不通过")
    visitor.open(PRODUCT)  # what was refused is on no server either
    visitor.sees(NOTICE)
    page.get_by_label("商品条码").fill("")
    visitor.press("保存")
    expect(page.get_by_role("heading", name="高山绿茶")).to_be_visible(timeout=PATIENCE)
    assert "高山绿茶" not in kept(visitor)
    visitor.open(PRODUCT)
    expect(page.get_by_label("产品名称")).to_have_value("")


SECRETS = (
    '<input name="a" type="password"><input name="b" autocomplete="one-time-code">'
    '<input name="c" autocomplete="new-password">'
)


def test_passwords_codes_and_hidden_values_are_not_kept(visit, people, tea_house):
    visitor: Visitor = visit(people.owner)
    page = visitor.open(PRODUCT)
    page.locator("form[data-keep] .form-fields").evaluate(
        "(place, html) => place.insertAdjacentHTML('beforeend', html)", SECRETS
    )
    for name in "abc":
        page.locator(f"input[name={name}]").fill("geheim")
    assert "geheim" not in kept(visitor)
    page.get_by_label("产品名称").fill("高山绿茶")
    assert "高山绿茶" in kept(visitor)
    assert "geheim" not in kept(visitor)
    assert "csrfmiddlewaretoken" not in kept(visitor)


def test_text_that_somebody_else_overtook_is_offered(visit, people, tea_house, regions):
    tea = commands.create_product(tea_house, fields=product_fields(regions["433126104"]), by=people.owner)
    visitor: Visitor = visit(people.owner)
    page = visitor.open(f"/enterprise/products/{tea.pk}/edit/")
    description = page.get_by_label("产品介绍")
    description.fill("一句没有保存的话")
    Product.objects.filter(pk=tea.pk).update(description="同事写的介绍")
    page.reload()
    visitor.sees("这台电脑上还有一份没有保存到服务器的内容")
    expect(description).to_have_value("同事写的介绍")
    visitor.press("改用这台电脑上的内容")
    expect(description).to_have_value("一句没有保存的话")
    page.reload()
    visitor.press("丢弃")
    page.reload()
    expect(description).to_have_value("同事写的介绍")
    expect(page.get_by_role("button", name="丢弃")).to_have_count(0)


def test_the_reason_of_a_command_survives_too(visit, people, task):
    visitor: Visitor = visit(people.manager)
    page = visitor.open(f"/cockpit/instances/{task.instance_id}/")
    reason = page.get_by_label("取消流程的理由")
    reason.fill("申请人来电撤回")
    end_session()
    page.reload()
    sign_in_where_it_leads(visitor, people.manager.username)
    visitor.sees(NOTICE)
    expect(reason).to_have_value("申请人来电撤回")
    page.once("dialog", lambda question: question.accept())
    visitor.press("取消流程")
    expect(page.get_by_role("button", name="取消流程")).to_have_count(0)
    assert "申请人来电撤回" not in kept(visitor)
