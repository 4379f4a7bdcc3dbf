"""Who may do a task of the scheme: each person at each address."""

from __future__ import annotations

from typing import Any

import pytest

from engine import jobs, runtime
from engine.errors import AssigneeRefused, ClaimRefused, TaskNotYours
from engine.models import UserTask
from portal.accounts import roles
from portal.registry import commands
from portal.registry.models import Enterprise
from portal.registry.registration_form import answers_of
from tests.portal.inbox.trying import CLOSED, CLOSED_REST, PASS, on_pages, over_rest, with_role
from tests.portal.registering import open_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]


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
