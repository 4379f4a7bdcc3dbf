"""Whole phone numbers, for those who work on a case of the person they belong to; each look leaves a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.models import UserTask
from portal.registry.files import may_view_enterprise
from portal.registry.models import Enterprise, PhoneReveal

UNMASK = "registry.unmask_phone"


@dataclass(frozen=True)
class Contact:
    """Beside a case: `url` is where the whole number is asked for; empty for whoever may not."""

    name: str
    masked: str
    url: str = ""


def contact_of(enterprise: Enterprise, user: Any) -> Contact | None:
    """None for whoever may not know of the enterprise's contact at all."""
    if not may_view_enterprise(user, enterprise.pk):
        return None
    url = reverse("registry:contact_phone", args=[enterprise.pk]) if _work(enterprise, user) else ""
    return Contact(enterprise.contact_name, enterprise.masked_contact_phone, url)


@transaction.atomic
def reveal_contact(enterprise: Enterprise, *, by: Any) -> str:
    """The contact's number, noted. `PermissionDenied` for whoever has no work in a case of the enterprise."""
    task = _work(enterprise, by)
    if task is None:
        raise PermissionDenied(_("您没有该企业的待办事项，不能查看完整号码"))
    PhoneReveal.note(by=by, whose=PhoneReveal.Whose.CONTACT, reference=task.case.business_key, enterprise=enterprise)
    return enterprise.contact_phone


def _work(enterprise: Enterprise, user: Any) -> UserTask | None:
    """A task in a case of the enterprise that this person took or is offered."""
    if not user.has_perm(UNMASK):
        return None
    tasks = UserTask.objects.inbox_of(user).filter(case__variables__enterprise_id=enterprise.pk)
    return tasks.select_related("case").first()
