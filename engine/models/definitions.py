"""What is deployed: versions that never change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from engine import clock


class Deployment(models.Model):
    """One act that turned files into versions."""

    created_at = models.DateTimeField(_("部署时间"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("部署人"),
    )
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class VersionedQuerySet(models.QuerySet):
    def latest_versions(self) -> VersionedQuerySet:
        """The newest version of each key."""
        return self.order_by("key", "-version").distinct("key")

    def newest(self, key: str) -> Any:
        """The newest version of `key`, or None."""
        return self.filter(key=key).order_by("-version").first()


class ProcessQuerySet(VersionedQuerySet):
    def with_suspension(self) -> ProcessQuerySet:
        """Each with `suspended_because`: why no new case of it may start; None: it may."""
        orders = DefinitionSuspension.objects.of(OuterRef("key"), OuterRef("version"))
        return self.annotate(suspended_because=Subquery(orders.values("reason")[:1]))


class Definition(models.Model):
    """A key and a version; written once, never edited."""

    key = models.CharField(_("标识"), max_length=200)
    version = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("名称"), max_length=300)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, verbose_name=_("部署"))
    source = models.BinaryField(_("源文件"))
    digest = models.CharField(max_length=64, help_text="SHA-256 of source, hexadecimal")
    is_shipped = models.BooleanField(
        default=False, help_text="the text came with the product; what a person publishes is never replaced by one"
    )

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class FormDefinition(Definition):
    """`source` is a form-js schema, UTF-8 JSON."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="form_version")]


class DecisionDefinition(Definition):
    """One decision of a DMN file; `source` is the whole file."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="decision_version")]


class DefinitionSuspensionQuerySet(models.QuerySet):
    def of(self, key: Any, version: Any) -> DefinitionSuspensionQuerySet:
        """What holds for a version now; the whole process's before its own."""
        holds = Q(version=None) | Q(version=version)
        return self.filter(holds, key=key, resumed_at=None).order_by(F("version").asc(nulls_first=True))


class DefinitionSuspension(models.Model):
    """No new case of a process starts, in one version or (None) in all that there are and will be; kept after it is
    over."""

    key = models.CharField(max_length=200)
    version = models.PositiveIntegerField(null=True)
    with_instances = models.BooleanField(default=False, help_text="its running instances are suspended with it")
    reason = models.CharField(max_length=500)
    suspended_at = models.DateTimeField(default=clock.now)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resume_reason = models.CharField(max_length=500, blank=True)

    objects = DefinitionSuspensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(version=None, resumed_at=None), name="one_suspension_of_all_versions"
            ),
            models.UniqueConstraint(
                fields=["key", "version"], condition=Q(resumed_at=None), name="one_suspension_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version or '*'}"


class ProcessDefinition(Definition):
    """An executable diagram; forms and decisions are pinned to the versions of the deployment.

    A deployment that changes a form or a table therefore makes a new version of each process that uses it.
    """

    compiled = models.TextField(help_text="the built specification as serialized text, shared by all instances")
    forms = models.ManyToManyField(FormDefinition, related_name="processes")
    decisions = models.ManyToManyField(DecisionDefinition, related_name="processes")
    is_startable = models.BooleanField(default=True, help_text="has a plain start event")
    inputs = models.JSONField(
        null=True, help_text="names of the variables that it is started with; null where it does not say"
    )
    start_messages = models.JSONField(default=list, help_text="names of messages that start an instance")
    start_signals = models.JSONField(default=list, help_text="names of signals that start an instance")

    objects = ProcessQuerySet.as_manager()  # type: ignore[misc]
    suspended_because: str | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="process_version")]


class Delivery(models.Model):
    """A newer text that came with the product for what a person changed: offered, never put into effect by itself.

    One for each key; gone once it is deployed or a later one takes its place.
    """

    class Kind(models.TextChoices):
        PROCESS = "process", _("流程")
        DECISION = "decision", _("决策表")
        FORM = "form", _("表单")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(_("标识"), max_length=200)
    name = models.CharField(_("名称"), max_length=300)
    source = models.BinaryField(_("源文件"))
    digest = models.CharField(max_length=64, help_text="SHA-256 of source, hexadecimal")
    delivered_at = models.DateTimeField(_("交付时间"), default=clock.now)

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_delivery_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
