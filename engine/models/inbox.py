"""The open tasks of one person. What the person took and what each of the person's groups is offered is read from an
index of its own that has the order, no further than asked for, and merged: it costs the same whatever else waits. The
statements are put into words once for everybody and prepared, since planning them takes longer than running them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, UUIDField, Value

from engine.models import rights
from engine.models.memberships import Membership
from engine.models.order import DUE_FIRST, Place
from engine.models.statements.wording import Among, Given, OneOf, Somebody, Worded
from engine.models.tasks import TaskCandidate, UserTask
from engine.registry import form_rules, hooks, task_forms

Shown = Callable[[QuerySet[UserTask]], QuerySet[UserTask]]


def _whole(tasks: QuerySet[UserTask]) -> QuerySet[UserTask]:
    return tasks


@dataclass(frozen=True)
class Inbox:
    """`mine`: what the user took; `offered`: what nobody took, to these `groups` of the user's alone where they are
    given. Of both only what is among `tasks`."""

    user: Any
    mine: bool = True
    offered: bool = True
    groups: Collection[str] | None = None
    tasks: QuerySet[UserTask] | None = None

    def page(
        self, size: int, *, place: Place | None = None, backwards: bool = False, shown: Shown = _whole
    ) -> list[UserTask]:
        """The next tasks behind a place (backwards: the last ones before it, from there on). `shown`: a function of a
        module that says what of a task is read, and with what else."""
        asked = self._asked()
        if asked is None:
            return []
        question, values = asked
        cut = _Cut(size, place is not None, backwards)
        return _page(question, cut, shown).models(values | dict(zip(_PLACE, place or (), strict=False)))

    def count(self, most: int) -> int:
        """How many there are, as far as `most`."""
        return min(most, len({pk for pk, _is_mine in self._marked(most)}))

    def counts(self, most: int) -> tuple[int, int]:
        """What the user took and what the user is offered, each as far as `most`, by one statement."""
        taken: set[Any] = set()
        offered: set[Any] = set()
        for pk, is_mine in self._marked(most):
            (taken if is_mine else offered).add(pk)
        return min(most, len(taken)), min(most, len(offered))

    def exists(self) -> bool:
        return self.count(1) > 0

    def _marked(self, most: int) -> Iterable[tuple[Any, ...]]:
        asked = self._asked()
        if asked is None:
            return ()
        question, values = asked
        return _marks(question, most).rows(values)

    def _asked(self) -> tuple[_Question, dict[str, Any]] | None:
        """What is asked, which many ask alike, and the values of it; None where nothing can be found."""
        if not self.user.is_active:
            return None
        values: dict[str, Any] = {"user": self.user.pk}
        if self.groups is not None:
            values["groups"] = sorted(self.groups)
        text = ""
        chosen: tuple[Any, ...] = ()
        if self.tasks is not None:
            try:
                text, chosen = self.tasks.filter(status=UserTask.Status.OPEN).values("pk").query.sql_with_params()
            except EmptyResultSet:
                return None
        named = {f"chosen{number}": value for number, value in enumerate(chosen)}
        question = _Question(
            is_superuser=bool(self.user.is_superuser),
            mine=self.mine,
            offered=self.offered,
            by_group=self.groups is not None,
            among=text,
            names=tuple(named),
        )
        return question, values | named


@dataclass(frozen=True)
class _Cut:
    """So much of each source, in the order; from a place on, if that is given."""

    size: int
    placed: bool = False
    backwards: bool = False

    def of(self, rows: QuerySet[Any], allowed: Q, *, key: str = "id") -> Func:
        if self.placed:
            place = tuple(Given(name, kind) for name, kind in zip(_PLACE, DUE_FIRST.types, strict=True))
            rows = rows.filter(DUE_FIRST.beyond(place, key=key, backwards=self.backwards))
        ids = DUE_FIRST.sort(rows, key=key, backwards=self.backwards).values_list(key, flat=True)
        return Func(rights.FirstAllowed(ids, allowed, size=self.size), function="unnest", output_field=UUIDField())


_PLACE = tuple(f"place{number}" for number in range(len(DUE_FIRST.types)))


@dataclass(frozen=True)
class _Question:
    """Whose inbox it is, is a value of the statement, and so are the groups and what `among` asks for."""

    is_superuser: bool
    mine: bool
    offered: bool
    by_group: bool
    among: str
    names: tuple[str, ...]

    def ids(self, cut: _Cut) -> QuerySet[Any]:
        return _united([*self._taken(cut), *self._offered(cut)])

    def marks(self, most: int) -> QuerySet[Any]:
        """The ids, so many of each kind at most, and of each whether the user took it."""
        cut = _Cut(most)
        taken = [(found, True) for found in self._taken(cut)]
        offered = [(found, False) for found in self._offered(cut, once=True)]
        marked = (found.values_list("found", Value(is_mine))[:most] for found, is_mine in [*taken, *offered])
        return _united(list(marked), all=True)

    @property
    def _user(self) -> Somebody:
        return Somebody(is_active=True, is_superuser=self.is_superuser)

    def _taken(self, cut: _Cut) -> Iterator[QuerySet[Any]]:
        if self.mine:
            yield self._alone(cut.of(self._open().filter(assignee=self._user.pk), rights.may_have(self._user)))

    def _offered(self, cut: _Cut, *, once: bool = False) -> Iterator[QuerySet[Any]]:
        if self.offered:
            may_take = rights.keeps_duties(self._user) & rights.is_allowed(self._user)
            offers = cut.of(self._offers(once), may_take, key="task")
            yield self._groups().annotate(found=offers).values_list("found", flat=True)
        if self.offered and self.is_superuser and not self.by_group:
            yield self._alone(cut.of(self._open().filter(assignee=None), rights.stands_above(self._user)))

    def _alone(self, found: Func) -> QuerySet[Any]:
        account = get_user_model()._default_manager.filter(pk=self._user.pk)
        return account.annotate(found=found).values_list("found", flat=True)

    def _open(self) -> QuerySet[UserTask]:
        return self._narrowed(UserTask.objects.open(), "id")

    def _narrowed(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        return rows.filter(Among(F(column), text=self.among, names=self.names)) if self.among else rows

    def _groups(self) -> QuerySet[Membership]:
        groups = Membership.objects.filter(user=self._user.pk)
        return groups.filter(OneOf(F("group"), Given("groups", ArrayField(TextField())))) if self.by_group else groups

    def _offers(self, once: bool) -> QuerySet[TaskCandidate]:
        """To one of the user's groups. `once`: what several of them are offered only to the first, so that counting
        can stop at any number."""
        offers = TaskCandidate.objects.filter(group=OuterRef("group"), is_open=True)
        if once:
            before = TaskCandidate.objects.filter(task=OuterRef("task"), group__lt=OuterRef("group"))
            offers = offers.exclude(Exists(before.filter(group__in=self._groups().values("group"))))
        return self._narrowed(offers, "task")


def _united(found: Sequence[QuerySet[Any]], **how: Any) -> QuerySet[Any]:
    one, *others = found
    return one.union(*others, **how) if others else one


def _page(question: _Question, cut: _Cut, shown: Shown) -> Worded[UserTask]:
    return _page_by(question, cut, shown, *_rules(question))


def _marks(question: _Question, most: int) -> Worded[Any]:
    return _marks_by(question, most, *_rules(question))


def _rules(question: _Question) -> tuple[Hashable, Hashable]:
    """What the words depend on besides."""
    rules = (*(rule.allows for rule in hooks.task_rules), *((key, rule.allows) for key, rule in form_rules.items()))
    return rules, (*task_forms, *hooks.scheme_processes()) if question.is_superuser else ()


@lru_cache(maxsize=128)
def _page_by(question: _Question, cut: _Cut, shown: Shown, _rules: Hashable, _above: Hashable) -> Worded[UserTask]:
    found = UserTask.objects.filter(pk__in=question.ids(cut))
    return Worded(shown(DUE_FIRST.sort(found, backwards=cut.backwards))[: cut.size])


@lru_cache(maxsize=32)
def _marks_by(question: _Question, most: int, _rules: Hashable, _above: Hashable) -> Worded[Any]:
    return Worded(question.marks(most))
