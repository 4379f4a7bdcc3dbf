"""An operator's hand on a running case: move a token, go on in another version of the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine import spiff
from engine.errors import MigrationRefused, MoveRefused, Obstacle, UnknownVersion
from engine.models import HistoryEvent, Incident, Job, ProcessDefinition, ProcessInstance, Subscription, UserTask
from engine.runtime import definitions
from engine.runtime.steps import Step, bare_step, step
from engine.runtime.values import stated

Kind = HistoryEvent.Kind


@dataclass(frozen=True)
class MigrationPlan:
    """What a migration would do. `mapping`: element id → id in the other version, of all that has a counterpart."""

    version: int
    mapping: Mapping[str, str]
    obstacles: list[Obstacle]


class _NotKept(Exception):
    """Undoes a step that was only tried."""


def movable(instance: ProcessInstance) -> list[tuple[UUID, str]]:
    """What waits in a case or failed there: ids of tokens, each with its element, in no order."""
    rows = (
        UserTask.objects.filter(instance=instance, status=UserTask.Status.OPEN).values_list("pk", "element_id"),
        Job.objects.filter(instance=instance, status__in=Job.OPEN).values_list("task_id", "element_id"),
        Subscription.objects.filter(instance=instance).values_list("task_id", "element_id"),
        Incident.objects.filter(instance=instance, resolved_at=None).values_list("task_id", "element_id"),
    )
    return list({token: (token, element) for found in rows for token, element in found if token and element}.values())


def move_token(
    instance_id: UUID | str, *, element: str, to: str, by: Any, reason: str, task_id: UUID | str | None = None
) -> ProcessInstance:
    """Take what waits at `element` (`task_id` where there are several) to another element. Raises MoveRefused,
    ReasonMissing, InstanceEnded."""
    reason = stated(reason)
    with step(instance_id, by=by) as current:
        token = _token(current.case, element, task_id)
        current.case.move(token, to)
        current.record(Kind.TOKEN_MOVED, element, data={"token": str(token), "to": to, "reason": reason})
    return current.instance


def plan_migration(instance_id: UUID | str, *, version: int, mapping: Mapping[str, str] | None = None) -> MigrationPlan:
    """Try it and keep nothing."""
    plan: MigrationPlan | None = None
    try:
        with bare_step(instance_id) as current:
            plan, _definition = _migrate(current, version, mapping)
            raise _NotKept
    except _NotKept:
        assert plan is not None
        return plan


def migrate(
    instance_id: UUID | str, *, version: int, by: Any, reason: str, mapping: Mapping[str, str] | None = None
) -> MigrationPlan:
    """Let a running case go on in another version of its process.

    `mapping` says of elements that bear another id there which one is theirs, in addition to what is found by id, name
    and neighbourhood. Raises MigrationRefused, UnknownVersion, ReasonMissing, InstanceEnded.
    """
    with step(instance_id, by=by) as current:
        return migrate_in(current, version=version, reason=reason, mapping=mapping)


def migrate_in(current: Step, *, version: int, reason: str, mapping: Mapping[str, str] | None = None) -> MigrationPlan:
    """The same, inside a step."""
    reason = stated(reason)
    before = current.instance.definition.version
    plan, definition = _migrate(current, version, mapping)
    if plan.obstacles:
        raise MigrationRefused(version=version, obstacles=plan.obstacles)
    renamed = {own: other for own, other in plan.mapping.items() if own != other}
    current.instance.definition = definition
    current.instance.save(update_fields=["definition"])
    _rename(current.instance, renamed)
    data = {"from": before, "to": version, "mapping": renamed, "reason": reason}
    current.record(Kind.INSTANCE_MIGRATED, data=data)
    return plan


def _migrate(current: Step, version: int, mapping: Mapping[str, str] | None) -> tuple[MigrationPlan, ProcessDefinition]:
    old = current.instance.definition
    found = ProcessDefinition.objects.defer("source", "compiled").filter(key=old.key, version=version).first()
    if found is None:
        raise UnknownVersion(process=old.name, version=version)
    before, after = definitions.specification(old), definitions.specification(found)
    whole = {**spiff.propose(before, after), **(mapping or {})}
    obstacles = current.case.migrate(before, after, whole, decide=definitions.decider(found))
    return MigrationPlan(version, whole, obstacles), found


def _rename(instance: ProcessInstance, renamed: Mapping[str, str]) -> None:
    """Rows that name an element follow it; so do tasks that are done, which `separateFrom` asks about."""
    for model in (UserTask, Job, Subscription, Incident):
        rows = model._default_manager.filter(instance=instance, element_id__in=renamed)
        for pk, element_id in list(rows.values_list("pk", "element_id")):
            model._default_manager.filter(pk=pk).update(element_id=renamed[element_id])


def _token(case: spiff.Case, element: str, task_id: UUID | str | None) -> UUID:
    here = case.tokens(element)
    if task_id is not None:
        here = [token for token in here if str(token) == str(task_id)]
    if not here:
        raise MoveRefused(reason=_("这里没有可以移动的步骤"))
    if len(here) > 1:
        raise MoveRefused(reason=_("这里同时有几个步骤，请指明是哪一个"))
    return here[0]
