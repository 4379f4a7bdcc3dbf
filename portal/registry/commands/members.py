"""Who acts for an enterprise."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import override

from engine import clock
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import notices
from portal.registry.errors import AlreadyMember, LastOwner, NoSuchAccount
from portal.registry.grants import remove_grants, sync_grants
from portal.registry.models import Enterprise, EnterpriseMember, JoinRequest

Role = EnterpriseMember.Role


@transaction.atomic
def add_member(enterprise: Enterprise, *, username: str, role: str = Role.STAFF) -> EnterpriseMember:
    """Let an existing account act for the enterprise."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NoSuchAccount
    if enterprise.members.filter(user=user).exists():
        raise AlreadyMember
    member = enterprise.members.create(user=user, role=role)
    sync_grants(member)
    user.groups.add(Group.objects.get(name=roles.ENTERPRISE))
    return member


@transaction.atomic
def change_role(member: EnterpriseMember, *, role: str) -> EnterpriseMember:
    """Owner to staff or back; one owner always remains."""
    _keep_an_owner(member, still=role == Role.OWNER)
    member.role = role
    member.save(update_fields=["role"])
    sync_grants(member)
    return member


@transaction.atomic
def remove_member(member: EnterpriseMember) -> None:
    _keep_an_owner(member, still=False)
    remove_grants(member)
    member.delete()


def _keep_an_owner(member: EnterpriseMember, *, still: bool) -> None:
    # The lock makes two owners who remove each other at one moment take turns.
    Enterprise.objects.select_for_update().get(pk=member.enterprise_id)
    others = EnterpriseMember.objects.filter(enterprise=member.enterprise, role=Role.OWNER).exclude(pk=member.pk)
    if not still and not others.exists():
        raise LastOwner


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def ask_to_join(enterprise: Enterprise, *, user: User, reason: str = "") -> JoinRequest:
    """Ask the owners of a registered enterprise; asking again returns the open request."""
    if enterprise.members.filter(user=user).exists():
        raise AlreadyMember
    request, is_new = JoinRequest.objects.get_or_create(
        enterprise=enterprise, user=user, status=JoinRequest.Status.OPEN, defaults={"reason": reason}
    )
    if is_new:
        owners = User.objects.filter(memberships__enterprise=enterprise, memberships__role=Role.OWNER)
        notices.tell_asked(request, owners)
    return request


@override(settings.LANGUAGE_CODE)
@transaction.atomic
def decide_join_request(request: JoinRequest, *, accept: bool, by: User) -> JoinRequest:
    """The owner lets the person in as staff, or not; a decided request stays as it is."""
    request = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if request.status != JoinRequest.Status.OPEN:
        return request
    answer = JoinRequest.Status.ACCEPTED if accept else JoinRequest.Status.DECLINED
    request.move(answer, decided_at=clock.now(), decided_by=by)
    if accept and not request.enterprise.members.filter(user=request.user).exists():
        add_member(request.enterprise, username=request.user.username)
    notices.tell_answered(request)
    return request
