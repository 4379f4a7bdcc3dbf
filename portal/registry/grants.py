"""Object permissions follow memberships: the one place that gives, takes and asks for them."""

from __future__ import annotations

from typing import Any

from guardian.shortcuts import assign_perm, remove_perm

from engine.models.statements.signing_in import groups_of
from portal.registry.models import Enterprise, EnterpriseMember

_OF = {
    EnterpriseMember.Role.OWNER: ("manage_enterprise", "act_for_enterprise", "view_enterprise"),
    EnterpriseMember.Role.STAFF: ("act_for_enterprise", "view_enterprise"),
}


def sync_grants(member: EnterpriseMember) -> None:
    """Give what the role allows and take what it does not."""
    allowed = _OF[EnterpriseMember.Role(member.role)]
    for permission in _OF[EnterpriseMember.Role.OWNER]:
        change = assign_perm if permission in allowed else remove_perm
        change(permission, member.user, member.enterprise)


def remove_grants(member: EnterpriseMember) -> None:
    for permission in _OF[EnterpriseMember.Role.OWNER]:
        remove_perm(permission, member.user, member.enterprise)


def may_manage(user: Any, enterprise: Enterprise) -> bool:
    """Members and submissions are the owners': an all-powerful account does not act for anybody's enterprise."""
    return is_member(user, enterprise) and bool(user.has_perm("registry.manage_enterprise", enterprise))


def may_act(user: Any, enterprise: Enterprise) -> bool:
    """Products and what the enterprise is asked for: owners and staff."""
    return is_member(user, enterprise) and bool(user.has_perm("registry.act_for_enterprise", enterprise))


def is_member(user: Any, enterprise: Enterprise) -> bool:
    return enterprise.group in groups_of(user)
