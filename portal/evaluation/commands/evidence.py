"""What the enterprise hands in: the whole set at once, a correction replaces it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from portal.accounts.models import User
from portal.evaluation.commands.applications import corrected, locked
from portal.evaluation.models import Application, Evidence


@transaction.atomic
def store_evidence(
    application: Application, *, rows: Iterable[Evidence], onsite_accepted: bool, by: User
) -> Application:
    """Keep the rows (without application and author) instead of the ones before."""
    application = locked(application.pk)
    application.evidence.all().delete()
    for row in rows:
        row.application, row.given_by = application, by
        row.save()
    application.onsite_accepted = onsite_accepted
    application.save(update_fields=["onsite_accepted"])
    corrected(application)
    return application
