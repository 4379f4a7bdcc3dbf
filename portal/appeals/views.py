"""The enterprise's page of appeals: what can be appealed until when, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engine.errors import EngineError
from engine.models import ProcessInstance
from portal.accounts.models import User
from portal.appeals import decisions
from portal.appeals.commands import PROCESS, file_appeal
from portal.appeals.forms import AppealForm
from portal.appeals.models import Appeal
from portal.evaluation.models import Application
from portal.registry import grants
from portal.registry.current import for_owners, with_enterprise
from portal.registry.deadlines import deadline
from portal.registry.models import Enterprise
from portal.registry.uploads import Shelf
from portal.supervision.models import Warning


@require_safe
@with_enterprise
def appeals(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    related = ("product", "application", "warning__document", "warning__case", "document")
    found = list(Appeal.objects.filter(enterprise=enterprise).select_related(*related))
    cases = ProcessInstance.objects.filter(process_key=PROCESS, business_key__in=[appeal.number for appeal in found])
    pages = dict(cases.values_list("business_key", "pk"))
    context = {
        "open": [(one, deadline(one.ends_at)) for one in decisions.of_enterprise(enterprise)],
        "appeals": [(appeal, decisions.of_appeal(appeal).title, pages.get(appeal.number)) for appeal in found],
        "may_file": grants.may_manage(request.user, enterprise),
        "days": decisions.period(),
    }
    return render(request, "appeals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def new(request: HttpRequest, enterprise: Enterprise, kind: str, pk: int) -> HttpResponse:
    """One decision of the enterprise's own; 404 for any other."""
    assert isinstance(request.user, User)
    decision = _decision(enterprise, kind, pk)
    found = decisions.of_warning(decision) if isinstance(decision, Warning) else decisions.of_application(decision)
    if found is None:
        raise Http404
    shelf = Shelf(owner=enterprise.group, purpose="appeal", by=request.user)
    form = AppealForm(request.POST or None, request.FILES or None, shelf=shelf)
    if request.method == "POST" and form.is_valid():
        try:
            appeal = file_appeal(decision, by=request.user, **form.cleaned_data)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("申诉已提交，编号 %(number)s") % {"number": appeal.number})
            return redirect("appeals:list")
    context = {"form": form, "decision": found, "deadline": deadline(found.ends_at)}
    return render(request, "appeals/new.html", context, status=422 if form.errors else 200)


def _decision(enterprise: Enterprise, kind: str, pk: int) -> Application | Warning:
    decision: Application | Warning | None
    if kind == "warning":
        warnings = Warning.objects.filter(case__authorisation__product__enterprise=enterprise)
        decision = warnings.select_related("document", "case__authorisation__product").filter(pk=pk).first()
    else:
        decision = Application.objects.filter(enterprise=enterprise, pk=pk).select_related("product").first()
    if decision is None:
        raise Http404
    return decision
