"""Suspend and resume: an instance that goes no further, a process of which no new case starts.

A suspended instance stays where it is. Its tasks can be seen but neither taken nor completed, and what would let it go
on (timers, services, messages, what called processes bring back) waits, each job in a row of its own, until it is
resumed. Whoever looks after it may still change it: variables, steps, version, cancelling.

What it called follows, each instance under its own lock: a job looks at what holds for it then, so the order of two
jobs does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from engine import clock
from engine.errors import (
    AlreadySuspended,
    InstanceEnded,
    NotSuspended,
    SuspendedInAllVersions,
    SuspendedWithParent,
    UnknownProcess,
    UnknownVersion,
)
from engine.models import DefinitionSuspension, HistoryEvent, Job, ProcessDefinition, ProcessInstance
from engine.runtime import definitions
from engine.runtime.due_dates import postpone
from engine.runtime.nudges import nudge
from engine.runtime.steps import Step, step
from engine.runtime.values import stated

Kind = HistoryEvent.Kind
Suspension = ProcessInstance.Suspension


@dataclass(frozen=True)
class _Order:
    """What holds for an instance from above."""

    source: str
    reason: str
    by_id: int | None
    at: datetime
    clock_stands: bool = False


def suspend(instance_id: UUID | str, *, by: Any, reason: str, clock_stands: bool = False) -> ProcessInstance:
    """Let an instance, and what it called, go no further; `clock_stands`: what is to be done by then or later has the
    same time left when it is resumed. Raises AlreadySuspended, InstanceEnded, ReasonMissing."""
    with step(instance_id, by=by) as current:
        suspend_in(current, reason, clock_stands=clock_stands)
    return current.instance


def suspend_in(current: Step, reason: str, *, clock_stands: bool = False) -> None:
    """The same, inside a step."""
    reason, instance = stated(reason), _active(current)
    if instance.suspension:
        raise AlreadySuspended(reason=instance.suspension_reason)
    _hold(current, _Order(Suspension.ITSELF, reason, current.by and current.by.pk, current.now, clock_stands))


def resume(instance_id: UUID | str, *, by: Any, reason: str) -> ProcessInstance:
    """Let a suspended instance go on; what became due meanwhile is done now. Raises NotSuspended, SuspendedWithParent,
    InstanceEnded, ReasonMissing."""
    with step(instance_id, by=by) as current:
        resume_in(current, reason)
    return current.instance


def resume_in(current: Step, reason: str) -> None:
    """The same, inside a step."""
    reason, instance = stated(reason), _active(current)
    if not instance.suspension:
        raise NotSuspended
    order = _order_of(instance)
    if order is not None and order.source == Suspension.PARENT:
        raise SuspendedWithParent
    _release(current, reason)


def follow(current: Step) -> str:
    """A job's work: the instance follows what holds for its parent and its process now."""
    instance = current.instance
    if instance.status != ProcessInstance.Status.ACTIVE or instance.suspension == Suspension.ITSELF:
        return ""
    order = _order_of(instance)
    if order is not None and instance.suspension != order.source:
        _hold(current, order)
    elif order is None and instance.suspension:
        _release(current)
    return ""


def suspend_definition(
    key: str, *, by: Any, reason: str, version: int | None = None, with_instances: bool = False
) -> DefinitionSuspension:
    """Let no new case of a process start, in one version or in all, also in versions to come; `with_instances`: its
    running instances are suspended too, each by a job. A case that is just about to start counts as running.

    Raises AlreadySuspended, UnknownProcess, UnknownVersion, ReasonMissing.
    """
    reason = stated(reason)
    _check_known(key, version)
    with transaction.atomic():
        definitions.pause_starts(key)
        if (known := DefinitionSuspension.objects.of(key, version).first()) is not None:
            raise AlreadySuspended(reason=known.reason)
        order = DefinitionSuspension(
            key=key, version=version, with_instances=with_instances, reason=reason, suspended_by=by
        )
        order.save(force_insert=True)
        if with_instances:
            _tell(_running(order).filter(suspension=""))
    return order


