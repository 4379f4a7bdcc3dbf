"""Editing a diagram in the browser: drafts, findings on the shapes, deploying."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.frontend.islands import Islands, select
from tests.frontend.test_editor_texts import DIAGRAM

# ruff: noqa: E501  (scripts read better in whole lines)

pytestmark = pytest.mark.e2e

FINDING = {
    "severity": "error",
    "rule": "topic-known",
    "element": "notify",
    "message": "主题“notify”没有对应的处理程序",
    "hint": "请从已有的主题中选择。",
}


class Server:
    """Keeps the draft with its ETag and the newest version; answers checks with `findings`."""

    def __init__(self, page: Page) -> None:
        self.etag, self.version = "0", 3
        self.saved: list[tuple[str | None, dict[str, Any]]] = []
        self.discarded: list[str | None] = []
        self.findings: list[dict[str, Any]] = []
        self.deployed: list[dict[str, Any]] = []
        page.route("**/draft", self.draft)
        page.route("**/check", self.check)
        page.route("**/deploy", self.deploy)

    def draft(self, route: Route) -> None:
        condition = self.condition(route)
        if condition != self.etag:
            self.refuse(route)
        elif route.request.method == "DELETE":
            self.discarded.append(condition)
            self.etag = ""
            route.fulfill(status=204)
        else:
            self.saved.append((condition, route.request.post_data_json))
            self.etag = str(len(self.saved))
            body = {"etag": self.etag, "saved_at": "2026-11-23T09:00:00+08:00"}
            route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    def condition(self, route: Route) -> str | None:
        """The ETag that the page expects, empty when it expects none; None when it does not say."""
        headers = route.request.headers
        if headers.get("if-none-match") == "*":
            return ""
        return headers["if-match"].strip('"') if "if-match" in headers else None

    def refuse(self, route: Route) -> None:
        body = {"detail": "草稿已被别人更新", "current": {"etag": self.etag, "version": self.version}}
        route.fulfill(status=412, content_type="application/problem+json", body=json.dumps(body))

    def check(self, route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"findings": self.findings}))

    def deploy(self, route: Route) -> None:
        if self.condition(route) != self.etag:
            return self.refuse(route)
        self.deployed.append(route.request.post_data_json)
        if self.findings:
            body = json.dumps({"findings": self.findings})
            route.fulfill(status=422, content_type="application/json", body=body)
            return None
        self.etag, self.version = "", self.version + 1
        body = json.dumps({"version": self.version, "is_new": True, "url": f"/versions/{self.version}"})
        route.fulfill(status=201, content_type="application/json", body=body)
        return None


@pytest.fixture
def server(page: Page) -> Server:
    return Server(page)


URLS = {"saveUrl": "/draft", "checkUrl": "/check", "deployUrl": "/deploy"}
OPENED = {"xml": DIAGRAM, "key": "registration", "name": "登记", "etag": "0", "base": 3, **URLS}


@pytest.fixture
def modeler(islands: Islands, server: Server) -> Page:
    server.findings = [FINDING]
    return islands.open("modeler", OPENED)


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


def deploy(page: Page, note: str) -> None:
    page.locator('[data-tool="deploy"]').click()
    page.get_by_label("改动说明").fill(note)
    page.locator("dialog").get_by_role("button", name="发布").click()


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
    with modeler.expect_request(lambda request: request.method == "DELETE"):
        modeler.locator('[data-tool="discard"]').click()
    assert server.discarded == ["1"]


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


FLOW_FINDING = FINDING | {"element": "f3", "message": "条件有误"}


def test_the_mark_of_a_flow_lies_on_the_flow(islands: Islands, server: Server) -> None:
    server.findings = [FLOW_FINDING]
    page = islands.open("modeler", OPENED)
    badge = page.locator('.djs-overlays[data-container-id="f3"] .finding-badge')
    expect(badge).to_be_visible()
    expect(page.locator('.djs-connection[data-element-id="f3"]')).to_have_class(re.compile("finding-error"))
    distance = page.evaluate(
        """() => {
            const path = document.querySelector('.djs-connection[data-element-id="f3"] .djs-visual > path');
            const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
            const { x, y, width, height } = document.querySelector('[data-container-id="f3"] .finding-badge').getBoundingClientRect();
            return Math.hypot(x + width / 2 - at.x, y + height / 2 - at.y);
        }"""
    )
    assert distance < 5


def test_menus_open_above_the_panel(modeler: Page) -> None:
    covered = modeler.evaluate(
        """() => {
            const { modeler } = document.querySelector('[data-island]');
            const panel = document.querySelector('.modeler-panel').getBoundingClientRect();
            modeler.get('popupMenu').open(modeler.get('elementRegistry').get('review'), 'bpmn-replace', { x: panel.x - 40, y: panel.y + 40 });
            const entries = [...document.querySelectorAll('.djs-popup .entry')].filter(entry => entry.getBoundingClientRect().right > panel.x);
            return entries.slice(0, 3).map(entry => {
                const { right, y, height } = entry.getBoundingClientRect();
                return entry.contains(document.elementFromPoint(right - 10, y + height / 2));
            });
        }"""
    )
    assert covered == [True, True, True]


def test_findings_are_seen_without_scrolling_and_lead_to_the_middle(islands: Islands, server: Server) -> None:
    server.findings = [FINDING] * 3
    islands.page.set_viewport_size({"width": 1440, "height": 900})
    page = islands.open("modeler", OPENED)
    expect(page.locator(".finding-line").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".modeler-drawer-counts")).to_have_text("3")

    page.locator(".finding-line").first.click()
    place = page.evaluate(
        """() => {
            const shape = document.querySelector('[data-element-id="notify"]').getBoundingClientRect();
            const canvas = document.querySelector('.modeler-canvas').getBoundingClientRect();
            return [(shape.x + shape.width / 2 - canvas.x) / canvas.width, (shape.y + shape.height / 2 - canvas.y) / canvas.height];
        }"""
    )
    assert place == pytest.approx([0.55, 0.5], abs=0.08)

    bar = page.locator(".modeler-drawer-bar")
    bar.click()
    expect(page.locator(".finding-line").first).to_be_hidden()
    expect(bar).to_be_in_viewport(ratio=1)


def test_roles_are_ticked_by_name_and_an_expression_stays(islands: Islands) -> None:
    groups = [{"id": "registration_reviewer", "name": "登记审核员"}, {"id": "legal", "name": "法务"}]
    page = islands.open("modeler", OPENED | {"groups": groups})
    select(page, "review")
    page.locator('[data-group-id="group-assignmentDefinition"] .bio-properties-panel-group-header').click()
    before = assigned(page)

    page.get_by_label("法务").check()
    assert assigned(page) == ", ".join(filter(None, [before, "legal"]))
    page.get_by_label("法务").uncheck()
    assert assigned(page) == before

    page.evaluate(
        """() => {
            const { modeler } = document.querySelector('[data-island]');
            const review = modeler.get('elementRegistry').get('review');
            const made = review.businessObject.extensionElements.values.find(({ $type }) => $type === 'zeebe:AssignmentDefinition');
            modeler.get('modeling').updateModdleProperties(review, made, { candidateGroups: '=groups' });
        }"""
    )
    expect(page.locator('[data-entry-id="candidateGroupList"]')).to_contain_text("由下面的表达式算出")
    assert assigned(page) == "=groups"


def assigned(page: Page) -> str:
    return page.evaluate(
        """() => document.querySelector('[data-island]').modeler.get('elementRegistry').get('review').businessObject
            .extensionElements.values.find(({ $type }) => $type === 'zeebe:AssignmentDefinition').get('candidateGroups') ?? ''"""
    )


def upload(page: Page, name: str, content: str) -> None:
    files = {"name": name, "mimeType": "application/xml", "buffer": content.encode()}
    page.locator('.modeler-toolbar input[type="file"]').set_input_files([files])
    expect(page.locator(".modeler-messages")).to_contain_text(f"已导入“{name}”")


def xml_of(page: Page) -> str:
    return page.evaluate("async () => (await document.querySelector('[data-island]').modeler.saveXML()).xml")


OTHER = DIAGRAM.replace('id="registration"', 'id="elsewhere"').replace(
    'bpmnElement="registration"', 'bpmnElement="elsewhere"'
)


def test_an_import_can_be_undone_also_after_it_was_saved(modeler: Page, server: Server) -> None:
    rename(modeler, "我的修改")
    expect(modeler.locator('[data-tool="restore"]')).to_be_hidden()
    upload(modeler, "b.bpmn", DIAGRAM.replace("登记审核", "导入的审核"))
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    assert "导入的审核" in server.saved[-1][1]["xml"]

    modeler.locator('[data-tool="restore"]').click()
    expect(modeler.locator(".bjs-container")).to_contain_text("我的修改")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    assert "我的修改" in server.saved[-1][1]["xml"]
    expect(modeler.locator('[data-tool="restore"]')).to_be_hidden()


def test_an_imported_diagram_of_another_process_is_told_and_takes_the_id(modeler: Page) -> None:
    upload(modeler, "other.bpmn", OTHER)
    message = modeler.locator(".modeler-messages")
    expect(message).to_contain_text("文件中流程的标识是“elsewhere”，本流程是“registration”")

    message.get_by_role("button", name="标识改为“registration”").click()
    xml = xml_of(modeler)
    assert '<bpmn:process id="registration"' in xml
    assert 'bpmnElement="registration"' in xml
    assert "elsewhere" not in xml


CAMUNDA_8 = (
    DIAGRAM.replace("<bpmn:definitions ", '<bpmn:definitions xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:diagramRelationId="d1" ', 1)
    .replace('name="企业登记" isExecutable="true">', 'name="企业登记" isExecutable="true"><bpmn:extensionElements><zeebe:userTaskForm id="Form_1">{"components":[{"type":"textfield","id":"F1","key":"opinion","label":"意见"}],"type":"default","id":"Form_1"}</zeebe:userTaskForm></bpmn:extensionElements>')
    .replace('<zeebe:userTask /><zeebe:formDefinition formId="review" />', '<zeebe:formDefinition formKey="camunda-forms:bpmn:Form_1" />')
)  # fmt: skip


def test_a_camunda_8_file_opens_with_its_forms(modeler: Page, server: Server) -> None:
    assert "userTaskForm" in CAMUNDA_8
    assert "formKey" in CAMUNDA_8
    upload(modeler, "c8.bpmn", CAMUNDA_8)
    message = modeler.locator(".modeler-messages")
    expect(message).to_contain_text("去掉了 2 处其他工具的记录")
    expect(message).to_contain_text("发布时一起部署：Form_1")
    expect(message).to_contain_text("1 个用户任务改由本系统的收件箱办理")

    xml = xml_of(modeler)
    assert '<zeebe:formDefinition formId="Form_1" />' in xml
    assert "<zeebe:userTask />" in xml
    for gone in ("userTaskForm", "diagramRelationId", "executionPlatform", "formKey"):
        assert gone not in xml
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("草稿已保存")
    forms = server.saved[-1][1]["forms"]
    assert json.loads(forms["Form_1"])["components"][0]["key"] == "opinion"

    select(modeler, "review")
    modeler.locator('[data-group-id="group-form"] .bio-properties-panel-group-header').click()
    expect(modeler.get_by_label("表单", exact=True)).to_have_value("Form_1")
    modeler.get_by_role("button", name="查看表单").click()
    expect(modeler.get_by_role("dialog").get_by_label("意见")).to_be_visible()


def test_settings_of_other_engines_are_taken_out_when_asked(islands: Islands, server: Server) -> None:
    server.findings = [FINDING | {"rule": "extension-unknown", "element": "review"}]
    page = islands.open("modeler", OPENED)
    seven = DIAGRAM.replace(
        "<bpmn:definitions ", '<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ', 1
    )
    seven = seven.replace('<bpmn:serviceTask id="notify"', '<bpmn:serviceTask camunda:asyncBefore="true" id="notify"')
    upload(page, "c7.bpmn", seven)
    assert "asyncBefore" in xml_of(page)

    page.get_by_role("button", name="清理其他工具的设置").click()
    expect(page.locator(".modeler-messages")).to_contain_text("去掉了 1 处")
    assert "asyncBefore" not in xml_of(page)
    page.get_by_role("button", name="恢复导入前的图").last.click()
    expect(page.locator(".modeler-messages")).to_be_empty()
    assert "asyncBefore" in xml_of(page)


def test_a_form_is_looked_at_from_the_panel(islands: Islands) -> None:
    schema = {
        "type": "default",
        "id": "review",
        "components": [{"type": "textfield", "id": "F1", "key": "opinion", "label": "审核意见"}],
    }
    islands.page.route("**/review.json", lambda route: route.fulfill(json=schema))
    forms = [{"id": "review", "name": "登记审核表", "url": "/review.json"}]
    page = islands.open("modeler", OPENED | {"forms": forms})
    select(page, "review")
    page.locator('[data-group-id="group-form"] .bio-properties-panel-group-header').click()
    page.get_by_role("button", name="查看表单").click()

    dialog = page.get_by_role("dialog", name="登记审核表")
    expect(dialog.get_by_label("审核意见")).to_be_visible()
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()


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
