"""Object permissions follow memberships: the one place that gives and takes them."""

from __future__ import annotations

from guardian.shortcuts import assign_perm, remove_perm

from portal.registry.models import EnterpriseMember

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
