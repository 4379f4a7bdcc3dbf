"""What sends text messages, behind one small interface; `SMS_BACKEND` names the class."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: Seconds after which a backend has to give up waiting for its service.
TIMEOUT = 10


class Refused(Exception):
    """The service will not take this text to this number: trying again would only say the same."""


class SmsBackend(Protocol):
    # Whether messages are only kept here; then their receivers read them on a page.
    is_local: bool

    def send(self, phone: str, text: str, key: str) -> None:
        """Hand one text to the service. Raises `Refused`, or whatever came in between; then it is tried again.

        The same `key` may come twice: a service that knows it sends nothing the second time.
        """


class LocalOutbox:
    """Sends nothing: the row of the message is what the demo shows."""

    is_local = True

    def send(self, phone: str, text: str, key: str) -> None:
        pass


def backend() -> SmsBackend:
    return _made(settings.SMS_BACKEND)


@cache
def _made(name: str) -> SmsBackend:
    return import_string(name)()
