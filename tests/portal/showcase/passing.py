"""A sample as P04 leaves it when it passed."""

from __future__ import annotations

from uuid import uuid4

from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.evaluation.commands import samples
from portal.evaluation.models import Sample


def sample_passed(
    authorisation: Authorisation, *, by: User, kinds: tuple[str, ...] = ("documents", "laboratory")
) -> Sample:
    """Examined on paper, and in a laboratory unless `kinds` says otherwise."""
    sample = authorisation.application.samples.create(number=f"S-{authorisation.pk}", status=Sample.Status.STORED)
    for kind in kinds:
        fields = {"kind": kind, "verdict": "pass"}
        status = Sample.Status.DRAWN if kind == "documents" else Sample.Status.TESTING
        samples.inspect(sample, fields=fields, items=[], status=status, by=by, task_id=uuid4())
    samples.conclude(sample)
    return sample
