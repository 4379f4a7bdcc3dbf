"""Asking for another code."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from engine.errors import EngineError
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.registry import grants
from portal.upkeep.commands import codes
from portal.upkeep.models import CodeReplacement


class ReplacementForm(forms.Form):
    cause = forms.ChoiceField(label=gettext_lazy("更换事由"), choices=CodeReplacement.Cause.choices)
    reason = forms.CharField(
        label=gettext_lazy("情况说明"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("例如：市场上发现印有该二维码的仿冒包装，附发现的时间、地点；不少于10个字"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace_code(request: HttpRequest, pk: int) -> HttpResponse:
    """申请更换: a certificate officer decides."""
    assert isinstance(request.user, User)
    found = Authorisation.objects.in_force().select_related("product__enterprise")
    authorisation = get_object_or_404(found, pk=pk)
    if not codes.may_ask(request.user, authorisation):
        raise Http404
    form = ReplacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            replacement = codes.ask(authorisation, by=request.user, **form.cleaned_data)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("更换二维码的申请已提交，编号 %(number)s") % {"number": replacement.number})
            is_owner = grants.may_manage(request.user, authorisation.product.enterprise)
            return redirect("certification:list") if is_owner else redirect("supervision:cases")
    context = {"form": form, "authorisation": authorisation}
    return render(request, "upkeep/replace_code.html", context, status=422 if form.errors else 200)
