"""What the platform told people on its pages: the bell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.notifications.kinds import Kind

# Characters of a notice; what is longer is cut.
LONGEST = 500
# What nobody looked at for so long is no news any more.
NEWS_FOR = timedelta(days=30)


class NotificationQuerySet(models.QuerySet):
    def of(self, user: Any) -> NotificationQuerySet:
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None, created_at__gt=clock.now() - NEWS_FOR)


class Notification(models.Model):
    """One message to one person; a message to a group becomes one row for each member."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    group = models.CharField(max_length=200, blank=True, help_text="the group it was sent to, if any")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.PROGRESS)
    text = models.CharField(_("内容"), max_length=LONGEST)
    url = models.CharField(max_length=500, blank=True)
    task_id = models.UUIDField(null=True, blank=True, help_text="the user task that it offers")
    is_urgent = models.BooleanField(_("紧急"), default=False)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "-created_at"], condition=Q(read_at=None), name="unread_notifications")]
        constraints = [
            # Also the index by which a task's notices are found.
            models.UniqueConstraint(
                fields=["task_id", "user"], condition=Q(task_id__isnull=False), name="one_notice_per_task_and_person"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.created_at > clock.now() - NEWS_FOR
