"""A diagram in its change: saved by itself, taken out, left, and what a lost server or another editor does to it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.frontend.islands import Islands
from tests.frontend.modeler import FINDING, OPENED, Server, done, rename

# ruff: noqa: E501  (scripts read better in whole lines)

pytestmark = pytest.mark.e2e

SAVE = f"**{OPENED['saveUrl']}"


def test_an_edit_is_saved_by_itself(modeler: Page, server: Server) -> None:
    rename(modeler, "资料审核")

    expect(modeler.locator(".modeler-status")).to_contain_text("已保存", timeout=8000)
    assert [condition for condition, _ in server.saved] == ["0"]
    assert 'name="资料审核"' in server.saved[0][1]["source"]
    assert "zeebe:assignmentDefinition" in server.saved[0][1]["source"]
    assert server.saved[0][1]["base"] == 3


def test_a_text_that_somebody_else_changed_is_not_overwritten_unasked(modeler: Page, server: Server) -> None:
    server.etag = "theirs"
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()

    expect(modeler.locator(".modeler-status")).to_contain_text("这个文件已被别人更新，您的修改还在本页。")
    assert server.saved == []
    with modeler.expect_download() as download:
        modeler.get_by_role("button", name="下载我的版本").click()
    assert download.value.suggested_filename == "登记.bpmn"
    assert 'name="资料审核"' in download.value.path().read_text()

    modeler.get_by_role("button", name="用我的版本覆盖").click()
    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    assert [condition for condition, _ in server.saved] == ["theirs"]


def test_writing_over_another_text_does_not_hide_that_a_version_was_published(modeler: Page, server: Server) -> None:
    server.etag, server.version = "theirs", 4
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()
    modeler.get_by_role("button", name="用我的版本覆盖").click()

    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    assert [body["base"] for _, body in server.saved] == [3]


def test_the_first_save_is_refused_where_somebody_else_was_first(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED | {"etag": ""})
    rename(page, "资料审核")
    page.locator('[data-tool="save"]').click()

    expect(page.locator(".modeler-status")).to_contain_text("这个文件已被别人更新")
    assert server.saved == []


def at_the_change(page: Page) -> None:
    """The change's page, which is no part of the editor."""
    page.route(
        "**/change",
        lambda route: route.fulfill(status=200, content_type="text/html; charset=utf-8", body="<h1>变更单</h1>"),
    )


def test_done_saves_and_leads_to_the_change(modeler: Page, server: Server) -> None:
    at_the_change(modeler)
    rename(modeler, "资料审核")
    done(modeler)

    expect(modeler.get_by_role("heading", name="变更单")).to_be_visible()
    assert ['name="资料审核"' in body["source"] for _, body in server.saved] == [True]


def test_done_waits_for_what_is_being_saved(modeler: Page, server: Server) -> None:
    at_the_change(modeler)
    held: list[Route] = []
    modeler.route(SAVE, lambda route: held.append(route))
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("正在保存…")
    done(modeler)
    modeler.wait_for_timeout(200)
    expect(modeler.locator(".modeler")).to_be_visible()

    server.diagram(held[0])
    expect(modeler.get_by_role("heading", name="变更单")).to_be_visible()


def test_done_does_not_lead_away_from_what_is_not_saved(modeler: Page, server: Server) -> None:
    at_the_change(modeler)
    server.etag = "theirs"
    rename(modeler, "资料审核")
    done(modeler)

    expect(modeler.get_by_role("button", name="载入最新内容")).to_be_visible()
    expect(modeler.locator(".modeler")).to_be_visible()
    assert (server.saved, name_of_review(modeler)) == ([], "资料审核")


def test_an_untouched_diagram_is_left_without_being_saved(modeler: Page, server: Server) -> None:
    at_the_change(modeler)
    done(modeler)
    expect(modeler.get_by_role("heading", name="变更单")).to_be_visible()
    assert server.saved == []


def test_a_check_is_of_what_the_canvas_shows(modeler: Page, server: Server) -> None:
    expect(modeler.locator(".modeler-findings-summary")).to_have_text("发现 1 个错误、0 个提醒")
    rename(modeler, "资料审核")
    server.findings = [FINDING, FINDING]
    modeler.locator('[data-tool="check"]').click()

    expect(modeler.locator(".modeler-findings-summary")).to_have_text("发现 2 个错误、0 个提醒")
    assert (len(server.saved), server.checks) == (1, 2)


def test_a_diagram_is_taken_out_of_the_change_as_it_is_now(modeler: Page, server: Server) -> None:
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    at_the_change(modeler)
    modeler.once("dialog", lambda dialog: dialog.accept())
    modeler.locator('[data-tool="discard"]').click()
    expect(modeler.get_by_role("heading", name="变更单")).to_be_visible()
    assert server.discarded == ["1"]


def lose_the_server(page: Page, status: int) -> None:
    """Every save fails from now on."""
    body = {"detail": "请先登录", "code": "not_authenticated"}
    page.route(SAVE, lambda route: route.fulfill(status=status, json=body))


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
    page.unroute(SAVE)
    page.route(SAVE, server.diagram)
    return page


def test_a_diagram_that_was_not_saved_survives_a_reload(islands: Islands, server: Server) -> None:
    edit_without_server(islands, server)
    islands.page.on("dialog", lambda dialog: dialog.accept())

    page = islands.open("modeler", OPENED)

    expect(page.locator(".modeler-messages")).to_contain_text("这台电脑上还有一份没有保存到服务器的内容")
    assert name_of_review(page) != "资料审核"
    page.get_by_role("button", name="改用这台电脑上的内容").click()
    expect(page.locator(".modeler-status")).to_contain_text("已保存", timeout=8000)
    assert name_of_review(page) == "资料审核"
    assert 'name="资料审核"' in server.saved[0][1]["source"]

    page = islands.open("modeler", OPENED | {"etag": server.etag})
    expect(page.locator(".modeler-messages")).to_be_empty()


def test_a_kept_diagram_that_others_went_past_is_offered_as_such(islands: Islands, server: Server) -> None:
    edit_without_server(islands, server)
    islands.page.on("dialog", lambda dialog: dialog.accept())

    page = islands.open("modeler", OPENED | {"etag": "theirs"})

    expect(page.locator(".modeler-messages")).to_contain_text("之后在别处有更新")
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
