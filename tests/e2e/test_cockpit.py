"""A process manager changes how the business runs: the diagram, its check, its next version, and what got stuck."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from engine import clock, jobs, runtime
from engine.models import Change, Incident, ProcessDefinition, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import commands
from portal.registry.models import Enterprise, Region
from tests.e2e.visitor import PATIENCE, Visitor
from tests.portal.world import enterprise_fields, stored_picture

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

KEY = "enterprise_registration"
CONDITION = "Flow_Outcome_Activate"


def register(owner: User, township: Region) -> Enterprise:
    licence = stored_picture(owner=f"user:{owner.username}", user=owner, name="营业执照.png")
    fields = enterprise_fields(township, contact_phone=owner.phone, licence=licence)
    return commands.register_enterprise(fields=fields, by=owner)


def rename(manager: Visitor, element: str, name: str) -> None:
    manager.page.evaluate(
        """([id, name]) => {
            const { modeler } = document.querySelector('[data-island]');
            const element = modeler.get('elementRegistry').get(id);
            modeler.get('modeling').updateProperties(element, { name });
        }""",
        [element, name],
    )


def condition(manager: Visitor, flow: str, expression: str) -> None:
    manager.page.evaluate(
        """([id, body]) => {
            const { modeler } = document.querySelector('[data-island]');
            const element = modeler.get('elementRegistry').get(id);
            const conditionExpression = modeler.get('bpmnFactory').create('bpmn:FormalExpression', { body });
            modeler.get('modeling').updateProperties(element, { conditionExpression });
        }""",
        [flow, expression],
    )


def saved(manager: Visitor) -> None:
    manager.page.locator('[data-tool="save"]').click()
    expect(manager.page.locator(".modeler-status")).to_contain_text("已保存", timeout=PATIENCE)


def done(manager: Visitor) -> None:
    """Back to the change, which has what was drawn."""
    manager.page.locator('[data-tool="done"]').click()
    expect(manager.page.get_by_role("heading", level=1)).to_have_text("修改：企业注册审核", timeout=PATIENCE)


def test_a_changed_diagram_is_checked_approved_by_another_and_becomes_the_next_version(
    visit, people, regions, make_user
):
    manager = visit(people.manager)
    manager.open("/cockpit/")
    manager.shot("cockpit")
    manager.follow("企业注册审核")
    manager.shot("cockpit-process")
    manager.press("修改流程")
    findings = manager.page.locator(".modeler-findings-summary")
    expect(findings).to_have_text("检查通过，没有发现问题", timeout=PATIENCE)

    rename(manager, "Review", "登记资料审核")
    condition(manager, CONDITION, "=outcome = = 1")
    saved(manager)
    expect(findings).to_contain_text(re.compile("发现 [1-9]"), timeout=PATIENCE)
    expect(manager.page.locator(f'.djs-overlays[data-container-id="{CONDITION}"] .finding-badge')).to_be_visible()
    manager.shot("modeler-finding")
    done(manager)
    manager.page.get_by_label("理由").fill("步骤的名称与工作手册一致")
    manager.press("保存")
    manager.sees("已保存")
    manager.press("提交复核")
    manager.sees("检查没有通过")
    manager.shot("change-refused")
    change = Change.objects.get()
    assert change.status == Change.Status.OPEN

    manager.follow("编辑流程图")
    condition(manager, CONDITION, '=outcome = "pass"')
    done(manager)  # saves what was not saved yet
    manager.press("提交复核")
    manager.sees("已提交，等待另一位流程管理员复核", "您参与了修改，须由另一位流程管理员复核。")

    second = visit(make_user("pm2", roles.PROCESS_MANAGER, display_name="李流"))
    second.open("/workbench/")
    second.shot("changes")
    second.follow(re.compile("修改：企业注册审核"))
    second.sees("步骤的名称与工作手册一致", "登记资料审核")
    second.shot("change-review")
    assert ProcessDefinition.objects.newest(KEY).version == 1
    second.page.get_by_label("复核意见").fill("同意")
    second.press("通过并发布")
    second.sees("已发布")
    second.shot("change-published")
    second.open(f"/cockpit/processes/{KEY}/")
    second.sees("第 2 版", f"变更单 {change.pk}：修改：企业注册审核")

    register(people.newcomer, regions["433126104"])
    jobs.run_due_jobs()
    task = UserTask.objects.open().get()
    assert task.name == "登记资料审核"
    assert task.instance.definition.version == 2


def test_what_got_stuck_is_shown_and_tried_again(visit, people, regions, make_enterprise):
    missing = 424242
    variables = {"enterprise_id": missing, "registration_number": "R202699999", "round": 0}
    instance = runtime.start(KEY, business_key="R202699999", variables=variables)
    until_it_gives_up()
    assert Incident.objects.filter(resolved_at=None).count() == 1

    manager = visit(people.manager)
    manager.open("/cockpit/incidents/")
    manager.sees("R202699999")
    manager.shot("incidents")
    manager.follow(re.compile("R202699999"))
    manager.sees("异常", "变量", "enterprise_id")
    manager.shot("incident")

    enterprise = make_enterprise(people.newcomer, id=missing, number="R202699999")
    manager.press("重试")
    manager.sees("已安排重试")
    jobs.run_due_jobs()
    manager.open(f"/cockpit/instances/{instance.pk}/")
    manager.sees(enterprise.name, "登记审核")
    manager.shot("instance")
    assert not Incident.objects.filter(resolved_at=None).exists()
    assert UserTask.objects.open().get().name == "登记审核"


def until_it_gives_up() -> None:
    """Run the attempts, however far apart."""
    later = clock.now()
    for _attempt in range(10):
        with clock.at(later):
            jobs.run_due_jobs()
        if Incident.objects.exists():
            return
        later += timedelta(hours=6)


def test_a_case_is_cancelled_with_a_reason(visit, people, regions):
    enterprise = register(people.newcomer, regions["433126104"])
    jobs.run_due_jobs()
    manager = visit(people.manager)
    page = manager.open("/cockpit/instances/")
    manager.shot("instances")
    manager.follow(enterprise.number)
    page.get_by_label("取消流程的理由").fill("企业要求撤回登记")
    page.once("dialog", lambda dialog: dialog.accept())
    manager.press("取消流程")
    manager.sees("流程已取消")
    assert not UserTask.objects.open().exists()


def test_the_decision_table_is_readable(visit, people):
    manager = visit(people.manager)
    manager.open("/cockpit/")
    manager.follow(re.compile("^星级评价标准|星级标准"))
    expect(manager.page.locator("[data-island=decision]")).to_contain_text("K4", timeout=PATIENCE)
    manager.shot("decision")
