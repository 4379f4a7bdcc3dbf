"""What becomes of the tasks of people who leave."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from engine import jobs, runtime
from engine.errors import TaskNotYours
from engine.models import HistoryEvent, UserTask
from portal.accounts import roles
from portal.registry import commands
from portal.registry.models import Enterprise
from tests.portal.inbox.trying import CLOSED, CLOSED_REST, PASS, fresh, on_pages, over_rest
from tests.portal.registering import open_task, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]


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
