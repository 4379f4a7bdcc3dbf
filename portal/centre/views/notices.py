"""By which channels a person is told."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.limits import TooMany
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.sign_in import told
from portal.centre import channels
from portal.notifications import mails
from portal.notifications.models import Post

_LATEST = 10


class AddressForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("邮箱"), max_length=254)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        by_email, by_sms = request.POST.getlist("by_email"), request.POST.getlist("by_sms")
        channels.choose(request.user, by_email=by_email, by_sms=by_sms)
        messages.success(request, _("通知方式已保存"))
        return redirect("centre:notices")
    return _page(request, AddressForm())


@login_required
@require_POST
def choose_address(request: SignedInRequest) -> HttpResponse:
    """Another address, or none any more."""
    if "drop" in request.POST:
        channels.drop_address(request.user)
        messages.success(request, _("不再向您发送邮件"))
        return redirect("centre:notices")
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            channels.send_confirmation(request.user, form.cleaned_data["email"])
        except TooMany as refused:
            form.add_error("email", refused)
        else:
            messages.success(request, _("确认邮件已发出，请在24小时内打开其中的链接"))
            return redirect("centre:notices")
    return told(_page(request, form, status=422), form)


@never_cache
@login_required
@require_safe
def confirm_address(request: SignedInRequest, signed: str) -> HttpResponse:
    try:
        channels.confirm(request.user, signed)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("邮箱已确认"))
    return redirect("centre:notices")


def _page(request: SignedInRequest, form: AddressForm, *, status: int = 200) -> HttpResponse:
    context = {
        "choices": channels.choices_of(request.user),
        "form": form,
        "mails": Post.objects.mails_of(request.user)[:_LATEST] if mails.is_local() else [],
        "is_local": mails.is_local(),
    }
    return render(request, "centre/notices.html", context, status=status)
