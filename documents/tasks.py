"""Celery's side of documents: PDFs are made here, never while somebody waits for a page."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from celery import current_app, shared_task
from django.db import transaction

from documents import pdf
from documents.models import Document

logger = logging.getLogger(__name__)

MAKE_PDF = "documents.tasks.make_pdf"
# A sweep leaves the worker to others after this.
_SWEEP_SECONDS = 20.0


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
    missing = Document.objects.filter(pdf=None, pdf_fault={}).order_by("-issued_at")
    for document_id in missing.values_list("pk", flat=True)[:50]:
        if time.monotonic() > until:
            return
        pdf.make(document_id)


def ask_for_pdf(document: Document) -> None:
    """Once this transaction is committed. Only a hint: the sweep finds what was missed."""
    if pdf.is_awaited(document):
        transaction.on_commit(lambda: _send(document.pk), robust=True)


def _send(document_id: UUID) -> None:
    try:
        current_app.send_task(MAKE_PDF, args=[str(document_id)], ignore_result=True, retry=False)
    except Exception as error:
        logger.warning("broker unreachable, the PDF waits for the sweep: %s", error)
