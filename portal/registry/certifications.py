"""Reminding of other certifications that end soon."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import override

from engine import clock
from portal.registry.models import ProductCertification
from portal.registry.notices import tell_of_certification
from portal.scheme import values


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language
def remind() -> int:
    """Once for each last day, so many days before it; answers how many were told of."""
    last = clock.today() + timedelta(days=values.whole("OTOP_CERTIFICATION_REMINDER_DAYS"))
    ending = ProductCertification.objects.filter(valid_to__range=(clock.today(), last))
    due = ending.filter(Q(reminded_of=None) | ~Q(reminded_of=F("valid_to")))
    return sum(_remind(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> bool:
    found = ProductCertification.objects.select_for_update(of=["self"], no_key=True, skip_locked=True)
    certification = found.select_related("product__enterprise").filter(pk=pk).first()
    if certification is None or certification.reminded_of == certification.valid_to:
        return False
    tell_of_certification(certification)
    certification.reminded_of = certification.valid_to
    certification.save(update_fields=["reminded_of"])
    return True
