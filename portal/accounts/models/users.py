"""Accounts. What an account may do follows from its groups and its object grants."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.phones import masked, validate_mobile


class User(AbstractUser):
    """A person who signs in; first and last name are not used, names in China are one field."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    display_name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = models.CharField(_("手机号码"), max_length=11, blank=True, db_index=True, validators=[validate_mobile])
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, choices=Language, default=Language.CHINESE)

    class Meta:
        verbose_name = _("账户")
        verbose_name_plural = _("账户")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.display_name or self.username

    @property
    def masked_phone(self) -> str:
        """`138****1234`."""
        return masked(self.phone)
