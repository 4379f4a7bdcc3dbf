"""信息变更; P16's diagram decides the order. Each may be repeated without harm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from documents import glyphs
from documents.models import StoredFile
from engine import clock, runtime
from portal.accounts.models import User
from portal.certification import commands as certification
from portal.certification.models import Authorisation
from portal.registry import grants
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, NothingChanged
from portal.registry.models import Enterprise
from portal.upkeep.errors import ChangeRunning, MayNotChange
from portal.upkeep.models import InformationChange
from portal.upkeep.numbers import information_change_number

PROCESS = "information_change"

Status = InformationChange.Status


@transaction.atomic
def report(
    enterprise: Enterprise,
    *,
    fields: Mapping[str, str],
    licence: StoredFile,
    changed_on: date,
    reason: str = "",
    by: User,
) -> InformationChange:
    """Send what has changed to review; until it is decided the old holds.

    Raises `MayNotChange`, `EnterpriseNotActive`, `ChangeRunning`, `NothingChanged`, `FieldsRefused`.
    """
    if not grants.may_manage(by, enterprise):
        raise MayNotChange
    enterprise = Enterprise.objects.select_for_update(of=["self"]).get(pk=enterprise.pk)
    if not enterprise.is_active:
        raise EnterpriseNotActive
    running = InformationChange.objects.open().filter(enterprise=enterprise).first()
    if running is not None:
        raise ChangeRunning(number=running.number)
    before = {name: getattr(enterprise, name) for name in InformationChange.FIELDS}
    if before == dict(fields) and licence.pk == enterprise.licence_id:
        raise NothingChanged
    _check(fields, changed_on=changed_on)
    change = InformationChange.objects.create(
        number=information_change_number(),
        enterprise=enterprise,
        licence=licence,
        before=before,
        changed_on=changed_on,
        reason=reason,
        created_by=by,
        **fields,
    )
    variables = {"change_id": change.pk, "change_number": change.number, "enterprise_id": enterprise.pk}
    runtime.start(PROCESS, business_key=change.number, variables=variables, by=by)
    return change


def _check(fields: Mapping[str, str], *, changed_on: date) -> None:
    errors: dict[str, list[str]] = {}
    for name, text in fields.items():
        if characters := glyphs.unprintable([text]):
            words = {"characters": " ".join(characters)}
            errors[name] = [_("下列字印不到证书上，请换用其他写法：%(characters)s") % words]
    if changed_on > clock.today():
        errors["changed_on"] = [_("变更日期不能晚于今天")]
    if errors:
        raise FieldsRefused(errors)


def resubmit(change: InformationChange, *, fields: Mapping[str, str], licence: StoredFile | None, note: str) -> None:
    """补正 is done. Raises `FieldsRefused`."""
    _check(fields, changed_on=change.changed_on)
    change.move(Status.REVIEWING, **fields, licence=licence or change.licence, note=note)


def ask_again(change: InformationChange) -> None:
    change.move(Status.CORRECTION)


def refuse(change: InformationChange) -> None:
    change.move(Status.REFUSED, decided_at=clock.now())


def lapse(change: InformationChange) -> None:
    change.move(Status.WITHDRAWN, decided_at=clock.now())


def end(change: InformationChange) -> bool:
    """The platform ends it; False where it was decided before."""
    if change.status not in InformationChange.OPEN:
        return False
    change.move(Status.ENDED, decided_at=clock.now())
    return True


@transaction.atomic
def apply(change: InformationChange, *, by: User, job_id: UUID) -> list[Authorisation]:
    """What is registered says the new, and every certificate in force is issued again under its number."""
    enterprise = Enterprise.objects.select_for_update(of=["self"]).get(pk=change.enterprise_id)
    for name in InformationChange.FIELDS:
        setattr(enterprise, name, getattr(change, name))
    enterprise.licence = change.licence
    enterprise.save(update_fields=[*InformationChange.FIELDS, "licence"])
    change.move(Status.ACCEPTED, decided_at=clock.now())
    found = with_certificates(enterprise)
    for authorisation in found:
        certification.reissue(authorisation, id=uuid5(job_id, authorisation.number), by=by)
    return found


def with_certificates(enterprise: Enterprise) -> list[Authorisation]:
    """Those whose certificate names the enterprise."""
    found = Authorisation.objects.in_force().filter(
        product__enterprise=enterprise, star__gte=certification.DOCUMENT_FROM_STAR
    )
    return list(found.select_related("product__enterprise", "application"))


@transaction.atomic
def change_contact(enterprise: Enterprise, *, name: str, contact: User, by: User) -> None:
    """At once, without a review: one of the enterprise's people whose number is verified. Raises `MayNotChange`."""
    if not grants.may_manage(by, enterprise):
        raise MayNotChange
    if contact not in contacts(enterprise):
        raise FieldsRefused({"contact": [_("请选择已验证手机号的成员")]})
    enterprise.contact_name, enterprise.contact_phone = name, str(contact.phone)
    enterprise.save(update_fields=["contact_name", "contact_phone"])


def contacts(enterprise: Enterprise) -> list[User]:
    """Who may be the contact."""
    return list(User.objects.filter(memberships__enterprise=enterprise).exclude(phone_verified_at=None))
