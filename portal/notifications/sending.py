"""Sending what waits: one text after the other, each outside every transaction and under nobody's lock but its own.

At least once: who dies between the service's answer and the note of it leaves a text that is sent again, with the
same key. Whoever is at a text has its advisory lock, which goes with the connection; nothing has to run out before
the next one takes over.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from engine import clock
from engine.jobs.holding import held
from portal.notifications.backends import Refused, backend
from portal.notifications.models import SmsMessage
from portal.notifications.models.texts import MOST_ATTEMPTS

logger = logging.getLogger(__name__)

Status = SmsMessage.Status
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# A sweep leaves the worker to others after so many seconds.
SWEEP_SECONDS = 20.0


def send(key: str) -> bool | None:
    """Try one text, if it is due and nobody is at it: else None. Whether the service answered; a failure is noted,
    not raised."""
    with held(uuid.uuid5(uuid.NAMESPACE_URL, key)) as ours:
        return _try(SmsMessage.objects.get(key=key)) if ours and _is_taken(key) else None


def sweep(limit: int = 500) -> int:
    """Send what nobody was told about and what is to be tried again, codes first; how many the service took.

    It ends with the first that the service does not answer: the others would wait for it as long.
    """
    SmsMessage.objects.too_late().update(status=Status.EXPIRED)
    waiting = SmsMessage.objects.due().order_by("-is_code", "next_try_at").values_list("key", flat=True)[:limit]
    taken, until = 0, time.monotonic() + SWEEP_SECONDS
    for key in waiting:
        answered = send(key) if time.monotonic() < until else False
        if answered is False:
            break
        taken += bool(answered)
    return taken


def _is_taken(key: str) -> bool:
    """Counted before it is sent, so that a text which kills its worker is not sent for ever."""
    with transaction.atomic(durable=True):  # in a step the case's lock would be held all the while
        return bool(SmsMessage.objects.due().filter(key=key).update(attempts=F("attempts") + 1))


def _try(message: SmsMessage) -> bool:
    try:
        if message.attempts > MOST_ATTEMPTS:
            raise Refused("every attempt was interrupted")
        backend().send(message.phone, message.text, message.key)
    except Refused as error:
        _note(message, status=Status.FAILED, last_error=_said(message, error))
    except Exception as error:
        _put_off(message, error)
        return False
    else:
        _note(message, status=Status.SENT, sent_at=clock.now(), last_error="")
    return True


def _put_off(message: SmsMessage, error: Exception) -> None:
    if message.attempts >= MOST_ATTEMPTS:
        _note(message, status=Status.FAILED, last_error=_said(message, error))
        return
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 3 ** (message.attempts - 1))
    _note(message, next_try_at=clock.now() + pause, last_error=_said(message, error))


def _said(message: SmsMessage, error: Exception) -> str:
    """What went wrong, for operators: without the number, and without what the text says."""
    said = f"{type(error).__name__}: {error}".replace(message.text, "…")
    said = re.sub(r"[0-9]{6,}", "******", said)[:500]
    logger.warning("text %s was not sent: %s", message.key, said)
    return said


def _note(message: SmsMessage, **values: object) -> None:
    SmsMessage.objects.waiting().filter(pk=message.pk).update(**values)
