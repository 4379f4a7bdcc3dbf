"""Running one job: hold it, do it inside a step of its instance, count the failure if it fails.

Locks are taken in one order, instance first. The attempt is counted in a transaction of its own before the
step begins; a worker that is killed leaves nothing behind but that count, and the next sweep takes the job
up again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from engine import clock
from engine.errors import (
    ChildCancelled,
    EngineError,
    InstanceEnded,
    LimitReached,
    NoHandler,
    ProcessSuspended,
    UncaughtError,
)
from engine.jobs.holding import Taken, taken
from engine.jobs.performing import business_error, perform
from engine.models import HistoryEvent, Incident, Job
from engine.models.work import JOB_FAILED
from engine.outages import is_outage
from engine.registry import BpmnError
from engine.runtime import batches
from engine.runtime.incidents import DEFAULT_RETRIES
from engine.runtime.steps import InstanceBusy, Step, bare_step, lock_instance

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# A job that never gets as far as failing (its worker dies each time) is stopped after so many attempts.
MOST_ATTEMPTS = 25
# Seconds that whoever runs one single job waits for its instance.
PATIENCE = 1.0
# The step looks at the job, marks it and reads it in one statement. Before anything else: a cycle's next timer is a
# new row of the same task, and what else the end of a case leaves undone is cancelled.
_DONE = "UPDATE engine_job SET status = 'done', done_at = %s WHERE id = %s AND status = 'ready' RETURNING *"
# With these the wait that they belong to has had its job.
_SETTLING = (Job.Kind.SERVICE, Job.Kind.TIMER, Job.Kind.CALL, Job.Kind.RETURN)
# Trying again would only say the same.
_FINAL = (UncaughtError, NoHandler, LimitReached, ChildCancelled, ProcessSuspended)


class Outcome(Enum):
    RAN = "ran"  # to its end or to a failure, which is recorded
    BUSY = "busy"  # somebody else changes the instance
    NOTHING = "nothing"  # not due, done already, or somebody is at it


def run_job(job_id: UUID | str) -> bool:
    """Run a job if it is due and nobody is at it. False: there was nothing to do, or the instance is busy for longer;
    then a sweep does it. A failure is recorded, not raised; an outage is raised and costs the job nothing."""
    return attempt(UUID(str(job_id)), patience=PATIENCE) is Outcome.RAN


def attempt(job_id: UUID, *, patience: float) -> Outcome:
    """The same; waits `patience` seconds for the instance. What handlers write and what is kept of a failure is in the
    language of the scheme, wherever the job is run."""
    with translation.override(settings.LANGUAGE_CODE), taken(job_id) as job:
        return Outcome.NOTHING if job is None else _run(job, patience)


def _run(job: Taken, patience: float) -> Outcome:
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise LimitReached(limit=_("任务被中断的次数"), allowed=MOST_ATTEMPTS)
        try:
            return _step(job, perform, patience)
        except BpmnError as error:
            return _step(job, partial(business_error, error=error), PATIENCE)
    except InstanceBusy:
        _give_back_attempt(job.id)
        return Outcome.BUSY
    except InstanceEnded as error:
        if _tell_batch(job.id, error):
            return Outcome.RAN
        Job.objects.filter(pk=job.id, status=Job.Status.READY).update(status=Job.Status.CANCELLED, done_at=clock.now())
    except Exception as error:
        if is_outage(error):
            _give_back_attempt(job.id)
            raise
        if isinstance(error, EngineError) and _tell_batch(job.id, error):
            return Outcome.RAN
        _record_failure(job.id, error)
    return Outcome.RAN


def _step(taken_job: Taken, work: Callable[[Step, Job], str], patience: float) -> Outcome:
    with bare_step(taken_job.instance_id, patience=patience) as current:
        found = list(Job.objects.raw(_DONE, [current.now, taken_job.id]))
        if not found:
            return Outcome.NOTHING
        job = found[0]
        if job.kind in Job.HELD and _is_held(current, job):
            return Outcome.RAN
        if job.task_id is not None and job.kind in _SETTLING:
            current.settled.add(job.task_id)
        if note := work(current, job):
            Job.objects.filter(pk=job.pk).update(payload={**job.payload, "note": note})
    return Outcome.RAN


def _tell_batch(job_id: UUID, error: Exception) -> bool:
    """What an instance refuses a batch is told there, and stops nothing."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.kind != Job.Kind.BATCH:
            return False
        batches.fail(job, error)
        Job.objects.filter(pk=job_id).update(status=Job.Status.DONE, done_at=clock.now())
    return True


