"""Who may do a task of the scheme, and what becomes of the tasks of people who leave: pages, REST, the manager."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from engine import jobs, runtime
from engine.errors import AssigneeRefused, ClaimRefused, TaskNotYours
from engine.models import HistoryEvent, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import commands
from portal.registry.models import Enterprise
from portal.registry.registration_form import answers_of
from tests.portal.registering import open_task, review
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

OBJECTION = "营业执照照片不清晰，请重新拍摄后上传。"
PASS = {"outcome": "pass", "guidance": "请尽快登记产品。"}


@pytest.fixture(autouse=True)
def process(people: Any, clock: Any) -> None:
    clock.set(WEDNESDAY)
    deploy("registration")


@pytest.fixture
def correction(registered: Any, people: Any) -> UserTask:
    """A task of the enterprise of `people.newcomer`; `people.staff` is a member as well, and took it."""
    enterprise: Enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    commands.add_member(enterprise, username=people.staff.username)
    task = open_task(enterprise)
    runtime.claim(task.pk, by=people.staff)
    return task


def fresh(user: User) -> User:
    """As the next request reads it: permissions are cached on the object."""
    return User.objects.get(pk=user.pk)


def on_pages(user: User, task: UserTask) -> dict[str, Any]:
    """What the inbox and the addresses of the task answer."""
    client = Client()
    client.force_login(user)
    kind = {"content_type": "application/json"}
    return {
        "listed": str(task.pk) in client.get(reverse("inbox:list")).content.decode(),
        "page": client.get(reverse("inbox:task", args=[task.pk])).status_code,
        "draft": client.put(
            reverse("inbox:draft", args=[task.pk]), {"answers": {}}, **kind, headers={"If-None-Match": "*"}
        ).status_code,
        "complete": client.post(reverse("inbox:complete", args=[task.pk]), {"answers": PASS}, **kind).status_code,
    }


def over_rest(user: User, task: UserTask) -> dict[str, Any]:
    api = APIClient()
    api.force_authenticate(user)
    address = f"/api/v1/tasks/{task.pk}/"
    return {
        "listed": str(task.pk) in [row["id"] for row in api.get("/api/v1/tasks/").json()["results"]],
        "page": api.get(address).status_code,
        "claim": api.post(f"{address}claim/").status_code,
        "complete": api.post(f"{address}complete/", {"answers": PASS}, format="json").status_code,
    }


CLOSED = {"listed": False, "page": 404, "draft": 404, "complete": 404}
CLOSED_REST = {"listed": False, "page": 404, "claim": 404, "complete": 404}


def test_a_removed_member_neither_sees_nor_does_what_he_took(correction, people):
    enterprise = Enterprise.objects.get(number=correction.case.business_key)
    commands.remove_member(enterprise.members.get(user=people.staff))
    assert on_pages(fresh(people.staff), correction) == CLOSED
    assert over_rest(fresh(people.staff), correction) == CLOSED_REST
    jobs.run_due_jobs()
    correction.refresh_from_db()
    assert (correction.status, correction.assignee) == ("open", None)
    assert runtime.claim(correction.pk, by=people.newcomer).assignee == people.newcomer
    given_back = HistoryEvent.objects.get(kind="task_unclaimed")
    assert given_back.data["reason"] == "办理人已不能办理这个任务"


@pytest.mark.parametrize(
    "way", ["the role is taken", "the group is emptied of him", "all roles are set anew", "closed"]
)
def test_a_reviewer_who_leaves_gives_back_what_he_took(way: str, registered, people):
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    group = Group.objects.get(name=roles.REGISTRATION_REVIEWER)
    if way == "the role is taken":
        people.reviewer.groups.remove(group)
    elif way == "the group is emptied of him":
        group.user_set.remove(people.reviewer)
    elif way == "all roles are set anew":
        people.reviewer.groups.set(Group.objects.filter(name=roles.LEGAL))
    else:
        people.reviewer.is_active = False
        people.reviewer.save(update_fields=["is_active"])
    assert not UserTask.objects.inbox_of(fresh(people.reviewer)).exists()
    if way != "closed":
        assert on_pages(fresh(people.reviewer), task) == CLOSED
    with pytest.raises(TaskNotYours):
        runtime.complete_task(task.pk, answers=PASS, by=fresh(people.reviewer))
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee is None


def test_another_role_that_is_taken_changes_nothing(registered, people):
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    people.reviewer.groups.add(Group.objects.get(name=roles.LEGAL))
    people.reviewer.groups.remove(Group.objects.get(name=roles.LEGAL))
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee == people.reviewer


# Each person at each address ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "pages", "rest"),
    [
        ("the reviewer who took it", (True, 200, 200, 200), (True, 200, 200, 409)),
        ("a reviewer after a colleague took it", (False, 200, 409, 409), (False, 200, 409, 409)),
        ("an evaluator", (False, 404, 404, 404), (False, 404, 404, 404)),
        ("another enterprise", (False, 404, 404, 404), (False, 404, 404, 404)),
        ("the applicant", (False, 404, 404, 404), (False, 404, 404, 404)),
        ("the manager", (False, 404, 404, 404), (False, 200, 403, 403)),
        ("the superuser", (False, 404, 404, 404), (False, 200, 403, 403)),
    ],
)
def test_what_each_address_answers(
    who: str, pages: tuple[Any, ...], rest: tuple[Any, ...], registered: Any, people: Any, make_user: Any
):
    task = open_task(registered())
    runtime.claim(task.pk, by=people.reviewer)
    people.admin.is_superuser = True
    people.admin.save()
    someone = {
        "the reviewer who took it": people.reviewer,
        "a reviewer after a colleague took it": make_user("rr2", roles.REGISTRATION_REVIEWER),
        "an evaluator": people.evaluator,
        "another enterprise": people.rival,
        "the applicant": people.newcomer,
        "the manager": people.manager,
        "the superuser": people.admin,
    }[who]
    assert tuple(on_pages(someone, task).values()) == pages
    if who == "the reviewer who took it":  # and has handed it in just now
        rest = (False, 200, 409, 409)
    assert tuple(over_rest(someone, task).values()) == rest


def test_what_was_done_for_a_group_is_seen_as_long_as_one_belongs_to_it(registered, people, client):
    enterprise = registered()
    task = open_task(enterprise)
    review(enterprise, "pass", by=people.reviewer, guidance="请尽快登记产品。")
    client.force_login(people.reviewer)
    done = reverse("inbox:list") + "?tab=done"
    assert str(task.pk) in client.get(done).content.decode()
    people.reviewer.groups.clear()
    assert str(task.pk) not in client.get(done).content.decode()
    assert client.get(reverse("inbox:task", args=[task.pk])).status_code == 404


# Who decides --------------------------------------------------------------------------------------
def with_role(user: User, *names: str) -> User:
    user.groups.add(*Group.objects.filter(name__in=names))
    return fresh(user)


@pytest.mark.parametrize("who", ["applicant", "member"])
def test_nobody_decides_on_an_enterprise_of_his_own(who: str, registered, people):
    enterprise = registered()
    task = open_task(enterprise)
    if who == "member":
        commands.add_member(enterprise, username=people.staff.username)
    own = with_role(people.newcomer if who == "applicant" else people.staff, roles.REGISTRATION_REVIEWER)
    assert on_pages(own, task) == CLOSED
    assert over_rest(own, task) == CLOSED_REST
    with pytest.raises(ClaimRefused, match="本人所在企业"):
        runtime.claim(task.pk, by=own)
    with pytest.raises(AssigneeRefused, match="本人所在企业"):
        runtime.assign(task.pk, to=own, by=people.manager)
    assert own not in runtime.who_may_have(task)
    assert people.reviewer in runtime.who_may_have(task)


def test_who_acted_for_the_enterprise_and_left_does_not_decide_either(correction, people, registered):
    enterprise = Enterprise.objects.get(number=correction.case.business_key)
    answers = {**answers_of(enterprise), "rules": True, "privacy": True}
    answers.pop("townships")
    runtime.complete_task(correction.pk, answers=answers, by=people.staff)
    jobs.run_due_jobs()
    commands.remove_member(enterprise.members.get(user=people.staff))
    former = with_role(people.staff, roles.REGISTRATION_REVIEWER)
    with pytest.raises(ClaimRefused, match="本人所在企业"):
        runtime.claim(open_task(enterprise).pk, by=former)
    elsewhere = open_task(registered(uscc="91110108551385082Q"))
    assert list(UserTask.objects.offered_to(former)) == [elsewhere]


def test_members_do_the_tasks_of_their_own_enterprise(correction, people):
    runtime.unclaim(correction.pk, by=people.staff)
    for member in (people.newcomer, people.staff):
        assert list(UserTask.objects.offered_to(member)) == [correction]


def test_neither_manager_nor_administrator_decides_a_case(registered, people):
    people.admin.is_superuser = True
    people.admin.save()
    task = open_task(registered())
    for who in (people.manager, people.admin):
        assert not UserTask.objects.inbox_of(who).exists()
        for by in (people.manager, people.admin):
            with pytest.raises(AssigneeRefused):
                runtime.assign(task.pk, to=who, by=by)
        for command in (runtime.claim, lambda pk, by: runtime.complete_task(pk, answers=PASS, by=by)):
            with pytest.raises(TaskNotYours):
                command(task.pk, by=who)
    with pytest.raises(AssigneeRefused):  # the applicant, who passed his own registration
        runtime.assign(task.pk, to=people.newcomer, by=people.manager)
    assert runtime.assign(task.pk, to=people.reviewer, by=people.admin, reason="代为指派").assignee == people.reviewer


# The manager's page -------------------------------------------------------------------------------
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
    assert post("reschedule", due_at="soon", reason="晚到").status_code == 400
    api.force_authenticate(second)
    assert post("reschedule", due_at="2026-03-20T10:00:00+08:00", reason="晚到").status_code == 403
