"""年度检查; P10's diagram decides the order. Each may be repeated without harm."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from documents.models import Document, StoredFile
from engine import clock, runtime
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.evaluation.commands.samples import draw_value
from portal.scheme import values
from portal.supervision.commands import begin_case, lock
from portal.supervision.errors import NotInForce as CaseNotInForce
from portal.supervision.models import Case
from portal.upkeep.models import AnnualInspection, InspectionReview
from portal.upkeep.numbers import inspection_number

PROCESS = "annual_inspection"
# By which the case of one that was overdue hears that it was handed in, and what came of it.
HANDED_IN, CONCLUDED = "inspection_handed_in", "inspection_concluded"
# A case that waits for something else (an officer has it) hears of it when it waits for the enterprise again.
_KEPT_FOR = timedelta(days=366)
# Stars below are not visited: they are evaluated without a visit too.
VISITED_FROM_STAR = 3
# An authorisation that ends within these days after an anniversary is renewed or ends instead.
_NOT_BEFORE_THE_END = 60

Status = AnnualInspection.Status
Anniversary = tuple[int, date]


def anniversaries(authorisation: Authorisation) -> list[Anniversary]:
    """(how-manieth year, day) of each anniversary before the end."""
    found: list[Anniversary] = []
    for ordinal in range(1, 20):
        day = _years_after(authorisation.valid_from, ordinal)
        if (authorisation.valid_to - day).days < _NOT_BEFORE_THE_END:
            break
        found.append((ordinal, day))
    return found


def _years_after(day: date, years: int) -> date:
    """The same day; of a leap day, the last of its month."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + years)


def next_anniversary(authorisation: Authorisation) -> Anniversary | None:
    """The first that is not past and was not begun; of an authorisation that was issued before there were
    inspections, those that are past are let be."""
    begun = set(authorisation.inspections.values_list("ordinal", flat=True))
    today = clock.today()
    return next((each for each in anniversaries(authorisation) if each[1] >= today and each[0] not in begun), None)


@transaction.atomic
def begin(authorisation: Authorisation) -> AnnualInspection | None:
    """Start P10 for the next anniversary; None where there is none, or it has begun."""
    found = Authorisation.objects.select_for_update(of=["self"]).select_related("product")
    authorisation = found.get(pk=authorisation.pk)
    coming = next_anniversary(authorisation)
    if coming is None or authorisation.status not in Authorisation.IN_FORCE:
        return None
    ordinal, anniversary = coming
    inspection = AnnualInspection.objects.create(
        number=inspection_number(), authorisation=authorisation, ordinal=ordinal, anniversary=anniversary
    )
    variables = {
        "inspection_id": inspection.pk,
        "inspection_number": inspection.number,
        "authorisation_id": authorisation.pk,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
        "anniversary": anniversary.isoformat(),
    }
    runtime.start(PROCESS, business_key=inspection.number, variables=variables)
    return inspection


@transaction.atomic
def draw(inspection: AnnualInspection) -> None:
    """Whether this one is visited: by lot, with a seed that lets everybody check it."""
    if inspection.authorisation.star < VISITED_FROM_STAR or inspection.draw_seed:
        return
    inspection.draw_seed = f"{inspection.number}:{secrets.token_hex(16)}"
    inspection.draw_value = draw_value(inspection.draw_seed)
    inspection.draw_rate = values.number("OTOP_INSPECTION_VISIT_RATE")
    inspection.drawn = inspection.draw_value < inspection.draw_rate
    inspection.save(update_fields=["draw_seed", "draw_value", "draw_rate", "drawn"])


@transaction.atomic
def submit(
    inspection: AnnualInspection,
    *,
    fields: Mapping[str, Any],
    files: Mapping[str, Iterable[StoredFile]],
    by: User,
) -> None:
    """What the enterprise sends, also the second time."""
    inspection.move(Status.REVIEWING, **fields, submitted_at=clock.now(), submitted_by=by)
    for name, stored in files.items():
        getattr(inspection, name).set(stored)


def ask_again(inspection: AnnualInspection) -> None:
    inspection.move(Status.CORRECTION)


def return_late(inspection: AnnualInspection) -> None:
    """Not corrected in time: the evaluator concludes on what there is."""
    inspection.move(Status.REVIEWING)


def conclude(inspection: AnnualInspection, *, passed: bool, result: Document) -> None:
    inspection.move(Status.PASSED if passed else Status.FAILED, result=result, closed_at=clock.now())


@transaction.atomic
def report_overdue(inspection: AnnualInspection) -> Case | None:
    """The anniversary is over and nothing was sent: a case that nobody had to conclude on. It stays to be sent.

    None if it was sent after all, between midnight and now."""
    if inspection.status != Status.TO_SUBMIT:
        return None
    inspection.is_overdue = True
    inspection.save(update_fields=["is_overdue"])
    return _prosecute(
        inspection,
        trigger=Case.Trigger.INSPECTION_OVERDUE,
        facts=_("周年日%(day)s未报送年度检查（%(number)s）。"),
        by=None,
    )


@transaction.atomic
def prosecute_failed(inspection: AnnualInspection) -> Case | None:
    review = inspection.reviews.filter(outcome=InspectionReview.Outcome.FAIL).latest("at")
    return _prosecute(
        inspection,
        trigger=Case.Trigger.INSPECTION_FAILED,
        facts=_("年度检查（%(number)s）不通过：%(opinion)s"),
        opinion=review.opinion,
        by=review.reviewer,
    )


def _prosecute(
    inspection: AnnualInspection, *, trigger: str, facts: str | Promise, by: User | None, opinion: str = ""
) -> Case | None:
    """The case of the product that runs already for this, else a new one; none where the authorisation has ended."""
    with override(settings.LANGUAGE_CODE):  # it is kept for everybody
        day, number = inspection.anniversary.isoformat(), inspection.number
        told = str(facts) % {"day": day, "number": number, "opinion": opinion}
    product = inspection.authorisation.product_id
    list(lock(product))  # whoever opens one at the same moment waits here
    # One that was overdue and then failed goes on in the case that it has.
    running = Case.objects.open().filter(Q(trigger=trigger) | Q(pk=inspection.case_id), authorisation__product=product)
    try:
        case = running.first() or begin_case(
            authorisation=inspection.authorisation,
            trigger=trigger,
            severity=Case.Severity.MINOR,
            facts=told,
            by=by,
        )
    except CaseNotInForce:
        case = None
    inspection.case = case
    inspection.save(update_fields=["case"])
    return case


def tell_handed_in(inspection: AnnualInspection) -> None:
    _tell_case(inspection, HANDED_IN, {})


def tell_concluded(inspection: AnnualInspection) -> None:
    """Also where the authorisation ended before there was a conclusion."""
    _tell_case(inspection, CONCLUDED, {"inspection": inspection.status})


def _tell_case(inspection: AnnualInspection, message: str, variables: Mapping[str, str]) -> None:
    """The case that an overdue inspection led to, while it is open."""
    product = inspection.authorisation.product_id
    cases = Case.objects.open().filter(authorisation__product=product, trigger=Case.Trigger.INSPECTION_OVERDUE)
    for case in cases if inspection.is_overdue else ():
        runtime.correlate(message, correlation_key=case.number, variables=variables, keep_for=_KEPT_FOR)


def close(inspection: AnnualInspection) -> bool:
    """The authorisation is over, or the platform ends it; False where there was a conclusion before."""
    if inspection.status not in AnnualInspection.OPEN:
        return False
    inspection.move(Status.CLOSED, closed_at=clock.now())
    return True
