"""One deed for many instances: a row for the batch, a row and a job for each instance, each done in a step of its own.

Whatever one instance refuses is told in its row and keeps no other from it. What was done can be undone where the
instance has not changed in that respect since; cancelling and retrying cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from engine import clock
from engine.errors import (
    BatchNotFound,
    BatchRunning,
    ChangedSince,
    EngineError,
    NoneChosen,
    NoUndo,
    TooManyChosen,
)
from engine.models import Batch, BatchItem, Job
from engine.runtime import nudges, suspension
from engine.runtime.incidents import retry_all
from engine.runtime.instances import correct
from engine.runtime.operations import migrate_in
from engine.runtime.steps import Step
from engine.runtime.values import as_json, stated

MOST = 5000
Kind = Batch.Kind
Status = BatchItem.Status
Known = dict[str, Any]
_GONE = "nothing to do any more"


def begin(
    kind: str, *, instances: Iterable[UUID], by: Any, reason: str, parameters: Mapping[str, Any] | None = None
) -> Batch:
    """`parameters`: `version` and `mapping` to migrate, `variables` to set, `clock_stands` where no time
    of what is suspended passes meanwhile. Raises ReasonMissing, NoneChosen,
    TooManyChosen, NotJson."""
    return _begin(Batch(kind=kind, reason=stated(reason), created_by=by, parameters=as_json(parameters)), instances)


def undo(batch_id: UUID | str, *, by: Any, reason: str) -> Batch:
    """A batch that takes back what another did. Raises NoUndo, BatchRunning, BatchNotFound, NoneChosen,
    ReasonMissing."""
    with transaction.atomic():
        batch = _locked(batch_id)
        if not can_be_undone(batch):
            raise NoUndo
        if batch.items.filter(status=Status.WAITING).exists():
            raise BatchRunning
        done = batch.items.filter(status=Status.DONE).values_list("instance", flat=True)
        return _begin(
            Batch(kind=batch.kind, reason=stated(reason), created_by=by, parameters=batch.parameters, undoes=batch),
            done,
        )


def stop(batch_id: UUID | str, *, by: Any) -> Batch:
    """Leave undone what has not been done yet. Raises BatchNotFound."""
    with transaction.atomic():
        batch = _locked(batch_id)
        now = clock.now()
        stopped = batch.items.filter(status=Status.WAITING).update(status=Status.STOPPED, done_at=now)
        if stopped and batch.stopped_at is None:
            batch.stopped_at, batch.stopped_by = now, by
            batch.save(update_fields=["stopped_at", "stopped_by"])
    return batch


def progress(batches: Iterable[Batch]) -> dict[UUID, Counter[str]]:
    """By batch, how many of its instances are in which status."""
    found: dict[UUID, Counter[str]] = {batch.pk: Counter() for batch in batches}
    rows = BatchItem.objects.filter(batch__in=found).order_by().values_list("batch", "status").annotate(Count("pk"))
    for batch_id, status, number in rows:
        found[batch_id][status] = number
    return found


def perform(current: Step, job: Job) -> str:
    """A job's work: the deed on one instance. What it refuses is told by `fail`, once the step has been undone."""
    found = BatchItem.objects.select_for_update(of=("self",)).select_related("batch__created_by", "batch__undoes")
    item = found.get(pk=job.payload["item"])
    if item.status != Status.WAITING:
        return _GONE
    batch = item.batch
    current.by = batch.created_by
    if batch.undoes is None:
        item.before = _DO[batch.kind](current, batch)
    else:
        known = BatchItem.objects.get(batch=batch.undoes, instance=item.instance_id).before
        _UNDO[batch.kind](current, batch, known)
    item.status, item.done_at = Status.DONE, current.now
    item.save(update_fields=["status", "before", "done_at"])
    return ""


def fail(job: Job, error: Exception) -> None:
    """Tell why it could not be done on this instance."""
    message = str(error) if isinstance(error, EngineError) else _("系统处理失败")
    BatchItem.objects.filter(pk=job.payload["item"], status=Status.WAITING).update(
        status=Status.FAILED, message=message, done_at=clock.now()
    )


