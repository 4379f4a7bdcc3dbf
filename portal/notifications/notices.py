"""Tell people something: the bell on every page, and what else they and their groups want it by."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from engine import clock
from engine.models import Membership
from portal.notifications.kinds import IMPORTANT, Kind
from portal.notifications.models import Notification, Post, Robot, SmsMessage, Wish
from portal.notifications.models.notices import LONGEST
from portal.notifications.nudges import nudge_all


def notify(
    *, text: str, url: str = "", groups: Iterable[str] = (), users: Iterable[Any] = (), kind: Kind = Kind.PROGRESS
) -> int:
    """One notification to each person once, also who is in several of the groups; answers how many.

    The same few statements for however many people."""
    text, groups = text[:LONGEST], list(groups)
    people = {user.pk: user for user in users}
    rows = {pk: Notification(user=user, kind=kind, text=text, url=url) for pk, user in people.items()}
    for group in groups:
        for user in Membership.objects.members_of(group):
            people.setdefault(user.pk, user)
            rows.setdefault(user.pk, Notification(user=user, group=group, kind=kind, text=text, url=url))
    Notification.objects.bulk_create(rows.values())
    send_on(people, text=text, url=url, kind=kind)
    tell_robots(groups, url=url, kind=kind)
    return len(rows)


def send_on(people: Mapping[Any, Any], *, text: str, url: str, kind: Kind) -> None:
    """By e-mail and text message to those who want that, or have to know; who has left reads nothing any more."""
    people = {pk: person for pk, person in people.items() if person.is_active}
    if not people:
        return
    wishes = Wish.objects.filter(user__in=people, kind=kind)
    wanted = {wish.user_id: wish for wish in wishes}
    mails = [
        _mail(person, text, url, kind)
        for person in people.values()
        if person.email and (kind in IMPORTANT or (person.pk in wanted and wanted[person.pk].by_email))
    ]
    texts = [
        _text(person, text, url)
        for person in people.values()
        if person.verified_phone and person.pk in wanted and wanted[person.pk].by_sms
    ]
    Post.objects.bulk_create(mails)
    SmsMessage.objects.bulk_create(texts)
    nudge_all(posts=bool(mails), texts=bool(texts))


def tell_robots(groups: Collection[str], *, url: str, kind: Kind) -> None:
    """What the chat of a group reads is of what kind the news is, and where: who and what stands there, behind the
    sign-in."""
    if not groups:
        return
    posts = [_line(robot, url, kind) for robot in Robot.objects.filter(group__in=groups)]
    Post.objects.bulk_create(posts)
    nudge_all(posts=bool(posts))


def whole(url: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{url or '/'}"


def _mail(person: Any, text: str, url: str, kind: Kind) -> Post:
    subject = _("【中国一乡一品】%(kind)s") % {"kind": kind.label}
    dated = _("%(text)s（%(day)s）") % {"text": text, "day": clock.day_of(clock.now())}
    return Post(key=_key(), account=person, address=person.email, subject=subject, text=dated, url=whole(url))


def _text(person: Any, text: str, url: str) -> SmsMessage:
    return SmsMessage(key=_key(), phone=person.verified_phone, text=with_link(text, url))


def with_link(text: str, url: str) -> str:
    """For a text message: cut, so that the link at its end is whole."""
    link = " " + whole(url)
    return text[: LONGEST - len(link)] + link


def _line(robot: Robot, url: str, kind: Kind) -> Post:
    at = clock.now().astimezone(clock.LOCAL_ZONE)
    text = _("有一条新的通知：%(kind)s（%(at)s）") % {"kind": kind.label, "at": f"{at:%Y-%m-%d %H:%M}"}
    return Post(key=_key(), robot=robot, subject=_("中国一乡一品"), text=text, url=whole(url))


def _key() -> str:
    return f"notice:{uuid.uuid4()}"
