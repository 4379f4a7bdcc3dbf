"""What the platform knows of a person: consents, who looked, a copy of all of it, and an end to it."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine import clock
from portal.accounts.limits import EXPORT, PASSWORD, TooMany
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.sign_in import told
from portal.centre import consents, data, erasing


@never_cache
@login_required
@require_safe
def personal_data(request: SignedInRequest) -> HttpResponse:
    context = {"consents": consents.of(request.user), "looks": data.looks_at(request.user)[:30]}
    return render(request, "centre/data.html", context)


@never_cache
@login_required
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    try:
        EXPORT.take(str(request.user.pk))
    except TooMany as refused:
        messages.error(request, refused.messages[0])
        return redirect("centre:data")
    content = json.dumps(data.of(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    day = clock.day_of(clock.now())
    response["Content-Disposition"] = f'attachment; filename="otop-my-data-{day}.json"'
    return response


class ErasureForm(forms.Form):
    """Whoever found a browser open must not be able to end somebody's account."""

    username = forms.CharField(label=gettext_lazy("用户名"), help_text=gettext_lazy("请完整填写用户名，以确认注销"))
    password = forms.CharField(
        label=gettext_lazy("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_username(self) -> str:
        if self.cleaned_data["username"].strip() != self.user.username:
            raise ValidationError(_("与用户名不一致"))
        return self.user.username

    def clean_password(self) -> str:
        who = (self.user.username, "erasure")
        PASSWORD.take(*who)
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("密码不正确"))
        PASSWORD.clear(*who)
        return password


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    form = ErasureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase(request.user)
        except erasing.NotFinished as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, _("账户已注销，您的个人信息已删除或匿名"))
            return redirect("login")
    context = {"form": form, "left": erasing.unfinished(request.user)}
    return told(render(request, "centre/erase.html", context, status=422 if form.errors else 200), form)
