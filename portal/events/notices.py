"""What enterprises are told of the events that they signed up for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, override

from engine import clock
from portal.events.models import Event, Signup
from portal.notifications.kinds import Kind
from portal.registry.telling import tell as tell_enterprise

_TOLD: dict[str, Promise] = {
    "title": gettext_lazy("名称"),
    "venue": gettext_lazy("地点"),
    "begins_at": gettext_lazy("开始时间"),
    "ends_at": gettext_lazy("结束时间"),
    "closes_on": gettext_lazy("报名截止日"),
}
_TELLS: dict[str, Promise] = {
    "place": gettext_lazy("“%(event)s”有了名额，贵企业由候补转为待确认"),
    "waiting": gettext_lazy("“%(event)s”的名额减少，贵企业转为候补"),
    "confirmed": gettext_lazy("“%(event)s”的报名已确认：%(when)s，%(venue)s"),
    "declined": gettext_lazy("“%(event)s”的报名未通过：%(reason)s"),
    "taken_off": gettext_lazy("“%(event)s”的报名已取消：%(reason)s。恢复后可以在截止前重新报名"),
    "changed": gettext_lazy("“%(event)s”有变动，请查看：%(reason)s"),
    "cancelled": gettext_lazy("“%(event)s”已取消：%(reason)s"),
    "recorded": gettext_lazy("“%(event)s”已举办，活动记录可以查看"),
}


def moment(at: datetime) -> str:
    """`2026-03-19 09:00`, as people in China read the clock."""
    return f"{at.astimezone(clock.LOCAL_ZONE):%Y-%m-%d %H:%M}"


def tell(signup: Signup, what: str, *, reason: str = "") -> None:
    """The bell of its members and a text message to its contact, with what has changed."""
    event = signup.event
    with override(settings.LANGUAGE_CODE):
        words = {"event": event, "when": moment(event.begins_at), "venue": event.venue, "reason": reason}
        text = str(_TELLS[what]) % words
    url = reverse("events:event", args=[event.number])
    # An event may be changed twice: each time is news.
    key = f"event:{signup.pk}:{what}:{uuid4()}"
    tell_enterprise(signup.enterprise, text=text, url=url, sms_key=key, kind=Kind.OFFERS)


def tell_all(signups: Iterable[Signup], what: str, *, reason: str = "") -> None:
    for signup in signups:
        tell(signup, what, reason=reason)


def changes(before: Event, after: Event) -> str:
    """What people who come need to know: what it was, and what it is now."""
    with override(settings.LANGUAGE_CODE):
        return gettext("；").join(_changed(before, after))


def _changed(before: Event, after: Event) -> Iterator[str]:
    for name, label in _TOLD.items():
        old, new = _value(before, name), _value(after, name)
        if old != new:
            yield f"{label} {old} → {new}"


def _value(event: Event, name: str) -> str:
    value = getattr(event, name)
    return moment(value) if isinstance(value, datetime) else str(value)
