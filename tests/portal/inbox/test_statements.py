"""How many statements the reads of the inbox take, exactly: one more is a question that somebody must want to ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from engine.models import Inbox, UserTask
from portal.accounts import roles
from portal.inbox.lists import TaskList
from portal.registry.search import tasks_matching
from tests.portal.inbox.crowd import done, waiting

pytestmark = pytest.mark.django_db

GROUPS = (roles.REGISTRATION_REVIEWER, roles.LEGAL)


@pytest.fixture
def reviewer(people: Any) -> Any:
    user = people.reviewer
    user.groups.add(people.legal.groups.get())
    waiting(60, *GROUPS)
    waiting(60, *GROUPS, assignee=user)
    done(60, *GROUPS, by=user)
    return user


def statements(ask: Any) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
def test_a_page_of_a_list_is_one_statement_and_its_count_another(tab: str, reviewer: Any):
    tasks = TaskList(tab, reviewer)
    first = tasks.page()
    for ask in (tasks.page, lambda: tasks.page(after=first.after), tasks.count):
        assert len(statements(ask)) == 1


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
@pytest.mark.parametrize(("words", "more"), [("过目", 1), ("云岭", 2), ("云岭 过目", 2), ("云岭 茶", 2)])
def test_a_search_asks_besides_for_the_names_of_tasks_and_for_the_cases(words: str, more: int, tab: str, reviewer: Any):
    found = statements(lambda: TaskList(tab, reviewer, tasks=UserTask.objects.filter(tasks_matching(words))).page())
    assert len(found) == 1 + more, "\n".join(found)


def test_the_offers_of_all_groups_are_one_statement(reviewer: Any):
    assert len(statements(lambda: list(Inbox(reviewer).page(50)))) == 1


# What every page asks besides stands in these figures as well: who it is, the menu, the bell, the enterprises.
PAGE = 8


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
def test_the_page_of_the_inbox(tab: str, reviewer: Any, client: Client):
    client.force_login(reviewer)
    client.get(reverse("inbox:list"))
    asked = statements(lambda: client.get(reverse("inbox:list"), {"tab": tab}))
    assert len(asked) == PAGE, "\n".join(asked)


def test_asking_again_costs_the_list_and_the_counts(reviewer: Any, client: Client):
    client.force_login(reviewer)
    poll = client.get(reverse("inbox:list"), {"tab": "offered"}).context["poll"]
    headers = {"HX-Request": "true", "HX-Target": "inbox-rows"}
    asked = statements(lambda: client.get(f"{reverse('inbox:list')}?{poll}", headers=headers))
    assert len(asked) == 5, "\n".join(asked)


def test_the_list_of_programs(reviewer: Any):
    api = APIClient()
    api.force_authenticate(reviewer)
    assert len(statements(lambda: api.get("/api/v1/tasks/"))) == 1
