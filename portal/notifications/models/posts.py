"""What goes out besides text messages: e-mail to people, and a line to the robots of office chats."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.notifications.kinds import Kind
from portal.notifications.models.owed import Owed, OwedQuerySet


class Wish(models.Model):
    """Beside the bell, a person wants this kind of notice by these channels, too. No row: by none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("通知类别"), max_length=10, choices=Kind)
    by_email = models.BooleanField(_("邮件"), default=False)
    by_sms = models.BooleanField(_("短信"), default=False)

    class Meta:
        verbose_name = _("通知方式")
        verbose_name_plural = _("通知方式")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_wish_per_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Robot(models.Model):
    """A robot in a group chat of an office service, which says what a group of ours is told.

    Whoever has the address may write into that chat: neither it nor the secret is shown again once it was entered.
    """

    class Service(models.TextChoices):
        WECOM = "wecom", _("企业微信")
        DINGTALK = "dingtalk", _("钉钉")
        FEISHU = "feishu", _("飞书")

    group = models.CharField(_("发给"), max_length=200, db_index=True)
    service = models.CharField(_("平台"), max_length=10, choices=Service)
    name = models.CharField(_("名称"), max_length=30)
    url = models.CharField(_("机器人地址"), max_length=500)
    secret = models.CharField(_("加签密钥"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("添加时间"), default=clock.now)

    class Meta:
        verbose_name = _("群机器人")
        verbose_name_plural = _("群机器人")
        ordering = ["group", "id"]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(OwedQuerySet):
    def mails_of(self, user: Any) -> PostQuerySet:
        return self.filter(account=user, robot=None)


class Post(Owed):
    """One message: to the robot, or else to the address."""

    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, null=True, blank=True, related_name="posts")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    address = models.EmailField(_("邮箱"), blank=True)
    subject = models.CharField(_("标题"), max_length=120)
    text = models.CharField(_("内容"), max_length=1000)
    url = models.CharField(max_length=700, help_text="whole, as it is sent")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("外发消息")
        verbose_name_plural = _("外发消息")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="waiting"), name="posts_to_send")]
