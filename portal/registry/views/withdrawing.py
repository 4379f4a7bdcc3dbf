"""The owner takes the enterprise off the platform."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.requests import SignedInRequest
from portal.registry.commands import withdrawing
from portal.registry.current import for_owners
from portal.registry.errors import RegistryError
from portal.registry.models import Enterprise


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("退出原因"), min_length=4, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = forms.CharField(label=gettext_lazy("企业名称"), help_text=gettext_lazy("请完整填写企业名称，以确认退出"))

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise

    def clean_name(self) -> str:
        if self.cleaned_data["name"].strip() != self.enterprise.name:
            raise forms.ValidationError(_("与企业名称不一致"))
        return self.enterprise.name


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def withdraw(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    form = WithdrawalForm(request.POST or None, enterprise=enterprise)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawing.withdraw(enterprise, reason=form.cleaned_data["reason"], by=request.user)
        except RegistryError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s已退出平台") % {"name": enterprise.name})
            return redirect("registry:dashboard")
    context = {"enterprise": enterprise, "form": form, "left": withdrawing.unfinished(enterprise)}
    return render(request, "registry/withdraw.html", context, status=422 if form.errors else 200)
