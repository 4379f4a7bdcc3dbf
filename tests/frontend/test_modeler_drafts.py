"""A diagram's draft: saved by itself, published, discarded, and what a lost server or another editor does to it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.islands import Islands
from tests.frontend.modeler import OPENED, Server, deploy, rename

# ruff: noqa: E501  (scripts read better in whole lines)

pytestmark = pytest.mark.e2e


def test_a_change_is_saved_as_a_draft_by_itself(modeler: Page, server: Server) -> None:
    rename(modeler, "资料审核")

    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存", timeout=8000)
    assert [condition for condition, _ in server.saved] == ["0"]
    assert 'name="资料审核"' in server.saved[0][1]["xml"]
    assert "zeebe:assignmentDefinition" in server.saved[0][1]["xml"]
    assert server.saved[0][1]["base"] == 3


def test_a_draft_that_somebody_else_changed_is_not_overwritten_unasked(modeler: Page, server: Server) -> None:
    server.etag, server.version = "theirs", 4
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()

    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已被别人更新，您的修改还在本页。")
    assert server.saved == []
    with modeler.expect_download() as download:
        modeler.get_by_role("button", name="下载我的版本").click()
    assert download.value.suggested_filename == "登记.bpmn"
    assert 'name="资料审核"' in download.value.path().read_text()

    modeler.get_by_role("button", name="用我的版本覆盖").click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    assert [(condition, body["base"]) for condition, body in server.saved] == [("theirs", 4)]


def test_the_first_save_is_refused_where_somebody_else_was_first(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED | {"etag": ""})
    rename(page, "资料审核")
    page.locator('[data-tool="save"]').click()

    expect(page.locator(".modeler-status")).to_contain_text("草稿已被别人更新")
    assert server.saved == []


def test_a_diagram_with_errors_is_not_deployed_and_a_clean_one_is(modeler: Page, server: Server) -> None:
    deploy(modeler, "第一次")
    expect(modeler.locator(".modeler-messages")).to_contain_text("请先改正检查发现的错误")

    server.findings = []
    deploy(modeler, "改好了")
    expect(modeler.locator(".modeler-messages")).to_contain_text("已发布第 4 版")
    assert [request["note"] for request in server.deployed] == ["第一次", "改好了"]
    expect(modeler.get_by_role("link", name="查看新版本")).to_have_attribute("href", "/versions/4")


def test_after_publishing_the_next_edit_is_ones_own(modeler: Page, server: Server) -> None:
    server.findings = []
    deploy(modeler, "第一次")
    expect(modeler.locator(".modeler-messages")).to_contain_text("已发布第 4 版")

    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    assert (server.saved[-1][0], server.saved[-1][1]["base"]) == ("", 4)
    deploy(modeler, "第二次")
    expect(modeler.locator(".modeler-messages")).to_contain_text("已发布第 5 版")


def test_what_another_saved_meanwhile_is_not_thrown_away_by_publishing(modeler: Page, server: Server) -> None:
    server.findings = []
    server.etag = "theirs"
    deploy(modeler, "改好了")

    expect(modeler.locator(".modeler-messages")).to_contain_text("没有发布")
    expect(modeler.get_by_role("button", name="载入最新草稿")).to_be_visible()
    assert (server.deployed, server.etag) == ([], "theirs")


def test_an_unchanged_diagram_is_not_published_again(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED | {"etag": ""})
    page.locator('[data-tool="deploy"]').click()
    expect(page.locator(".modeler-messages")).to_contain_text("没有改动")
    assert server.saved == []


def test_a_draft_is_discarded_as_it_is_now(modeler: Page, server: Server) -> None:
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    modeler.once("dialog", lambda dialog: dialog.accept())
    with modeler.expect_navigation():  # the page comes anew; one that is closed while it does hangs
        modeler.locator('[data-tool="discard"]').click()
    assert server.discarded == ["1"]


def lose_the_server(page: Page, status: int) -> None:
    """Every save fails from now on."""
    body = json.dumps({"detail": "请先登录", "code": "not_authenticated"})
    page.route(
        "**/draft", lambda route: route.fulfill(status=status, content_type="application/problem+json", body=body)
    )


def name_of_review(page: Page) -> str:
    return page.evaluate(
        """() => document.querySelector('[data-island]').modeler.get('elementRegistry').get('review').businessObject.name"""
    )


def edit_without_server(islands: Islands, server: Server) -> Page:
    page = islands.open("modeler", OPENED)
    lose_the_server(page, 503)
    rename(page, "资料审核")
    expect(page.locator(".modeler-status")).to_contain_text("暂时没能保存", timeout=8000)
    islands.problems.clear()
    page.unroute("**/draft")
    page.route("**/draft", server.draft)
    return page


def test_a_diagram_that_was_not_saved_survives_a_reload(islands: Islands, server: Server) -> None:
    edit_without_server(islands, server)
    islands.page.on("dialog", lambda dialog: dialog.accept())

    page = islands.open("modeler", OPENED)

    expect(page.locator(".modeler-messages")).to_contain_text("这台电脑上还有一份没有保存到服务器的内容")
    assert name_of_review(page) != "资料审核"
    page.get_by_role("button", name="改用这台电脑上的内容").click()
    expect(page.locator(".modeler-status")).to_contain_text("草稿已保存", timeout=8000)
    assert name_of_review(page) == "资料审核"
    assert 'name="资料审核"' in server.saved[0][1]["xml"]

    page = islands.open("modeler", OPENED | {"etag": server.etag})
    expect(page.locator(".modeler-messages")).to_be_empty()


def test_a_kept_diagram_that_the_draft_went_past_is_offered_as_such(islands: Islands, server: Server) -> None:
    edit_without_server(islands, server)
    islands.page.on("dialog", lambda dialog: dialog.accept())

    page = islands.open("modeler", OPENED | {"etag": "theirs"})

    expect(page.locator(".modeler-messages")).to_contain_text("之后草稿在别处有更新")
    page.get_by_role("button", name="丢弃").click()
    page = islands.open("modeler", OPENED | {"etag": "theirs"})
    expect(page.locator(".modeler-messages")).to_be_empty()


def test_saving_by_itself_never_asks_for_a_password(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED, user="7")
    page.route("**/accounts/session/", lambda route: route.fulfill(status=200, json={"user": None}))
    lose_the_server(page, 401)
    rename(page, "资料审核")

    expect(page.locator(".modeler-status")).to_contain_text("登录已过期，内容暂存在这台电脑上。", timeout=8000)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("button", name="登录并保存").click()
    expect(page.locator("dialog[open]")).to_have_count(1)
    islands.problems.clear()
