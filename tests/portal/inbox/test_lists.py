"""The inbox's lists page by page: nothing twice, nothing left out, whatever others do meanwhile."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine.models import Inbox, TaskCandidate, UserTask
from engine.models.order import DUE_FIRST, LAST_DONE
from portal.accounts import roles
from portal.inbox.lists import MANY, SIZE, Page, TaskList
from portal.registry.models import CaseText
from portal.registry.search import normalised, tasks_matching
from tests.portal.inbox.crowd import done, mark, waiting

pytestmark = pytest.mark.django_db

REVIEWERS = roles.REGISTRATION_REVIEWER


@pytest.fixture
def reviewer(people: Any) -> Any:
    """In two groups, and asked by name."""
    people.reviewer.groups.add(people.legal.groups.get())
    return people.reviewer


def expected(tab: str, user: Any) -> list[UserTask]:
    """The list as the rights have it, sorted here."""
    tasks = UserTask.objects
    found = {"mine": tasks.assigned_to, "offered": tasks.offered_to, "done": tasks.done_by}[tab](user)
    if tab == "done":
        return sorted(found, key=LAST_DONE.place_of, reverse=True)
    return sorted(found, key=DUE_FIRST.place_of)


def forward(tasks: TaskList) -> list[Page]:
    pages = [tasks.page()]
    while pages[-1].after:
        pages.append(tasks.page(after=pages[-1].after))
    return pages


def flat(pages: list[Page]) -> list[UserTask]:
    return [task for page in pages for task in page.tasks]


def fill(tab: str, user: Any, count: int) -> None:
    groups = (REVIEWERS, roles.LEGAL, f"user:{user.username}", roles.STAR_EVALUATOR)
    if tab == "done":
        done(count, *groups, by=user)
    else:
        waiting(count, *groups, assignee=user if tab == "mine" else None)
        for task in UserTask.objects.all()[:20]:
            TaskCandidate.objects.get_or_create(task=task, group=roles.LEGAL)


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
def test_pages_hold_every_task_once_in_order_forwards_and_backwards(tab: str, reviewer: Any):
    fill(tab, reviewer, 160)
    tasks, whole = TaskList(tab, reviewer), expected(tab, reviewer)
    pages = forward(tasks)
    assert flat(pages) == whole
    assert len(whole) > 100
    assert [len(page.tasks) for page in pages[:-1]] == [SIZE] * (len(pages) - 1)
    back = [tasks.page(before=pages[-1].before)]
    while back[-1].before:
        back.append(tasks.page(before=back[-1].before))
    assert [page.tasks for page in reversed(back)] == [page.tasks for page in pages[:-1]]
    assert pages[0].before == "" == pages[-1].after


@pytest.mark.parametrize("tab", ["mine", "offered"])
def test_what_is_completed_meanwhile_neither_repeats_nor_hides_a_line(tab: str, reviewer: Any):
    fill(tab, reviewer, 160)
    tasks, whole, drawn = TaskList(tab, reviewer), expected(tab, reviewer), random.Random(7)
    seen: list[UserTask] = []
    page = tasks.page()
    while True:
        seen += page.tasks
        gone = [*drawn.sample(whole, 5), page.tasks[-1]]
        UserTask.objects.filter(pk__in=[task.pk for task in gone]).update(status=UserTask.Status.CANCELLED)
        if not page.after:
            break
        page = tasks.page(after=page.after)
    left = set(expected(tab, reviewer))
    assert len(seen) == len(set(seen))
    assert left <= set(seen)
    assert seen == [task for task in whole if task in set(seen)]


def test_at_both_ends_there_is_a_full_page_or_the_last_one_though_its_neighbours_are_gone(reviewer: Any):
    fill("offered", reviewer, 160)
    tasks = TaskList("offered", reviewer)
    first, second, *others, last = forward(tasks)
    UserTask.objects.filter(pk__in=[task.pk for task in first.tasks[:10]]).update(status=UserTask.Status.CANCELLED)
    assert tasks.page(before=second.before).tasks == expected("offered", reviewer)[:SIZE]
    UserTask.objects.filter(pk__in=[task.pk for task in last.tasks]).update(status=UserTask.Status.CANCELLED)
    again = tasks.page(after=others[-1].after)
    assert again.tasks == expected("offered", reviewer)[-SIZE:]
    assert again.after == tasks.page().before == ""


def test_who_may_nothing_sees_nothing_and_a_cursor_of_nothing_is_the_beginning(reviewer: Any, people: Any):
    fill("offered", reviewer, 60)
    assert TaskList("offered", people.keeper).page() == Page([])
    beginning = TaskList("offered", reviewer).page()
    for cursor in (
        "x",
        "W10",
        "WzEsMiwzLDRd",
        "bnVsbA",
        "W3RydWUsIm5ldmVyIiwxLCJ4IiwieCJd",
        LAST_DONE.cursor(UserTask()),
    ):
        assert TaskList("offered", reviewer).page(after=cursor) == beginning


@pytest.mark.parametrize("is_member", [True, False])
def test_a_superuser_is_offered_all_that_waits_and_each_once(is_member: bool, people: Any):
    people.admin.is_superuser = True
    people.admin.save()
    if is_member:
        people.admin.groups.add(people.reviewer.groups.get())
    waiting(60, REVIEWERS, roles.LEGAL)
    assert flat(forward(TaskList("offered", people.admin))) == expected("offered", people.admin)
    assert TaskList("offered", people.admin).count() == 60


# Searching ------------------------------------------------------------------------------------------
WORDS = ("云岭", "云岭3", "茶", "过目", "目", "x000000", "x0000017", "017", "{mark}", "没有", "云岭 茶", "云岭3 过目",
         "茶 x0000017", "过目 没有", "{mark} 云岭", "{mark} 没有", "％", "_")  # fmt: skip


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
def test_a_search_finds_what_looking_at_every_line_would_find(tab: str, reviewer: Any):
    fill(tab, reviewer, 160)
    whole, few = expected(tab, reviewer), 0
    texts = dict(CaseText.objects.values_list("case", "text"))
    for words in (words.format(mark=mark(whole[33].case)) for words in WORDS):
        alone = [word for word in normalised(words).split() if word not in "过目"]
        few += CaseText.objects.few_holding(alone) is not None if alone else 0
        tasks = TaskList(tab, reviewer, tasks=UserTask.objects.filter(tasks_matching(words)))
        lines = [
            task
            for task in whole
            if all(word in texts[task.case_id] or word in task.name for word in normalised(words).split())
        ]
        assert flat(forward(tasks)) == lines, words
        assert tab == "done" or tasks.count() == min(MANY + 1, len(lines)), words
    assert 3 < few < len(WORDS) - 3, "both ways are gone"


# Counting -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("waits", "shown"), [(0, "0"), (99, "99"), (100, "99+"), (130, "99+")])
def test_more_than_99_are_not_counted(waits: int, shown: str, people: Any, client: Client):
    waiting(waits, REVIEWERS)
    client.force_login(people.reviewer)
    page = client.get(reverse("inbox:list"), {"tab": "offered"})
    assert [count for key, _label, count in page.context["tabs"] if key == "offered"] == [shown]
    badge = f"{shown} 待领</span>"
    for text in (page.content.decode(), client.get(reverse("inbox:pulse")).content.decode()):
        assert (badge in text) == bool(waits)


@pytest.mark.parametrize("groups", [None, [REVIEWERS], [REVIEWERS, roles.LEGAL], [roles.SAMPLE_KEEPER]])
def test_what_several_groups_are_offered_is_counted_once(groups: list[str] | None, reviewer: Any):
    for task in waiting(90, REVIEWERS, roles.LEGAL, roles.STAR_EVALUATOR):
        TaskCandidate.objects.get_or_create(task=task, group=roles.LEGAL)
    tasks = TaskList("offered", reviewer, groups=groups)
    assert tasks.count() == len(flat(forward(tasks))) == len({task.pk for task in flat(forward(tasks))})
    assert tasks.count() == (90 if groups is None or roles.LEGAL in groups else 30 * (REVIEWERS in groups))
    assert Inbox(reviewer).counts(50) == (0, 50)


# On the page ----------------------------------------------------------------------------------------
def lines(answer: Any) -> list[UserTask]:
    return [row.task for row in answer.context["rows"]]


@pytest.mark.parametrize("tab", ["mine", "offered", "done"])
def test_the_links_lead_through_the_list_and_back(tab: str, reviewer: Any, client: Client):
    fill(tab, reviewer, 110)
    client.force_login(reviewer)
    answer = client.get(reverse("inbox:list"), {"tab": tab, "process": "crowd"})
    seen, pages = lines(answer), 1
    while page := answer.context["page"].after:
        assert "下一页" in answer.content.decode()
        answer = client.get(f"{reverse('inbox:list')}?{answer.context['query']}&after={page}")
        seen, pages = seen + lines(answer), pages + 1
    assert seen == expected(tab, reviewer)
    for _page in range(pages - 1):
        answer = client.get(f"{reverse('inbox:list')}?{answer.context['query']}&before={answer.context['page'].before}")
    assert lines(answer) == seen[:SIZE]
    assert "上一页" not in answer.content.decode()


def test_a_page_in_the_middle_asks_for_itself_again(reviewer: Any, client: Client):
    fill("offered", reviewer, 110)
    client.force_login(reviewer)
    first = client.get(reverse("inbox:list"), {"tab": "offered"})
    second = client.get(reverse("inbox:list"), {"tab": "offered", "after": first.context["page"].after})
    poll = f"{reverse('inbox:list')}?{second.context['poll']}"
    again = {"HX-Request": "true", "HX-Target": "inbox-rows"}
    assert client.get(poll, headers=again).status_code == 204
    UserTask.objects.filter(pk=lines(second)[3].pk).update(status=UserTask.Status.CANCELLED)
    answer = client.get(poll, headers=again)
    assert lines(answer)[:4] == [*lines(second)[:3], lines(second)[4]]


# What the database keeps by itself ------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"status": "completed"},
        {"status": "cancelled"},
        {"assignee": "someone"},
        {"priority": 95},
        {"due_at": None},
        {"name": "别的"},
    ],
)
def test_an_offer_is_as_its_task_is_whoever_changes_it(change: dict[str, Any], people: Any):
    [task, _other] = waiting(2, REVIEWERS)
    if "assignee" in change:
        change = {"assignee": people.reviewer}
    for undone in (change, {"status": "open", "assignee": None, "priority": 50, "due_at": task.created_at}):
        UserTask.objects.filter(pk=task.pk).update(**undone)
        task.refresh_from_db()
        offer = task.candidates.get()
        kept = (offer.is_open, offer.due_at, offer.priority, offer.created_at)
        is_free = task.status == "open" and task.assignee is None
        assert kept == (is_free, task.due_at, task.priority, task.created_at)
