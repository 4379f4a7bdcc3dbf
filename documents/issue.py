"""Issuing a document: once for an id, whatever happens in between."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from documents import render, storage, templates, token, verification
from documents.kinds import Kind, kind_of
from documents.models import Document
from documents.tasks import ask_for_pdf

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def issue(
    *,
    id: uuid.UUID,
    kind: str,
    data: Kind | Mapping[str, Any],
    number: str,
    addressee: str,
    subject: str,
    issued_at: datetime,
    title: str = "",
    handler: str = "",
    signer: str = "",
    owner: str = "",
    is_sample: bool = False,
    corrects: Document | None = None,
) -> Document:
    """Issue a document; a repeated call with the same ``id`` returns the document of the first one.

    ``data`` are the fields of the kind (``documents.kinds``), ``subject`` the business key to look it up by,
    ``owner`` the group that may read the file. The PDF is made afterwards by a worker: ``documents.tasks``.
    """
    existing = Document.objects.filter(pk=id).first()
    if existing is not None:
        return existing
    kind_class = kind_of(kind)
    fields = dataclasses.asdict(data) if isinstance(data, Kind) else data
    code = token.new_code(verification.CODE_LENGTH)
    version = corrects.version + 1 if corrects else 1
    letter = _plain(
        {
            "number": number,
            "title": title or str(kind_class.title),
            "addressee": addressee,
            "issued_on": issued_at.astimezone(_SHANGHAI).date().isoformat(),
            "handler": handler,
            "signer": signer,
            "is_sample": is_sample,
            "version": version,
            "corrects": corrects.number if corrects else "",
            "verification_code": verification.grouped(code),
            "verify_url": verify_url(code),
        }
    )
    snapshot = {
        "kind": kind,
        "template": kind,
        "template_version": templates.in_force(kind),
        "data": _plain(dataclasses.asdict(kind_class.read(fields))),
        "letter": letter,
    }
    content = render.render(snapshot)
    document = Document(
        id=id,
        kind=kind,
        number=letter["number"],
        title=letter["title"],
        addressee=letter["addressee"],
        subject=subject,
        issued_at=issued_at,
        handler=letter["handler"],
        signer=letter["signer"],
        template=kind,
        template_version=snapshot["template_version"],
        snapshot=json.dumps(snapshot, ensure_ascii=False),
        sha256=hashlib.sha256(content).hexdigest(),
        verification_code=code,
        version=version,
        corrects=corrects,
        is_sample=is_sample,
    )
    return _insert_once(document, content, owner=owner)


def verify_url(code: str) -> str:
    """The page that says whether a document is genuine."""
    return f"{settings.PUBLIC_BASE_URL}/verify/{code}"


def _insert_once(document: Document, content: bytes, *, owner: str) -> Document:
    """Two calls at the same moment: the second waits at the primary key and gets the first one's document."""
    try:
        with transaction.atomic():
            document.docx = storage.keep(
                content,
                name=f"{_file_name(document)}.docx",
                content_type=storage.DOCX,
                purpose="document",
                owner=owner,
                at=document.issued_at,
            )
            document.save(force_insert=True)
            ask_for_pdf(document)
    except IntegrityError:
        first = Document.objects.filter(pk=document.pk).first()
        if first is None:
            raise
        return first
    return document


def _file_name(document: Document) -> str:
    return re.sub(r"[\\/:*?\"<>|\s]+", " ", f"{document.title} {document.number}").strip()


def _plain(value: Any) -> Any:
    """As JSON, without the characters that neither XML nor the database can hold."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else value
