"""One retest of a sample that a laboratory failed, where the enterprise asks for it in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engine import clock
from portal.evaluation.errors import EvaluationError, NothingToRetest, RetestAsked, RetestOver
from portal.evaluation.models import InspectionRecord, Sample


def offer(sample: Sample, *, until: datetime) -> None:
    """It failed; the enterprise may ask until then."""
    Sample.objects.filter(pk=sample.pk).update(retest_by=until)


def refusal(sample: Sample | None) -> EvaluationError | None:
    """Why it cannot be asked for (any more)."""
    if sample is None or sample.retest_by is None:
        return NothingToRetest()
    if sample.retest_asked_at is not None:
        return RetestAsked()
    if sample.status != Sample.Status.TESTING or clock.now() > sample.retest_by:
        return RetestOver(day=clock.day_text(sample.retest_by))
    return None


@transaction.atomic
def ask(sample: Sample, *, reason: str) -> None:
    """Raises what `refusal` says."""
    sample = Sample.objects.select_for_update(of=["self"]).get(pk=sample.pk)
    if refused := refusal(sample):
        raise refused
    sample.retest_asked_at, sample.retest_reason = clock.now(), reason
    sample.save(update_fields=["retest_asked_at", "retest_reason"])


def failed_test(sample: Sample) -> InspectionRecord:
    """What is asked to be tested again."""
    return sample.inspections.filter(kind__in=InspectionRecord.OF_LABORATORY).latest("at", "id")
