"""What a user sees over REST, and which of Django's permissions an address asks for. Who may do what with a task is
the engine's to say (`engine.runtime.preconditions`)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.permissions import BasePermission

from engine.models import ProcessInstance, UserTask


class _Holds(BasePermission):
    """The user holds one of Django's own permissions, by a role or alone."""

    permission = ""

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated and request.user.has_perm(self.permission))


class MayDeploy(_Holds):
    permission = "engine.add_deployment"


class MaySeeDefinitions(_Holds):
    permission = "engine.view_processdefinition"


class MayStart(_Holds):
    permission = "engine.add_processinstance"


class MayPublishMessages(_Holds):
    permission = "engine.change_processinstance"


class MayOperate(_Holds):
    permission = "engine.change_processinstance"


class MayAssign(_Holds):
    permission = "engine.change_usertask"


def sees_everything(user: Any) -> bool:
    """Variables, incidents and who did what, of every instance."""
    return bool(user.has_perm("engine.view_processinstance"))


def visible_tasks(user: Any) -> QuerySet[UserTask]:
    """What the user may open: own and offered tasks; all of them for whoever hands tasks out."""
    tasks = UserTask.objects.select_related("instance__definition", "case", "assignee", "form")
    if user.has_perm("engine.change_usertask"):
        return tasks
    return tasks.filter(pk__in=UserTask.objects.visible_to(user).values("pk"))


def visible_instances(user: Any) -> QuerySet[ProcessInstance]:
    """All, or those in which the user has or had a task."""
    instances = ProcessInstance.objects.select_related("definition", "root")
    if sees_everything(user):
        return instances
    mine = UserTask.objects.visible_to(user)
    return instances.filter(Q(pk__in=mine.values("instance")) | Q(pk__in=mine.values("case")))
