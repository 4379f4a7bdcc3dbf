"""The step: one transaction around one change of one instance."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.utils import translation

from engine import clock, spiff
from engine.errors import (
    AlreadyStarted,
    InstanceEnded,
    InstanceNotFound,
    InstanceSuspended,
    LimitReached,
    TaskNotFound,
)
from engine.models import HistoryEvent, Incident, ProcessInstance
from engine.models.statements import locking
from engine.models.statements.writing import Writes
from engine.runtime import definitions
from engine.runtime.limits import limits
from engine.runtime.storing import store

Kind = HistoryEvent.Kind


# Seconds between two looks at an instance that somebody else is changing.
_PAUSE = 0.02


class InstanceBusy(Exception):
    """Somebody else is changing the instance and did not come to an end in time."""


def lock_instance(instance_id: UUID | str, *, patience: float | None = None) -> ProcessInstance:
    """The first lock of every command; waits for whoever has it, or raises InstanceBusy after `patience` seconds."""
    until = time.monotonic() + (patience or 0.0)
    while (instance := locking.locked(instance_id, skip=patience is not None)) is None:
        if not ProcessInstance.objects.filter(pk=instance_id).exists():
            raise InstanceNotFound
        if time.monotonic() >= until:
            raise InstanceBusy
        time.sleep(_PAUSE)
    return _known(instance)


def lock_instance_of(task_id: UUID | str) -> ProcessInstance:
    """The same lock, by a task of the instance."""
    instance = locking.locked_by_task(task_id)
    if instance is None:
        raise TaskNotFound
    return _known(instance)


def _known(instance: ProcessInstance) -> ProcessInstance:
    instance.definition = definitions.known(instance.definition_id)
    return instance


class Step:
    """A locked instance on its way to the next stored state. `by` is the user who acts, None for the engine
    itself."""

    def __init__(self, instance: ProcessInstance, *, by: Any = None) -> None:
        self.instance = instance
        self.by = by
        self.now = clock.now()
        self.cancelled = False
        self.reason = ""
        # Somebody cancels it, so that what its diagram says for that is owed.
        self.closes = False
        # What the case waited for, and which elements had failed, when the step began.
        self.waited: dict[UUID, spiff.Wait] = {}
        self.failed: set[UUID] = set()
        # Of these the step has done the work: their rows are as they should be.
        self.settled: set[UUID] = set()
        # What is to be written when it ends.
        self.writes = Writes()
        # What the command changed in the case, where no event of its own says so.
        self._untold: dict[str, Any] = {}
        self._case: spiff.Case | None = None
        # What all rows of the history that it writes have in common.
        self._event = {
            "instance_id": str(instance.pk),
            "case_id": str(instance.root_id or instance.pk),
            "at": str(self.now),
        }

    @property
    def case(self) -> spiff.Case:
        """The running case, loaded when it is first asked for. Raises InstanceEnded."""
        if self._case is None:
            if self.instance.status != ProcessInstance.Status.ACTIVE:
                raise InstanceEnded
            self._case = spiff.Case.load(
                definitions.specification(self.instance.definition),
                self.instance.state,
                decide=definitions.decider(self.instance.definition),
                limits=limits(),
                has_caller=self.instance.parent_id is not None,
            )
            self.waited = {wait.task_id: wait for wait in self._case.waits()}
            self.failed = self._case.failed_tasks()
        return self._case

    def demand_running(self) -> None:
        """Raises InstanceSuspended."""
        if (suspended := self.instance.suspended) is not None:
            raise InstanceSuspended(reason=suspended.suspension_reason)

    def waiting(self, task_id: UUID) -> spiff.Wait | None:
        """What a task of the case waited for when the step began. Raises InstanceEnded."""
        assert self.case is not None  # loads it
        return self.waited.get(task_id)

    def use(self, case: spiff.Case) -> None:
        """Take a case that has just begun."""
        self._case = case

    def call_off(self, reason: str = "", *, closes: bool) -> None:
        """End the case before its time. `closes`: by somebody's hand, not because the diagram went another way, so that
        nothing else sees to what the case is about."""
        self.case.cancel()
        self.cancelled, self.reason, self.closes = True, reason, closes

    def record(
        self,
        kind: str,
        element_id: str = "",
        element_name: str = "",
        data: Mapping[str, Any] | None = None,
        *,
        change: Mapping[str, Any] | None = None,
    ) -> None:
        """Note for the history; written when the step ends. `change` as in `engine.spiff.trace`."""
        data, change = dict(data or {}), dict(change or {})
        if self._untold:
            change, self._untold = spiff.widened(self._untold, change, kind=kind, data=data), {}
        told = {
            "kind": kind,
            "element_id": element_id,
            "element_name": element_name,
            "actor_id": self.by and self.by.pk,
        }
        self.writes.events.append(self._event | told | {"data": data, "change": change})

    def _note_change(self, change: dict[str, Any]) -> None:
        """What the command itself changed in the case belongs to its own event, else to the first that follows: a
        cancellation is told last."""
        if not self.writes.events:
            self._untold = change
            return
        last = self.writes.events[-1]
        last["change"] = spiff.widened(last["change"], change, kind=last["kind"], data=last["data"])

    def finish(self) -> None:
        """Advance and store."""
        if self._case is not None:
            # What is written down is in the language of the scheme, whoever's click caused it.
            with translation.override(settings.LANGUAGE_CODE), clock.at(self.now):
                self._case.advance()
                self._note_change(self._case.change)
                store(self, self._case)
        self.write()

    def write(self) -> None:
        """What was noted until now. Raises AlreadyStarted."""
        is_new = self.instance._state.adding
        if not self.writes.flush():
            raise AlreadyStarted(business_key=self.instance.business_key)
        if is_new:
            self._tell_of_new()

    def _tell_of_new(self) -> None:
        """As the ORM does it."""
        self.instance._state.adding, self.instance._state.db = False, connection.alias
        post_save.send(
            ProcessInstance,
            instance=self.instance,
            created=True,
            raw=False,
            using=connection.alias,
            update_fields=None,
        )


def step(instance_id: UUID | str, *, by: Any = None) -> AbstractContextManager[Step]:
    """A step of somebody's command. Reaching a limit undoes all of it, leaves an incident, and is told to
    the caller."""
    return _limited(lambda: lock_instance(instance_id), by=by)


def step_of(task_id: UUID | str, *, by: Any = None) -> AbstractContextManager[Step]:
    """The same, of the instance that the task belongs to. Raises TaskNotFound."""
    return _limited(lambda: lock_instance_of(task_id), by=by)


@contextmanager
def _limited(lock: Callable[[], ProcessInstance], *, by: Any) -> Iterator[Step]:
    instance: ProcessInstance | None = None
    try:
        with transaction.atomic():
            instance = lock()
            current = Step(instance, by=by)
            yield current
            current.finish()
    except LimitReached as error:
        if instance is not None:
            _record_limit(instance.pk, error)
        raise


@contextmanager
def bare_step(instance_id: UUID | str, *, by: Any = None, patience: float | None = None) -> Iterator[Step]:
    """Lock, let the caller change, advance, store, commit. For jobs, which keep their own account of
    failures."""
    with transaction.atomic():
        current = Step(lock_instance(instance_id, patience=patience), by=by)
        yield current
        current.finish()


def _record_limit(instance_id: UUID | str, error: LimitReached) -> None:
    """One open incident of this kind for a case, however often somebody tries."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        current = Step(lock_instance(instance_id))
        told = {"message": str(error), "element_id": error.element_id}
        _incident, is_new = Incident.objects.update_or_create(
            instance=current.instance,
            kind=error.code,
            job=None,
            resolved_at=None,
            defaults=told,
            create_defaults={**told, "created_at": current.now},
        )
        if is_new:
            data = {"kind": error.code, "message": told["message"]}
            current.record(Kind.INCIDENT_CREATED, error.element_id, error.element_name, data)
        current.finish()