def _is_held(current: Step, job: Job) -> bool:
    """The job of a suspended instance waits until it is resumed. Where only the outermost case is suspended, this
    instance is about to follow: the next sweep looks again."""
    if current.instance.suspension:
        Job.objects.filter(pk=job.pk).update(
            status=Job.Status.SUSPENDED, done_at=None, attempts=max(0, job.attempts - 1)
        )
        return True
    if current.instance.root_suspension:
        raise InstanceBusy
    return False


def _give_back_attempt(job_id: UUID) -> None:
    """Where the database is away for longer the attempt stays counted, which only brings the job nearer to
    MOST_ATTEMPTS."""
    try:
        if not connection.is_usable():
            connection.close()
        Job.objects.filter(pk=job_id, status=Job.Status.READY).update(attempts=F("attempts") - 1)
    except (DatabaseError, InterfaceError):
        logger.warning("job %s waits for the database", job_id)


def _record_failure(job_id: UUID, error: Exception) -> None:
    """The step has been undone. Count the attempt; after the last one an operator has to look at it."""
    logger.warning("job %s failed: %s", job_id, type(error).__name__, exc_info=not isinstance(error, EngineError))
    with transaction.atomic():
        instance_id = Job.objects.values_list("instance_id", flat=True).get(pk=job_id)
        current = Step(lock_instance(instance_id))
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.status != Job.Status.READY:
            return
        job.retries_left = 0 if isinstance(error, _FINAL) else max(0, job.retries_left - 1)
        job.last_error = _kept("".join(traceback.format_exception(error))[-20_000:])
        if job.kind == Job.Kind.BATCH and not job.retries_left:
            batches.fail(job, error)
            job.status = Job.Status.CANCELLED
        elif job.retries_left:
            job.due_at = current.now + min(LONGEST_PAUSE, FIRST_PAUSE * 3 ** (_failures(job) - 1))
        else:
            job.status = Job.Status.FAILED
            _raise_incident(current, job, error)
        job.save(update_fields=["retries_left", "last_error", "due_at", "status"])
        current.finish()


def _failures(job: Job) -> int:
    """Attempts that ended in a failure; others were interrupted."""
    return max(1, int(job.payload.get("retries", DEFAULT_RETRIES)) - job.retries_left)


def _raise_incident(current: Step, job: Job, error: Exception) -> None:
    values = {"element": job.payload.get("name") or job.element_id or job.get_kind_display(), "attempts": job.attempts}
    if isinstance(error, LimitReached) and error.element_name:
        kind, message = error.code, str(error)
    elif isinstance(error, EngineError):
        kind, message = error.code, _("“%(element)s”：%(reason)s") % {**values, "reason": error}
    else:
        kind, message = (
            JOB_FAILED,
            _("“%(element)s”自动处理失败，已尝试 %(attempts)s 次") % values,
        )
    message = _kept(message)
    Incident.objects.create(
        instance=current.instance,
        job=job,
        element_id=job.element_id,
        kind=kind,
        message=message,
        created_at=current.now,
    )
    data = {"kind": kind, "message": message}
    current.record(HistoryEvent.Kind.INCIDENT_CREATED, job.element_id, job.payload.get("name", ""), data)


def _kept(text: str) -> str:
    """PostgreSQL has no room for the character 0, and a failure has to be recorded whatever it says."""
    return text.replace("\0", "")
