"""Looking a document up by the code printed on it."""

from __future__ import annotations

import re

from documents.models import Document
from documents.token import ALPHABET

CODE_LENGTH = 16


def find(code: str) -> Document | None:
    """The document with that code, however people typed it (spaces, hyphens, small letters)."""
    wanted = re.sub(r"[\s-]", "", code[:64]).upper()
    if len(wanted) != CODE_LENGTH or not set(wanted) <= set(ALPHABET):
        return None
    documents = Document.objects.select_related("docx", "pdf", "corrects", "corrected_by")
    return documents.filter(verification_code=wanted).first()


def grouped(code: str) -> str:
    """``ABCD-EFGH-JKMN-PQRS``, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
