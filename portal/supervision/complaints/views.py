"""Compliance's pages of complaints: all of them, one of them, and one that came in by telephone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.errors import FileRefused
from engine.errors import EngineError
from portal.accounts.models import User
from portal.listing import listed
from portal.registry.live_page import live_page
from portal.registry.progress import progress_of
from portal.supervision.complaints.cases import files_of
from portal.supervision.complaints.commands import PROCESS, enter_report, take_up
from portal.supervision.complaints.forms import EnteredReportForm
from portal.supervision.models import Report
from portal.supervision.phones import reveal_reporter, revealable

_reads = permission_required("supervision.view_case", raise_exception=True)
_enters = permission_required("supervision.add_case", raise_exception=True)


@login_required
@_reads
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Newest first; `?status=` for one state."""
    found = Report.objects.visible_to(request.user).select_related("product__enterprise", "case")
    context = listed(request, found, Report.Status)
    more = {
        "revealable": revealable(context["page"], request.user),
        "may_open": request.user.has_perm("supervision.add_case"),
    }
    return render(request, "supervision/reports.html", context | more)


@login_required
@_reads
@require_safe
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    found = Report.objects.visible_to(request.user).select_related(
        "product__enterprise", "case", "entered_by", "publicity"
    )
    report = get_object_or_404(found, number=number)
    context = {
        "report": report,
        "progress": progress_of(PROCESS, number, user=request.user),
        "steps": report.steps.select_related("by"),
        "files": files_of(report, request.user, sees_all=True),
        "revealable": revealable([report], request.user),
    }
    return live_page(request, "supervision/complaint.html", "supervision/complaint_now.html", context)


@login_required
@_enters
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """What the hotline, a laboratory, an expert or an authority told."""
    assert isinstance(request.user, User)
    form = EnteredReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = enter_report(form.save(commit=False), by=request.user, **form.uploads)
        except (EngineError, FileRefused) as refused:
            form.refuse(str(refused))
        else:
            messages.success(request, _("已登记，投诉编号 %(number)s") % {"number": report.number})
            return redirect("supervision:complaint", number=report.number)
    return render(request, "supervision/enter.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@_enters
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A report from before complaints had a process."""
    assert isinstance(request.user, User)
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    try:
        report = take_up(report, by=request.user)
    except EngineError as refused:
        messages.warning(request, str(refused))
        return redirect("supervision:reports")
    return redirect("supervision:complaint", number=report.number)


@login_required
@require_POST
@never_cache
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole number of who reported, in place of the masked one."""
    found = Report.objects.visible_to(request.user).select_related("product", "case").exclude(phone="")
    number = reveal_reporter(get_object_or_404(found, pk=pk), by=request.user)
    return render(request, "registry/phone_shown.html", {"number": number})
