"""Files and issued documents: written once, never changed."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from documents import disk
from documents.errors import FileBroken, Immutable


def digest_path(stored: StoredFile, _name: str) -> str:
    """Files lie under their own digest: the name people gave never reaches the file system."""
    return f"{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}{PurePosixPath(stored.name).suffix.lower()}"


class WrittenOnce(models.Model):
    """Saving an existing row raises ``Immutable``."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable
        super().save(*args, **kwargs)


class StoredFile(WrittenOnce):
    """A file with its digest. ``owner`` is a group name such as ``enterprise:12``: who may read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("文件"), upload_to=digest_path, max_length=120)
    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(_("类型"), max_length=120)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("摘要"), max_length=64, db_index=True)
    purpose = models.SlugField(_("用途"), max_length=60)
    owner = models.CharField(_("归属"), max_length=80, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("上传时间"), db_default=Now())

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """All of it; raises ``FileBroken`` when that is not what was stored."""
        with self.open() as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise FileBroken(name=self.name)
        return content

    def open(self) -> BinaryIO:
        """For reading; raises ``FileBroken`` when it is gone or cut short."""
        if disk.size_of(str(self.file.name)) != self.size:
            raise FileBroken(name=self.name)
        return disk.open_file(str(self.file.name))


class Document(WrittenOnce):
    """An issued document. ``id`` is the caller's idempotency key; a correction is a new
    version of another."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.SlugField(_("文书种类"), max_length=60)
    number = models.CharField(_("文号"), max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    addressee = models.CharField(_("主送"), max_length=200)
    subject = models.CharField(_("业务编号"), max_length=120, db_index=True)
    issued_at = models.DateTimeField(_("签发时间"))
    handler = models.CharField(_("经办"), max_length=80, blank=True)
    signer = models.CharField(_("签发"), max_length=80, blank=True)
    template = models.CharField(_("模板"), max_length=80)
    template_version = models.CharField(_("模板版本"), max_length=64)
    snapshot = models.TextField(_("数据"), help_text=_("生成文书时所用的全部数据"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    docx = models.ForeignKey(StoredFile, verbose_name=_("Word 文件"), on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(
        StoredFile,
        verbose_name=_("PDF 文件"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    pdf_fault = models.JSONField(_("PDF 的问题"), default=dict, blank=True, help_text="see documents.pdf.fault_of")
    pdf_failures = models.PositiveSmallIntegerField(default=0)
    verification_code = models.CharField(_("验证码"), max_length=16, unique=True)
    version = models.PositiveIntegerField(_("版次"), default=1)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("更正"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    is_sample = models.BooleanField(_("样本"), default=False)

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def data(self) -> dict[str, Any]:
        """What the template was filled with."""
        return json.loads(self.snapshot)

    @property
    def digests(self) -> list[tuple[str, str]]:
        """SHA-256 of each file of it that people may hold, by what they call it."""
        files = [("PDF", self.pdf), ("Word", self.docx)]
        return [(name, file.sha256) for name, file in files if file is not None]

    def attach_pdf(self, pdf: StoredFile) -> None:
        """The one thing that comes later than the document itself; the first PDF stays."""
        Document.objects.filter(pk=self.pk, pdf=None).update(pdf=pdf)
        self.refresh_from_db(fields=["pdf"])

    def refuse_pdf(self, fault: Mapping[str, str | int]) -> None:
        """There is no PDF that could be given out."""
        Document.objects.filter(pk=self.pk, pdf=None).update(pdf_fault=dict(fault))
        self.refresh_from_db(fields=["pdf_fault"])

    def count_pdf_failure(self, *, most: int) -> None:
        """After the last one nobody tries again by himself."""
        failures = self.pdf_failures + 1
        Document.objects.filter(pk=self.pk, pdf=None).update(pdf_failures=failures)
        if failures >= most:
            self.refuse_pdf({"failures": failures})
        self.refresh_from_db(fields=["pdf_failures"])


class LetterTemplateQuerySet(models.QuerySet):
    def agreed(self, kind: str) -> LetterTemplateQuerySet:
        """The versions of a kind that are or were in force, the newest first."""
        return self.filter(kind=kind, is_agreed=True).order_by("-decided_at", "-pk")

    def waiting(self) -> LetterTemplateQuerySet:
        return self.filter(decided_at=None)


class LetterTemplate(WrittenOnce):
    """A version of a kind's template that somebody proposed; in force once a second person agreed. Decided once."""

    kind = models.SlugField(_("文书种类"), max_length=60, db_index=True)
    file = models.ForeignKey(StoredFile, verbose_name=_("模板文件"), on_delete=models.PROTECT, related_name="+")
    preview = models.ForeignKey(StoredFile, verbose_name=_("样例"), on_delete=models.PROTECT, related_name="+")
    preview_pdf = models.ForeignKey(
        StoredFile, verbose_name=_("样例 PDF"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("改了什么"), max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"), db_default=Now())
    is_agreed = models.BooleanField(_("启用"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书模板")
        verbose_name_plural = _("文书模板")
        ordering = ("-proposed_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(is_agreed=True) | ~models.Q(proposed_by=models.F("decided_by")),
                name="template_agreed_by_a_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.note}"


class Counter(models.Model):
    """The last number given out under a name; see ``documents.numbers.next_number``."""

    name = models.CharField(_("名称"), max_length=100, primary_key=True)
    value = models.PositiveBigIntegerField(_("当前值"), default=0)

    class Meta:
        verbose_name = _("编号计数器")
        verbose_name_plural = _("编号计数器")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
