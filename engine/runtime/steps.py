"""The step: one transaction around one change of one instance."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from engine import clock, spiff
from engine.errors import InstanceEnded, InstanceNotFound, LimitReached
from engine.models import HistoryEvent, Incident, ProcessInstance
from engine.runtime import definitions
from engine.runtime.limits import limits
from engine.runtime.storing import store

Kind = HistoryEvent.Kind


# Seconds between two looks at an instance that somebody else is changing.
_PAUSE = 0.02


class InstanceBusy(Exception):
    """Somebody else is changing the instance and did not come to an end in time."""


# Written by hand, as is all that every step does: what it costs is mostly Django's putting together of statements.
# The outermost case never changes its business key.
_LOCK = """
SELECT instance.*, root.business_key AS root_business_key
  FROM engine_processinstance instance LEFT JOIN engine_processinstance root ON root.id = instance.root_id
 WHERE instance.id = %s
   FOR NO KEY UPDATE OF instance
"""


def lock_instance(instance_id: UUID | str, *, patience: float | None = None) -> ProcessInstance:
    """The first lock of every command; waits for whoever has it, or raises InstanceBusy after `patience` seconds."""
    statement = _LOCK if patience is None else f"{_LOCK} SKIP LOCKED"
    until = time.monotonic() + (patience or 0.0)
    while not (found := list(ProcessInstance.objects.raw(statement, [instance_id]))):
        if not ProcessInstance.objects.filter(pk=instance_id).exists():
            raise InstanceNotFound
        if time.monotonic() >= until:
            raise InstanceBusy
        time.sleep(_PAUSE)
    instance: ProcessInstance = found[0]
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
        # What the case waited for, and which elements had failed, when the step began.
        self.waited: dict[UUID, spiff.Wait] = {}
        self.failed: set[UUID] = set()
        # Of these the step has done the work: their rows are as they should be.
        self.settled: set[UUID] = set()
        self._case: spiff.Case | None = None
        self._history: list[HistoryEvent] = []

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

    def waiting(self, task_id: UUID) -> spiff.Wait | None:
        """What a task of the case waited for when the step began. Raises InstanceEnded."""
        assert self.case is not None  # loads it
        return self.waited.get(task_id)

    def use(self, case: spiff.Case) -> None:
        """Take a case that has just begun."""
        self._case = case

    def call_off(self, reason: str = "") -> None:
        """End the case before its time."""
        self.case.cancel()
        self.cancelled, self.reason = True, reason

    def record(
        self, kind: str, element_id: str = "", element_name: str = "", data: Mapping[str, Any] | None = None
    ) -> None:
        """Note for the history; written when the step ends."""
        self._history.append(
            HistoryEvent(
                instance=self.instance,
                case_id=self.instance.root_id or self.instance.pk,
                at=self.now,
                kind=kind,
                element_id=element_id,
                element_name=element_name,
                actor=self.by,
                data=dict(data or {}),
            )
        )

    def finish(self) -> None:
        """Advance and store."""
        if self._case is not None:
            # What is written down is in the language of the scheme, whoever's click caused it.
            with translation.override(settings.LANGUAGE_CODE):
                self._case.advance()
                store(self, self._case)
        HistoryEvent.objects.bulk_create(self._history)


@contextmanager
def step(instance_id: UUID | str, *, by: Any = None) -> Iterator[Step]:
    """A step of somebody's command. Reaching a limit undoes all of it, leaves an incident, and is told to
    the caller."""
    try:
        with bare_step(instance_id, by=by) as current:
            yield current
    except LimitReached as error:
        _record_limit(instance_id, error)
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
