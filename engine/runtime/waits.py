"""What a case waits for, as rows: user tasks, jobs, subscriptions. New waits get a row, rows whose wait is
gone are closed. What the case waited for when the step began has its row since then: no table is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from engine import spiff
from engine.models import (
    HistoryEvent,
    Incident,
    Job,
    ProcessInstance,
    Subscription,
    TaskDraft,
    UserTask,
    rights,
)
from engine.models.statements.rows import Row
from engine.runtime import definitions, messages
from engine.runtime.continuing import Clock, continued, follow_the_task
from engine.runtime.nudges import nudge

if TYPE_CHECKING:
    from engine.runtime.steps import Step

Kind = HistoryEvent.Kind
_JOBS = {"service": Job.Kind.SERVICE, "call": Job.Kind.CALL, "timer": Job.Kind.TIMER}
_SUBSCRIBED = ("message", "signal")
# The kind of incident of a task that nobody can do.
NOBODY = "unknown-assignee"


def sync(step: Step, case: spiff.Case) -> list[spiff.Wait]:
    """The tasks of people that are new."""
    now = {wait.task_id: wait for wait in case.waits()}
    gone = [wait for task_id, wait in step.waited.items() if task_id not in now and task_id not in step.settled]
    _close(step, gone)
    new = [wait for task_id, wait in now.items() if task_id not in step.waited]
    tasks = [wait for wait in new if wait.kind == "user"]
    clocks = continued(step, tasks)
    _user_tasks(step, tasks, clocks)
    owed = [_job(step, wait) for wait in now.values() if _owes(wait) and not _has_job(step, wait)]
    if clocks:
        follow_the_task(step, case, owed, clocks)
    _jobs(step, owed)
    _subscriptions(step, [wait for wait in new if wait.kind in _SUBSCRIBED])
    return tasks


def _close(step: Step, gone: Iterable[spiff.Wait]) -> None:
    """Rows of what was called off. What was completed is settled by whoever completed it."""
    of: dict[str, list[UUID]] = {}
    for wait in gone:
        of.setdefault("child" if wait.details.get("called") else wait.kind, []).append(wait.task_id)
    if tasks := of.get("user"):
        UserTask.objects.open().filter(pk__in=tasks).update(status=UserTask.Status.CANCELLED, completed_at=step.now)
        TaskDraft.objects.filter(task__in=tasks).delete()
    if jobs := [task_id for kind in _JOBS for task_id in of.get(kind, ())]:
        _cancel_jobs(step, jobs)
    if children := of.get("child"):
        _call_off(step, children)
    if waiting := [task_id for kind in _SUBSCRIBED for task_id in of.get(kind, ())]:
        Subscription.objects.filter(instance=step.instance, task_id__in=waiting).delete()


def _user_tasks(step: Step, new: list[spiff.Wait], clocks: Mapping[UUID, Clock]) -> None:
    if not new:
        return
    people = _people(wait.details["assignee"] for wait in new)
    for wait in new:
        task = _user_task(step, wait, people, clocks.get(wait.task_id))
        step.writes.tasks.append(task)
        step.writes.offers += [_offer(task, group) for group in _offered_to(wait)]
        data = {"task": str(wait.task_id), "due": task["due_at"] or wait.details["due"]}
        step.record(Kind.TASK_CREATED, wait.element_id, wait.name, data)
        if wait.details["assignee"] and wait.details["assignee"] not in people:
            unknown = _("“%(task)s”的办理人“%(name)s”不存在或已停用，请另行指派")
            nobody(step, wait.element_id, unknown % {"task": wait.name, "name": wait.details["assignee"]})


def give_to_the_only_one(new: Iterable[spiff.Wait]) -> None:
    """What is offered to one person and nobody else is that person's at once, unless the rules refuse it. The rules ask
    the tables, so the tasks stand there by now."""
    people = _people(map(_only_one, new))
    for wait in new if people else ():
        user = people.get(_only_one(wait))
        if user is not None:
            UserTask.objects.filter(rights.may_have(user), pk=wait.task_id).update(assignee=user)


def _only_one(wait: spiff.Wait) -> str:
    offered = wait.details["users"]
    is_one = len(offered) == 1 and not wait.details["groups"] and not wait.details["assignee"]
    return offered[0] if is_one else ""


def _user_task(step: Step, wait: spiff.Wait, people: Mapping[str, Any], going_on: Clock | None) -> Row:
    details = wait.details
    assignee = people.get(details["assignee"])
    return {
        "id": wait.task_id,
        "instance_id": step.instance.pk,
        "case_id": step.instance.root_id or step.instance.pk,
        "element_id": wait.element_id,
        "name": wait.name,
        "lane": wait.lane,
        "form_id": definitions.form_id(step.instance.definition, details["form"]) if details["form"] else None,
        "form_key": details["form"],
        "inputs": wait.variables,
        "properties": details["properties"],
        "status": UserTask.Status.OPEN,
        "assignee_id": assignee and assignee.pk,
        "priority": details["priority"],
        "due_at": going_on.due.isoformat() if going_on else details["due"] or None,
        "follow_up_at": details["follow_up"] or None,
        "created_at": step.now,
    }


def _offer(task: Row, group: str) -> Row:
    of_task = {name: task[name] for name in ("due_at", "priority", "created_at")}
    return {"task_id": task["id"], "group": group, "is_open": task["assignee_id"] is None, **of_task}


def _people(names: Iterable[str]) -> dict[str, Any]:
    usernames = set(names) - {""}
    if not usernames:
        return {}
    model = get_user_model()
    found = model._default_manager.filter(**{f"{model.USERNAME_FIELD}__in": usernames}, is_active=True)
    return {user.get_username(): user for user in found}


def _offered_to(wait: spiff.Wait) -> list[str]:
    """The candidate groups, and by name the candidate users and whoever the diagram assigns it to."""
    users = [*wait.details["users"], *filter(None, [wait.details["assignee"]])]
    return list(dict.fromkeys([*wait.details["groups"], *(f"user:{name}" for name in users)]))


def nobody(step: Step, element_id: str, message: str) -> None:
    """The task waits for a person who is not there; an operator assigns somebody else."""
    Incident.objects.create(
        instance=step.instance, element_id=element_id, kind=NOBODY, message=message, created_at=step.now
    )


def _owes(wait: spiff.Wait) -> bool:
    """Whether a job has to do something about it; a process that is called already returns by itself."""
    return wait.kind in _JOBS and not wait.details.get("called")


def _has_job(step: Step, wait: spiff.Wait) -> bool:
    """The job of a repeating timer is done by now, and its next firing is a new one."""
    before = step.waited.get(wait.task_id)
    return before is not None and _owes(before) and wait.task_id not in step.settled


def _jobs(step: Step, made: list[Job]) -> None:
    step.writes.jobs += made
    nudge(*(job.pk for job in made if job.due_at <= step.now))


def _cancel_jobs(step: Step, task_ids: list[UUID]) -> None:
    jobs = Job.objects.filter(instance=step.instance, task_id__in=task_ids, kind__in=_JOBS.values())
    left = list(jobs.filter(status__in=Job.OPEN).values_list("pk", "status"))
    jobs.filter(pk__in=[pk for pk, _status in left]).update(status=Job.Status.CANCELLED, done_at=step.now)
    if failed := [pk for pk, status in left if status == Job.Status.FAILED]:
        Incident.objects.filter(job__in=failed, resolved_at=None).update(resolved_at=step.now)


def _job(step: Step, wait: spiff.Wait) -> Job:
    details = wait.details
    job = Job(
        instance=step.instance,
        kind=_JOBS[wait.kind],
        task_id=wait.task_id,
        element_id=wait.element_id,
        due_at=step.now,
        created_at=step.now,
    )
    if wait.kind == "service":
        job.topic, job.retries_left = details["topic"], details["retries"]
        job.payload = {"headers": details["headers"], "name": wait.name, "retries": job.retries_left}
    elif wait.kind == "call":
        job.topic, job.payload = details["process"], {"name": wait.name}
    else:
        job.due_at, job.payload = datetime.fromisoformat(details["due"]), {"name": wait.name}
    return job


def _call_off(step: Step, calling: list[UUID]) -> None:
    """Children whose call activity is gone are called off, each by a job of its own."""
    children = ProcessInstance.objects.filter(parent=step.instance, parent_task_id__in=calling)
    owed = Job.objects.filter(instance=OuterRef("pk"), kind=Job.Kind.CANCEL, status=Job.Status.READY)
    active = children.filter(~Exists(owed), status=ProcessInstance.Status.ACTIVE)
    of = {"kind": Job.Kind.CANCEL, "payload": {"closes": step.closes}, "due_at": step.now, "created_at": step.now}
    made = Job.objects.bulk_create(
        Job(instance=child, topic=child.process_key, **of) for child in active.only("pk", "process_key")
    )
    nudge(*(job.pk for job in made))


def _subscriptions(step: Step, new: list[spiff.Wait]) -> None:
    if not new:
        return
    made = Subscription.objects.bulk_create(
        Subscription(
            instance=step.instance,
            task_id=wait.task_id,
            element_id=wait.element_id,
            kind=wait.kind,
            name=wait.details["name"],
            correlation_key=wait.details.get("correlation_key", ""),
        )
        for wait in new
    )
    for row in made:
        if row.kind == Subscription.Kind.MESSAGE:
            messages.deliver_buffered(row)
