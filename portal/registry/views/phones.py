"""The whole number of a contact, in place of the masked one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.registry import phones
from portal.registry.files import may_view_enterprise
from portal.registry.models import Enterprise


@login_required
@require_POST
@never_cache
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise, pk=pk)
    if not may_view_enterprise(request.user, enterprise.pk):
        raise Http404
    number = phones.reveal_contact(enterprise, by=request.user)
    return render(request, "registry/phone_shown.html", {"number": number})
