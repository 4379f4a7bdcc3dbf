"""Sending what waits: one message after the other, each outside every transaction and under nobody's lock but its own.

At least once: who dies between the service's answer and the note of it leaves a message that is sent again, with the
same key. Whoever is at a message has its advisory lock, which goes with the connection; nothing has to run out before
the next one takes over.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from engine import clock
from engine.jobs.holding import held
from portal.notifications import mails, robots
from portal.notifications.backends import Refused, backend
from portal.notifications.models import Post, SmsMessage
from portal.notifications.models.owed import MOST_ATTEMPTS, Status

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# A sweep leaves the worker to others after so many seconds.
SWEEP_SECONDS = 20.0


@dataclass(frozen=True)
class Outbox:
    """`deliver` hands a message to its service; `place` names what the other messages to it would wait for, too;
    `order` is who comes first."""

    model: Any
    deliver: Callable[[Any], None]
    place: Callable[[Any], object]
    order: tuple[str, ...] = ("next_try_at",)

    def send(self, key: str) -> bool | None:
        """Try one message, if it is due and nobody is at it: else None. Whether the service answered; a failure is
        noted, not raised."""
        with held(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._name}{key}")) as ours:
            return self._try(self.model.objects.get(key=key)) if ours and self._is_taken(key) else None

    def sweep(self, limit: int = 500) -> int:
        """Send what nobody was told about and what is to be tried again; how many were taken.

        Of what a service did not answer to, no more is sent to that service: the others would wait for it as long.
        """
        self.model.objects.too_late().update(status=Status.EXPIRED)
        taken, until, silent = 0, time.monotonic() + SWEEP_SECONDS, set()
        for message in self.model.objects.due().order_by(*self.order)[:limit]:
            place = self.place(message)
            if time.monotonic() >= until:
                break
            if place in silent:
                continue
            answered = self.send(message.key)
            if answered is False:
                silent.add(place)
            taken += bool(answered)
        return taken

    @property
    def _name(self) -> str:
        return "" if self.model is SmsMessage else f"{self.model._meta.model_name}:"

    def _is_taken(self, key: str) -> bool:
        """Counted before it is sent, so that a message which kills its worker is not sent for ever."""
        with transaction.atomic(durable=True):  # in a step the case's lock would be held all the while
            return bool(self.model.objects.due().filter(key=key).update(attempts=F("attempts") + 1))

    def _try(self, message: Any) -> bool:
        try:
            if message.attempts > MOST_ATTEMPTS:
                raise Refused("every attempt was interrupted")
            self.deliver(message)
        except Refused as error:
            self._note(message, status=Status.FAILED, last_error=_said(message, error))
        except Exception as error:  # each service has errors of its own
            self._put_off(message, error)
            return False
        else:
            self._note(message, status=Status.SENT, sent_at=clock.now(), last_error="")
        return True

    def _put_off(self, message: Any, error: Exception) -> None:
        if message.attempts >= MOST_ATTEMPTS:
            self._note(message, status=Status.FAILED, last_error=_said(message, error))
            return
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 3 ** (message.attempts - 1))
        self._note(message, next_try_at=clock.now() + pause, last_error=_said(message, error))

    def _note(self, message: Any, **values: object) -> None:
        self.model.objects.waiting().filter(pk=message.pk).update(**values)


def _said(message: Any, error: Exception) -> str:
    """What went wrong: without the number, and without what the message says."""
    said = str(error) if isinstance(error, robots.Said) else f"{type(error).__name__}: {error}"
    said = re.sub(r"[0-9]{6,}", "******", said.replace(message.text, "…"))[:500]
    logger.warning("message %s was not sent: %s", message.key, said)
    return said


def _text(message: SmsMessage) -> None:
    backend().send(message.phone, message.text, message.key)


def _post(post: Post) -> None:
    (robots.say if post.robot_id else mails.send)(post)


# Codes first.
texts = Outbox(SmsMessage, _text, place=lambda message: "", order=("-is_code", "next_try_at"))
posts = Outbox(Post, _post, place=lambda post: post.robot_id)
send, sweep = texts.send, texts.sweep
