"""Compliance's pages of cases."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engine.errors import EngineError
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.listing import listed
from portal.registry.live_page import live_page
from portal.registry.phones import contact_of
from portal.registry.progress import progress_of
from portal.registry.search import business_keys
from portal.supervision import commands
from portal.supervision.cases import files_of
from portal.supervision.commands import PROCESS
from portal.supervision.forms import CaseForm
from portal.supervision.models import Case, Report
from portal.supervision.phones import revealable

_reads_cases = permission_required("supervision.view_case", raise_exception=True)
_adds_cases = permission_required("supervision.add_case", raise_exception=True)


@login_required
@_reads_cases
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Open ones first; `?status=` for one state, `?q=` for what people have in hand."""
    found = Case.objects.visible_to(request.user).select_related("authorisation__product__enterprise")
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(number__in=business_keys(PROCESS, words))
    waiting = list(
        Report.objects.visible_to(request.user)
        .filter(status=Report.Status.RECEIVED)
        .select_related("product", "case")[:5]
    )
    context = listed(request, found, Case.Status) | {
        "words": words,
        "may_open": request.user.has_perm("supervision.add_case"),
        "reports": waiting,
        "revealable": revealable(waiting, request.user),
    }
    return render(request, "supervision/cases.html", context)


@login_required
@_adds_cases
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """立案, on compliance's own findings; what was reported goes its way as a complaint."""
    assert isinstance(request.user, User)
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = commands.open_case(**form.cleaned_data, by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            told = _("已立案，案件编号 %(number)s。下一步任务几秒内出现在工作台。") % {"number": case.number}
            messages.success(request, told)
            return redirect("supervision:case", number=case.number)
    return render(request, "supervision/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@_reads_cases
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = Case.objects.visible_to(request.user).select_related(
        "authorisation__product__enterprise", "opened_by", "referral"
    )
    case = get_object_or_404(found, number=number)
    reports = list(
        Report.objects.visible_to(request.user).filter(product=case.product).select_related("product", "case")[:20]
    )
    context = {
        "case": case,
        "contact": contact_of(case.enterprise, request.user),
        "may_replace_code": case.authorisation.status in Authorisation.IN_FORCE
        and request.user.has_perm("supervision.add_case"),
        "progress": progress_of(PROCESS, number, user=request.user),
        "decisions": case.decisions.select_related("officer"),
        "referral": getattr(case, "referral", None),
        "files": files_of(case, request.user),  # read with what follows, which the page shows as well
        "warnings": case.warnings.all(),
        "statements": case.statements.all(),
        "rectifications": case.rectifications.all(),
        "reports": reports,
        "revealable": revealable(reports, request.user),
    }
    return live_page(request, "supervision/case.html", "supervision/case_now.html", context)
