"""Filling a docx template: the same data and template give the same bytes, always."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from documents import qr
from documents.fitting import shrink_to_fit
from documents.kinds import Kind, kind_of

TEMPLATES = Path(__file__).parent / "templates_docx"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@lru_cache(maxsize=32)
def _template_bytes(path: Path, _mtime: float) -> bytes:
    return path.read_bytes()


def template_bytes(template: str) -> bytes:
    path = TEMPLATES / f"{template}.docx"
    return _template_bytes(path, path.stat().st_mtime)


def template_version(template: str) -> str:
    """SHA-256 of the template file."""
    return hashlib.sha256(template_bytes(template)).hexdigest()


def render(snapshot: Mapping[str, Any]) -> bytes:
    """A docx from a document's snapshot, as ``documents.issue`` makes it."""
    template = DocxTemplate(io.BytesIO(template_bytes(snapshot["template"])))
    data = kind_of(snapshot["kind"]).read(snapshot["data"])
    context = {
        **vars(data),
        **snapshot["letter"],
        "issued_on": date.fromisoformat(snapshot["letter"]["issued_on"]),
        "verify_qr": InlineImage(template, io.BytesIO(qr.png(snapshot["letter"]["verify_url"])), width=Mm(22)),
        "scan_qr": _scan_qr(template, data),
    }
    template.render(context, jinja_env=_environment(), autoescape=True)
    if data.one_page:
        shrink_to_fit(template.docx)
    out = io.BytesIO()
    template.save(out)
    return _same_bytes(out.getvalue())


def _scan_qr(template: DocxTemplate, data: Kind) -> InlineImage | str:
    url = getattr(data, "scan_url", "")
    return InlineImage(template, io.BytesIO(qr.png(url)), width=Mm(30)) if url else ""


def _environment() -> SandboxedEnvironment:
    """Templates are written by managers: no attribute that starts with _, no code, no silent gaps."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters["day"] = chinese_day
    return environment


def chinese_day(value: date | datetime | None) -> str:
    """2026年11月23日; documents are written in Chinese whatever the page's language."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _same_bytes(docx: bytes) -> bytes:
    """The same zip without the time of its making."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _ZIP_EPOCH)
            plain.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(plain, source.read(entry))
    return out.getvalue()
