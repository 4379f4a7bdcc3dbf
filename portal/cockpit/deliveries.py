"""New texts that came with the product and wait beside what a manager published, to be compared."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from engine.deliveries import file_name
from engine.gate.differences import differences
from engine.models import Delivery
from engine.versions import MODELS
from portal.cockpit.processes import SEE


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


def _page_of(delivery: Delivery) -> str:
    if delivery.kind == Delivery.Kind.PROCESS:
        return reverse("cockpit:process", args=[delivery.key])
    if delivery.kind == Delivery.Kind.DECISION:
        return reverse("cockpit:decision", args=[delivery.key])
    return reverse("cockpit:processes")
