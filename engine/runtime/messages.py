"""Messages and signals. Sending only writes rows (a job for each instance that waits, or a buffered
message), so handlers may do it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from engine import clock
from engine.models import Job, Message, ProcessDefinition, ProcessInstance, Subscription
from engine.runtime import definitions, receipts
from engine.runtime.nudges import nudge
from engine.runtime.values import as_json


@transaction.atomic
def correlate(
    name: str,
    *,
    correlation_key: str = "",
    variables: Mapping[str, Any] | None = None,
    keep_for: timedelta | None = None,
    message_id: str = "",
) -> int:
    """Send a message to whoever waits for `name` and this key, and to processes that it starts; how many it
    reached.

    If it reached nobody it is kept for `keep_for`, and delivered to the first that begins to wait. With a `message_id`
    it can be sent again safely: the second time nothing is done, and the answer is that of the first. Raises
    MessageIdTaken, NotJson.
    """
    payload = as_json(variables)
    if not message_id:
        return _correlate(name, correlation_key, payload, keep_for)
    receipt, is_new = receipts.take(message_id, name, correlation_key, payload, keep_for=keep_for)
    if is_new:
        receipt.reached = _correlate(name, correlation_key, payload, keep_for)
        # What neither reached anybody nor is kept did not come: sent again, it is tried again.
        receipt.save(update_fields=["reached"]) if receipt.reached or keep_for else receipt.delete()
    return receipt.reached


def _correlate(name: str, correlation_key: str, payload: dict[str, Any], keep_for: timedelta | None) -> int:
    expires = clock.now() + keep_for if keep_for else None
    waiting = Subscription.objects.filter(kind=Subscription.Kind.MESSAGE, name=name, correlation_key=correlation_key)
    jobs = _deliver(waiting, payload, expires)
    started = _start_jobs("start_messages", "message", name, payload, business_key=correlation_key)
    if not jobs and not started and expires is not None:
        Message.objects.create(
            name=name,
            correlation_key=correlation_key,
            variables=payload,
            created_at=clock.now(),
            expires_at=expires,
        )
    return len(jobs) + started


@transaction.atomic
def broadcast(name: str, *, variables: Mapping[str, Any] | None = None) -> int:
    """Send a signal to everything that waits for it now, and to processes that it starts; how many it
    reached."""
    return _broadcast(name, as_json(variables), Subscription.objects.all())


def broadcast_from(instance_id: UUID, name: str, variables: Mapping[str, Any], *, reached: Iterable[UUID]) -> int:
    """A signal from inside a case: of that case it reaches only what waited when it was thrown."""
    rows = Subscription.objects.filter(~Q(instance=instance_id) | Q(task_id__in=list(reached)))
    return _broadcast(name, as_json(variables), rows)


def _broadcast(name: str, payload: dict[str, Any], rows: Any) -> int:
    jobs = _deliver(rows.filter(kind=Subscription.Kind.SIGNAL, name=name), payload, None)
    return len(jobs) + _start_jobs("start_signals", "signal", name, payload)


def deliver_buffered(row: Subscription) -> bool:
    """Give a new subscription the oldest message that was kept for it."""
    kept = Message.objects.select_for_update(skip_locked=True).filter(
        name=row.name, correlation_key=row.correlation_key, expires_at__gt=clock.now()
    )
    message = kept.order_by("pk").first()
    if message is None:
        return False
    _deliver([row], message.variables, message.expires_at)
    message.delete()
    return True


@transaction.atomic
def pair_buffered(limit: int) -> int:
    """Bring messages and subscriptions together that missed each other, and drop what has expired."""
    now = clock.now()
    Message.objects.filter(expires_at__lte=now).delete()
    receipts.forget()
    owed = Job.Status.READY, Job.Status.SUSPENDED
    busy = Job.objects.filter(kind=Job.Kind.MESSAGE, status__in=owed, task_id=OuterRef("task_id"))
    waiting = Subscription.objects.filter(~Exists(busy), kind=Subscription.Kind.MESSAGE)
    wanted = waiting.filter(name=OuterRef("name"), correlation_key=OuterRef("correlation_key"))
    messages = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(Exists(wanted)).order_by("pk")
    paired = 0
    for message in messages[:limit]:
        rows = list(waiting.filter(name=message.name, correlation_key=message.correlation_key))
        if rows:
            _deliver(rows, message.variables, message.expires_at)
            message.delete()
            paired += 1
    return paired


def keep_again(job: Job) -> bool:
    """A message whose wait was gone when it came: buffered anew while its time lasts."""
    expires = job.payload.get("expires_at")
    if expires is None or datetime.fromisoformat(expires) <= clock.now():
        return False
    Message.objects.create(
        name=job.topic,
        correlation_key=job.payload["correlation_key"],
        variables=job.payload["variables"],
        created_at=clock.now(),
        expires_at=datetime.fromisoformat(expires),
    )
    return True


def _deliver(rows: Iterable[Subscription], payload: Mapping[str, Any], expires: datetime | None) -> list[Job]:
    now = clock.now()
    made = Job.objects.bulk_create(
        Job(
            instance_id=row.instance_id,
            kind=Job.Kind.MESSAGE if row.kind == Subscription.Kind.MESSAGE else Job.Kind.SIGNAL,
            task_id=row.task_id,
            element_id=row.element_id,
            topic=row.name,
            payload={
                "variables": dict(payload),
                "correlation_key": row.correlation_key,
                "expires_at": expires.isoformat() if expires else None,
            },
            due_at=now,
            created_at=now,
        )
        for row in rows
    )
    nudge(*(job.pk for job in made))
    return made


def _start_jobs(field: str, kind: str, name: str, payload: Mapping[str, Any], *, business_key: str = "") -> int:
    """A message or signal start event of the newest version of a process: a new instance, begun by a job of
    its own."""
    newest = ProcessDefinition.objects.latest_versions().defer("source", "compiled")
    found = [definition.key for definition in newest if name in getattr(definition, field)]
    return sum(_begin_later(key, (kind, name), payload, business_key) for key in found)


def _begin_later(key: str, trigger: tuple[str, str], payload: Mapping[str, Any], business_key: str) -> bool:
    now = clock.now()
    definition, suspended_because = definitions.newest(key)
    instance = ProcessInstance(
        definition=definition, process_key=definition.key, business_key=business_key, started_at=now
    )
    if suspended_because is not None:
        # It begins as soon as it may: what is told is not lost.
        instance.hold(ProcessInstance.Suspension.PROCESS, reason=suspended_because, at=now)
    try:
        with transaction.atomic():
            instance.save(force_insert=True)
    except IntegrityError:  # the same message twice, or a case of that number runs already
        return False
    job = Job.objects.create(
        instance=instance,
        kind=Job.Kind.START,
        topic=trigger[1],
        payload={"trigger": list(trigger), "variables": dict(payload)},
        due_at=now,
        created_at=now,
    )
    nudge(job.pk)
    return True
