"""A complaint from its receipt to the reply; the diagram of P11 decides the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from documents import storage
from documents.models import StoredFile
from engine import clock, runtime
from portal.accounts import roles
from portal.accounts.limits import REPORT, TooMany, network
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.evaluation.models import Publicity
from portal.registry.membership import is_bound
from portal.registry.models import Product
from portal.scheme.numbers import of_this_year
from portal.supervision import commands, notices
from portal.supervision.errors import (
    CaseRunning,
    MayNotEnter,
    NotInForce,
    PublicityClosed,
    ReportTaken,
    TooManyReports,
)
from portal.supervision.models import Case, Report, Warning
from portal.supervision.models.reports import FILES_OWNER

PROCESS = "complaint_risk"
# Complaints of the same product within these days make the next one graver.
_RECENT = timedelta(days=90)
MOST_BYTES = 10 * 1024 * 1024
PICTURES = storage.Limits(max_bytes=MOST_BYTES, extensions=storage.IMAGES)
PROOFS = storage.Limits(max_bytes=MOST_BYTES, extensions=(*storage.IMAGES, ".pdf"))
MOST_FILES = 6

Status = Report.Status
Uploads = Sequence[UploadedFile]
Reporter = User | AnonymousUser


def report_product(
    report: Report,
    *,
    product: Product | None,
    address: str,
    by: Reporter | None = None,
    code: str = "",
    photos: Uploads = (),
    proofs: Uploads = (),
) -> Report:
    """What somebody sends from a public page: kept with a receipt, compliance told, P11 started.

    `by` is kept with the consent to be called alone. Raises `TooManyReports` (the address counts and is not kept) and
    `FileRefused`.
    `product` None: the code that was scanned is none of ours, and `code` is what it says.
    """
    _take_turn(address)
    report.product, report.code = product, "" if product else code[:100]
    report.source = Report.Source.SCAN if product else Report.Source.FORGED
    _note_consent(report, by)
    return _receive(report, photos=photos, proofs=proofs)


def _note_consent(report: Report, by: Reporter | None) -> None:
    """When somebody agreed to the version that the report names, and who, where signed in. Without a number there is
    nothing to agree to, and nobody is known."""
    if report.consent:
        report.consented_at = clock.now()
        report.consented_by = by if isinstance(by, User) else None


def _take_turn(address: str) -> None:
    try:
        REPORT.take(network(address))
    except TooMany:
        raise TooManyReports from None


def object_to(
    report: Report, *, shown: Publicity, address: str, by: Reporter | None = None, proofs: Uploads = ()
) -> Report:
    """What somebody objects to a result that is shown before it is certified: a complaint, for whose finding the
    application waits. Raises `TooManyReports`, `PublicityClosed` and `FileRefused`."""
    _take_turn(address)
    with transaction.atomic():
        # Held, so that the application does not go on while an objection comes in.
        shown = Publicity.objects.select_for_update(no_key=True).get(pk=shown.pk)
        if not shown.is_running:
            raise PublicityClosed
        report.publicity, report.product = shown, shown.application.product
        report.source = Report.Source.OBJECTION
        _note_consent(report, by)
        return _receive(report, photos=(), proofs=proofs)


def enter_report(report: Report, *, by: User, photos: Uploads = (), proofs: Uploads = ()) -> Report:
    """What reached compliance otherwise: the hotline, a laboratory, an expert, an authority. Raises `MayNotEnter`."""
    if not _may_enter(by, report.product):
        raise MayNotEnter
    report.entered_by = by
    _note_consent(report, None)  # told on the telephone
    return _receive(report, photos=photos, proofs=proofs, by=by)


def _may_enter(user: User, product: Product | None) -> bool:
    """The role itself is asked for: a superuser has every permission, but enters no complaints."""
    if not user.groups.filter(name=roles.COMPLIANCE_OFFICER).exists():
        return False
    return product is None or not is_bound(user, product.enterprise_id)


@transaction.atomic
def take_up(report: Report, *, by: User) -> Report:
    """A report from before complaints had a process begins it now. Raises `MayNotEnter`, `ReportTaken`."""
    report = Report.objects.select_for_update(of=["self"]).select_related("product").get(pk=report.pk)
    if not _may_enter(by, report.product):
        raise MayNotEnter
    if report.number is not None or report.status != Status.RECEIVED:
        raise ReportTaken
    return _begin(report, by=by)


@transaction.atomic
def _receive(report: Report, *, photos: Uploads, proofs: Uploads, by: User | None = None) -> Report:
    report.save()
    report.photos.set(_kept(photos, PICTURES))
    report.proofs.set(_kept(proofs, PROOFS))
    notices.tell_reported(report)
    return _begin(report, by=by)


def _kept(uploads: Uploads, limits: storage.Limits) -> list[StoredFile]:
    how: dict[str, Any] = {"purpose": "report", "owner": FILES_OWNER, "limits": limits, "at": clock.now()}
    return [storage.store(upload, name=upload.name or "", **how) for upload in uploads[:MOST_FILES]]


def _begin(report: Report, *, by: User | None) -> Report:
    report.number = of_this_year("C")
    report.save(update_fields=["number"])
    variables = {
        "complaint_id": report.pk,
        "product_id": report.product_id,
        "enterprise_id": report.product.enterprise_id if report.product else None,
        "application_number": report.publicity.application.number if report.publicity else "",
        "kind": report.kind,
        "harm": report.harm,
        "recent": _recent(report),
    }
    runtime.start(PROCESS, business_key=report.number, variables=variables, by=by)
    return report


def _recent(report: Report) -> int:
    if report.product is None:
        return 0
    others = Report.objects.filter(product=report.product_id, received_at__gte=clock.now() - _RECENT)
    return others.exclude(pk=report.pk).exclude(status=Status.REJECTED).count()


def authorisation_of(report: Report) -> Authorisation | None:
    """What a case can be opened against: the product's authorisation in force."""
    if report.product_id is None:
        return None
    found = Authorisation.objects.in_force().filter(product=report.product_id)
    return found.select_related("product__enterprise").first()


