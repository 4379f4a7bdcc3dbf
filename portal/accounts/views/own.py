"""One's own account: data, password, number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import UpdateView

from portal.accounts import codes, commands, roles, sign_ins
from portal.accounts.codes import Purpose
from portal.accounts.forms import OwnPasswordForm, PhoneCodeForm, ProfileForm, SendCodeForm
from portal.accounts.models import User
from portal.accounts.phones import masked
from portal.accounts.pictures import PictureWanted
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.sign_in import in_language, told
from portal.notifications.backends import backend


class Profile(LoginRequiredMixin, UpdateView):
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("profile")
    request: SignedInRequest

    def get_object(self, queryset: QuerySet | None = None) -> User:
        # A copy of its own: invalid input must not reach the name in the page's header.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = self.request.user.groups.values_list("name", flat=True)
        waiting = masked(self.request.user.phone_to_verify)
        return super().get_context_data(role_names=roles.names_of(groups), waiting=waiting, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        response = in_language(super().form_valid(form), form.instance)
        if form.instance.new_phone:
            messages.info(self.request, _("新号码验证后生效，在此之前仍使用原来的号码"))
            return redirect(f"{reverse('phone')}?next={reverse('profile')}")
        messages.success(self.request, _("资料已保存"))
        return response


@method_decorator(never_cache, name="dispatch")
class PasswordChange(LoginRequiredMixin, PasswordChangeView):
    template_name = "registration/password_change_form.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("密码已修改"))
        earlier = self.request.session.session_key or ""
        response = super().form_valid(form)
        sign_ins.follow(self.request, earlier)
        return response

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return told(super().form_invalid(form), form)


@login_required
@require_http_methods(["GET", "POST"])
def verify_phone(request: SignedInRequest) -> HttpResponse:
    """One page: send a code to the own number, then type it."""
    phone = request.user.phone_to_verify
    is_sending = request.method == "POST" and "send" in request.POST
    sending = SendCodeForm(request.POST if is_sending else None)
    if is_sending and _send_code(request, phone, sending):
        return HttpResponseRedirect(request.get_full_path())
    form = PhoneCodeForm(request.POST if request.method == "POST" and not is_sending else None)
    if form.is_bound and form.is_valid():
        try:
            codes.check(request, Purpose.OWN_NUMBER, phone=phone, code=form.cleaned_data["code"])
            commands.verify_phone(request.user, phone)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, _("手机号码已验证"))
            return redirect(_safe_next(request) or "home")
    context = {
        "form": form,
        "sending": sending,
        "next": _safe_next(request),
        "waiting": masked(phone),
        "is_local": backend().is_local,
    }
    return told(render(request, "accounts/phone.html", context), form)


def _send_code(request: SignedInRequest, phone: str, form: SendCodeForm) -> bool:
    """Whether all is said; False where `form` asks for a picture first."""
    try:
        if not phone:
            raise ValidationError(_("请先填写手机号码"))
        codes.send(request, Purpose.OWN_NUMBER, phone=phone, account=request.user, picture=form.picture_typed)
    except PictureWanted as wanted:
        form.ask_for_picture(wanted)
        return False
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("验证码已发送到%(phone)s") % {"phone": masked(phone)})
    return True


def _safe_next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_safe else ""
