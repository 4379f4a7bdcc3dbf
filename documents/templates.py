"""The templates of documents: one comes with the platform, a manager's newer version stands before it once a second
person agreed. Every version is kept, so that an issued document can be made again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from documents.models import LetterTemplate

TEMPLATES = Path(__file__).parent / "templates_docx"


@lru_cache(maxsize=64)
def _read(path: Path, _mtime: float) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, hashlib.sha256(content).hexdigest()


def built_in(kind: str) -> tuple[bytes, str]:
    """What comes with the platform, and its version."""
    path = TEMPLATES / f"{kind}.docx"
    return _read(path, path.stat().st_mtime)


def in_force(kind: str) -> str:
    """The version that documents are made with now: the SHA-256 of its file."""
    newest = LetterTemplate.objects.agreed(kind).values_list("file__sha256", flat=True).first()
    return newest or built_in(kind)[1]


def content_of(kind: str, version: str) -> bytes:
    """A version's file. One that came with an earlier release is gone; the present one stands in for it."""
    content, own = built_in(kind)
    if version == own:
        return content
    kept = LetterTemplate.objects.agreed(kind).filter(file__sha256=version).select_related("file").first()
    return kept.file.read() if kept else content
