"""A request from its sending to its end; the diagram of P19 decides the order."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from documents.models import StoredFile
from engine import clock, runtime
from portal.accounts.models import User
from portal.benefits import gate, notices
from portal.benefits.errors import EnterpriseNotActive, NoProduct, NotEligible, RequestRunning
from portal.benefits.models import Benefit, BenefitRequest
from portal.scheme.numbers import of_this_year

PROCESS = "benefit_request"
# The version of the consent to hand the contents to a channel or a partner; a new wording gets a new version.
CONSENT_VERSION = "2026-01"
# A partner is told the number of the contact, too.
OFFER_CONSENT_VERSION = "2026-11"

Status = BenefitRequest.Status


@transaction.atomic
def request_benefit(request: BenefitRequest, *, files: list[StoredFile], by: User) -> BenefitRequest:
    """Keep it and start P19. Raises `NotEligible` with the reasons, `RequestRunning`, …; then nothing has changed."""
    if not request.enterprise.is_active:
        raise EnterpriseNotActive
    is_enquiry = request.benefit.kind == Benefit.Kind.ENQUIRY
    if request.product is None and not is_enquiry:
        raise NoProduct
    same = BenefitRequest.objects.running().filter(
        benefit=request.benefit, enterprise=request.enterprise, product=request.product
    )
    if running := same.first():
        raise RequestRunning(number=running.number)
    if found := gate.findings(gate.facts_of(request)):
        raise NotEligible(gate.sentences(found))
    request.number, request.created_by = of_this_year("Q"), by
    request.consent = OFFER_CONSENT_VERSION if request.benefit.kind == Benefit.Kind.OFFER else CONSENT_VERSION
    request.save()
    request.files.set(files)
    variables = {"enterprise_id": request.enterprise_id, "request_id": request.pk}
    runtime.start(PROCESS, business_key=request.number, variables=variables, by=by)
    return request


@transaction.atomic
def resubmit(request: BenefitRequest, *, fields: dict[str, Any], files: list[StoredFile]) -> None:
    """补正 is done: to review again."""
    request.move(Status.SUBMITTED, **fields)
    request.files.add(*files)


@transaction.atomic
def approve(request: BenefitRequest) -> None:
    """To be published or dealt with; whose offer it is may begin."""
    is_new = request.status != Status.APPROVED
    request.move(Status.APPROVED)
    if is_new:
        notices.tell_partner(request, "asked")


@transaction.atomic
def refuse(request: BenefitRequest) -> None:
    """In the review, or afterwards."""
    _stop(request, Status.REFUSED)


@transaction.atomic
def break_off(request: BenefitRequest) -> bool:
    """The platform ends it; False where it had ended before. What is published already counts as it stands."""
    if request.status not in BenefitRequest.RUNNING:
        return False
    if request.status == Status.PUBLISHED:
        end(request, Status.UNCONFIRMED)
    else:
        _stop(request, Status.ENDED)
    return True


def _stop(request: BenefitRequest, status: str) -> None:
    """A partner who was told of it is told that it ends."""
    was_approved = request.status == Status.APPROVED
    end(request, status)
    if was_approved:
        notices.tell_partner(request, "stopped")


def end(request: BenefitRequest, status: str, **fields: Any) -> None:
    request.move(status, ended_at=request.ended_at or clock.now(), **fields)
