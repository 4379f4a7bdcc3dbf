"""A manager hands a task out, on its page and over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from engine import runtime
from engine.models import HistoryEvent, UserTask
from portal.accounts import roles
from tests.portal.registering import open_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]


def manage(client: Client, task: UserTask, action: str, **values: Any) -> Any:
    return client.post(reverse("cockpit:task", args=[task.pk]), {"action": action, **values}, follow=True)


def test_a_manager_hands_a_task_to_another_reviewer_on_the_page(registered, people, client, make_user):
    second = make_user("rr2", roles.REGISTRATION_REVIEWER, display_name="秦审")
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    client.force_login(people.manager)
    assert (
        reverse("cockpit:task", args=[task.pk])
        in client.get(reverse("cockpit:instance", args=[task.instance_id])).content.decode()
    )
    page = client.get(reverse("cockpit:task", args=[task.pk])).content.decode()
    assert "秦审" in page
    assert "龙梅" not in page
    answer = manage(client, task, "assign", to=second.pk)
    assert answer.status_code == 422
    assert manage(client, task, "assign", to=people.owner.pk, reason="换人").status_code == 422
    assert "变更已保存" in manage(client, task, "assign", to=second.pk, reason="周审休假").content.decode()
    task.refresh_from_db()
    assert task.assignee == second
    assert HistoryEvent.objects.get(kind="task_assigned").data["reason"] == "周审休假"
    for address in (reverse("cockpit:task", args=[task.pk]), reverse("cockpit:instance", args=[task.instance_id])):
        assert "<div>周审休假</div>" in client.get(address).content.decode().replace("褚流 · ", "").replace(
            '<div class="text-secondary">', "<div>"
        )


def test_a_manager_gives_a_task_back_and_moves_its_due_date(registered, people, client):
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    client.force_login(people.manager)
    assert manage(client, task, "release", reason="").status_code == 422
    manage(client, task, "release", reason="长期出差")
    late = manage(client, task, "reschedule", due_at="2020-01-01T10:00", reason="材料晚到")
    assert late.status_code == 422
    assert "到期时间须在现在之后" in late.content.decode()
    for day, told in (
        ("2026-10-01", "是休息日，请选择工作日，例如 2026-10-08"),
        ("2029-03-20", "2029 年的节假日尚未录入"),
    ):
        refused = manage(client, task, "reschedule", due_at=f"{day}T10:00", reason="材料晚到")
        assert (refused.status_code, told in refused.content.decode()) == (422, True)
    manage(client, task, "reschedule", due_at="2026-03-20T10:00", reason="材料晚到")
    task.refresh_from_db()
    assert task.assignee is None
    assert task.due_at.isoformat() == "2026-03-20T02:00:00+00:00"
    reasons = HistoryEvent.objects.filter(kind__in=["task_unclaimed", "task_rescheduled"]).order_by("pk")
    assert [event.data["reason"] for event in reasons] == ["长期出差", "材料晚到"]


def test_the_manager_s_page_is_for_managers(registered, people, client):
    task = open_task(registered())
    for who in (people.reviewer, people.owner, people.compliance):
        client.force_login(who)
        assert client.get(reverse("cockpit:task", args=[task.pk])).status_code == 403
        assert manage(client, task, "release", reason="要").status_code == 403


def test_a_manager_does_the_same_over_rest(registered, people, make_user):
    second = make_user("rr2", roles.REGISTRATION_REVIEWER)
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    api = APIClient()
    api.force_authenticate(people.manager)

    def post(verb: str, **body: Any) -> Any:
        return api.post(f"/api/v1/tasks/{task.pk}/{verb}/", body, format="json")

    assert post("unclaim").json()["code"] == "reason-missing"
    assert post("assign", assignee="rr2").json()["code"] == "reason-missing"
    refused = post("assign", assignee="pm", reason="我来")
    assert (refused.status_code, refused.json()["code"]) == (403, "assignee-refused")
    assert post("assign", assignee="rr2", reason="换人").json()["assignee"] == second.username
    assert post("unclaim", reason="换人").json()["assignee"] is None
    assert post("reschedule", due_at="2026-03-20T10:00:00+08:00", reason="晚到").status_code == 200
    beyond = post("reschedule", due_at="2029-03-20T10:00:00+08:00", reason="晚到")
    assert (beyond.status_code, beyond.json()["code"]) == (422, "beyond-calendar")
    assert post("reschedule", due_at="soon", reason="晚到").status_code == 400
    api.force_authenticate(second)
    assert post("reschedule", due_at="2026-03-20T10:00:00+08:00", reason="晚到").status_code == 403
