"""What a user sees over REST, and which of Django's permissions an address asks for. Who may do what with a task is
the engine's to say (`engine.runtime.preconditions`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework.permissions import BasePermission

from engine.models import ProcessInstance, UserTask

_LONG = (*(f"{case}__{field}" for case in ("instance", "case") for field in ("state", "variables", "active_elements")),)


class _Holds(BasePermission):
    """The user holds one of Django's own permissions, by a role or alone."""

    permission = ""

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated and request.user.has_perm(self.permission))


class MayDeploy(_Holds):
    permission = "engine.add_deployment"


class MayChange(_Holds):
    permission = "engine.change_change"


class MayApproveChanges(_Holds):
    permission = "engine.approve_change"


class MaySeeDefinitions(_Holds):
    permission = "engine.view_processdefinition"


class MayStart(_Holds):
    permission = "engine.add_processinstance"


class MayPublishMessages(_Holds):
    permission = "engine.change_processinstance"


class MayOperate(_Holds):
    permission = "engine.change_processinstance"


class MaySeeIncidents(_Holds):
    permission = "engine.view_processinstance"


class MayResolveIncidents(_Holds):
    permission = "engine.change_incident"


class MayAssign(_Holds):
    permission = "engine.change_usertask"


def sees_everything(user: Any) -> bool:
    """Variables, incidents and who did what, of every instance."""
    return bool(user.has_perm("engine.view_processinstance"))


def with_case(tasks: QuerySet[UserTask]) -> QuerySet[UserTask]:
    """Tasks with what an answer says of their case, and without what it does not say, which is long."""
    return tasks.select_related("instance", "case", "assignee").defer(*_LONG)


def visible_task(user: Any, pk: UUID) -> UserTask | None:
    """What the user may open: own and offered tasks; all of them for whoever hands tasks out."""
    task = with_case(UserTask.objects.visible_to(user).filter(pk=pk)).select_related("form").first()
    if task is None and user.has_perm("engine.change_usertask"):
        task = with_case(UserTask.objects.filter(pk=pk)).select_related("form").first()
    return task


def visible_instances(user: Any) -> QuerySet[ProcessInstance]:
    """All, or those in which the user has or had a task."""
    instances = ProcessInstance.objects.select_related("definition", "root")
    if sees_everything(user):
        return instances
    mine = UserTask.objects.visible_to(user)
    return instances.filter(Q(pk__in=mine.values("instance")) | Q(pk__in=mine.values("case")))
