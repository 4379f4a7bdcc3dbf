"""Filling a docx template: the same data and template give the same bytes, always."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from documents import qr, templates
from documents.fitting import shrink_to_fit
from documents.kinds import Kind, kind_of

_FILTERS = ("default", "first", "join", "last", "length", "trim")
_LONGEST_ROW = 100
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(snapshot: Mapping[str, Any], *, using: bytes | None = None) -> bytes:
    """A docx from a document's snapshot, as ``documents.issue`` makes it, with the version of the template that it
    names. `using`: a template that is only tried."""
    content = using or templates.content_of(snapshot["template"], snapshot["template_version"])
    template = DocxTemplate(io.BytesIO(content))
    data = kind_of(snapshot["kind"]).read(snapshot["data"])
    context = {
        **vars(data),
        **snapshot["letter"],
        "issued_on": date.fromisoformat(snapshot["letter"]["issued_on"]),
        "verify_qr": InlineImage(template, io.BytesIO(qr.png(snapshot["letter"]["verify_url"])), width=Mm(22)),
        "scan_qr": _scan_qr(template, data),
    }
    template.render(context, jinja_env=environment(), autoescape=True)
    if data.one_page:
        shrink_to_fit(template.docx)
    out = io.BytesIO()
    template.save(out)
    return _same_bytes(out.getvalue())


def _scan_qr(template: DocxTemplate, data: Kind) -> InlineImage | str:
    url = getattr(data, "scan_url", "")
    return InlineImage(template, io.BytesIO(qr.png(url)), width=Mm(30)) if url else ""


class _Environment(SandboxedEnvironment):
    """Templates are written by managers: no attribute that starts with _, no code, nothing that grows without end."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A row of stars, and nothing else of the kind."""
        if operator == "*" and isinstance(left, str) and isinstance(right, int) and len(left) * right <= _LONGEST_ROW:
            return left * right
        raise SecurityError(operator)


def environment() -> SandboxedEnvironment:
    """No silent gaps, a few filters and no functions."""
    made = _Environment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS} | {"day": chinese_day}
    return made


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
