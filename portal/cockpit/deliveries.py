"""New texts that came with the product and wait beside what a manager published: compare, take over, work in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from engine.deliveries import adopt, file_name
from engine.deployments import DeploymentRefused
from engine.drafts import DraftConflict, save_draft
from engine.gate.differences import differences
from engine.models import Delivery
from engine.versions import MODELS
from portal.cockpit.processes import EDIT, SEE


class Compared(PermissionRequiredMixin, TemplateView):
    """What is in use and what came, part by part; of a diagram both drawings with what is different."""

    template_name = "cockpit/delivery.html"
    permission_required = SEE

    def get_context_data(self, kind: str, key: str, **kwargs: Any) -> dict[str, Any]:
        delivery = get_object_or_404(Delivery, kind=kind, key=key)
        newest = MODELS[kind].objects.select_related("deployment__created_by").newest(key)
        found = differences(kind, bytes(newest.source), bytes(delivery.source))
        states = {
            "now": {"state": {"active": [one.element for one in found if one.change != "added"]}},
            "came": {"state": {"active": [one.element for one in found if one.change != "removed"]}},
        }
        return super().get_context_data(
            delivery=delivery, newest=newest, differences=found, states=states, back=_page_of(delivery), **kwargs
        )


@login_required
@permission_required(SEE, raise_exception=True)
def download(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery, kind=kind, key=key)
    kept = "application/json" if kind == Delivery.Kind.FORM else "application/xml"
    response = HttpResponse(bytes(delivery.source), content_type=f"{kept}; charset=utf-8")
    if "inline" not in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{file_name(delivery)}"'
    return response


@login_required
@require_POST
@permission_required(EDIT, raise_exception=True)
def take_over(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery, kind=kind, key=key)
    try:
        adopt(delivery, by=request.user)
    except DeploymentRefused as refused:
        sentences = "；".join(found.message for found in refused.findings if found.severity == "error")
        messages.error(request, _("没有采用：%(reason)s") % {"reason": sentences})
        return redirect("cockpit:delivery", kind, key)
    messages.success(request, _("已采用随产品交付的版本"))
    return redirect(_page_of(delivery))


@login_required
@require_POST
@permission_required(EDIT, raise_exception=True)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The delivered diagram becomes a draft, if nobody has one."""
    delivery = get_object_or_404(Delivery, kind=Delivery.Kind.PROCESS, key=key)
    try:
        save_draft(key, bytes(delivery.source), etag="", by=request.user)
    except DraftConflict:
        messages.error(request, _("这个流程已有草稿，请先发布或放弃草稿，再打开交付的版本"))
        return redirect("cockpit:delivery", delivery.kind, key)
    return redirect("cockpit:edit", key)


def _page_of(delivery: Delivery) -> str:
    if delivery.kind == Delivery.Kind.PROCESS:
        return reverse("cockpit:process", args=[delivery.key])
    if delivery.kind == Delivery.Kind.DECISION:
        return reverse("cockpit:decision", args=[delivery.key])
    return reverse("cockpit:processes")
