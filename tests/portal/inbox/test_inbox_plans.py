"""What the inbox reads: from each index as much as a page shows, whatever else waits or was done."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from engine.models import Inbox, ProcessInstance, UserTask, rights
from portal.accounts import roles
from portal.inbox.lists import MANY, SIZE, TaskList
from portal.registry.models import CaseText, Enterprise
from portal.registry.search import tasks_matching
from tests.plans import Reading, readings
from tests.portal.inbox.crowd import EACH, analyze, done, mark, waiting
from tests.portal.world import enterprise_fields

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TASKS = ("engine_usertask", "engine_taskcandidate")
GROUPS = (roles.REGISTRATION_REVIEWER, roles.LEGAL, roles.STAR_EVALUATOR, roles.SAMPLE_KEEPER)
SAMPLE = "Sample Scan"
INDEXES = {"mine": "inbox_mine", "offered": "inbox_group", "done": "inbox_done"}


@pytest.fixture
def crowd(people: Any) -> Any:
    """A reviewer in two groups of four; 6,000 tasks wait, 500 of them taken, 3,000 are done."""
    user = people.reviewer
    user.groups.add(people.legal.groups.get())
    waiting(5500, *GROUPS)
    waiting(500, *GROUPS[:2], assignee=user)
    done(1500, *GROUPS[:2], by=user)
    done(1500, *GROUPS, by=people.legal)
    analyze()
    return user


def check(found: list[Reading], *, index: str, most: int) -> None:
    """Read by this index alone, no further than is shown, and nothing but that is sorted."""
    assert index in {node.index for node in found}
    whole = [node for node in found if node.table in TASKS and "Seq Scan" in node.kind]
    assert whole == []
    assert [node for node in found if ("Sort" in node.kind or node.index == index) and node.rows > most] == []
    # The rules look at the other tasks of each case.
    assert [node for node in found if node.table in TASKS and node.rows > most * EACH] == []


@pytest.mark.parametrize("tab", INDEXES)
def test_a_page_reads_no_more_than_it_shows(tab: str, crowd: Any):
    tasks, index, groups = TaskList(tab, crowd), INDEXES[tab], 3
    page = tasks.page()
    assert len(page.tasks) == SIZE
    check(readings(tasks.page), index=index, most=groups * (SIZE + 1))
    for _number in range(5):
        page = tasks.page(after=page.after)
    check(readings(lambda: tasks.page(after=page.after)), index=index, most=groups * (SIZE + 1))
    check(readings(lambda: tasks.page(before=page.before)), index=index, most=groups * (SIZE + 1))


@pytest.mark.parametrize("tab", ["mine", "offered"])
def test_counting_reads_no_more_than_it_counts(tab: str, crowd: Any):
    check(readings(TaskList(tab, crowd).count), index=INDEXES[tab], most=3 * (MANY + 1))


def test_both_lists_together_are_read_from_both_indexes(crowd: Any):
    found = readings(lambda: list(Inbox(crowd).page(SIZE + 1)))
    for index in ("inbox_mine", "inbox_group"):
        check(found, index=index, most=4 * (SIZE + 1))
    assert list(Inbox(crowd).page(500)) == list(UserTask.objects.inbox_of(crowd).due_first()[:500])


def test_what_everybody_is_offered_is_read_in_order_for_a_superuser_too(crowd: Any, people: Any):
    people.admin.is_superuser = True
    people.admin.save()
    check(readings(TaskList("offered", people.admin).page), index="inbox_free", most=3 * (SIZE + 1))


def test_one_case_is_looked_up_not_searched_for(crowd: Any):
    number = UserTask.objects.offered_to(crowd)[77].case.business_key
    asked = UserTask.objects.filter(case__business_key=number)
    found = readings(lambda: list(Inbox(crowd, tasks=asked).page(51)))
    assert [node for node in found if node.table in TASKS and node.rows > 200] == []


@pytest.mark.parametrize("words", ["{mark}", "没有", "{mark} 云岭", "过目 {mark}"])
def test_a_rare_word_is_looked_up_not_searched_for(words: str, crowd: Any):
    words = words.format(mark=mark(TaskList("offered", crowd).page().tasks[0].case))
    with connection.cursor() as cursor:  # of so few cases the database would rather read all lines
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = [node for node in readings(lambda: searched(crowd, words).page()) if node.kind != SAMPLE]
    assert "registry_casetext_signs" in {node.index for node in found}
    assert [node for node in found if node.table in (*TASKS, "registry_casetext") and node.rows > 400] == []


def test_of_a_frequent_word_a_sample_is_looked_at_and_no_index(crowd: Any):
    found = [node for node in readings(lambda: CaseText.objects.few_holding(["云岭"])) if node.rows]
    assert [(node.kind, node.rows < 2500) for node in found if node.table == "registry_casetext"] == [(SAMPLE, True)]


@pytest.mark.parametrize("words", ["云岭", "过目", "过目 云岭"])
def test_a_word_of_every_case_costs_no_more_than_the_page(words: str, crowd: Any):
    found = readings(lambda: searched(crowd, words).page())
    assert [node for node in found if node.table in TASKS and node.rows > 1000] == []


def test_who_may_have_a_task_is_asked_only_of_what_holds_the_words(crowd: Any):
    found = readings(lambda: searched(crowd, "云岭3").page())
    assert max(node.rows for node in found if node.table == "engine_processinstance") <= 3 * (SIZE + 1)


def searched(user: Any, words: str) -> TaskList:
    return TaskList("offered", user, tasks=UserTask.objects.filter(tasks_matching(words)))


def test_a_task_is_judged_without_looking_at_every_enterprise(people: Any, tea_house: Enterprise):
    fields = enterprise_fields(tea_house.township)
    Enterprise.objects.bulk_create(
        Enterprise(number=f"X{number}", created_by=people.rival, **fields | {"uscc": f"{number:018}"})
        for number in range(3000)
    )
    waiting(1, roles.STAR_EVALUATOR)
    ProcessInstance.objects.update(variables={"enterprise_id": tea_house.pk})
    analyze()
    task = UserTask.objects.get()
    for person in (people.evaluator, people.owner):
        found = readings(lambda: UserTask.objects.filter(rights.is_allowed(person), pk=task.pk).exists())  # noqa: B023
        assert sum(node.rows for node in found if node.table.startswith("registry_enterprise")) < 10
