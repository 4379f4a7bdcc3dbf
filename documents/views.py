"""Answering a stored file. Who may have it is for the caller to decide."""

from __future__ import annotations

from django.http import FileResponse

from documents.models import StoredFile

#: Safe to show inside a page: they cannot run anything.
_SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "application/pdf"})


def download(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as an attachment; ``inline`` shows pictures and PDFs in the browser."""
    as_attachment = not (inline and stored.content_type in _SHOWN_INLINE)
    response = FileResponse(
        stored.file.storage.open(str(stored.file.name), "rb"),
        as_attachment=as_attachment,
        filename=stored.name,  # Django writes RFC 5987 for names beyond ASCII
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
    response["Cache-Control"] = "private, no-transform"
    return response