# What the diagram's service tasks do; each may be repeated without harm.


def reject(report: Report) -> None:
    report.move(Status.REJECTED, replied_at=report.replied_at or clock.now())


def accept(report: Report, *, find_by: datetime) -> None:
    report.move(Status.HANDLING, accepted_at=report.accepted_at or clock.now(), find_by=find_by)


def extend(report: Report, *, find_by: datetime) -> None:
    report.find_by, report.extended = find_by, True
    report.save(update_fields=["find_by", "extended"])


def close(report: Report) -> None:
    report.move(Status.CLOSED, replied_at=report.replied_at or clock.now())


@transaction.atomic
def end(report: Report) -> bool:
    """The platform ends it without a finding; False where it had ended before."""
    if report.status not in Report.OPEN:
        return False
    report.move(Status.ENDED, replied_at=report.replied_at or clock.now())
    return True


@transaction.atomic
def prosecute(report: Report, *, trigger: str, severity: str, by: User) -> Case | None:
    """The case of P12 that comes of a complaint; one of the same trigger that runs already takes it in.

    None where the product has no authorisation in force any more.
    """
    authorisation = authorisation_of(report)
    if authorisation is None:
        return None
    try:
        with transaction.atomic():
            case = commands.begin_case(
                authorisation=authorisation,
                trigger=trigger,
                severity=severity,
                facts=report.matter,
                by=by,
                public_reason=report.public_reason,
            )
    except CaseRunning as running:
        case = Case.objects.get(number=running.params["number"])
    except NotInForce:
        return None
    report.case = case
    report.save(update_fields=["case"])
    return case


def clear(report: Report, *, job_id: UUID) -> None:
    """The emergency warning had no ground: its case ends, and what it showed is taken back."""
    if report.case is not None:
        commands.reverse(report.case, end=Warning.End.REVOKED, job_id=job_id)
