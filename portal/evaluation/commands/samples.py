"""Samples: asked for, sent, received or refused, examined, disposed of."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from documents.issue import issue
from documents.models import StoredFile
from engine import business_time, clock
from portal.accounts.models import User
from portal.evaluation import incidents, notices
from portal.evaluation.commands.applications import begin_evaluation
from portal.evaluation.commands.case_files import hand_over
from portal.evaluation.models import Application, InspectionRecord, Sample, Star
from portal.evaluation.numbers import sample_number
from portal.scheme import values

Status = Sample.Status
LAST_ROUND = 3
Rule = Sample.DrawRule


@transaction.atomic
def prepare_sample(application: Application, *, job_id: UUID, send_by: datetime | None) -> Sample:
    """A new consignment with its 寄样单; the second call for a job returns the first one's sample."""
    existing = application.samples.filter(note=job_id).first()
    if existing is not None:
        return existing
    sample = Sample(application=application, number=sample_number(), round=application.samples.count() + 1)
    sample.note = issue(
        id=job_id,
        kind="sample_note",
        data=_note(sample, send_by=send_by or _not_said()),
        number=sample.number,
        addressee=application.enterprise.name,
        subject=application.number,
        issued_at=clock.now(),
        owner=application.enterprise.group,
    )
    sample.save()
    sample.events.create(status=sample.status)
    if application.status == Application.Status.ACCEPTED:
        application.move(Application.Status.SAMPLING)
    return sample


def _not_said() -> datetime:
    """Cases that began before the diagram told the note."""
    return business_time.add_working_days(clock.now(), 10)


def _note(sample: Sample, *, send_by: datetime) -> dict[str, Any]:
    application, product = sample.application, sample.application.product
    return receiver() | {
        "issuer": values.text("OTOP_ISSUER"),
        "sample_number": sample.number,
        "application_number": application.number,
        "enterprise_name": application.enterprise.name,
        "uscc": application.enterprise.uscc,
        "product_name": product.name,
        "specification": product.specification,
        "standard": product.standard,
        "star_name": application.get_star_display(),
        "quantity": values.text("OTOP_SAMPLE_QUANTITY"),
        "send_by": clock.day_of(send_by),
        "scan_url": settings.PUBLIC_BASE_URL + reverse("evaluation:sample", args=[sample.number]),
    }


def receiver() -> dict[str, str]:
    """Where samples go; from the settings, never in code."""
    return {
        "receiver": values.text("OTOP_SAMPLE_RECEIVER"),
        "receiver_address": values.text("OTOP_SAMPLE_ADDRESS"),
        "receiver_phone": values.text("OTOP_SAMPLE_PHONE"),
    }


def ship(sample: Sample, *, fields: dict[str, Any], by: User) -> Sample:
    """`fields`: courier, tracking_number, quantity, batch, produced_on, shelf_life."""
    sample.move(Status.IN_TRANSIT, by=by, sent_at=clock.now(), **fields)
    return sample


@transaction.atomic
def receive(
    sample: Sample,
    *,
    accepted: bool,
    appearance: str,
    quantity: str,
    temperature: Decimal | None,
    photos: list[StoredFile],
    refusal: str,
    by: User,
) -> Sample:
    """The keeper takes it in, or refuses it with a reason."""
    found: dict[str, Any] = {
        "received_at": clock.now(),
        "appearance": appearance,
        "received_quantity": quantity,
        "temperature": temperature,
        "refusal": refusal,
    }
    if accepted:
        sample.move(Status.RECEIVED, by=by, **found)
        sample.move(Status.STORED, by=by)
        begin_evaluation(sample.application)
    else:
        sample.move(Status.REFUSED, by=by, note=refusal[:1000], **found)
    sample.photos.set(photos)
    hand_over(photos, application=sample.application, by=by)
    return sample


def is_on_its_way(application: Application) -> bool:
    """Or still to be sent: neither received nor refused for the last time."""
    arrived = Q(receipt__isnull=False) | Q(round=LAST_ROUND, status=Status.REFUSED)
    return not application.samples.filter(arrived).exists()


@transaction.atomic
def choose_draw(sample: Sample) -> Sample:
    """Whether the laboratory is needed; anybody can re-check the draw from its stored seed."""
    if sample.draw_rule:
        return sample
    sample.draw_seed = f"{sample.number}:{secrets.token_hex(16)}"
    sample.draw_value = draw_value(sample.draw_seed)
    sample.draw_rule = _rule(sample)
    sample.laboratory_required = sample.draw_rule != Rule.NOT_DRAWN
    sample.save()
    return sample


def draw_value(seed: str) -> float:
    """From 0 up to 1: the first 52 bits of the seed's SHA-256."""
    return int(hashlib.sha256(seed.encode()).hexdigest()[:13], 16) / 16**13


def _rule(sample: Sample) -> str:
    application = sample.application
    if application.product.is_food and application.star >= Star.TWO:
        return Rule.FOOD
    if has_risk(application, on=clock.today()):
        return Rule.RISK
    return Rule.DRAWN if (sample.draw_value or 0.0) < values.number("OTOP_DRAW_RATE") else Rule.NOT_DRAWN


def has_risk(application: Application, *, on: date) -> bool:
    """An incident on record, or an earlier sample of this product that failed."""
    if incidents.latest(application.enterprise, until=on) is not None:
        return True
    earlier = Sample.objects.filter(application__product=application.product_id).exclude(application=application)
    records = (record for sample in earlier.prefetch_related("inspections") for record in sample.standing_inspections)
    return any(record.verdict == InspectionRecord.Verdict.FAIL for record in records)


@transaction.atomic
def inspect(
    sample: Sample,
    *,
    fields: dict[str, Any],
    items: list[dict[str, str]],
    status: Sample.Status,
    by: User,
    task_id: UUID,
) -> InspectionRecord:
    """Keep one examination; `fields` are attributes of the record, `items` its lines."""
    record = sample.inspections.create(inspector=by, task_id=task_id, **fields)
    for item in items:
        record.items.create(**item)
    if record.report is not None:
        hand_over([record.report], application=sample.application, by=by)
    sample.move(status, by=by)
    return record


@transaction.atomic
def conclude(sample: Sample) -> str:
    """`pass` or `fail` over all examinations; a sample refused for the third time fails."""
    if sample.status == Status.REFUSED:
        return InspectionRecord.Verdict.FAIL
    verdict = verdict_of(sample)
    sample.move(Status.PASSED if verdict == InspectionRecord.Verdict.PASS else Status.FAILED)
    return verdict


def verdict_of(sample: Sample) -> str:
    verdicts = {record.verdict for record in sample.standing_inspections}
    return InspectionRecord.Verdict.PASS if verdicts == {"pass"} else InspectionRecord.Verdict.FAIL


@transaction.atomic
def call_off(application: Application) -> None:
    """Nobody examines what there is of it any more."""
    for sample in application.samples.filter(status__in=Sample.COMING):
        sample.move(Status.CALLED_OFF)
    notices.tell_of_samples(application, application.samples.filter(status__in=Sample.IN_HAND))


DISPOSALS = {
    "retain": Status.RETAINED,
    "display": Status.DISPLAYED,
    "return": Status.RETURNED,
    "destroy": Status.DESTROYED,
}


def dispose(sample: Sample, *, how: str, note: str, by: User) -> Sample:
    sample.move(DISPOSALS[how], by=by, note=note)
    return sample
