"""The enterprise's own page, and switching between enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from documents.models import Document
from engine.models import ProcessInstance, UserTask
from portal.registry import cases, grants, standing
from portal.registry.current import choose, with_enterprise
from portal.registry.deadlines import deadline_of
from portal.registry.models import Enterprise
from portal.registry.progress import Glance, glances


@require_safe
@with_enterprise
def dashboard(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """What state the enterprise is in, and what is asked of it until when."""
    asked = UserTask.objects.open().filter(candidates__group=enterprise.group)
    tasks = asked.select_related("case", "instance").defer("case__state", "instance__state").due_first()
    products = standing.shown(enterprise.products.all())
    return render(
        request,
        "registry/dashboard.html",
        {
            "enterprise": enterprise,
            "asked": [{"task": task, "deadline": deadline_of(task)} for task in tasks],
            "cases": case_rows(enterprise, request.user),
            "products": products[:6],
            "alarming": [each for each in products if each.is_alarming],
            "worst": standing.worst(products),
            "documents": documents_of(enterprise)[:6],
            "join_requests": enterprise.join_requests.filter(status="open").count(),
            "may_manage": grants.may_manage(request.user, enterprise),
        },
    )


@dataclass(frozen=True)
class CaseRow:
    case: ProcessInstance
    title: str
    glance: Glance
    url: str

    @property
    def is_over(self) -> bool:
        return self.case.status != ProcessInstance.Status.ACTIVE


def case_rows(enterprise: Enterprise, user: Any) -> list[CaseRow]:
    """Outermost cases of the enterprise, those under way first, the newest first."""
    found = ProcessInstance.objects.filter(parent=None, variables__enterprise_id=enterprise.pk)
    light = found.select_related("definition").defer("state", "definition__source", "definition__compiled")
    listed = sorted(light.order_by("-started_at")[:20], key=lambda case: case.status != ProcessInstance.Status.ACTIVE)
    titles, seen = cases.titles(listed), glances(listed, user=user)
    return [
        CaseRow(case, titles[case.pk].removesuffix(f" · {enterprise.name}"), seen[case.pk], _url(case))
        for case in listed
    ]


def _url(case: ProcessInstance) -> str:
    return reverse("registry:case", args=[case.pk])


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