def _begin(batch: Batch, instances: Iterable[UUID]) -> Batch:
    ids = list(dict.fromkeys(instances))
    if not ids:
        raise NoneChosen
    if len(ids) > MOST:
        raise TooManyChosen(most=MOST)
    now = clock.now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                batch.save(force_insert=True)
        except IntegrityError:  # undone by somebody else at the same moment
            raise NoUndo from None
        items = BatchItem.objects.bulk_create((BatchItem(batch=batch, instance_id=pk) for pk in ids), batch_size=1000)
        jobs = [
            Job(
                instance_id=item.instance_id,
                kind=Job.Kind.BATCH,
                topic=batch.kind,
                payload={"item": item.pk},
                due_at=now,
                created_at=now,
            )
            for item in items
        ]
        nudges.nudge(*(job.pk for job in Job.objects.bulk_create(jobs, batch_size=1000)))
    return batch


def _suspend(current: Step, batch: Batch) -> Known:
    suspension.suspend_in(current, batch.reason, clock_stands=batch.parameters.get("clock_stands", False))
    assert current.instance.suspended_at is not None
    return {"suspended_at": current.instance.suspended_at.isoformat()}


def _resume(current: Step, batch: Batch) -> Known:
    known = {"reason": current.instance.suspension_reason, "clock_stands": current.instance.clock_stands}
    suspension.resume_in(current, batch.reason)
    return known


def _cancel(current: Step, batch: Batch) -> Known:
    current.call_off(batch.reason, closes=True)
    return {}


def _migrate(current: Step, batch: Batch) -> Known:
    before = current.instance.definition.version
    plan = migrate_in(
        current,
        version=batch.parameters["version"],
        mapping=batch.parameters.get("mapping"),
        reason=batch.reason,
    )
    return {"version": before, "mapping": {other: own for own, other in plan.mapping.items() if own != other}}


def _set_variables(current: Step, batch: Batch) -> Known:
    variables, now = batch.parameters["variables"], current.case.variables()
    correct(current, variables, batch.reason)
    return {
        "variables": {name: now[name] for name in variables if name in now},
        "new": [name for name in variables if name not in now],
    }


def _retry(current: Step, batch: Batch) -> Known:
    retry_all(current, reason=batch.reason)
    return {}


def _suspend_no_more(current: Step, batch: Batch, known: Known) -> None:
    at = current.instance.suspended_at
    if at is None or at.isoformat() != known["suspended_at"]:
        raise ChangedSince
    suspension.resume_in(current, batch.reason)


def _suspend_again(current: Step, batch: Batch, known: Known) -> None:
    if current.instance.suspension:
        raise ChangedSince
    suspension.suspend_in(current, known["reason"], clock_stands=known.get("clock_stands", False))


def _migrate_back(current: Step, batch: Batch, known: Known) -> None:
    if current.instance.definition.version != batch.parameters["version"]:
        raise ChangedSince
    migrate_in(current, version=known["version"], mapping=known["mapping"], reason=batch.reason)


def _set_back(current: Step, batch: Batch, known: Known) -> None:
    now = current.case.variables()
    if any(name not in now or now[name] != value for name, value in batch.parameters["variables"].items()):
        raise ChangedSince
    correct(current, known["variables"], batch.reason, without=known.get("new", ()))


_DO: Mapping[str, Callable[[Step, Batch], Known]] = {
    Kind.SUSPEND: _suspend,
    Kind.RESUME: _resume,
    Kind.CANCEL: _cancel,
    Kind.MIGRATE: _migrate,
    Kind.SET_VARIABLES: _set_variables,
    Kind.RETRY: _retry,
}
_UNDO: Mapping[str, Callable[[Step, Batch, Known], None]] = {
    Kind.SUSPEND: _suspend_no_more,
    Kind.RESUME: _suspend_again,
    Kind.MIGRATE: _migrate_back,
    Kind.SET_VARIABLES: _set_back,
}


def can_be_undone(batch: Batch) -> bool:
    """As far as its kind goes, and nobody has done so yet."""
    return batch.kind in _UNDO and batch.undoes_id is None and not Batch.objects.filter(undoes=batch).exists()


def _locked(batch_id: UUID | str) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFound
    return batch
