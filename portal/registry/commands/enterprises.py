"""An enterprise from its registration on; P01's diagram decides the order."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from documents.models import StoredFile
from engine import clock, runtime
from forms import typed
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import referrers
from portal.registry.errors import AlreadyRegistered, FieldsRefused, NotEditable, RegistrationRunning
from portal.registry.grants import sync_grants
from portal.registry.models import Enterprise, EnterpriseMember
from portal.registry.numbers import registration_number
from portal.registry.referrers import Named

PROCESS = "enterprise_registration"

Status = Enterprise.Status


def register_enterprise(*, fields: dict[str, Any], by: User, named: Named | None = None) -> Enterprise:
    """Keep the registration, make its author the owner, and start P01.

    `fields` are attributes of `Enterprise`, `named` whom it names as its referrer. Raises `FieldsRefused`,
    `AlreadyRegistered`, `RegistrationRunning`.
    """
    uscc = typed.code(fields["uscc"])
    _refuse_duplicate(uscc)
    try:
        return submit_registration(fields=fields | {"uscc": uscc}, by=by, named=named)
    except IntegrityError:
        # Somebody else sent the same code at the same moment; the constraint let one through.
        _refuse_duplicate(uscc)
        raise


@transaction.atomic
def submit_registration(*, fields: dict[str, Any], by: User, named: Named | None = None) -> Enterprise:
    """The rows and the running process, or nothing."""
    enterprise = Enterprise(number=registration_number(), status=Status.SUBMITTED, created_by=by, **fields)
    _clean(enterprise)
    enterprise.save()
    _adopt_files(enterprise, by=by)
    sync_grants(enterprise.members.create(user=by, role=EnterpriseMember.Role.OWNER))
    by.groups.add(Group.objects.get(name=roles.ENTERPRISE))
    variables = {"enterprise_id": enterprise.pk, "registration_number": enterprise.number, "round": 0}
    runtime.start(PROCESS, business_key=enterprise.number, variables=variables, by=by)
    if named is not None:
        referrers.tell(enterprise, named)
    return enterprise


def _refuse_duplicate(uscc: str, *, but: int | None = None) -> None:
    other = Enterprise.objects.live().filter(uscc=uscc).exclude(pk=but).first()
    if other is None:
        return
    if other.status in (Status.ACTIVE, Status.FROZEN):
        raise AlreadyRegistered(other.pk)
    raise RegistrationRunning


def _adopt_files(enterprise: Enterprise, *, by: User) -> None:
    """What a person uploaded before there was an enterprise now is the enterprise's."""
    files = [file.pk for file in (enterprise.licence, enterprise.authorisation) if file is not None]
    StoredFile.objects.filter(pk__in=files, owner=f"user:{by.username}").update(owner=enterprise.group)


def _clean(enterprise: Enterprise) -> None:
    try:
        enterprise.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise FieldsRefused(error.message_dict) from None


@transaction.atomic
def correct(enterprise: Enterprise, *, fields: dict[str, Any], by: User) -> Enterprise:
    """What the enterprise changed in 补正; counts the round."""
    enterprise = _locked(enterprise.pk)
    if enterprise.status != Status.CORRECTION:
        raise NotEditable
    for name, value in fields.items():
        setattr(enterprise, name, value)
    enterprise.uscc = typed.code(enterprise.uscc)
    _refuse_duplicate(enterprise.uscc, but=enterprise.pk)
    _clean(enterprise)
    enterprise.save()
    enterprise.move(Status.SUBMITTED, rounds=enterprise.rounds + 1)
    _adopt_files(enterprise, by=by)
    return enterprise


def request_correction(enterprise_id: int) -> Enterprise:
    return _move(enterprise_id, to=Status.CORRECTION)


def activate(enterprise_id: int) -> Enterprise:
    """The enterprise is registered; repeating keeps the first date."""
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    enterprise.move(Status.ACTIVE, activated_at=enterprise.activated_at or clock.now())
    return enterprise


def reject(enterprise_id: int) -> Enterprise:
    return _move(enterprise_id, to=Status.REJECTED)


def lapse(enterprise_id: int) -> Enterprise:
    """逾期未补正，视为撤回."""
    return _move(enterprise_id, to=Status.WITHDRAWN)


@transaction.atomic
def end(enterprise_id: int) -> Enterprise | None:
    """The platform ends the registration; None where it was decided before."""
    enterprise = _locked(enterprise_id)
    if enterprise.status not in Enterprise.APPLYING:
        return None
    enterprise.move(Status.ENDED)
    return enterprise


def _move(enterprise_id: int, *, to: str) -> Enterprise:
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    enterprise.move(to)
    return enterprise


def _locked(enterprise_id: int) -> Enterprise:
    return Enterprise.objects.select_for_update().get(pk=enterprise_id)
