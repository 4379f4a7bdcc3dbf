"""What each kind of job does with its locked instance. The answer is a note for the job's record, empty if
all went as planned."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from engine import spiff
from engine.errors import ChildCancelled, NoHandler, UncaughtError
from engine.models import HistoryEvent, Job, ProcessInstance
from engine.registry import BpmnError, Handler, JobContext, Variables, check_declared, handler_results, handlers
from engine.runtime import batches, messages
from engine.runtime.due_dates import recompute
from engine.runtime.instances import begin, start_child
from engine.runtime.steps import Step
from engine.runtime.suspension import follow
from engine.runtime.user_tasks import give_back_lost
from engine.runtime.values import as_json

Kind = HistoryEvent.Kind
GONE = "nothing waits for it any more"


def perform(current: Step, job: Job) -> str:
    return _KINDS[job.kind](current, job)


def _start(current: Step, job: Job) -> str:
    if current.instance.steps:
        return GONE
    kind, name = job.payload["trigger"]
    begin(current, job.payload["variables"], trigger=(kind, name))
    return ""


def _service(current: Step, job: Job) -> str:
    wait = _wait(current, job)
    if wait is None:
        return GONE
    result = as_json(_handler(job)(_context(current, job, wait.variables)))
    check_declared(handler_results.get(job.topic), result)
    current.case.complete(wait.task_id, result)
    data = {"job": str(job.pk), **wait.place, "topic": job.topic, "variables": result}
    current.record(Kind.JOB_COMPLETED, job.element_id, wait.name, data)
    return ""


def _handler(job: Job) -> Handler:
    handler = handlers.get(job.topic)
    if handler is None:
        raise NoHandler(topic=job.topic)
    return handler


def business_error(current: Step, job: Job, error: BpmnError) -> str:
    """Instead of what the job would do, in a step of its own: what its handler wrote is undone."""
    wait = _wait(current, job)
    if wait is None:
        return GONE
    if not current.case.raise_error(wait.task_id, error.code, error.message):
        raise UncaughtError(error=error.code, reason=error.message) from error
    return f"business error {error.code}"


def _context(current: Step, job: Job, variables: Variables) -> JobContext:
    instance = current.instance
    return JobContext(
        id=job.pk,
        topic=job.topic,
        business_key=instance.business_key,
        root_business_key=instance.root_business_key or instance.business_key,
        instance_id=instance.pk,
        element_id=job.element_id,
        variables=variables,
        headers=job.payload.get("headers", {}),
    )


def _timer(current: Step, job: Job) -> str:
    fired = current.case.fire(_task(job))
    if fired is None:
        return GONE
    data = {"due": fired.details["due"], "job": str(job.pk), **fired.place}
    current.record(Kind.TIMER_FIRED, fired.element_id, fired.name, data)
    return ""


def _call(current: Step, job: Job) -> str:
    wait = _wait(current, job)
    if wait is None or wait.details["called"]:
        return GONE
    child = start_child(current.instance, job, wait.variables)
    current.case.mark_called(wait.task_id)
    data = {"child": str(child.pk), **wait.place, "process": job.topic, "variables": wait.variables}
    current.record(Kind.CHILD_STARTED, job.element_id, wait.name, data)
    return ""


def _return(current: Step, job: Job) -> str:
    task_id, payload = _task(job), job.payload
    wait = _wait(current, job)
    if wait is None:
        return GONE
    if payload["cancelled"]:
        if not payload.get("retried"):
            raise ChildCancelled(process=job.topic)
        current.case.mark_called(task_id, called=False)  # an operator wants it called again
        return "called again"
    error = payload["error"]
    if error is None:
        current.case.complete(task_id, payload["variables"])
        told = {"child": payload["child"], **wait.place, "process": job.topic}
        data = {**told, "variables": payload["variables"]}
        current.record(Kind.CHILD_RETURNED, wait.element_id, wait.name, data)
        return ""
    if not current.case.raise_error(task_id, error["code"], error["message"]):
        raise UncaughtError(error=error["code"], reason=error["message"])
    return f"business error {error['code']}"


def _message(current: Step, job: Job) -> str:
    fired = current.case.fire(_task(job), job.payload["variables"])
    if fired is None:
        return "kept for the next that waits" if messages.keep_again(job) else GONE
    data = {"message": job.topic, **fired.place, "variables": job.payload["variables"]}
    current.record(Kind.MESSAGE_RECEIVED, fired.element_id, fired.name, data)
    return ""


def _signal(current: Step, job: Job) -> str:
    fired = current.case.fire(_task(job), job.payload["variables"])
    if fired is None:
        return GONE
    data = {"signal": job.topic, **fired.place, "variables": job.payload["variables"]}
    current.record(Kind.SIGNAL_RECEIVED, fired.element_id, fired.name, data)
    return ""


def _cancel(current: Step, job: Job) -> str:
    if current.instance.status != ProcessInstance.Status.ACTIVE:
        return GONE
    current.call_off(closes=job.payload.get("closes", False))
    return ""


def _closing(current: Step, job: Job) -> str:
    """The instance is over: there is nothing that its handler could give it, and nobody who would catch its errors."""
    try:
        _handler(job)(_context(current, job, current.instance.variables))
    except BpmnError as error:
        raise UncaughtError(error=error.code, reason=error.message) from error
    current.record(Kind.CANCELLATION_FOLLOWED, data={"job": str(job.pk), "topic": job.topic})
    return ""


def _release(current: Step, job: Job) -> str:
    return "" if give_back_lost(current, _task(job)) else GONE


def _recompute(current: Step, job: Job) -> str:
    return recompute(current, *job.payload["days"])


def _suspend(current: Step, job: Job) -> str:
    return follow(current)


def _wait(current: Step, job: Job) -> spiff.Wait | None:
    """What the case waits for; asked before anything happens to it."""
    return current.waiting(_task(job))


def _task(job: Job) -> UUID:
    assert job.task_id is not None
    return job.task_id


_KINDS: dict[str, Callable[[Step, Job], str]] = {
    Job.Kind.START: _start,
    Job.Kind.SERVICE: _service,
    Job.Kind.TIMER: _timer,
    Job.Kind.CALL: _call,
    Job.Kind.RETURN: _return,
    Job.Kind.MESSAGE: _message,
    Job.Kind.SIGNAL: _signal,
    Job.Kind.CANCEL: _cancel,
    Job.Kind.CLOSING: _closing,
    Job.Kind.RELEASE: _release,
    Job.Kind.RECOMPUTE: _recompute,
    Job.Kind.SUSPEND: _suspend,
    Job.Kind.BATCH: batches.perform,
}
