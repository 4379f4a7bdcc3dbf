"""A person's tasks as pages: taken, offered, done. A page goes on from a task, not from a number, so that what others
do meanwhile neither repeats nor hides a line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from engine.models import Inbox, UserTask
from engine.models.order import DUE_FIRST, LAST_DONE, Order, Place

SIZE = 25
# Counted no further.
MANY = 99
# What a line shows; a case's state and a diagram's text are long.
_SHOWN = (
    "name", "priority", "due_at", "created_at", "completed_at", "status", "answers", "form", "form_key", "assignee",
    "case__process_key", "case__business_key", "case__definition__name", "case__suspension", "case__suspension_reason",
    "case__suspended_at", "case__clock_stands",
    "instance__suspension", "instance__suspension_reason", "instance__suspended_at", "instance__clock_stands",
)  # fmt: skip


def _shown(tasks: QuerySet[UserTask]) -> QuerySet[UserTask]:
    return tasks.select_related("case__definition", "instance").only(*_SHOWN)


@dataclass(frozen=True)
class Page:
    """`before` and `after` are the cursors of the pages on both sides, empty where there is none."""

    tasks: list[UserTask]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class TaskList:
    """One of the three lists, narrowed to what is among `tasks` and, of what is offered, to `groups`."""

    tab: str
    user: Any
    tasks: QuerySet[UserTask] | None = None
    groups: Collection[str] | None = None

    @cached_property
    def order(self) -> Order:
        return LAST_DONE if self.tab == "done" else DUE_FIRST

    def page(self, *, before: str = "", after: str = "") -> Page:
        """The page before or after a cursor, else the first. One that would not be full at the list's beginning, or
        would be empty at its end, is the first or the last as it is now."""
        place = self._place(before or after)
        if place is None or not (before or after):
            return self._forward(None)
        return self._backward(place) if before else self._forward(place)

    def count(self) -> int:
        """No more than one above MANY."""
        return self._open.count(MANY + 1)

    def _forward(self, place: Place | None) -> Page:
        found = self._read(place)
        if place is not None and not found:
            return self._last()
        return self._made(found[:SIZE], before=place is not None, after=len(found) > SIZE)

    def _backward(self, place: Place) -> Page:
        found = self._read(place, backwards=True)
        if len(found) <= SIZE:
            return self._forward(None)
        return self._made(found[:SIZE][::-1], before=True, after=True)

    def _last(self) -> Page:
        found = self._read(None, backwards=True)
        return self._made(found[:SIZE][::-1], before=len(found) > SIZE, after=False)

    def _made(self, tasks: list[UserTask], *, before: bool, after: bool) -> Page:
        return Page(
            tasks,
            before=self.order.cursor(tasks[0]) if before and tasks else "",
            after=self.order.cursor(tasks[-1]) if after and tasks else "",
        )

    def _read(self, place: Place | None, *, backwards: bool = False) -> list[UserTask]:
        """In the order of reading, one more than a page has."""
        if self.tab == "done":
            return list(_shown(self._done(place, backwards)))
        return self._open.page(SIZE + 1, place=place, backwards=backwards, shown=_shown)

    @property
    def _open(self) -> Inbox:
        mine = self.tab == "mine"
        return Inbox(self.user, mine=mine, offered=not mine, tasks=self.tasks, groups=self.groups)

    def _done(self, place: Place | None, backwards: bool) -> QuerySet[UserTask]:
        rows = UserTask.objects.done_by(self.user)
        if self.tasks is not None:
            rows = rows.filter(pk__in=self.tasks.values("pk"))
        if place is not None:
            rows = rows.filter(LAST_DONE.beyond(place, backwards=backwards))
        return LAST_DONE.sort(rows, backwards=backwards)[: SIZE + 1]

    def _place(self, cursor: str) -> Place | None:
        try:
            return self.order.place(cursor)
        except ValueError:  # typed by hand, or of another list
            return None


def counts(request: HttpRequest) -> dict[str, str]:
    """How much the person took and is offered; counted once for a request."""
    known: dict[str, str] | None = getattr(request, "task_counts", None)
    if known is None:
        mine, offered = Inbox(request.user).counts(MANY + 1)
        known = {"mine": _capped(mine), "offered": _capped(offered)}
        request.task_counts = known  # type: ignore[attr-defined]
    return known


def _capped(count: int) -> str:
    return f"{MANY}+" if count > MANY else str(count)
