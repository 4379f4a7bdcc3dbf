"""Letters of the platform: numbered under a prefix of the settings, from their issuer and with their contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from documents.issue import issue
from documents.models import Document
from documents.numbers import next_number, notice_number
from engine import clock
from portal.scheme import values


def issue_letter(
    kind: str,
    data: Callable[[], Mapping[str, Any]],
    *,
    prefix: str = "",
    number: str = "",
    addressee: str,
    subject: str,
    owner: str,
    job_id: UUID,
    title: str = "",
    is_sample: bool | None = None,
) -> Document:
    """Once for a job, in the language of the letters, whoever reads what at the moment.

    `data`: the kind's fields but for issuer and contact; asked for the first time alone. `prefix`: the setting that
    holds the prefix of the number; `number`: where the letter has one of its own instead. `is_sample`: where it is not
    as the settings say of all that is issued.
    """
    issued = Document.objects.filter(pk=job_id).first()
    if issued is not None:
        return issued
    with override(settings.LANGUAGE_CODE):
        return issue(
            id=job_id,
            kind=kind,
            data={"issuer": values.text("OTOP_ISSUER"), "contact": values.text("OTOP_CONTACT"), **data()},
            number=number or _next_number(prefix),
            title=title,
            addressee=addressee,
            subject=subject,
            issued_at=clock.now(),
            owner=owner,
            is_sample=settings.OTOP_SAMPLE_OUTPUT if is_sample is None else is_sample,
        )


def _next_number(prefix: str) -> str:
    year, words = clock.today().year, values.text(prefix)
    return notice_number(words, year=year, n=next_number(f"{words}{year}"))


def lines_of(text: str) -> list[str]:
    """What somebody wrote as a list, a line for each item."""
    return [line.strip() for line in text.splitlines() if line.strip()]
