"""What an enterprise's owner does about his own star."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engine.errors import EngineError
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.registry.current import for_owners
from portal.registry.models import Enterprise
from portal.supervision import commands
from portal.supervision.forms import GivingUpForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def give_up(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """申请注销: a certificate officer decides."""
    assert isinstance(request.user, User)
    own = Authorisation.objects.in_force().filter(product__enterprise=enterprise).select_related("product")
    authorisation = get_object_or_404(own, pk=pk)
    form = GivingUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = commands.give_up(authorisation, reason=form.cleaned_data["reason"], by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("注销申请已提交，编号 %(number)s") % {"number": case.number})
            return redirect("certification:list")
    context = {"form": form, "authorisation": authorisation}
    return render(request, "supervision/give_up.html", context, status=422 if form.errors else 200)
