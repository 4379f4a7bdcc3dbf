"""When and from where an account was signed in to, or somebody tried to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.tokens import mark_of
from portal.accounts.browsers import named

#: As long as a record of who was signed in has to be there; then it goes.
KEPT_FOR = timedelta(days=185)


class SignInQuerySet(models.QuerySet):
    def with_session(self, user: Any) -> SignInQuerySet:
        """Of this user those whose browser is still signed in; a change of password has ended all others."""
        live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
        mine = self.filter(user=user, succeeded=True, password_mark=mark_of(user)).exclude(session_key="")
        return mine.filter(Exists(live))


class SignIn(models.Model):
    """One try; of the address no more is kept than the network it was in."""

    class Way(models.TextChoices):
        PASSWORD = "password", _("用户名和密码")
        CODE = "code", _("短信验证码")
        SIGN_UP = "sign_up", _("注册账号")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField(_("时间"), default=clock.now)
    way = models.CharField(_("方式"), max_length=10, choices=Way)
    succeeded = models.BooleanField(_("成功"))
    browser = models.CharField(_("浏览器"), max_length=12, blank=True)
    system = models.CharField(_("系统"), max_length=12, blank=True)
    network = models.CharField(_("网络"), max_length=45, blank=True, help_text="the address, its end masked")
    session_key = models.CharField(max_length=40, blank=True)
    password_mark = models.CharField(max_length=64, blank=True, help_text="digest of the stored password of that time")

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录记录")
        verbose_name_plural = _("登录记录")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="sign_ins_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"

    @property
    def device(self) -> str:
        """`Chrome · Windows`."""
        return named(self.browser, self.system)
