"""That a code was scanned: when, with what kind of program; never who or where."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.certification.models.marks import QrCode


class ScanEvent(models.Model):
    """A count of scans is information, not proof: one code is printed on many packages."""

    class Agent(models.TextChoices):
        WECHAT = "wechat", _("微信")
        ALIPAY = "alipay", _("支付宝")
        IOS = "ios", _("苹果手机浏览器")
        ANDROID = "android", _("安卓手机浏览器")
        DESKTOP = "desktop", _("电脑浏览器")
        BOT = "bot", _("程序")
        OTHER = "other", _("其他")

    qr_code = models.ForeignKey(QrCode, on_delete=models.CASCADE, related_name="scans")
    at = models.DateTimeField(_("时间"), default=clock.now)
    ip_hash = models.CharField(max_length=32, help_text="of the address with the day's salt")
    agent = models.CharField(_("程序"), max_length=10, choices=Agent, default=Agent.OTHER)

    class Meta:
        verbose_name = _("扫码记录")
        verbose_name_plural = _("扫码记录")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["qr_code", "-at"], name="scans_of_code")]

    def __str__(self) -> str:
        return f"{self.qr_code} {self.at:%Y-%m-%d %H:%M}"


class ScanSalt(models.Model):
    """The salt of one day. It is deleted soon after, and with it the way from an address to its hashes."""

    KEPT = timedelta(days=2)

    day = models.DateField(primary_key=True)
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day}"

    @classmethod
    def of(cls, day: date) -> str:
        salt, created = cls.objects.get_or_create(pk=day, defaults={"value": secrets.token_hex(32)})
        if created:
            cls.objects.filter(day__lt=day - cls.KEPT).delete()
        return salt.value
