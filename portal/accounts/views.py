"""Signing in and up, the own profile, notifications."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import CreateView, ListView, TemplateView, UpdateView

from engine import clock
from portal.accounts import codes, commands, roles, sms
from portal.accounts.addresses import client_address
from portal.accounts.codes import Purpose
from portal.accounts.forms import PhoneCodeForm, ProfileForm, SignInForm, SignUpForm
from portal.accounts.limits import SIGN_UP, THROTTLED, TooMany, network
from portal.accounts.models import Consent, Notification, SmsMessage, User
from portal.accounts.requests import SignedInRequest


def _in_language(response: HttpResponse, user: User) -> HttpResponse:
    """The account's language, remembered where Django looks for it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _told(response: HttpResponse, form: BaseForm) -> HttpResponse:
    """429 where a limit refused the form, else as it is."""
    if form.has_error(NON_FIELD_ERRORS, THROTTLED):
        response.status_code = 429
    return response


class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return _in_language(super().form_valid(form), form.get_user())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return _told(super().form_invalid(form), form)


class SignOut(LogoutView):
    next_page = "login"


class SignUp(CreateView):
    template_name = "accounts/signup.html"
    form_class = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect("home")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            SIGN_UP.take(network(client_address(self.request)))
        except TooMany as refused:
            form.add_error(None, refused)
            return _told(self.form_invalid(form), form)
        user = commands.sign_up(form.save(commit=False))
        login(self.request, user, backend="portal.accounts.backends.PasswordBackend")
        messages.success(self.request, _("账户已创建，请验证手机号码"))
        return redirect("phone")


class Privacy(TemplateView):
    template_name = "accounts/privacy.html"
    extra_context = {"version": commands.CONSENT_VERSIONS[Consent.Kind.PRIVACY]}


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
        return super().get_context_data(role_names=roles.names_of(groups), **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        messages.success(self.request, _("资料已保存"))
        return _in_language(super().form_valid(form), form.instance)


class PasswordChange(LoginRequiredMixin, PasswordChangeView):
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("密码已修改"))
        return super().form_valid(form)


@login_required
@require_http_methods(["GET", "POST"])
def verify_phone(request: SignedInRequest) -> HttpResponse:
    """One page: send a code to the own number, then type it."""
    if request.method == "POST" and "send" in request.POST:
        return _send_code(request)
    form = PhoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.check(request, Purpose.OWN_NUMBER, phone=request.user.phone, code=form.cleaned_data["code"])
            commands.verify_phone(request.user)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, _("手机号码已验证"))
            return redirect(_safe_next(request) or "home")
    context = {"form": form, "next": _safe_next(request), "is_local": sms.backend().is_local}
    return render(request, "accounts/phone.html", context)


def _send_code(request: SignedInRequest) -> HttpResponse:
    try:
        if not request.user.phone:
            raise ValidationError(_("请先填写手机号码"))
        codes.send(request, Purpose.OWN_NUMBER, phone=request.user.phone, account=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("验证码已发送到%(phone)s") % {"phone": request.user.masked_phone})
    return HttpResponseRedirect(request.get_full_path())


def _safe_next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_safe else ""


class Notifications(LoginRequiredMixin, ListView):
    template_name = "accounts/notifications.html"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.of(self.request.user)


@login_required
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    notification = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    if notification.read_at is None:
        notification.read_at = clock.now()
        notification.save(update_fields=["read_at"])
    return redirect(notification.url or "notifications")


@login_required
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    Notification.objects.of(request.user).unread().update(read_at=clock.now())
    return redirect("notifications")


class TextMessages(LoginRequiredMixin, ListView):
    """The local outbox: where nothing is really sent, people read here what they would have got."""

    template_name = "accounts/texts.html"
    paginate_by = 30
    request: SignedInRequest

    def get_queryset(self) -> QuerySet[SmsMessage]:
        messages_ = SmsMessage.objects.all()
        if self.request.user.groups.filter(name=roles.ADMIN).exists():
            return messages_
        if not sms.backend().is_local or not self.request.user.phone:
            return messages_.none()
        return messages_.filter(phone=self.request.user.phone)
