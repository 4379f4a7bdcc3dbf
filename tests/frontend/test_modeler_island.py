"""Editing a diagram in the browser: drafts, findings on the shapes, deploying."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.frontend.islands import Islands, select
from tests.frontend.test_editor_texts import DIAGRAM

pytestmark = pytest.mark.e2e

FINDING = {
    "severity": "error",
    "rule": "topic-known",
    "element": "notify",
    "message": "主题“notify”没有对应的处理程序",
    "hint": "请从已有的主题中选择。",
}


class Server:
    """Keeps the draft with its version; answers checks with `findings`."""

    def __init__(self, page: Page) -> None:
        self.saved: list[tuple[str | None, str]] = []
        self.conflict = False
        self.findings: list[dict[str, Any]] = []
        self.deployed: list[dict[str, Any]] = []
        page.route("**/draft", self.save)
        page.route("**/check", self.check)
        page.route("**/deploy", self.deploy)

    def save(self, route: Route) -> None:
        match = route.request.headers.get("if-match")
        if self.conflict and match:
            route.fulfill(status=412, content_type="application/problem+json", body='{"detail": "草稿已更新"}')
            return
        self.saved.append((match, route.request.post_data_json["xml"]))
        body = json.dumps({"etag": f'"{len(self.saved)}"', "saved_at": "2026-11-23T09:00:00+08:00"})
        route.fulfill(status=200, content_type="application/json", body=body)

    def check(self, route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"findings": self.findings}))

    def deploy(self, route: Route) -> None:
        self.deployed.append(route.request.post_data_json)
        if self.findings:
            body = json.dumps({"findings": self.findings})
            route.fulfill(status=422, content_type="application/json", body=body)
            return
        route.fulfill(status=201, content_type="application/json", body='{"version": 4, "url": "/versions/4"}')


@pytest.fixture
def server(page: Page) -> Server:
    return Server(page)


@pytest.fixture
def modeler(islands: Islands, server: Server) -> Page:
    server.findings = [FINDING]
    urls = {"saveUrl": "/draft", "checkUrl": "/check", "deployUrl": "/deploy"}
    return islands.open("modeler", {"xml": DIAGRAM, "etag": '"0"', **urls})


def rename(page: Page, name: str) -> None:
    page.evaluate(
        """name => {
            const { modeler } = document.querySelector('[data-island]');
            modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get('review'), { name });
        }""",
        name,
    )


def test_a_finding_is_listed_stands_on_its_shape_and_leads_to_it(modeler: Page) -> None:
    expect(modeler.locator(".modeler-findings-summary")).to_have_text("发现 1 个错误、0 个提醒")
    line = modeler.locator(".finding-line")
    expect(line).to_contain_text("发送通知　主题“notify”没有对应的处理程序")

    line.click()

    expect(modeler.locator(".bio-properties-panel-header-label")).to_have_text("发送通知")
    expect(modeler.locator('.djs-overlays[data-container-id="notify"] .finding-badge')).to_have_count(1)


def test_a_change_is_saved_as_a_draft_by_itself(modeler: Page, server: Server) -> None:
    rename(modeler, "资料审核")

    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存", timeout=8000)
    assert [match for match, _ in server.saved] == ['"0"']
    assert 'name="资料审核"' in server.saved[0][1]
    assert "zeebe:assignmentDefinition" in server.saved[0][1]


def test_a_draft_that_somebody_else_changed_is_not_overwritten_unasked(modeler: Page, server: Server) -> None:
    server.conflict = True
    rename(modeler, "资料审核")
    modeler.locator('[data-tool="save"]').click()

    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已被别人更新，您的修改还在本页。")
    assert server.saved == []
    with modeler.expect_download() as download:
        modeler.get_by_role("button", name="下载我的版本").click()
    assert 'name="资料审核"' in download.value.path().read_text()

    modeler.get_by_role("button", name="用我的版本覆盖").click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    assert [match for match, _ in server.saved] == [None]


def test_a_diagram_with_errors_is_not_deployed_and_a_clean_one_is(modeler: Page, server: Server) -> None:
    def deploy(note: str) -> None:
        modeler.locator('[data-tool="deploy"]').click()
        modeler.get_by_label("改动说明").fill(note)
        modeler.locator("dialog").get_by_role("button", name="发布").click()

    deploy("第一次")
    expect(modeler.locator(".modeler-messages")).to_contain_text("请先改正检查发现的错误")

    server.findings = []
    deploy("改好了")
    expect(modeler.locator(".modeler-messages")).to_contain_text("已发布第 4 版")
    assert [request["note"] for request in server.deployed] == ["第一次", "改好了"]
    expect(modeler.get_by_role("link", name="查看新版本")).to_have_attribute("href", "/versions/4")


def test_what_the_engine_does_not_honour_is_not_offered(modeler: Page) -> None:
    select(modeler, "review")
    groups = modeler.locator("[data-group-id]")
    expect(groups.first).to_be_visible()
    shown = {group.get_attribute("data-group-id") for group in groups.all()}

    assert shown >= {"group-general", "group-form", "group-assignmentDefinition", "group-inputs"}
    assert not shown & {"group-Zeebe__ExecutionListeners", "group-Zeebe__TaskListeners"}
    assert "group-userTaskImplementation" not in shown


def test_what_the_gate_refuses_is_not_in_the_menu_of_types(islands: Islands, server: Server) -> None:
    refused = [
        {"type": "bpmn:EndEvent", "event": "bpmn:EscalationEventDefinition", "scope": None},
        {"type": "bpmn:EndEvent", "event": "bpmn:MessageEventDefinition", "scope": "subProcess"},
    ]
    page = islands.open("modeler", {"xml": DIAGRAM, "checkUrl": "/check", "refused": refused})

    names = page.evaluate(
        """() => {
            const { modeler } = document.querySelector('[data-island]');
            const menu = modeler.get('popupMenu');
            menu.open(modeler.get('elementRegistry').get('end'), 'bpmn-replace', { x: 10, y: 10 });
            return Object.keys(menu._current.entries);
        }"""
    )

    assert {"replace-with-message-end", "replace-with-terminate-end"} <= set(names)
    assert "replace-with-escalation-end" not in names


def test_a_form_is_linked_by_its_id(islands: Islands) -> None:
    forms = [{"id": "review", "name": "登记审核表"}, {"id": "supplement", "name": "补正表"}]
    page = islands.open("modeler", {"xml": DIAGRAM, "forms": forms})
    select(page, "review")
    page.locator('[data-group-id="group-form"] .bio-properties-panel-group-header').click()

    page.get_by_label("表单", exact=True).select_option("supplement")

    xml = page.evaluate("async () => (await document.querySelector('[data-island]').modeler.saveXML()).xml")
    assert '<zeebe:formDefinition formId="supplement" />' in xml
    assert "<zeebe:userTask />" in xml
    assert 'formId="review"' not in xml
