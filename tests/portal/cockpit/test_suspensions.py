"""The manager suspends a case or a process on its page, and everybody whom it concerns sees it."""

import html

import pytest
from django.urls import reverse

from engine import jobs, runtime
from engine.models import ProcessInstance, UserTask
from portal.accounts import roles
from tests.portal.registering import case_of, open_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]
WHY = "等待市场监管部门答复"


@pytest.fixture
def read(client):
    def shown(user, address, *args, **query):
        client.force_login(user)
        return html.unescape(client.get(reverse(address, args=args), query).content.decode())

    return shown


@pytest.fixture
def send(client, people):
    def post(address, *args, **fields):
        client.force_login(people.manager)
        return html.unescape(client.post(reverse(address, args=args), fields, follow=True).content.decode())

    return post


def test_a_case_is_suspended_and_everybody_sees_why(registered, people, make_user, read, send):
    make_user("rr2", roles.REGISTRATION_REVIEWER)  # one alone would have the task without claiming
    enterprise = registered()
    case, task = case_of(enterprise), open_task(enterprise)
    assert WHY in send("cockpit:suspend", case.pk, reason=WHY)
    for user, page in [
        (people.manager, ("cockpit:instance", case.pk)),
        (people.manager, ("cockpit:instances",)),
        (people.reviewer, ("inbox:list",)),
        (people.reviewer, ("inbox:task", task.pk)),
        (people.newcomer, ("registry:registration", enterprise.pk)),
    ]:
        shown = read(user, *page)
        assert ("已暂停" in shown, WHY in shown) == (True, True), page
    assert reverse("inbox:claim", args=[task.pk]) not in read(people.reviewer, "inbox:task", task.pk)
    assert reverse("inbox:claim", args=[task.pk]) not in read(people.reviewer, "inbox:list")
    assert "案件暂停" in read(people.reviewer, "inbox:task", task.pk), "in what was done so far"
    assert "已恢复办理" in send("cockpit:resume", case.pk, reason="已答复")
    assert WHY not in read(people.reviewer, "inbox:list")
    assert reverse("inbox:claim", args=[task.pk]) in read(people.reviewer, "inbox:task", task.pk)


def test_an_open_task_says_that_its_case_was_suspended_and_can_no_longer_be_sent(registered, people, client):
    enterprise = registered()
    task = open_task(enterprise)
    runtime.claim(task.pk, by=people.reviewer)
    client.force_login(people.reviewer)
    page = client.get(reverse("inbox:task", args=[task.pk]))
    runtime.suspend(task.instance_id, by=people.manager, reason=WHY)
    told = client.get(reverse("inbox:live", args=[task.pk]), {"seen": page.context["seen"]}).content.decode()
    assert "案件已暂停，恢复后再办理。" in html.unescape(told)
    url = reverse("inbox:complete", args=[task.pk])
    answers = {"answers": {"outcome": "pass", "guidance": ""}}
    answer = client.post(url, answers, content_type="application/json")
    assert (answer.status_code, WHY in answer.json()["detail"]) == (409, True)
    assert client.get(reverse("inbox:task", args=[task.pk])).context["form_config"]["readonly"] is True


def test_suspended_cases_are_found(registered, people, read):
    case = case_of(registered())
    assert case.business_key not in read(people.manager, "cockpit:instances", status="suspended")
    runtime.suspend(case.pk, by=people.manager, reason=WHY)
    assert case.business_key in read(people.manager, "cockpit:instances", status="suspended")


def test_what_cannot_be_is_told_on_the_page(registered, people, send):
    case = case_of(registered())
    assert "没有暂停" in send("cockpit:resume", case.pk, reason="x")
    send("cockpit:suspend", case.pk, reason=WHY)
    assert "已经暂停" in send("cockpit:suspend", case.pk, reason="x")
    send("cockpit:suspend", case.pk)
    case.refresh_from_db()
    assert case.suspension_reason == WHY


def test_a_process_is_suspended_with_its_cases_and_resumed(registered, people, read, send):
    case = case_of(registered())
    key = case.process_key
    shown = send("cockpit:suspend_process", key, reason=WHY, with_instances="on")
    assert ("已暂停启动新案件" in shown, WHY in shown, people.manager.display_name in shown) == (True, True, True)
    assert "已暂停" in read(people.manager, "cockpit:processes")
    jobs.run_due_jobs()
    case.refresh_from_db()
    assert case.suspension == "process"
    assert "已经暂停" in send("cockpit:suspend_process", key, reason="x", version="1")
    assert WHY not in send("cockpit:resume_process", key, reason="恢复受理")
    jobs.run_due_jobs()
    assert not ProcessInstance.objects.exclude(suspension="").exists()
    assert "没有暂停" in send("cockpit:resume_process", key, reason="x")


def test_others_may_not(registered, people, client):
    case = case_of(registered())
    client.force_login(people.reviewer)
    for address, target in [
        ("suspend", case.pk),
        ("resume", case.pk),
        ("suspend_process", case.process_key),
        ("resume_process", case.process_key),
    ]:
        assert client.post(reverse(f"cockpit:{address}", args=[target]), {"reason": "x"}).status_code == 403
    client.force_login(people.manager)
    assert client.get(reverse("cockpit:suspend_process", args=["nothing"])).status_code == 404
    assert UserTask.objects.open().exists()
