"""Who may have a chat's robot say what a group is told: an enterprise's owner for the enterprise, whoever has a role
of work for that role."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import roles
from portal.accounts.limits import ROBOT_TEST
from portal.accounts.models import User
from portal.notifications.models import Post, Robot
from portal.notifications.notices import whole
from portal.notifications.nudges import nudge_all
from portal.registry.models import Enterprise


def groups_of(user: User) -> dict[str, str]:
    """Name by group."""
    owned = {one.group: one.name for one in Enterprise.objects.live().owned_by(user)}
    return owned | {role: roles.name_of(role) for role in roles.of_work_held_by(user)}


def kept_by(groups: Collection[str]) -> QuerySet[Robot]:
    return Robot.objects.filter(group__in=groups)


def test(robot: Robot, *, by: User) -> None:
    """Owes the chat a line, as any notice would. Raises `TooMany`."""
    ROBOT_TEST.take(str(by.pk))
    Post.objects.create(
        key=f"test:{uuid.uuid4()}",
        robot=robot,
        subject=_("中国一乡一品"),
        text=_("这是一条测试消息，收到即表示群机器人设置正确。"),
        url=whole(reverse("centre:robots")),
    )
    nudge_all(posts=True)
