"""New work is told to those who are offered it: once for each task and person, until it is theirs no more. What only
one of them may do becomes theirs with that.

Runs beside the cases, from the rows that are there: nothing is sent under a case's lock, and a lost run is made up for
by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from engine import clock, runtime
from engine.models import TaskCandidate, UserTask
from engine.models.order import EMERGENCY
from portal.accounts.models import User
from portal.accounts.roles import ENTERPRISE_PREFIX, is_of_work
from portal.notifications.kinds import Kind
from portal.notifications.models import Notification, Wish
from portal.notifications.notices import send_on, tell_robots, with_link
from portal.notifications.texts import queue_text
from portal.registry import cases

# Older work has been seen in the list by now.
_NEW = timedelta(days=3)
_AT_ONCE = 200


def tell_of_offers() -> int:
    """Tell of what is new and nobody was told of; answers how many notices were written."""
    settle_told()
    with translation.override(settings.LANGUAGE_CODE):
        tasks = list(_untold())
        titles = cases.titles({task.case for task in tasks})
        return sum(_tell(task, titles.get(task.case_id, "")) for task in tasks)


def settle_told() -> None:
    """What is done, or taken by somebody else, is nothing new to anybody any more."""
    task = UserTask.objects.filter(pk=OuterRef("task_id"))
    is_over = ~Exists(task.filter(status=UserTask.Status.OPEN))
    is_taken = Exists(task.exclude(assignee=None).exclude(assignee=OuterRef("user")))
    told = Notification.objects.unread().filter(task_id__isnull=False)
    told.filter(is_over | is_taken).update(read_at=clock.now())


def has_news(user: Any) -> Exists:
    """Of tasks: whether this user has not read the notice yet."""
    return Exists(Notification.objects.of(user).unread().filter(task_id=OuterRef("pk")))


def opened(task: UserTask, user: Any) -> None:
    """Who opens a task has read its notice."""
    Notification.objects.of(user).unread().filter(task_id=task.pk).update(read_at=clock.now())


def _untold() -> Iterable[UserTask]:
    # Enterprises and invited persons get notices of their own that say more; telling twice is noise.
    of_roles = TaskCandidate.objects.filter(task=OuterRef("pk")).exclude(
        Q(group__startswith=ENTERPRISE_PREFIX) | Q(group__startswith="user:")
    )
    told = Notification.objects.filter(task_id=OuterRef("pk"))
    new = UserTask.objects.open().filter(Exists(of_roles), ~Exists(told), assignee=None)
    new = new.filter(created_at__gte=clock.now() - _NEW).select_related("case").defer("case__state", "case__variables")
    return new.order_by("-priority", "created_at")[:_AT_ONCE]


def _tell(task: UserTask, title: str) -> int:
    is_urgent = task.priority >= EMERGENCY
    words = {"task": task.name, "title": title or task.case.business_key}
    text = _("紧急任务：%(task)s · %(title)s") % words if is_urgent else _("新任务：%(task)s · %(title)s") % words
    people = runtime.who_may_have(task)
    if len(people) == 1:
        runtime.give_to_the_only_one(task.pk, to=people[0])
    Notification.objects.bulk_create(
        [
            Notification(
                user=person,
                text=text[:500],
                url=reverse("inbox:task", args=[task.pk]),
                task_id=task.pk,
                is_urgent=is_urgent,
                kind=Kind.TASKS,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
    url = reverse("inbox:task", args=[task.pk])
    send_on({person.pk: person for person in people}, text=text, url=url, kind=Kind.TASKS)
    tell_robots([group for group in task.candidate_groups if is_of_work(group)], url=url, kind=Kind.TASKS)
    if is_urgent:
        _text(task, text, people)
    return len(people)


def _text(task: UserTask, text: str, people: Iterable[User]) -> None:
    url = reverse("inbox:task", args=[task.pk])
    # Who wants a text for every task has got one.
    told = set(Wish.objects.filter(kind=Kind.TASKS, by_sms=True, user__in=people).values_list("user", flat=True))
    for person in people:
        if person.urgent_by_sms and person.verified_phone and person.pk not in told:
            key = f"urgent:{task.pk}:{person.pk}"
            queue_text(key=key, phone=person.verified_phone, text=with_link(text, url))
