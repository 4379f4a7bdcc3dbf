"""Telling an enterprise: the bell of its members, and a text message to its contact."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from engine import clock
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify, with_link
from portal.notifications.texts import queue_text
from portal.registry.models import Enterprise


def tell(enterprise: Enterprise, *, text: str, url: str, sms_key: str = "", kind: Kind = Kind.PROGRESS) -> None:
    """`sms_key`: also by text message to the contact, once for this key, whatever anybody chose."""
    notify(text=text, url=url, groups=[enterprise.group], kind=kind)
    if sms_key:
        queue_text(key=sms_key, phone=enterprise.contact_phone, text=with_link(text, url))


def day_text(moment: datetime | None) -> str:
    """The day before whose end something is to be done; diagrams of cases that began long ago do not say it."""
    return clock.day_text(moment) or _("规定期限")
