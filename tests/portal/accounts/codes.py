"""Codes that come by text message, as a browser asks for them and types them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from portal.notifications.models import SmsMessage

NEW = "15488880001"


PASSWORD = "tea grows in clouds"


def last_code(phone: str) -> str:
    found = re.search(r"[0-9]{6}", SmsMessage.objects.filter(phone=phone, is_code=True)[0].text)
    assert found
    return found[0]


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def shown(client: Client) -> str:
    """The digits of the picture that the browser was shown last; none are shown before it is wanted."""
    return str(client.session.get("picture", ""))


def wrong_digits(digits: str) -> str:
    return "0000" if digits != "0000" else "0001"


def send(client: Client, page: str, phone: str) -> Any:
    return client.post(reverse(page), {"phone": phone, "send": "1"})


def type_code(client: Client, page: str, phone: str, code: str) -> Any:
    return client.post(reverse(page), {"phone": phone, "code": code})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
