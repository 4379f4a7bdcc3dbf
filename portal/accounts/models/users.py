"""Accounts. What an account may do follows from its groups and its object grants."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.phones import MobileField, masked


class User(AbstractUser):
    """A person who signs in; first and last name are not used, names in China are one field."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    display_name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = MobileField(_("手机号码"), blank=True, db_index=True)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    # Takes the place of `phone` once its code was entered.
    new_phone = MobileField(_("待验证的新号码"), blank=True)
    urgent_by_sms = models.BooleanField(_("紧急任务同时短信通知"), default=False, help_text=_("发送到已验证的手机号码"))
    # Somebody else made the account for this number: whoever types its code takes the account over.
    invited_at = models.DateTimeField(_("邀请时间"), null=True, blank=True)
    # Somebody else knows the password, too.
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    language = models.CharField(_("界面语言"), max_length=10, choices=Language, default=Language.CHINESE)

    class Meta:
        verbose_name = _("账户")
        verbose_name_plural = _("账户")
        constraints = [
            models.UniqueConstraint(
                fields=["phone"],
                condition=Q(phone_verified_at__isnull=False) & ~Q(phone=""),
                name="one_account_per_verified_phone",
                violation_error_message=_("这个号码已由另一个账号验证"),
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.display_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.must_change_password = False

    @property
    def verified_phone(self) -> str:
        """The number that is known to be this person's, or nothing."""
        return self.phone if self.phone_verified_at else ""

    @property
    def phone_to_verify(self) -> str:
        """The number whose code is still to be entered, or nothing."""
        return self.new_phone or ("" if self.phone_verified_at else self.phone)

    @property
    def masked_phone(self) -> str:
        """`138****1234`."""
        return masked(self.phone)
