"""The enterprise's own page, and switching between enterprises."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from documents.models import Document
from engine.models import ProcessInstance, UserTask
from portal.registry.current import choose, with_enterprise
from portal.registry.deadlines import deadline
from portal.registry.models import Enterprise


@require_safe
@with_enterprise
def dashboard(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """What state the enterprise is in, and what is asked of it until when."""
    tasks = UserTask.objects.open().filter(candidates__group=enterprise.group).select_related("case").due_first()
    return render(
        request,
        "registry/dashboard.html",
        {
            "enterprise": enterprise,
            "asked": [{"task": task, "deadline": deadline(task.due_at)} for task in tasks],
            "cases": cases_of(enterprise),
            "products": enterprise.products.all()[:6],
            "documents": documents_of(enterprise)[:6],
            "join_requests": enterprise.join_requests.filter(status="open").count(),
            "may_manage": request.user.has_perm("registry.manage_enterprise", enterprise),
        },
    )


def cases_of(enterprise: Enterprise) -> list[ProcessInstance]:
    """Outermost cases of the enterprise, newest first."""
    cases = ProcessInstance.objects.filter(parent=None, variables__enterprise_id=enterprise.pk)
    return list(cases.select_related("definition").order_by("-started_at")[:20])


def documents_of(enterprise: Enterprise) -> list[Document]:
    documents = Document.objects.filter(docx__owner=enterprise.group).select_related("docx", "pdf")
    return list(documents.order_by("-issued_at"))


@require_safe
@with_enterprise
def documents(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    context = {"enterprise": enterprise, "documents": documents_of(enterprise)}
    return render(request, "registry/documents.html", context)


@login_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    choose(request, get_object_or_404(Enterprise.objects.of(request.user), pk=pk))
    return redirect("registry:dashboard")
