"""What the parts of a page ask again and again is asked once, and never in a request that may change it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from engine.once import asking_once, once
from portal.accounts.object_grants import ObjectGrants
from portal.asking_once import AskingOnce
from portal.registry import commands, grants


def counted(method: str) -> list[int]:
    """How often a question that three parts of a page have is asked."""
    asked: list[int] = []

    @once
    def ask(number: int) -> int:
        asked.append(number)
        return number * 2

    def page(request: HttpRequest) -> HttpResponse:
        assert [ask(1), ask(2), ask(1)] == [2, 4, 2]
        return HttpResponse()

    AskingOnce(page)(RequestFactory().generic(method, "/"))
    AskingOnce(page)(RequestFactory().generic(method, "/"))
    return asked


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_that_only_reads_asks_each_question_once(method):
    assert counted(method) == [1, 2, 1, 2]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_may_change_the_answer_asks_each_time(method):
    assert counted(method) == [1, 2, 1, 1, 2, 1]


@pytest.mark.django_db
def test_whoever_leaves_an_enterprise_has_no_right_in_the_same_request(people, tea_house):
    assert grants.may_act(people.staff, tea_house)
    commands.remove_member(tea_house.members.get(user=people.staff))
    assert not grants.may_act(people.staff, tea_house)
    assert not grants.is_member(people.staff, tea_house)


@pytest.mark.django_db
def test_grants_of_several_objects_are_one_statement(people, tea_house, silver_house, django_assert_num_queries):
    rights = ObjectGrants()
    with asking_once(), django_assert_num_queries(1):
        assert rights.has_perm(people.owner, "registry.manage_enterprise", tea_house)
        assert rights.has_perm(people.owner, "registry.act_for_enterprise", tea_house)
        assert not rights.has_perm(people.owner, "registry.act_for_enterprise", silver_house)
        assert not rights.has_perm(people.owner, "evaluation.view_enterprise", tea_house)
        assert rights.get_all_permissions(people.owner, silver_house) == set()


@pytest.mark.django_db
def test_a_closed_account_has_no_grants(people, tea_house):
    people.owner.is_active = False
    assert not ObjectGrants().has_perm(people.owner, "registry.manage_enterprise", tea_house)
