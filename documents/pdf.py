"""docx → PDF by LibreOffice, where it is installed. Slow: call it from a job, with no lock held."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from documents import storage
from documents.errors import PdfFailed
from documents.models import Document, StoredFile

TIMEOUT_SECONDS = 90
logger = logging.getLogger(__name__)


def program() -> str | None:
    """Where LibreOffice is; None: documents stay docx and pages say so."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(document: Document) -> StoredFile | None:
    """The document's PDF, made now if there is none; None without LibreOffice. Raises ``PdfFailed``."""
    document.refresh_from_db(fields=["pdf"])
    if document.pdf is not None or program() is None:
        return document.pdf
    content = to_pdf(document.docx.read())
    name = document.docx.name.removesuffix(".docx") + ".pdf"
    pdf = storage.keep(
        content,
        name=name,
        content_type="application/pdf",
        purpose="document",
        owner=document.docx.owner,
        at=document.issued_at,
    )
    document.attach_pdf(pdf)
    return document.pdf


def to_pdf(docx: bytes) -> bytes:
    """One run of LibreOffice with a profile of its own, so that two can run at once."""
    executable = program()
    if executable is None:
        raise PdfFailed
    with tempfile.TemporaryDirectory(prefix="otop-pdf-") as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(docx)
        command = [
            executable,
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"},
            )
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            logger.warning("LibreOffice failed: %s", getattr(error, "stderr", error))
            raise PdfFailed from error
