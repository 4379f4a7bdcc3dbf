"""A manager's change: files that are not published yet, every text that they had, and what was decided about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.definitions import Deployment
from engine.models.instances import ProcessInstance


class Change(models.Model):
    """A set of diagrams, decision tables and forms that are published together, or not at all."""

    class Status(models.TextChoices):
        OPEN = "open", _("编辑中")
        SUBMITTED = "submitted", _("待复核")
        APPROVED = "approved", _("待发布")
        PUBLISHED = "published", _("已发布")
        REVERSED = "reversed", _("已撤回")
        DISCARDED = "discarded", _("已放弃")

    SETTLED = (Status.PUBLISHED, Status.REVERSED, Status.DISCARDED)

    title = models.CharField(_("标题"), max_length=200)
    reason = models.TextField(_("理由"), blank=True, max_length=2000)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        help_text="whoever wrote a part of it; none of them approves it",
    )
    publish_at = models.DateTimeField(null=True, help_text="approved for then; null: at once")
    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, null=True, related_name="change")
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals", help_text="the change that it takes back"
    )

    class Meta:
        ordering = ["-pk"]
        permissions = [("approve_change", "Can approve a change of others")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @classmethod
    def unsettled(cls) -> models.QuerySet[Change]:
        """Those that are neither published nor discarded."""
        return cls.objects.exclude(status__in=cls.SETTLED)

    @property
    def is_settled(self) -> bool:
        return self.status in self.SETTLED


class Revision(models.Model):
    """One text that a file of a change had; written once. The newest of a name is the file as it is."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    file = models.CharField(max_length=220, help_text="key and ending: grade.dmn, visit.form.json")
    number = models.PositiveIntegerField()
    source = models.BinaryField(null=True, help_text="null: the file was taken out of the change")
    digest = models.CharField(max_length=64, blank=True, help_text="sha256 of the source")
    base_version = models.PositiveIntegerField(default=0, help_text="the version that is changed; 0: a new one")
    base_digest = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=100, blank=True, help_text="a name that somebody gave this state")
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["file", "-number"]
        constraints = [models.UniqueConstraint(fields=["change", "file", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


class Proof(models.Model):
    """What was found out about a change last, of each kind; true of the texts of `digest` and of no others."""

    class Kind(models.TextChoices):
        CHECK = "check", _("检查")

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="proofs", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64)
    is_good = models.BooleanField()
    result = models.JSONField(default=list, help_text="findings of the check")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "kind"], name="one_proof_of_each_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.change_id}"


class ChangeEvent(models.Model):
    """What was decided about a change, about which texts, by whom; written once."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("新建")
        SUBMITTED = "submitted", _("提交复核")
        RECALLED = "recalled", _("收回修改")
        SENT_BACK = "sent_back", _("退回修改")
        APPROVED = "approved", _("复核通过")
        NOT_PUBLISHED = "not_published", _("没有发布")
        PUBLISHED = "published", _("发布")
        REVERSED = "reversed", _("撤回")
        DISCARDED = "discarded", _("放弃")

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=15, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True, help_text="of the whole set, and of what it stands on")
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.change_id}"


class ReplayRun(models.Model):
    """Finished cases of what a change is about, run once more through its texts; true of those of `digest`."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="replays")
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(help_text="cases that ended from then on")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.change_id} {self.pk}"


class ReplayedCase(models.Model):
    """One case of a run, and how it went on the new texts."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("等待")
        SAME = "same", _("相同")
        OTHER = "other", _("不同")
        UNANSWERED = "unanswered", _("历史里没有答案")
        UNREADABLE = "unreadable", _("不能重演")

    run = models.ForeignKey(ReplayRun, on_delete=models.CASCADE, related_name="cases", db_index=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    sentences = models.JSONField(default=list, help_text="where and why it goes another way, or why it cannot be run")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "instance"], name="one_replay_per_case")]
        indexes = [models.Index(fields=["run", "outcome"], name="replay_progress")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.instance_id}"
