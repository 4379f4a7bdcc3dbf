"""Editing a diagram in the browser: what is offered, and findings on the shapes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.islands import Islands, select
from tests.frontend.modeler import FILE, FINDING, OPENED, Server, assigned
from tests.frontend.test_editor_texts import DIAGRAM

# ruff: noqa: E501  (scripts read better in whole lines)

pytestmark = pytest.mark.e2e


def test_a_finding_is_listed_stands_on_its_shape_and_leads_to_it(modeler: Page) -> None:
    expect(modeler.locator(".modeler-findings-summary")).to_have_text("发现 1 个错误、0 个提醒")
    line = modeler.locator(".finding-line")
    expect(line).to_contain_text("发送通知　主题“notify”没有对应的处理程序")

    line.click()

    expect(modeler.locator(".bio-properties-panel-header-label")).to_have_text("发送通知")
    expect(modeler.locator('.djs-overlays[data-container-id="notify"] .finding-badge')).to_have_count(1)


def test_a_finding_of_another_file_of_the_change_is_listed_with_its_name(islands: Islands, server: Server) -> None:
    server.findings = [FINDING | {"file": FILE, "element": "review"}, FINDING | {"file": "supplement.bpmn"}]
    page = islands.open("modeler", OPENED)

    expect(page.locator(".modeler-findings-summary")).to_have_text("发现 2 个错误、0 个提醒")
    own, elsewhere = page.locator(".finding-line").all()
    expect(own).not_to_contain_text(FILE)
    expect(elsewhere).to_contain_text("supplement.bpmn　主题“notify”没有对应的处理程序")
    expect(page.locator(".finding-badge")).to_have_count(1)  # its own; both diagrams have a “notify”
    expect(page.locator('.djs-overlays[data-container-id="review"] .finding-badge')).to_be_visible()


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


def test_what_follows_a_cancellation_is_chosen_on_the_process(islands: Islands) -> None:
    properties = '<zeebe:properties><zeebe:property name="inputs" value="x" /></zeebe:properties>'
    said = f"<bpmn:extensionElements>{properties}</bpmn:extensionElements>"
    xml = re.sub(r"(<bpmn:process [^>]*>)", rf"\1{said}", DIAGRAM, count=1)
    assert said in xml
    page = islands.open("modeler", {"xml": xml, "topics": ["application.cancelled", "filing.cancelled"]})
    root = page.evaluate("() => document.querySelector('[data-island]').modeler.get('canvas').getRootElement().id")
    select(page, root)
    page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header').click()

    page.get_by_label("案件被取消后").select_option("filing.cancelled")

    xml = page.evaluate("async () => (await document.querySelector('[data-island]').modeler.saveXML()).xml")
    assert (
        '<zeebe:property name="inputs" value="x" /><zeebe:property name="onCancel" value="filing.cancelled" />' in xml
    )

    page.get_by_label("案件被取消后").select_option("")

    xml = page.evaluate("async () => (await document.querySelector('[data-island]').modeler.saveXML()).xml")
    assert (properties in xml, "onCancel" in xml) == (True, False)


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
    page.get_by_label("法务").click()  # the panel draws the old state once more before the new one
    expect(page.get_by_label("法务")).not_to_be_checked()
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
