"""Whether every stored file lies on the disk as it was stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents import disk
from documents.models import Document, StoredFile

MISSING, SHORT, CHANGED = _("丢失"), _("大小不符"), _("内容不符")


@dataclass(frozen=True)
class Broken:
    """`documents` are the numbers of issued documents that the file belongs to."""

    file: StoredFile
    fault: Promise
    documents: list[str]


def broken_files() -> Iterator[Broken]:
    """Every row whose file is not whole; files that several rows share are read once."""
    known: dict[str, Promise | None] = {}
    for file in StoredFile.objects.order_by("file", "created_at").iterator():
        path = str(file.file.name)
        if path not in known:
            known = {path: _fault(file)}  # rows of one path come together
        if (fault := known[path]) is not None:
            yield Broken(file, fault, _documents_of(file))


def _fault(file: StoredFile) -> Promise | None:
    path = str(file.file.name)
    size = disk.size_of(path)
    if size is None:
        return MISSING
    if size != file.size:
        return SHORT
    return None if disk.digest_of(path) == file.sha256 else CHANGED


def _documents_of(file: StoredFile) -> list[str]:
    return list(Document.objects.filter(Q(docx=file) | Q(pdf=file)).values_list("number", flat=True))
