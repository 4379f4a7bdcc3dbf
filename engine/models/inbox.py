"""The open tasks of one person. What the person took and what each of the person's groups is offered is read from an
index of its own that has the order, no further than asked for, and merged: it costs the same whatever else waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, QuerySet, Value

from engine.models import rights
from engine.models.memberships import Membership
from engine.models.order import DUE_FIRST, Place
from engine.models.tasks import TaskCandidate, UserTask


@dataclass(frozen=True)
class Inbox:
    """`mine`: what the user took; `offered`: what nobody took, to these `groups` of the user's alone where they are
    given. Of both only what is among `tasks`."""

    user: Any
    mine: bool = True
    offered: bool = True
    groups: Collection[str] | None = None
    tasks: QuerySet[UserTask] | None = None

    def page(self, size: int, *, place: Place | None = None, backwards: bool = False) -> QuerySet[UserTask]:
        """The next tasks behind a place (backwards: the last ones before it, from there on)."""
        cut = _Cut(size, place, backwards)
        found = UserTask.objects.filter(pk__in=self._ids(cut))
        return DUE_FIRST.sort(found, backwards=backwards)[:size]

    def count(self, most: int) -> int:
        """How many there are, as far as `most`."""
        return min(most, len(set(self._ids(_Cut(most)))))

    def counts(self, most: int) -> tuple[int, int]:
        """What the user took and what the user is offered, each as far as `most`, by one statement."""
        taken: set[Any] = set()
        offered: set[Any] = set()
        for pk, is_mine in self._marked(_Cut(most)):
            (taken if is_mine else offered).add(pk)
        return min(most, len(taken)), min(most, len(offered))

    def exists(self) -> bool:
        return self.count(1) > 0

    def _ids(self, cut: _Cut) -> QuerySet[Any]:
        sources = list(self._sources(cut))
        return reduce(
            lambda one, other: one.union(other), sources, UserTask.objects.none().values_list("pk", flat=True)
        )

    def _marked(self, cut: _Cut) -> Iterable[tuple[Any, bool]]:
        mine: list[Any] = list(replace(self, offered=False)._sources(cut))
        offered: list[Any] = list(replace(self, mine=False)._sources(cut))
        marked = [(found, True) for found in mine] + [(found, False) for found in offered]
        rows = [found.values_list(*found._fields, Value(is_mine)) for found, is_mine in marked]
        return rows[0].union(*rows[1:], all=True) if rows else ()

    def _sources(self, cut: _Cut) -> Iterator[QuerySet[Any]]:
        if not self.user.is_active:
            return
        if self.mine:
            may_have = rights.one_by_one(rights.may_have(self.user))
            yield cut.of(self._open().filter(may_have, assignee=self.user))
        if self.offered:
            yield self._offered_to_groups(cut)
        if self.offered and self.user.is_superuser and self.groups is None:
            stands_above = rights.one_by_one(rights.stands_above(self.user))
            yield cut.of(self._open().filter(stands_above, assignee=None))

    def _open(self) -> QuerySet[UserTask]:
        found = UserTask.objects.open()
        return found if self.tasks is None else found.filter(pk__in=self.tasks.values("pk"))

    def _offered_to_groups(self, cut: _Cut) -> QuerySet[Any]:
        may_take = rights.one_by_one(rights.keeps_duties(self.user) & rights.is_allowed(self.user), task="task")
        offers = TaskCandidate.objects.filter(may_take, group=OuterRef("group"), is_open=True)
        if self.tasks is not None:
            offers = offers.filter(task__in=self.tasks.values("pk"))
        groups = Membership.objects.filter(user=self.user.pk)
        if self.groups is not None:
            groups = groups.filter(group__in=self.groups)
        found = Func(ArraySubquery(cut.of(offers, key="task")), function="unnest")
        return groups.annotate(found=found).values_list("found", flat=True)


@dataclass(frozen=True)
class _Cut:
    """So much of each source, in the order, from a place on."""

    size: int
    place: Place | None = None
    backwards: bool = False

    def of(self, rows: QuerySet[Any], *, key: str = "id") -> QuerySet[Any]:
        if self.place is not None:
            rows = rows.filter(DUE_FIRST.beyond(self.place, key=key, backwards=self.backwards))
        return DUE_FIRST.sort(rows, key=key, backwards=self.backwards).values_list(key, flat=True)[: self.size]
