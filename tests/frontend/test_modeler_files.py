"""Diagrams that come from elsewhere."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.islands import Islands, select
from tests.frontend.modeler import FINDING, OPENED, Server, rename, save, upload, xml_of
from tests.frontend.test_editor_texts import DIAGRAM

# ruff: noqa: E501  (scripts read better in whole lines)

pytestmark = pytest.mark.e2e


OTHER = DIAGRAM.replace('id="registration"', 'id="elsewhere"').replace(
    'bpmnElement="registration"', 'bpmnElement="elsewhere"'
)


def test_an_import_can_be_undone_also_after_it_was_saved(modeler: Page, server: Server) -> None:
    rename(modeler, "我的修改")
    expect(modeler.locator('[data-tool="restore"]')).to_be_hidden()
    upload(modeler, "b.bpmn", DIAGRAM.replace("登记审核", "导入的审核"))
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    assert "导入的审核" in server.saved[-1][1]["source"]

    modeler.locator('[data-tool="restore"]').click()
    expect(modeler.locator(".bjs-container")).to_contain_text("我的修改")
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    assert "我的修改" in server.saved[-1][1]["source"]
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
    expect(message).to_contain_text("加入变更单，一起发布：Form_1")
    expect(message).to_contain_text("1 个用户任务改由本系统的收件箱办理")

    xml = xml_of(modeler)
    assert '<zeebe:formDefinition formId="Form_1" />' in xml
    assert "<zeebe:userTask />" in xml
    for gone in ("userTaskForm", "diagramRelationId", "executionPlatform", "formKey"):
        assert gone not in xml
    modeler.locator('[data-tool="save"]').click()
    expect(modeler.locator(".modeler-status")).to_contain_text("已保存")
    assert json.loads(server.forms["Form_1"]["source"])["components"][0]["key"] == "opinion"

    select(modeler, "review")
    modeler.locator('[data-group-id="group-form"] .bio-properties-panel-group-header').click()
    expect(modeler.get_by_label("表单", exact=True)).to_have_value("Form_1")
    modeler.get_by_role("button", name="查看表单").click()
    expect(modeler.get_by_role("dialog").get_by_label("意见")).to_be_visible()


def test_a_form_that_somebody_else_changed_is_not_overwritten_unasked(modeler: Page, server: Server) -> None:
    server.forms["Form_1"] = {"etag": "theirs", "source": "{}"}
    upload(modeler, "c8.bpmn", CAMUNDA_8)
    modeler.locator('[data-tool="save"]').click()
    status = modeler.locator(".modeler-status")
    expect(status).to_contain_text("没有保存：变更单里的表单“Form_1”已被别人更新。")
    assert (server.forms["Form_1"]["source"], server.saved) == ("{}", [])

    status.get_by_role("button", name="用我的版本覆盖").click()
    expect(status).to_contain_text("已保存")
    assert "opinion" in server.forms["Form_1"]["source"]
    assert len(server.saved) == 1


FORMS = {"draftForms": {"review": '{"id": "review", "components": []}'}, "formEtags": {"review": "r1"}}


def test_forms_that_the_change_has_already_are_not_sent_again(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED | FORMS)
    rename(page, "资料审核")
    save(page)
    assert (len(server.saved), server.forms) == (1, {})


def test_a_kept_diagram_does_not_bring_back_forms_that_others_changed_since(islands: Islands, server: Server) -> None:
    page = islands.open("modeler", OPENED | FORMS)
    server.etag = "theirs"
    rename(page, "资料审核")
    page.locator('[data-tool="save"]').click()
    expect(page.locator(".modeler-status")).to_contain_text("这个文件已被别人更新")
    page.on("dialog", lambda dialog: dialog.accept())

    changed = {"draftForms": {"review": '{"id": "review", "title": "新"}'}, "formEtags": {"review": "r2"}}
    page = islands.open("modeler", OPENED | changed | {"etag": "theirs"})
    page.get_by_role("button", name="改用这台电脑上的内容").click()
    save(page)
    assert ('name="资料审核"' in server.saved[-1][1]["source"], server.forms) == (True, {})
    islands.problems.clear()


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
