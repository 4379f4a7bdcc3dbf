"""A person ends the own account: at once, when nothing waits for that person any more (as an enterprise leaves:
`registry.commands.withdrawing`).

What was done stays done and provable: cases, decisions, letters, consents and the record of sign-ins keep their rows,
which then point to an account without a name, a number or a way in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import StoredFile
from engine import clock
from engine.errors import EngineError
from engine.models import TaskCandidate, TaskDraft, UserTask
from portal.accounts import roles, sign_ins
from portal.accounts.models import AccountChange, User
from portal.notifications.models import Notification, Post, SmsMessage, Wish
from portal.referrals.models import Grant, Referral
from portal.registry.commands import remove_member
from portal.registry.grants import remove_grants
from portal.registry.models import Enterprise, EnterpriseMember, JoinRequest, RegistrationDraft

_OWNER = EnterpriseMember.Role.OWNER


class NotFinished(EngineError):
    """Carries the sentences that say what."""

    code = "account-in-use"
    message = gettext_lazy("以下事项办结后才能注销账户：%(left)s")

    def __init__(self, left: list[str]) -> None:
        super().__init__(left=_("；").join(left))


def unfinished(user: User) -> list[str]:
    """What must come to its end before; a sentence each."""
    return [*_roles(user), *_enterprises(user), *_tasks(user), *_grants(user)]


@transaction.atomic
def erase(user: User) -> None:
    """Raises `NotFinished`, and then nothing has changed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if left := unfinished(user):
        raise NotFinished(left)
    _leave(user)
    _forget_what_was_told(user)
    _forget_recommendations(user)
    _close(user)
    AccountChange.objects.create(person=user, by=user, kind=AccountChange.Kind.ERASED)


def _roles(user: User) -> Iterator[str]:
    if names := roles.names_of(roles.of_work_held_by(user)):
        yield _("您还担任%(roles)s，请先由平台管理员收回角色") % {"roles": _("、").join(names)}
    if user.is_superuser:
        yield _("系统的运维账户不能在这里注销")


def _enterprises(user: User) -> Iterator[str]:
    owned = Enterprise.objects.live().owned_by(user)
    shared = Enterprise.objects.filter(members__in=EnterpriseMember.objects.filter(role=_OWNER).exclude(user=user))
    for name in owned.exclude(pk__in=shared.values("pk")).values_list("name", flat=True):
        yield _("您是%(enterprise)s唯一的负责人，请先移交给其他成员，或让企业退出平台") % {"enterprise": name}


def _tasks(user: User) -> Iterator[str]:
    mine = UserTask.objects.open().filter(Q(assignee=user) | Q(candidates__group=_own_group(user)))
    # A grant's answer is told with the grant.
    mine = mine.exclude(form_key="grant_answer").distinct()
    for name, number in mine.values_list("name", "case__business_key"):
        yield _("“%(task)s”（%(number)s）尚待您办理") % {"task": name, "number": number}


def _grants(user: User) -> Iterator[str]:
    running = Grant.objects.filter(referrer__user=user, status__in=(Grant.Status.OFFERED, Grant.Status.ACCEPTED))
    for number, title in running.values_list("number", "title"):
        yield _("权益“%(title)s”（%(number)s）尚未办结") % {"title": title, "number": number}


def _leave(user: User) -> None:
    for member in EnterpriseMember.objects.filter(user=user).select_related("enterprise"):
        if member.enterprise.status in Enterprise.LIVE:
            remove_member(member)
        else:  # what has ended needs no owner
            remove_grants(member)
            member.delete()
    for asked in user.join_requests.filter(status=JoinRequest.Status.OPEN):
        asked.move(JoinRequest.Status.DECLINED, decided_at=clock.now(), decided_by=user)
    user.join_requests.update(reason="")
    user.groups.clear()
    RegistrationDraft.objects.filter(user=user).delete()
    TaskDraft.objects.filter(user=user).delete()


def _forget_what_was_told(user: User) -> None:
    Notification.objects.of(user).delete()
    Wish.objects.filter(user=user).delete()
    Post.objects.filter(account=user).delete()
    SmsMessage.objects.filter(account=user).delete()
    # What was sent to the contact of an enterprise is a proof of that enterprise.
    if user.phone and not Enterprise.objects.filter(contact_phone=user.phone).exists():
        SmsMessage.objects.filter(phone=user.phone).update(phone="", text="")


def _forget_recommendations(user: User) -> None:
    for referral in Referral.objects.filter(referrer__user=user, status=Referral.Status.MATCHED):
        referral.move(Referral.Status.VOID)
    blank: Mapping[str, str] = dict.fromkeys(("recipient", "recipient_phone", "address", "remark"), "")
    Grant.objects.filter(referrer__user=user).update(**blank)


def _close(user: User) -> None:
    """The name is free for somebody else, who must come into nothing that was meant for this one."""
    sign_ins.end_others(user)
    earlier, user.username = _own_group(user), f"erased-{user.pk}"
    TaskCandidate.objects.filter(group=earlier).update(group=_own_group(user))
    StoredFile.objects.filter(owner=earlier).update(owner=_own_group(user))
    user.display_name = _("已注销用户")
    user.phone = user.new_phone = user.email = user.first_name = user.last_name = ""
    user.phone_verified_at = user.invited_at = user.last_login = None
    user.is_active = user.urgent_by_sms = False
    user.set_unusable_password()
    user.save()
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=clock.now())


def _own_group(user: User) -> str:
    return f"user:{user.username}"