def resume_definition(key: str, *, by: Any, reason: str, version: int | None = None) -> None:
    """Let new cases start again, and what was suspended with the process go on: all of it without `version`. Raises
    NotSuspended, SuspendedInAllVersions, UnknownProcess, UnknownVersion, ReasonMissing."""
    reason = stated(reason)
    name = _check_known(key, version)
    with transaction.atomic():
        definitions.pause_starts(key)
        orders = list(DefinitionSuspension.objects.filter(key=key, resumed_at=None))
        mine = [order for order in orders if version is None or order.version == version]
        if version is not None and any(order.version is None for order in orders):
            raise SuspendedInAllVersions(process=name)
        if not mine:
            raise NotSuspended
        now = clock.now()
        DefinitionSuspension.objects.filter(pk__in=[order.pk for order in mine]).update(
            resumed_at=now, resumed_by=by, resume_reason=reason
        )
        _tell(ProcessInstance.objects.filter(process_key=key, suspension=Suspension.PROCESS))


def _hold(current: Step, order: _Order) -> None:
    instance = current.instance
    fields = instance.hold(
        order.source, reason=order.reason, at=order.at, by_id=order.by_id, clock_stands=order.clock_stands
    )
    instance.save(update_fields=fields)
    data = {"reason": order.reason, "with": order.source} | ({"clock_stands": True} if order.clock_stands else {})
    current.record(Kind.INSTANCE_SUSPENDED, data=data)
    _tell(instance.children.filter(status=ProcessInstance.Status.ACTIVE))


def _release(current: Step, reason: str = "") -> None:
    instance = current.instance
    assert instance.suspended_at is not None
    if instance.clock_stands:
        postpone(current, since=instance.suspended_at, reason=reason or instance.suspension_reason)
    data = {"with": instance.suspension} | ({"reason": reason} if reason else {})
    instance.save(update_fields=instance.let_go())
    current.record(Kind.INSTANCE_RESUMED, data=data)
    held = Job.objects.filter(instance=instance, status=Job.Status.SUSPENDED)
    ids = list(held.values_list("pk", flat=True))
    held.filter(pk__in=ids).update(status=Job.Status.READY)
    nudge(*ids)
    _tell(instance.children.filter(status=ProcessInstance.Status.ACTIVE))


def _order_of(instance: ProcessInstance) -> _Order | None:
    """Read anew, under the lock of the instance: whoever changes it makes a job for this instance afterwards."""
    if instance.parent_id is not None:
        parent = ProcessInstance.objects.defer("state", "variables").get(pk=instance.parent_id)
        if parent.suspended_at is not None:
            told = parent.suspension_reason, parent.suspended_by_id, parent.suspended_at, parent.clock_stands
            return _Order(Suspension.PARENT, *told)
    holds = DefinitionSuspension.objects.of(instance.process_key, instance.definition.version)
    if instance.steps:
        holds = holds.filter(with_instances=True)
    order = holds.first()
    if order is None:
        return None
    return _Order(Suspension.PROCESS, order.reason, order.suspended_by_id, order.suspended_at)


def _running(order: DefinitionSuspension) -> QuerySet[ProcessInstance]:
    of_version = Q() if order.version is None else Q(definition__version=order.version)
    return ProcessInstance.objects.filter(of_version, process_key=order.key, status=ProcessInstance.Status.ACTIVE)


def _tell(instances: QuerySet[ProcessInstance]) -> None:
    now = clock.now()
    made = Job.objects.bulk_create(
        (
            Job(instance_id=pk, kind=Job.Kind.SUSPEND, topic=key, due_at=now, created_at=now)
            for pk, key in instances.values_list("pk", "process_key")
        ),
        batch_size=1000,
    )
    nudge(*(job.pk for job in made))


def _active(current: Step) -> ProcessInstance:
    if current.instance.status != ProcessInstance.Status.ACTIVE:
        raise InstanceEnded
    return current.instance


def _check_known(key: str, version: int | None) -> str:
    versions = dict(ProcessDefinition.objects.filter(key=key).order_by("version").values_list("version", "name"))
    if not versions:
        raise UnknownProcess(process=key)
    name = list(versions.values())[-1]
    if version is not None and version not in versions:
        raise UnknownVersion(process=name, version=version)
    return name
