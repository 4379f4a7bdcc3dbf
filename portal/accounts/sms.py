"""Text messages, behind one small interface; `SMS_BACKEND` names the class that sends them."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portal.accounts.models import SmsMessage


class SmsBackend(Protocol):
    # Whether messages are only kept here; then their receivers read them on a page.
    is_local: bool

    def send(self, *, key: str, phone: str, text: str) -> SmsMessage: ...


class LocalOutbox:
    """Sends nothing; keeps the message where the demo shows it."""

    is_local = True

    def send(self, *, key: str, phone: str, text: str) -> SmsMessage:
        return SmsMessage.objects.get_or_create(key=key, defaults={"phone": phone, "text": text})[0]


@cache
def backend() -> SmsBackend:
    return import_string(settings.SMS_BACKEND)()


def send_sms(*, key: str, phone: str, text: str) -> SmsMessage:
    """Send once per `key`: a repeated call returns the message of the first one."""
    return backend().send(key=key, phone=phone, text=text)
