"""A copy of what is kept about a person, for that person: data of the account and traces of what was done with it.

Rows of one person are few enough to be put together in the answer itself: a statement for each kind, no files.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from documents.models import StoredFile
from engine import clock
from engine.models import UserTask
from portal.accounts import roles
from portal.accounts.models import SignIn, User
from portal.centre import consents
from portal.notifications.models import Notification, SmsMessage, Wish
from portal.referrals.models import Grant, Referral
from portal.registry.models import EnterpriseMember, PhoneReveal, RegistrationDraft

_ACCOUNT = (
    "username",
    "display_name",
    "phone",
    "phone_verified_at",
    "new_phone",
    "email",
    "urgent_by_sms",
    "language",
    "date_joined",
    "last_login",
)


def of(user: User) -> dict[str, Any]:
    mine = {"user": user}
    texts = SmsMessage.objects.filter(phone=user.verified_phone) if user.verified_phone else SmsMessage.objects.none()
    grants = Grant.objects.filter(referrer__user=user).exclude(status__in=Grant.INSIDE)
    return {
        "exported_at": clock.now(),
        "account": {name: getattr(user, name) for name in _ACCOUNT},
        "roles": roles.names_of(user.groups.values_list("name", flat=True)),
        "consents": [vars(given) for given in consents.of(user)],
        "sign_ins": _rows(SignIn.objects.filter(**mine), "at way succeeded browser system network"),
        "enterprises": _rows(
            EnterpriseMember.objects.filter(**mine), "role joined_at", name="enterprise__name", uscc="enterprise__uscc"
        ),
        "join_requests": _rows(user.join_requests.all(), "reason status created_at", name="enterprise__name"),
        "registration_draft": _rows(RegistrationDraft.objects.filter(**mine), "answers updated_at"),
        "tasks": _rows(
            UserTask.objects.filter(completed_by=user), "name completed_at", case_number="case__business_key"
        ),
        "files": _rows(StoredFile.objects.filter(uploaded_by=user), "name content_type size created_at"),
        "channels": _rows(Wish.objects.filter(**mine), "kind by_email by_sms"),
        "notices": _rows(Notification.objects.of(user), "created_at text read_at"),
        # What a code was is nobody's business any more.
        "text_messages": _rows(texts.filter(is_code=False), "created_at text status"),
        "referrals": _rows(Referral.objects.filter(referrer__user=user), "number status named_at counted_at"),
        "grants": _rows(
            grants, "number title status answered_at recipient recipient_phone address remark delivered_on reference"
        ),
        "looks_at_my_number": [
            {"at": look.at, "roles": look.role_names, "case_number": look.reference} for look in looks_at(user)
        ],
    }


def looks_at(user: User) -> QuerySet[PhoneReveal]:
    """Who had the whole number of an enterprise's contact shown: to its owners, and to whose number it is."""
    members = EnterpriseMember.objects.filter(user=user)
    mine = members.filter(Q(role=EnterpriseMember.Role.OWNER) | Q(enterprise__contact_phone=user.verified_phone))
    return PhoneReveal.objects.filter(enterprise__in=mine.values("enterprise")).select_related("enterprise")


def _rows(found: QuerySet[Any], fields: str, **renamed: str) -> list[dict[str, Any]]:
    return list(found.values(*fields.split(), **{name: F(path) for name, path in renamed.items()}))
