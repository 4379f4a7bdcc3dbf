"""docx → PDF by LibreOffice, where it is installed. Slow: only tasks of the worker do it (``documents.tasks``)."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from pypdf import PdfReader

from documents import glyphs, signing, storage
from documents.errors import FileBroken, PdfFailed, SealFailed
from documents.kinds import kind_of
from documents.models import Document

TIMEOUT_SECONDS = 90
#: LibreOffice may be killed or run out of memory; after so many tries it is the document that is at fault.
MOST_TRIES = 3
#: What stands in for the fonts that letters name and this machine has not.
FONTS = Path(__file__).parent / "fonts.conf"
#: PDF/A-2b (ISO 19005-2), to be read in thirty years as today, and tagged, to be read aloud.
EXPORT = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
}
logger = logging.getLogger(__name__)


def program() -> str | None:
    """Where LibreOffice is (setting LIBREOFFICE: empty for none); None: documents stay docx and pages say so."""
    named: str | None = getattr(settings, "LIBREOFFICE", None)
    if named is not None:
        return named or None
    return shutil.which("soffice") or shutil.which("libreoffice")


def is_awaited(document: Document) -> bool:
    """Whether the PDF is still to come."""
    return document.pdf_id is None and not document.pdf_fault and program() is not None


def fault_of(document: Document) -> str:
    """Why there is no PDF and will be none, in a sentence; empty if nothing is wrong."""
    fault = document.pdf_fault
    if characters := fault.get("characters"):
        return _("下列字没有可用的字体，打印出来是方框：%(characters)s") % {"characters": " ".join(characters)}
    if pages := fault.get("pages"):
        return _("文书应为一页，实际有%(pages)s页，请缩短过长的内容") % {"pages": pages}
    return str(PdfFailed.message) if fault else ""


def make(document_id: UUID) -> None:
    """Make and look at the document's PDF, once. Whoever comes while another makes it goes away again."""
    with transaction.atomic():
        waiting = Document.objects.filter(pk=document_id, pdf=None, pdf_fault={})
        document = waiting.select_for_update(of=["self"], skip_locked=True, no_key=True).first()
        if document is None or program() is None:
            return
        try:
            signer = signing.key()  # first: what cannot be sealed need not be made
            content = to_pdf(document.docx.read())
            fault = _fault_in(content, document)
            if signer is not None and not fault:
                content = signing.seal(content, signer, issuer=document.data["data"]["issuer"])
        except SealFailed as failed:
            logger.error("the PDF of document %s waits: %s", document_id, failed)
            return
        except (PdfFailed, FileBroken) as failed:
            logger.warning("no PDF of document %s: %s", document_id, failed)
            document.count_pdf_failure(most=MOST_TRIES)
            return
        if fault:
            document.refuse_pdf(fault)
            return
        pdf = storage.keep(
            content,
            name=document.docx.name.removesuffix(".docx") + ".pdf",
            content_type="application/pdf",
            purpose="document",
            owner=document.docx.owner,
            at=document.issued_at,
        )
        document.attach_pdf(pdf)


def _fault_in(content: bytes, document: Document) -> dict[str, str | int]:
    """What must not be given out: boxes in the place of characters, more than the one page that it should be.

    A letter with a box in it is still better than none: only documents of one page are held back.
    """
    if not kind_of(document.kind).one_page:
        return {}
    pdf = PdfReader(io.BytesIO(content))
    if boxes := glyphs.missing(pdf):
        known = glyphs.unprintable(str(text) for text in document.data["data"].values())
        return {"characters": "".join(dict.fromkeys(known + boxes))}
    return {"pages": len(pdf.pages)} if len(pdf.pages) != 1 else {}


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
            f"pdf:writer_pdf_Export:{json.dumps(EXPORT)}",
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
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "HOME": folder,
                    "LANG": "C.UTF-8",
                    "FONTCONFIG_FILE": str(FONTS),
                },
            )
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            logger.warning("LibreOffice failed: %s", getattr(error, "stderr", error))
            raise PdfFailed from error
