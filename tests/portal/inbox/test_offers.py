"""New work is told to those who are offered it; an emergency looks like one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engine import runtime
from engine.models import UserTask
from portal.accounts import roles
from portal.inbox.offers import settle_told, tell_of_offers
from portal.notifications.models import Notification, SmsMessage
from tests.portal.registering import open_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]


@pytest.fixture
def task(registered) -> UserTask:
    return open_task(registered())


def unread(person) -> list[str]:
    return list(Notification.objects.of(person).unread().filter(task_id__isnull=False).values_list("text", flat=True))


def test_each_candidate_is_told_once_with_a_link_to_the_task(task, people, make_user):
    colleague = make_user("rr2", roles.REGISTRATION_REVIEWER)
    assert tell_of_offers() == 2
    assert tell_of_offers() == 0
    for person in (people.reviewer, colleague):
        assert unread(person) == ["新任务：登记审核 · 默戎苗家食品有限公司"]
    assert Notification.objects.of(people.reviewer).get(task_id=task.pk).url == reverse("inbox:task", args=[task.pk])
    assert unread(people.evaluator) == []


def test_a_notice_is_read_once_the_task_is_opened(task, people, client: Client):
    tell_of_offers()
    client.force_login(people.reviewer)
    client.get(reverse("inbox:task", args=[task.pk]))
    assert unread(people.reviewer) == []


def test_a_notice_is_over_when_somebody_else_took_the_task(task, people, make_user):
    colleague = make_user("rr2", roles.REGISTRATION_REVIEWER)
    tell_of_offers()
    runtime.claim(task.pk, by=colleague)
    settle_told()
    assert unread(people.reviewer) == []
    assert len(unread(colleague)) == 1
    runtime.complete_task(task.pk, answers={"outcome": "pass", "guidance": ""}, by=colleague)
    settle_told()
    assert unread(colleague) == []


def test_what_only_one_person_can_do_is_worked_on_without_claiming(task, people, client: Client):
    client.force_login(people.reviewer)
    address = reverse("inbox:task", args=[task.pk])
    page = client.get(address)
    assert (page.context["mine"], page.context["free"]) == (True, False)
    assert reverse("inbox:claim", args=[task.pk]) not in page.content.decode()
    body = {"answers": {"outcome": "pass", "guidance": "请尽快登记产品。"}}
    draft = client.put(
        reverse("inbox:draft", args=[task.pk]), body, content_type="application/json", headers={"If-None-Match": "*"}
    )
    assert draft.status_code == 200
    assert client.get(address).context["form_config"]["data"]["guidance"] == "请尽快登记产品。"
    done = client.post(reverse("inbox:complete", args=[task.pk]), body, content_type="application/json")
    assert done.status_code == 200
    task.refresh_from_db()
    assert (task.status, task.assignee, task.completed_by) == ("completed", people.reviewer, people.reviewer)


def test_what_only_one_person_can_do_stands_among_what_is_theirs(task, people, make_user, client: Client):
    client.force_login(people.reviewer)
    seen = client.get(reverse("inbox:task", args=[task.pk])).context["seen"]
    tell_of_offers()
    assert list(UserTask.objects.assigned_to(people.reviewer)) == [task]
    assert unread(people.reviewer) == ["新任务：登记审核 · 默戎苗家食品有限公司"]
    told = client.get(reverse("inbox:live", args=[task.pk]), {"seen": seen})
    assert told.context["changed"] == ""  # nothing has changed for the one who is at it
    assert "“登记审核”交给周审" in told.content.decode()

    # Given back, it stays with the group; who joins may take it.
    runtime.unclaim(task.pk, by=people.reviewer)
    colleague = make_user("rr2", roles.REGISTRATION_REVIEWER)
    tell_of_offers()
    page = client.get(reverse("inbox:task", args=[task.pk]))
    assert (page.context["mine"], page.context["free"]) == (False, True)
    assert runtime.claim(task.pk, by=colleague).assignee == colleague


def test_two_who_may_do_it_claim(task, people, make_user, client: Client):
    make_user("rr2", roles.REGISTRATION_REVIEWER)
    tell_of_offers()
    client.force_login(people.reviewer)
    assert client.get(reverse("inbox:task", args=[task.pk])).context["free"]
    assert not UserTask.objects.assigned_to(people.reviewer).exists()


def test_bell_and_badge_are_asked_again_cheaply(task, people, make_user, client: Client, django_assert_max_num_queries):
    make_user("rr2", roles.REGISTRATION_REVIEWER)
    tell_of_offers()
    client.force_login(people.reviewer)
    with django_assert_max_num_queries(9):
        answer = client.get(reverse("inbox:pulse")).content.decode()
    assert "通知，1 条未读" in answer
    assert "1 待领" in answer
    client.force_login(people.owner)  # whose menu has no badge to put right
    assert "offered-badge" not in client.get(reverse("inbox:pulse")).content.decode()
    client.logout()
    assert client.get(reverse("inbox:pulse")).status_code == 204


def test_an_emergency_stands_first_and_is_texted_to_those_who_want_it(registered, people, make_user, client: Client):
    make_user("rr2", roles.REGISTRATION_REVIEWER)
    first = open_task(registered())
    second = open_task(registered(uscc="91110108551385082Q"))
    UserTask.objects.filter(pk=second.pk).update(priority=100, due_at=None)
    people.reviewer.urgent_by_sms = True
    people.reviewer.save()
    tell_of_offers()
    tell_of_offers()
    assert Notification.objects.of(people.reviewer).get(task_id=second.pk).is_urgent
    assert SmsMessage.objects.get(phone=people.reviewer.phone).text.startswith("紧急任务：登记审核")
    client.force_login(people.reviewer)
    answer = client.get(reverse("inbox:list"), {"tab": "offered"})
    assert [row.task for row in answer.context["rows"]] == [second, first]
    assert "row-emergency" in answer.content.decode()


def test_an_agency_s_people_choose_among_roles_by_name_once(people, client: Client, make_user):
    client.force_login(people.reviewer)
    names = [name for _value, name in client.get(reverse("inbox:list")).context["roles"]]
    assert len(names) == len(set(names))
