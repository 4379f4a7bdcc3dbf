"""Operators put right on the page what stopped; officers and applicants read why a case went its way."""

import html

import pytest
from django.urls import reverse

from engine import jobs, runtime
from engine.models import Incident, UserTask
from engine.registry import handles
from portal.accounts import roles
from tests.engine.runtime.world import deploy, open_incident
from tests.engine.spiff.diagrams import call, diagram, end, flow, path, service, start, user, xor

pytestmark = pytest.mark.django_db

AMOUNT = diagram(
    start(), xor("G", default="G_B"), user("A", candidateGroups=roles.STAR_EVALUATOR), user("B"), end(),
    path("S", "G"), flow("G", "A", "=amount > 100"), flow("G", "B"), path("A", "E"), path("B", "E"), key="child",
)  # fmt: skip


@pytest.fixture
def stopped(people):
    """A case whose called process stands still at a gateway; answers the outermost instance."""
    deploy(AMOUNT)
    deploy(diagram(start(), call("C", "child"), end(), path("S", "C", "E")))
    case = runtime.start("p", variables={"amount": "abc"})
    jobs.run_due_jobs()
    return case


@pytest.fixture
def shown_at(client, people):
    client.force_login(people.manager)
    return lambda address, *args: html.unescape(client.get(reverse(address, args=args)).content.decode())


def test_the_manager_corrects_the_variable_on_the_outermost_case_and_the_case_goes_on(client, shown_at, stopped):
    incident = open_incident()
    shown = shown_at("cockpit:instance", stopped.pk)
    assert incident.message in shown
    assert "异常" in shown_at("cockpit:instances")

    answers = {"name": "amount", "kind": "number", "value": "250", "reason": "金额录入有误"}
    client.post(reverse("cockpit:retry", args=[incident.pk]), answers)
    assert UserTask.objects.open().get().element_id == "A"
    assert incident.message not in shown_at("cockpit:instance", stopped.pk)


def test_a_solved_and_an_open_incident_leave_the_page_whole(client, shown_at, stopped):
    client.post(reverse("cockpit:retry", args=[open_incident().pk]))
    assert Incident.objects.count() == 2
    shown = shown_at("cockpit:instance", open_incident().instance_id)
    assert shown.count(open_incident().message) == 1
    assert shown.count("<div") == shown.count("</div>")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": "amount", "kind": "number", "value": "many", "reason": "x"}, "“many”不是数字"),
        ({"name": "amount", "kind": "data", "value": "{", "reason": "x"}, "须写成 JSON"),
        ({"name": "amount", "kind": "number", "value": "1", "reason": ""}, "请写明理由"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence_and_changes_nothing(client, stopped, people, answers, said):
    client.force_login(people.manager)
    incident = open_incident()
    told = client.post(reverse("cockpit:retry", args=[incident.pk]), answers, follow=True).content.decode()
    assert said in html.unescape(told)
    assert open_incident().pk == incident.pk


def test_attempts_and_cause_are_shown_and_the_step_is_skipped(client, shown_at, people):
    @handles("test.page_skip")
    def broken(context):
        raise RuntimeError("printer on fire")

    deploy(diagram(start(), service("A", topic="test.page_skip", retries="1"), user("B"), end(),
                   path("S", "A", "B", "E")))  # fmt: skip
    case = runtime.start("p")
    jobs.run_due_jobs()
    shown = shown_at("cockpit:instance", case.pk)
    assert "已尝试 1 次" in shown
    assert "printer on fire" in shown

    client.post(reverse("cockpit:skip", args=[open_incident().pk]), {"reason": "已线下打印"})
    assert UserTask.objects.open().get().element_id == "B"


def test_a_variable_is_corrected_without_an_incident(client, shown_at, people):
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    case = runtime.start("p", variables={"n": 1})
    answers = {"name": "n", "kind": "yes", "value": "", "reason": "更正"}
    client.post(reverse("cockpit:correct", args=[case.pk]), {**answers, "reason": ""})
    case.refresh_from_db()
    assert case.variables == {"n": 1}
    shown_at("cockpit:instance", case.pk)
    client.post(reverse("cockpit:correct", args=[case.pk]), answers)
    case.refresh_from_db()
    assert case.variables == {"n": True}


def test_only_who_looks_after_incidents_touches_them(client, people, stopped):
    incident = open_incident()
    for person in (people.evaluator, people.owner, people.admin):
        client.force_login(person)
        for address in ("cockpit:retry", "cockpit:skip"):
            assert client.post(reverse(address, args=[incident.pk]), {"reason": "x"}).status_code == 403
        assert client.post(reverse("cockpit:correct", args=[stopped.pk]), {"reason": "x"}).status_code == 403
    assert open_incident().pk == incident.pk


def test_the_officer_reads_why_the_case_came_to_him_and_the_manager_the_condition_too(client, people):
    deploy(AMOUNT)
    runtime.start("child", variables={"amount": 250})
    task = UserTask.objects.open().get()
    client.force_login(people.evaluator)
    shown = html.unescape(client.get(reverse("inbox:task", args=[task.pk])).content.decode())
    assert "为什么走到这一步" in shown
    assert "G：G到A。" in shown
    assert "amount >" not in shown
    client.force_login(people.manager)
    exact = html.unescape(client.get(reverse("cockpit:instance", args=[task.instance_id])).content.decode())
    assert "条件 amount > 100 成立，走“G到A”" in exact
