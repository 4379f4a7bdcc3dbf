"""A task, and in the same statement all that has to be known of a person to judge what that person asks of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from engine.models import rights
from engine.models.instances import ProcessInstance
from engine.models.statements.rows import Columns
from engine.models.statements.running import Row, rows
from engine.models.statements.wording import Given, Somebody, in_words
from engine.models.tasks import UserTask
from engine.registry import form_rules, hooks, task_forms

_TASK = Columns(UserTask, "task")
_CASE = Columns(ProcessInstance, "outermost", without=["state"])


class Flags(NamedTuple):
    """What holds between a task and a person."""

    stands_above: bool
    is_candidate: bool
    keeps_duties: bool
    is_allowed: bool


def judged(task_id: UUID | str, user: Any, *, of: ProcessInstance | None = None) -> tuple[UserTask, Flags] | None:
    """`of`: the task's instance, where it is known already."""
    values = {"task": UUID(str(task_id)), "known": of and of.pk, "user": user.pk}
    found = rows(_judging(bool(user.is_active), bool(user.is_active and user.is_superuser)), values)
    return (_read(found[0], of), Flags(*found[0][-len(Flags._fields) :])) if found else None


def _read(row: Row, of: ProcessInstance | None) -> UserTask:
    task = _TASK.read(row[: len(_TASK)])
    case = row[len(_TASK) : len(_TASK) + len(_CASE)]
    task.offered_to = row[len(_TASK) + len(_CASE)]
    if of is not None:
        task.instance = of
    if of is not None and of.pk == task.case_id:
        task.case = of
    else:
        task.case = _CASE.read(case)
    if of is None and task.instance_id == task.case_id:
        task.instance = task.case
    return task


def _judging(is_active: bool, is_superuser: bool) -> str:
    rules = (*(rule.allows for rule in hooks.task_rules), *((key, rule.allows) for key, rule in form_rules.items()))
    above = (*task_forms, *hooks.scheme_processes()) if is_superuser else ()
    return _judging_by(is_active, is_superuser, rules, above)


@lru_cache(maxsize=16)
def _judging_by(is_active: bool, is_superuser: bool, _rules: Any, _above: Any) -> str:
    """The conditions of `rights`, put into words once for everybody."""
    flags = _conditions(Somebody(is_active=is_active, is_superuser=is_superuser))
    return f"""
SELECT {_TASK}, {_CASE},
       ARRAY(SELECT offer."group"::text FROM engine_taskcandidate offer WHERE offer.task_id = task.id ORDER BY 1),
       flags.*
  FROM engine_usertask task LEFT JOIN engine_processinstance outermost
    ON outermost.id = task.case_id AND outermost.id IS DISTINCT FROM %(known)s::uuid
 CROSS JOIN ({flags}) flags
 WHERE task.id = %(task)s
"""  # noqa: S608


def _conditions(user: Somebody) -> str:
    asked = UserTask.objects.filter(pk=Given("task", UUIDField())).annotate(
        stands_above=rights.flag(rights.stands_above(user)),
        is_candidate=rights.flag(rights.is_candidate(user)),
        keeps_duties=rights.flag(rights.keeps_duties(user)),
        is_allowed=rights.flag(rights.is_allowed(user)),
    )
    return in_words(*asked.values_list(*Flags._fields).query.sql_with_params())
