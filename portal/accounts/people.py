"""What those who keep the accounts do with other people's. Each command is written down."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import clock
from portal.accounts import roles
from portal.accounts.models import AccountChange, User
from portal.notifications.kinds import Kind as NoticeKind
from portal.notifications.notices import notify
from portal.notifications.texts import queue_text

Kind = AccountChange.Kind
# The role of an enterprise comes with membership.
GIVEN = tuple(role for role in roles.NAMES if role != roles.ENTERPRISE)
# Letters and digits that are not taken for each other when somebody reads them out.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def invited(phone: str) -> User | None:
    """The account that waits for the owner of this number."""
    waiting = User.objects.filter(phone=phone, phone_verified_at=None, is_active=True)
    return waiting.exclude(invited_at=None).order_by("-invited_at").first()


def administrators() -> QuerySet[User]:
    return User.objects.filter(Q(groups__name=roles.ADMIN) | Q(is_superuser=True), is_active=True).distinct()


@transaction.atomic
def add(person: User, *, given: Collection[str], by: User) -> User:
    """A new account, which nobody can enter until there is an invitation or a first password."""
    person.set_unusable_password()
    person.save()
    person.groups.set(_groups(given))
    _note(person, by, Kind.ADDED, given=sorted(given))
    return person


@transaction.atomic
def save_data(person: User, *, by: User) -> None:
    may_keep(person, by)
    person.save()
    _note(person, by, Kind.DATA)


@transaction.atomic
def set_roles(person: User, wanted: Collection[str], *, by: User) -> None:
    """Give and take roles; that of an enterprise stays as it is. Whoever gives a role to himself is seen by others."""
    may_keep(person, by)
    had = _held(person)
    given, taken = sorted(set(wanted) - had), sorted(had - set(wanted))
    if not given and not taken:
        return
    if roles.ADMIN in taken:
        _keep_one(person)
    person.groups.add(*_groups(given))
    person.groups.remove(*_groups(taken))
    _note(person, by, Kind.ROLES, given=given, taken=taken)
    if person == by and given:
        _tell(person, given)


def give(person: User, role: str, *, by: User) -> None:
    """One role more."""
    set_roles(person, _held(person) | {role}, by=by)


def take(person: User, role: str, *, by: User) -> None:
    """One role less."""
    set_roles(person, _held(person) - {role}, by=by)


@transaction.atomic
def set_active(person: User, is_active: bool, *, by: User) -> None:
    """Open or close an account; what the person had taken is given back to its group."""
    may_keep(person, by)
    if person.is_active == is_active:
        return
    if person == by:
        raise ValidationError(_("不能停用自己的账户"))
    if not is_active:
        _keep_one(person)
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    _note(person, by, Kind.ENABLED if is_active else Kind.DISABLED)


@transaction.atomic
def invite(person: User, *, by: User) -> None:
    """Text the way in to somebody who has not proved the number yet. The text holds nothing that opens anything."""
    may_keep(person, by)
    if not person.phone or person.phone_verified_at:
        raise ValidationError(_("只能邀请填写了手机号码、尚未验证的人"))
    if User.objects.filter(phone=person.phone).exclude(phone_verified_at=None).exists():
        raise ValidationError(_("这个号码已由另一个账号验证"))
    person.invited_at = clock.now()
    person.save(update_fields=["invited_at"])
    text = _("平台已为您开通账户（用户名%(username)s）。请打开 %(url)s ，用本手机号码取得验证码后设置密码。")
    _text(person, text)
    _note(person, by, Kind.INVITED)


@transaction.atomic
def send_to_reset(person: User, *, by: User) -> None:
    """The old password ends; the person sets a new one with a code to the verified number."""
    may_keep(person, by)
    if not person.phone_verified_at:
        raise ValidationError(_("此人没有验证过的手机号码，请改用一次性密码"))
    person.set_unusable_password()
    person.save(update_fields=["password", "must_change_password"])
    _text(person, _("您的密码已由平台管理员重置。请打开 %(url)s ，用本手机号码取得验证码后设置新密码。"))
    _note(person, by, Kind.PASSWORD)


@transaction.atomic
def set_one_time_password(person: User, *, by: User) -> str:
    """A password that is told once and good for one thing: to be changed."""
    may_keep(person, by)
    if person == by:
        raise ValidationError(_("自己的密码请在“修改密码”中修改"))
    password = "-".join("".join(secrets.choice(_SIGNS) for _sign in range(4)) for _group in range(3))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    _note(person, by, Kind.PASSWORD)
    return password


def may_keep(person: User, by: User) -> None:
    """The account that may everything is kept by such an account only."""
    if person.is_superuser and not by.is_superuser:
        raise ValidationError(_("这个账户只能由系统的运维账户管理"))


def _held(person: User) -> set[str]:
    """The roles that are given by hand."""
    return set(person.groups.filter(name__in=GIVEN).values_list("name", flat=True))


def _keep_one(leaving: User) -> None:
    """One administrator stays, also when two leave at the same moment."""
    Group.objects.select_for_update().get(name=roles.ADMIN)
    if not administrators().exclude(pk=leaving.pk).exists():
        raise ValidationError(_("至少要保留一位平台管理员"))


def _groups(names: Collection[str]) -> list[Group]:
    if unknown := set(names) - set(GIVEN):
        raise ValueError(f"not given by hand: {sorted(unknown)}")
    return list(Group.objects.filter(name__in=names))


def _note(person: User, by: User, kind: str, **more: Any) -> None:
    AccountChange.objects.create(person=person, by=by, kind=kind, **more)


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
def _tell(person: User, given: Collection[str]) -> None:
    words = {"person": str(person), "roles": _("、").join(roles.names_of(given))}
    others = administrators().exclude(pk=person.pk)
    text = _("%(person)s 给自己增加了角色：%(roles)s") % words
    notify(text=text, url=reverse("home"), users=others, groups=[roles.PROCESS_MANAGER], kind=NoticeKind.ACCOUNT)


def _text(person: User, text: str) -> None:
    url = settings.PUBLIC_BASE_URL + reverse("forgotten_password")
    words = {"username": person.get_username(), "url": url}
    queue_text(key=f"account:{uuid.uuid4()}", phone=person.phone, text=text % words)
