"""Answering a stored file. Who may have it is for the caller to decide."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse

from documents.models import StoredFile
from documents.thumbnails import thumbnail

#: Safe to show inside a page: they cannot run anything.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
PDF = "application/pdf"
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
# The browser's own PDF viewer does not start in a sandbox; only our own pages may hold it.
_PDF_IN_A_PAGE = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def download(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as an attachment; ``inline`` shows pictures and PDFs in the browser. Raises ``FileBroken``."""
    is_pdf = inline and stored.content_type == PDF
    as_attachment = not (is_pdf or (inline and stored.content_type in PICTURES))
    response = FileResponse(
        stored.open(),
        as_attachment=as_attachment,
        filename=stored.name,  # Django writes RFC 5987 for names beyond ASCII
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _PDF_IN_A_PAGE if is_pdf else _LOCKED
    if is_pdf:
        response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-transform"
    return response


def preview(stored: StoredFile) -> HttpResponse | None:
    """A small picture of a picture, which a browser keeps: a stored file never changes. None for other files."""
    small = thumbnail(stored)
    if small is None:
        return None
    response = HttpResponse(small, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _LOCKED
    response["Cache-Control"] = "private, max-age=604800, immutable"
    return response
