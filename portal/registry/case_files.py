"""The files of a case as its lists show them: under which heading, from whom, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from documents.models import Document
from documents.views import PDF, PICTURES
from portal.accounts.roles import ENTERPRISE, ENTERPRISE_PREFIX, name_of
from portal.registry.files import usable_by
from portal.registry.names import role_name, roles_of, sees_names, shown_name


@dataclass(frozen=True)
class CaseFile:
    """A file of the case; `size` in bytes, None where unknown.

    `group` is the heading it stands under, `label` what it is for beneath that, `kind` `picture`, `pdf` or empty
    for what a browser cannot show. `is_new`: came since the reader's step looked at the case last.
    """

    name: str
    url: str
    size: int | None = None
    group: str = ""
    label: str = ""
    kind: str = ""
    thumb_url: str = ""
    at: datetime | None = None
    by: str = ""
    is_new: bool = False

    @property
    def inline_url(self) -> str:
        return f"{self.url}?inline" if self.kind else self.url


@dataclass(frozen=True)
class Labelled:
    """The id of a stored file, and what it is for."""

    file: UUID
    group: str = ""
    label: str = ""


def case_files(labelled: Iterable[Labelled], *, reader: Any) -> list[CaseFile]:
    """Those that the reader may open, in the order given, with names or roles of the uploaders as they may see them."""
    found = list(labelled)
    if not found:
        return []
    open_to = usable_by(reader).filter(pk__in={one.file for one in found}).select_related("uploaded_by")
    readable = {file.pk: file for file in open_to.annotate(uploader_roles=roles_of(OuterRef("uploaded_by")))}
    names = sees_names(reader)
    return [
        _case_file(one, file=readable[one.file], reader=reader, names=names) for one in found if one.file in readable
    ]


def _case_file(one: Labelled, *, file: Any, reader: Any, names: bool) -> CaseFile:
    """`file`: as it was read with its uploader."""
    is_of_enterprise = file.owner.startswith(ENTERPRISE_PREFIX)
    role = name_of(ENTERPRISE) if is_of_enterprise else role_name(file.uploader_roles)
    return CaseFile(
        name=file.name,
        url=reverse("files:show", args=[file.pk]),
        size=file.size,
        group=one.group,
        label=one.label,
        kind=kind_of(file.content_type),
        thumb_url=reverse("files:thumb", args=[file.pk]) if file.content_type in PICTURES else "",
        at=file.created_at,
        by=shown_name(file.uploaded_by, reader=reader, names=names, role=role),
    )


def kind_of(content_type: str) -> str:
    if content_type in PICTURES:
        return "picture"
    return "pdf" if content_type == PDF else ""


def document_file(document: Document, *, group: str = "") -> CaseFile:
    """An issued document: shown where it is a PDF already."""
    return CaseFile(
        name=f"{document.title} {document.number}",
        url=reverse("files:document", args=[document.pk]),
        group=group,
        kind="pdf" if document.pdf_id else "",
        at=document.issued_at,
    )


def marked_new(files: Iterable[CaseFile], *, since: datetime | None) -> list[CaseFile]:
    """The same files; those that came after `since` are marked, none without it."""
    if since is None:
        return list(files)
    return [replace(file, is_new=file.at is not None and file.at > since) for file in files]


def ids_of(files: Any, row: str) -> ArraySubquery:
    """For rows that have files of one kind: the ids of these, from the table between both (`Sample.photos.through`)."""
    return ArraySubquery(files.objects.filter(**{row: OuterRef("pk")}).order_by("pk").values("storedfile"))
