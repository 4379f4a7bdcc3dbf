"""Accepting regulations for an enterprise. A new version is asked for at its next act, and not before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.registry.models import Acceptance, Enterprise
from portal.scheme.regulations import Regulation


def accept(enterprise: Enterprise, *regulations: Regulation, subject: str, by: User) -> None:
    """In their versions of today; accepting again changes nothing."""
    rows = [
        Acceptance(enterprise=enterprise, regulation=each.name, version=each.current, subject=subject, by=by)
        for each in regulations
    ]
    Acceptance.objects.bulk_create(rows, ignore_conflicts=True)


def accepted_for(enterprise: Enterprise, *, subject: str) -> QuerySet[Acceptance]:
    """What was accepted for one application, with who did it."""
    return Acceptance.objects.filter(enterprise=enterprise, subject=subject).select_related("by")


def missing(enterprise: Enterprise, regulations: Iterable[Regulation]) -> list[Regulation]:
    """Those that nobody has accepted for the enterprise in today's version, for whatever."""
    known = set(Acceptance.objects.filter(enterprise=enterprise).values_list("regulation", "version"))
    return [each for each in regulations if (each.name, each.current) not in known]
