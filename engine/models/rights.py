"""Who may have a task, as conditions on user tasks: the same words choose the tasks of a list and judge one."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Concat, Replace

from engine.registry import TaskRule, form_rules, hooks, task_forms

# A property of a user task: steps whose doers may not do this one, over the whole case.
SEPARATE_FROM = "separateFrom"
_NONE = Q(pk__in=[])
# Said in full, because an empty `Q()` vanishes from an "or" instead of fulfilling it.
_ALL = Q(pk__isnull=False)


def may_have(user: Any) -> Q:
    """Those that this user may do, whoever has them at the moment."""
    return stands_above(user) | is_candidate(user) & keeps_duties(user) & is_allowed(user)


def may_see(user: Any) -> Q:
    """Of what the user's groups are offered: what the rules allow, and what the user did."""
    return stands_above(user) | is_candidate(user) & (Q(completed_by=user.pk) | is_allowed(user))


def stands_above(user: Any) -> Q:
    """A superuser may everything, except in cases of the scheme: there the rules hold for everybody."""
    if not (user.is_active and user.is_superuser):
        return _NONE
    return ~Q(form_key__in=list(task_forms)) & ~Q(case__process_key__in=list(hooks.scheme_processes()))


def is_candidate(user: Any) -> Q:
    """Offered to a group of the user's, or to the user by name."""
    if not user.is_active:
        return _NONE
    mine = _model("Membership").names_of(user)
    return Q(Exists(_model("TaskCandidate").filter(task=OuterRef("pk"), group__in=mine)))


def keeps_duties(user: Any) -> Q:
    """Nothing done before in the same case that the task's `separateFrom` names."""
    done = duties_done(user, OuterRef("case"), OuterRef("properties"))
    return ~Q(properties__has_key=SEPARATE_FROM) | Q(~Exists(done))


def duties_done(user: Any, case: Any, properties: Any) -> Any:
    """What the user did in the case of that which a task with these properties must be kept apart from."""
    names = Replace(KeyTextTransform(SEPARATE_FROM, properties), Value(" "), output_field=TextField())
    done = _model("UserTask").filter(case=case, completed_by=user.pk)
    return done.annotate(apart=_in_commas(names), this=_in_commas(F("element_id"))).filter(apart__contains=F("this"))


def _in_commas(names: Any) -> Concat:
    return Concat(Value(","), names, Value(","), output_field=TextField())


def is_allowed(user: Any) -> Q:
    """The scheme's rules."""
    found = _ALL
    for rule in hooks.task_rules:
        found &= rule.allows(user)
    for rule in dict.fromkeys(form_rules.values()):
        keys = [key for key, own in form_rules.items() if own == rule]
        found &= ~Q(form_key__in=keys) | _ALL & rule.allows(user)
    return found


def rules_of(form_key: str) -> list[TaskRule]:
    """The rules that hold for a task with this form."""
    own = form_rules.get(form_key)
    return [*hooks.task_rules, *([own] if own else [])]


def task_input(*path: str) -> Any:
    """For `TaskRule.allows`: the text of a task's input, seen from a subquery; `task_input("seat", "id")`."""
    return json_text(OuterRef("inputs"), *path)


def json_text(field: Any, *path: str) -> Any:
    for name in path[:-1]:
        field = KeyTransform(name, field)
    return KeyTextTransform(path[-1], field)


class FirstAllowed(Subquery):
    """An array of the first `size` tasks that fulfil a condition, among the rows of a sorted queryset of their ids. It
    is asked of one row after the other, last of all. Left to itself the database prepares for all rows at once, or asks
    before it has narrowed the rows down, which costs more than the few of a page do."""

    template = "ARRAY(SELECT line.id FROM (%(subquery)s) line(id) WHERE (%(allowed)s) LIMIT %(size)s)"
    output_field = ArrayField(UUIDField())

    def __init__(self, ids: QuerySet[Any], condition: Q, *, size: int) -> None:
        super().__init__(ids)
        self.size = size
        self.allowed = _model("UserTask").filter(pk=_Line()).values_list(flag(condition))

    def as_sql(self, compiler: Any, connection: Any, template: Any = None, **more: Any) -> tuple[str, Any]:
        allowed, values = self.allowed.query.get_compiler(connection=connection).as_sql()
        text, before = super().as_sql(compiler, connection, template, allowed=allowed, size=self.size, **more)
        return text, (*before, *values)


class _Line(Expression):
    output_field = UUIDField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "line.id", []


def flag(condition: Q) -> Case:
    """A condition as a column: true or false, never unknown."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _model(name: str) -> Any:
    return apps.get_model("engine", name)._default_manager
