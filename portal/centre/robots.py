"""Who may have a chat's robot say what a group is told: an enterprise's owner for the enterprise, whoever has a role
of work for that role."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import roles
from portal.accounts.limits import ROBOT_TEST
from portal.accounts.models import User
from portal.notifications.models import Post, Robot
from portal.notifications.nudges import nudge_all
from portal.registry.models import Enterprise, EnterpriseMember


def groups_of(user: User) -> dict[str, str]:
    """Name by group."""
    owned = Enterprise.objects.live().filter(members__user=user, members__role=EnterpriseMember.Role.OWNER)
    held = user.groups.exclude(name__in=(roles.ENTERPRISE, roles.REFERRER)).values_list("name", flat=True)
    return {one.group: one.name for one in owned} | {name: roles.name_of(name) for name in held}


def kept_by(user: User) -> QuerySet[Robot]:
    return Robot.objects.filter(group__in=groups_of(user))


def test(robot: Robot, *, by: User) -> None:
    """Owes the chat a line, as any notice would. Raises `TooMany`."""
    ROBOT_TEST.take(str(by.pk))
    Post.objects.create(
        key=f"test:{uuid.uuid4()}",
        robot=robot,
        subject=_("中国一乡一品"),
        text=_("这是一条测试消息，收到即表示群机器人设置正确。"),
        url=settings.PUBLIC_BASE_URL + reverse("centre:robots"),
    )
    nudge_all(posts=True)
