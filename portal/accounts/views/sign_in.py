"""The doors: name and password, phone and code, a new account, a forgotten password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import CreateView, FormView

from engine import clock
from portal.accounts import codes, commands, people, sign_ins
from portal.accounts.addresses import client_address
from portal.accounts.codes import Purpose
from portal.accounts.forms import NewPasswordForm, PhoneSignInForm, SignInForm, SignUpForm
from portal.accounts.limits import PASSWORD_NAME, SIGN_UP, THROTTLED, TooMany, network
from portal.accounts.models import User
from portal.accounts.pictures import PictureWanted

BACKEND = "portal.accounts.backends.PasswordBackend"
_NEW_PASSWORD = "new-password"  # noqa: S105 - a word for the session, no password
_NEW_PASSWORD_LASTS = timedelta(minutes=10)


def in_language(response: HttpResponse, user: User) -> HttpResponse:
    """The account's language, remembered where Django looks for it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def told(response: HttpResponse, form: BaseForm) -> HttpResponse:
    """429 where a limit refused the form, else as it is."""
    if any(form.has_error(name, THROTTLED) for name in (NON_FIELD_ERRORS, *form.fields)):
        response.status_code = 429
    return response


class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return in_language(super().form_valid(form), form.get_user())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return told(super().form_invalid(form), form)


class SignOut(LogoutView):
    next_page = "login"


class _ForStrangers:
    """Whoever is signed in already goes home."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect("home")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SignUp(_ForStrangers, RedirectURLMixin, CreateView):
    template_name = "accounts/signup.html"
    form_class = SignUpForm

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            SIGN_UP.take(network(client_address(self.request)))
        except TooMany as refused:
            form.add_error(None, refused)
            return told(self.form_invalid(form), form)
        user = commands.sign_up(form.save(commit=False))
        login(self.request, user, backend=BACKEND)
        messages.success(self.request, _("账户已创建，请验证手机号码"))
        wanted = self.get_redirect_url()
        return redirect(f"{reverse('phone')}?{urlencode({'next': wanted})}" if wanted else "phone")


class _PhoneDoor(_ForStrangers, FormView):
    """A number, a code sent to it, and whoever types the code is the account that has verified the number.

    A number that nobody has verified gets the same answers, and no text.
    """

    form_class = PhoneSignInForm
    purpose: Purpose

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_sending": "send" in self.request.POST}

    def form_valid(self, form: PhoneSignInForm) -> HttpResponse:
        phone, code = form.cleaned_data["phone"], form.cleaned_data["code"]
        account = self.account_of(phone)
        try:
            if form.is_sending:
                picture = form.picture_typed
                codes.send(self.request, self.purpose, phone=phone, account=account, picture=picture)
                messages.success(self.request, _("如果这个号码已通过验证，验证码已经发出，10分钟内有效"))
                return self.render_to_response(self.get_context_data(form=form))
            codes.check(self.request, self.purpose, phone=phone, code=code)
        except PictureWanted as wanted:
            form.ask_for_picture(wanted)
        except ValidationError as refused:
            form.add_error("phone" if form.is_sending else "code", refused)
            if account is not None and not form.is_sending:
                sign_ins.note_wrong_code(self.request, account)
        if account is None or form.errors:
            return told(self.form_invalid(form), form)
        return self.enter(account)

    def account_of(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone, is_active=True).exclude(phone_verified_at=None).first()

    def enter(self, account: User) -> HttpResponse:
        raise NotImplementedError


@method_decorator(never_cache, name="dispatch")
class PhoneSignIn(RedirectURLMixin, _PhoneDoor):
    template_name = "registration/phone_sign_in.html"
    purpose = Purpose.SIGN_IN

    def enter(self, account: User) -> HttpResponse:
        login(self.request, account, backend=BACKEND)
        return in_language(redirect(self.get_redirect_url() or "home"), account)


@method_decorator(never_cache, name="dispatch")
class ForgottenPassword(_PhoneDoor):
    """Also the door of people who were invited: with the code the number is their own."""

    template_name = "registration/forgotten_password.html"
    purpose = Purpose.NEW_PASSWORD

    def account_of(self, phone: str) -> User | None:
        return super().account_of(phone) or people.invited(phone)

    def enter(self, account: User) -> HttpResponse:
        if not account.phone_verified_at:
            commands.verify_phone(account, account.phone)
        until = clock.now() + _NEW_PASSWORD_LASTS
        self.request.session[_NEW_PASSWORD] = {"account": account.pk, "until": until.isoformat()}
        return redirect("new_password")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class NewPassword(_ForStrangers, FormView):
    """For whoever has just typed the code of a text message."""

    template_name = "registration/new_password.html"
    form_class = NewPasswordForm
    account: User | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        proved = request.session.get(_NEW_PASSWORD)
        if proved and datetime.fromisoformat(proved["until"]) > clock.now():
            self.account = User.objects.filter(pk=proved["account"], is_active=True).first()
        if self.account is None and not request.user.is_authenticated:
            messages.error(request, _("请先用短信验证码确认是您本人"))
            return redirect("forgotten_password")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.account}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        account = form.save()
        del self.request.session[_NEW_PASSWORD]
        PASSWORD_NAME.clear(account.username)
        login(self.request, account, backend=BACKEND)
        messages.success(self.request, _("密码已修改"))
        return in_language(redirect("home"), account)
