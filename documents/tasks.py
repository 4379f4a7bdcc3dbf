"""Celery's side of documents: PDFs are made here, never while somebody waits for a page."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from uuid import UUID

from celery import current_app, shared_task
from django.db import transaction
from django.db.models.functions import Now

from documents import pdf, storage
from documents.errors import PdfFailed
from documents.models import Document, LetterTemplate

logger = logging.getLogger(__name__)

MAKE_PDF = "documents.tasks.make_pdf"
MAKE_PREVIEW = "documents.tasks.make_preview"
# A sweep leaves the worker to others after this.
_SWEEP_SECONDS = 20.0
# So long somebody may wait for what a proposed template looks like; one that cannot be made is given up then.
_LOOKED_AT = timedelta(minutes=30)


@shared_task(name=MAKE_PDF, acks_late=True, ignore_result=True)
def make_pdf(document_id: str) -> None:
    """Asked for when a document is issued, and when somebody wants a PDF that is not there yet."""
    pdf.make(UUID(document_id))


@shared_task(name="documents.tasks.make_missing_pdfs", ignore_result=True, soft_time_limit=120, time_limit=180)
def make_missing_pdfs() -> None:
    """What nobody asked for or whose worker was killed, the newest first."""
    if pdf.program() is None:
        return
    until = time.monotonic() + _SWEEP_SECONDS
    previews = LetterTemplate.objects.waiting().filter(preview_pdf=None, proposed_at__gt=Now() - _LOOKED_AT)
    for template_id in previews.values_list("pk", flat=True)[:5]:
        make_preview(template_id)
    missing = Document.objects.filter(pdf=None, pdf_fault={}).order_by("-issued_at")
    for document_id in missing.values_list("pk", flat=True)[:50]:
        if time.monotonic() > until:
            return
        pdf.make(document_id)


@shared_task(name=MAKE_PREVIEW, acks_late=True, ignore_result=True)
def make_preview(template_id: int) -> None:
    """What a proposed template looks like in print."""
    proposed = LetterTemplate.objects.filter(pk=template_id, preview_pdf=None).select_related("preview").first()
    if proposed is None or pdf.program() is None:
        return
    try:
        content = pdf.to_pdf(proposed.preview.read())
    except PdfFailed:
        return  # its docx can be looked at all the same
    shown = proposed.preview
    name = shown.name.removesuffix(".docx") + ".pdf"
    kept = storage.keep(content, name=name, content_type="application/pdf", purpose="preview", owner=shown.owner)
    LetterTemplate.objects.filter(pk=template_id, preview_pdf=None).update(preview_pdf=kept)


def ask_for_preview(proposed: LetterTemplate) -> None:
    """Once this transaction is committed."""
    transaction.on_commit(lambda: _send(MAKE_PREVIEW, proposed.pk), robust=True)


def ask_for_pdf(document: Document) -> None:
    """Once this transaction is committed. Only a hint: the sweep finds what was missed."""
    if pdf.is_awaited(document):
        transaction.on_commit(lambda: _send(MAKE_PDF, str(document.pk)), robust=True)


def _send(task: str, argument: str | int) -> None:
    try:
        current_app.send_task(task, args=[argument], ignore_result=True, retry=False)
    except Exception as error:
        logger.warning("broker unreachable, the PDF waits for the sweep: %s", error)
