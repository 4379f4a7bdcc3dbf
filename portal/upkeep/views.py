"""One authorisation: what is done with it, what comes next, and what the enterprise may begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents.models import Document
from engine import clock
from engine.models import ProcessInstance
from portal.accounts.requests import SignedInRequest
from portal.certification import renewals
from portal.certification.models import Authorisation
from portal.evaluation import eligibility
from portal.evaluation.models import Star
from portal.registry import grants, next_steps
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise
from portal.upkeep.commands import inspections, proofs
from portal.upkeep.errors import UpkeepError
from portal.upkeep.models import AnnualInspection, MarkProof


@dataclass(frozen=True)
class Entry:
    """One case of the authorisation; `tone` is a status of the badge."""

    what: str
    number: str
    status: str
    tone: str
    day: date
    url: str
    document: Document | None = None


@require_safe
@with_enterprise
def authorisation(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    found = _own(enterprise, pk)
    proven = list(found.mark_proofs.select_related("record"))
    context = {
        "enterprise": enterprise,
        "authorisation": found,
        "product": found.product_shown,
        "steps": next_steps.of_products(enterprise, [found.product_id])[found.product_id],
        "entries": _entries(found, proven),
        "has_proof": any(proof.status == MarkProof.Status.ACCEPTED for proof in proven),
        "renewal": renewals.window(found),
        "applies_for": _applies_for(found) if grants.may_manage(request.user, enterprise) else [],
        "may_replace": _is_in_force(found) and grants.may_manage(request.user, enterprise),
        "may_prove": _may_prove(found, proven) and grants.may_act(request.user, enterprise),
    }
    return render(request, "upkeep/authorisation.html", context)


@require_POST
@with_enterprise
def begin_proof(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """New packages: another proof, beside what is accepted."""
    found = _own(enterprise, pk)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    try:
        proofs.begin(found, by=request.user)
        messages.success(request, _("已启动标识应用备案，请报送新包装的照片"))
    except UpkeepError as refused:
        messages.error(request, str(refused))
    return redirect("upkeep:authorisation", pk=pk)


def _own(enterprise: Enterprise, pk: int) -> Authorisation:
    found = Authorisation.objects.published().select_related("product__enterprise", "application")
    return get_object_or_404(found, product__enterprise=enterprise, pk=pk)


def _applies_for(authorisation: Authorisation) -> list[tuple[str, int]]:
    """What the owner may apply for now: the same star again, and higher ones; (label, star)."""
    if authorisation.status not in Authorisation.IN_FORCE:
        return []
    prospect = eligibility.prospect_of(authorisation.product)
    names = {star: _("续展") if star == prospect.held else _("升级") for star in prospect.stars}
    return [(f"{name}{_('：')}{Star(star).label}", star) for star, name in names.items()]


def _is_in_force(authorisation: Authorisation) -> bool:
    return authorisation.status in Authorisation.IN_FORCE and not authorisation.is_past


def _may_prove(authorisation: Authorisation, proven: list[MarkProof]) -> bool:
    return _is_in_force(authorisation) and not any(proof.status in MarkProof.OPEN for proof in proven)


_TONES = {
    "accepted": "valid",
    "passed": "valid",
    "reviewing": "active",
    "to_submit": "yellow",
    "correction": "yellow",
    "misuse": "red",
    "failed": "red",
}


def _entries(authorisation: Authorisation, proven: list[MarkProof]) -> list[Entry]:
    """The newest first."""
    inspected: list[Any] = list(authorisation.inspections.select_related("notice", "result"))
    pages = _pages([each.number for each in (*proven, *inspected)])
    entries = [
        *(_entry(each, pages, document=each.record) for each in proven),
        *(_entry(each, pages, document=each.result or each.notice) for each in inspected),
    ]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _entry(row: MarkProof | AnnualInspection, pages: dict[str, str], *, document: Document | None) -> Entry:
    return Entry(
        what=str(row._meta.verbose_name),
        number=row.number,
        status=str(row.get_status_display()),
        tone=_TONES.get(row.status, "neutral"),
        day=clock.day_of(row.closed_at or row.submitted_at or row.created_at),
        url=pages.get(row.number, ""),
        document=document,
    )


def _pages(numbers: list[str]) -> dict[str, str]:
    """Where each case is followed."""
    processes = (inspections.PROCESS, proofs.PROCESS)
    found = ProcessInstance.objects.filter(process_key__in=processes, business_key__in=numbers, parent=None)
    return {key: reverse("registry:case", args=[pk]) for key, pk in found.values_list("business_key", "pk")}
