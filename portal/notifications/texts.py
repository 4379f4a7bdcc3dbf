"""The outbox of text messages: what is put here in a transaction is sent once that is committed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import clock
from portal.notifications.models import SmsMessage
from portal.notifications.models.texts import LONGEST
from portal.notifications.nudges import nudge


def queue_text(*, key: str, phone: str, text: str, code_for: Any = None, expires_at: datetime | None = None) -> None:
    """A text to one number, once for each `key`, however often it is asked for.

    `code_for`: the text is a code with which this account shows that it has the phone. After `expires_at` it is sent
    no more.
    """
    message = SmsMessage(
        key=key,
        phone=phone,
        text=text[:LONGEST],
        is_code=code_for is not None,
        account=code_for,
        expires_at=expires_at,
    )
    SmsMessage.objects.bulk_create([message], ignore_conflicts=True)
    nudge(key)


def retry(key: str) -> bool:
    """An administrator wants a text that failed sent after all; False where it did not fail, or is no use any more."""
    failed = SmsMessage.objects.retriable().filter(key=key)
    is_owed = failed.update(status=SmsMessage.Status.WAITING, attempts=0, next_try_at=clock.now(), last_error="")
    if is_owed:
        nudge(key)
    return bool(is_owed)
