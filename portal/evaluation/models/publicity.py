"""公示: what was decided on an application, shown to everybody before anything is issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.evaluation.models.applications import Application, Star
from portal.scheme.moving import Moving


class PublicityQuerySet(models.QuerySet):
    def open(self) -> PublicityQuerySet:
        return self.filter(status__in=Publicity.OPEN)


class Publicity(Moving):
    """One round of it: what is evaluated again is shown again."""

    class Status(models.TextChoices):
        RUNNING = "running", _("公示中")
        OVER = "over", _("公示期满，待办结")
        UNOPPOSED = "unopposed", _("公示结束，无异议")
        DISMISSED = "dismissed", _("公示结束，异议不成立")
        UPHELD = "upheld", _("异议成立，退回复核")
        STOPPED = "stopped", _("申请已撤回，公示终止")
        ENDED = "ended", _("平台终止办理，公示终止")

    #: Nothing is known of how it ends.
    OPEN = (Status.RUNNING, Status.OVER)
    _ENDS = (Status.UNOPPOSED, Status.DISMISSED, Status.UPHELD, Status.STOPPED, Status.ENDED)
    WAYS = {Status.RUNNING: (Status.OVER, *_ENDS), Status.OVER: _ENDS}

    number = models.CharField(_("公示编号"), max_length=20, unique=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="publicities", verbose_name=_("申请")
    )
    star = models.PositiveSmallIntegerField(_("拟评定星级"), choices=Star)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.RUNNING)
    began_at = models.DateTimeField(_("公示开始"), default=clock.now)
    # As it was announced; a case that is paused goes on longer.
    ends_at = models.DateTimeField(_("公示期满"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = _("评定结果公示")
        verbose_name_plural = _("评定结果公示")
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=["running", "over"]),
                name="one_open_publicity_per_application",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING
