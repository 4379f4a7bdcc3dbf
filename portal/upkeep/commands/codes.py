"""更换二维码; its diagram decides the order. Each may be repeated without harm."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from engine import clock, runtime
from engine.models import Membership
from portal.accounts import roles
from portal.accounts.models import User
from portal.certification import commands as certification
from portal.certification.models import Authorisation, QrCode
from portal.registry import grants
from portal.registry.membership import is_bound
from portal.upkeep.errors import MayNotReplace, NotInForce, ReplacementRunning
from portal.upkeep.models import CodeReplacement
from portal.upkeep.numbers import code_replacement_number

PROCESS = "code_replacement"

Status = CodeReplacement.Status


def may_ask(user: User, authorisation: Authorisation) -> bool:
    """The owner, and compliance, who must be able to without him."""
    enterprise = authorisation.product.enterprise
    if grants.may_manage(user, enterprise):
        return True
    return roles.COMPLIANCE_OFFICER in Membership.objects.names_of(user) and not is_bound(user, enterprise.pk)


@transaction.atomic
def ask(authorisation: Authorisation, *, cause: str, reason: str, by: User) -> CodeReplacement:
    """Raises `MayNotReplace`, `NotInForce`, `ReplacementRunning`."""
    if not may_ask(by, authorisation):
        raise MayNotReplace
    found = Authorisation.objects.select_for_update(of=["self"]).select_related("product")
    authorisation = found.get(pk=authorisation.pk)
    if authorisation.status not in Authorisation.IN_FORCE or authorisation.is_past:
        raise NotInForce(number=authorisation.number)
    # Of two at the same moment the second waits here.
    code = QrCode.objects.select_for_update(of=["self"]).get(product=authorisation.product_id).code
    running = CodeReplacement.objects.filter(code=code, status=Status.ASKED).first()
    if running is not None:
        raise ReplacementRunning(number=running.number)
    replacement = CodeReplacement.objects.create(
        number=code_replacement_number(),
        authorisation=authorisation,
        cause=cause,
        reason=reason,
        code=code,
        asked_by=by,
    )
    variables = {
        "replacement_id": replacement.pk,
        "replacement_number": replacement.number,
        "authorisation_id": authorisation.pk,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
    }
    runtime.start(PROCESS, business_key=replacement.number, variables=variables, by=by)
    return replacement


def decide(replacement: CodeReplacement, *, opinion: str, by: User) -> None:
    CodeReplacement.objects.filter(pk=replacement.pk).update(opinion=opinion, decided_by=by)


@transaction.atomic
def replace(replacement: CodeReplacement, *, job_id: UUID) -> None:
    product = replacement.authorisation.product
    certification.replace_code(product, code=replacement.code, by=replacement.decided_by, id=job_id)
    replacement.move(Status.REPLACED, closed_at=clock.now())


def keep(replacement: CodeReplacement) -> None:
    replacement.move(Status.REFUSED, closed_at=clock.now())


def end(replacement: CodeReplacement) -> bool:
    """The platform ends it, and the code stays; False where it was decided before."""
    if replacement.status != Status.ASKED:
        return False
    replacement.move(Status.ENDED, closed_at=clock.now())
    return True
