"""What an assigned agency or expert may see, and for how long: one case, while they work on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm

from portal.accounts.models import User
from portal.evaluation.models import Application
from portal.registry.files import may_view_enterprise

_CASE = "evaluation.view_application"
_ENTERPRISE = "registry.view_enterprise"


def may_see(user: Any, application: Application) -> bool:
    """The roles that evaluate, the enterprise's members, and whoever was given this case."""
    return user.has_perm(_CASE) or may_view_enterprise(user, application.enterprise_id)


def open_case(application: Application, users: Iterable[User]) -> None:
    """The application, and with the enterprise its files."""
    for user in users:
        assign_perm(_CASE, user, application)
        assign_perm(_ENTERPRISE, user, application.enterprise)


def close_case(application: Application, users: Iterable[User] | None = None) -> None:
    """Take it away again; from everybody where no users are named. The enterprise's own people keep what is theirs."""
    for user in _people_of(application) if users is None else users:
        remove_perm(_CASE, user, application)
        if not _keeps_enterprise(application, user):
            remove_perm(_ENTERPRISE, user, application.enterprise)


def _people_of(application: Application) -> QuerySet[User]:
    found: Any = get_users_with_perms(
        application, only_with_perms_in=["view_application"], with_group_users=False, with_superusers=False
    )
    return found


def _keeps_enterprise(application: Application, user: User) -> bool:
    """A member, or at work on another case of the same enterprise."""
    enterprise = application.enterprise
    if enterprise.members.filter(user=user).exists():
        return True
    others = get_objects_for_user(
        user, _CASE, Application, accept_global_perms=False, with_superuser=False, use_groups=False
    )
    return others.filter(enterprise=enterprise).exists()
