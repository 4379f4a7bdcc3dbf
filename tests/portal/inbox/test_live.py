"""An open page of a task says by itself what others did meanwhile, and how the case stands now."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from engine import jobs, runtime
from portal.accounts import roles
from portal.evaluation import commands
from portal.inbox import own_tasks
from portal.inbox.live import state_of
from tests.portal.evaluation.conftest import apply, star_processes

__all__ = ["apply", "star_processes"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def accept(apply):
    case = apply(star=1)
    case.send_evidence()
    return case


def asked(client: Client, task, seen: str) -> str:
    return client.get(reverse("inbox:live", args=[task.pk]), {"seen": seen}).content.decode()


def test_a_withdrawal_is_told_as_such(accept, people, client):
    task = accept.task("Accept")
    seen = state_of(task, people.evaluator, mine=own_tasks.is_open_to(task, people.evaluator))
    client.force_login(people.evaluator)
    assert "这一步已有变化" not in asked(client, task, seen)
    commands.ask_to_withdraw(accept.application, by=people.owner)
    jobs.run_due_jobs()
    told = asked(client, task, seen)
    assert "企业撤回申请（2026-03-11 10:00），这个任务不必再办理。" in told
    assert "已撤回" in told  # the case's own status came with it
    assert "企业撤回申请（2026-03-11 10:00）" in client.get(reverse("inbox:task", args=[task.pk])).content.decode()


def test_who_took_the_task_is_named_and_the_next_one_offered(accept, people, client, make_user):
    colleague = make_user("se2", roles.STAR_EVALUATOR, display_name="陶评")
    task = accept.task("Accept")
    seen = state_of(task, people.evaluator, mine=own_tasks.is_open_to(task, people.evaluator))
    runtime.claim(task.pk, by=colleague)
    client.force_login(people.evaluator)
    assert "陶评（星级评价员）正在办理，您只能查看。" in asked(client, task, seen)
    runtime.complete_task(task.pk, answers={"outcome": "accept"}, by=colleague)
    jobs.run_due_jobs()
    told = asked(client, task, seen)
    assert "陶评（星级评价员）已于 2026-03-11 10:00 办结" in told
    assert "下一个任务：" in told


def test_an_ended_sign_in_and_strangers_get_nothing(accept, people, client):
    task = accept.task("Accept")
    assert client.get(reverse("inbox:live", args=[task.pk])).status_code == 204
    client.force_login(people.rival)
    assert client.get(reverse("inbox:live", args=[task.pk])).status_code == 404


def test_the_page_of_a_case_is_exchanged_where_it_differs(accept, people, client):
    address = reverse("evaluation:progress", args=[accept.application.number])
    client.force_login(people.owner)
    (seen,) = re.findall(r'seen=(\w+)" hx-trigger', client.get(address).content.decode())

    def poll():
        return client.get(address, {"seen": seen}, headers={"HX-Request": "true", "HX-Target": "live"})

    assert poll().status_code == 204
    accept.done("Accept", people.evaluator, outcome="accept")
    answer = poll()
    assert "<html" not in answer.content.decode()
    assert "去办理" in answer.content.decode()
    client.logout()
    assert poll().status_code == 401
