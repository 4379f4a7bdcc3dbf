"""Text messages, behind one small interface; `SMS_BACKEND` names the class that sends them."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portal.accounts.models import SmsMessage, User


class SmsBackend(Protocol):
    # Whether messages are only kept here; then their receivers read them on a page.
    is_local: bool

    def send(self, *, key: str, phone: str, text: str, code_for: User | None = None) -> SmsMessage: ...


class LocalOutbox:
    """Sends nothing; keeps the message where the demo shows it."""

    is_local = True

    def send(self, *, key: str, phone: str, text: str, code_for: User | None = None) -> SmsMessage:
        fields = {"phone": phone, "text": text, "is_code": code_for is not None, "account": code_for}
        return SmsMessage.objects.get_or_create(key=key, defaults=fields)[0]


@cache
def backend() -> SmsBackend:
    return import_string(settings.SMS_BACKEND)()


def send_sms(*, key: str, phone: str, text: str, code_for: User | None = None) -> SmsMessage:
    """Send once per `key`: a repeated call returns the message of the first one.

    `code_for`: the text is a code with which this account shows that it has the phone.
    """
    return backend().send(key=key, phone=phone, text=text, code_for=code_for)
