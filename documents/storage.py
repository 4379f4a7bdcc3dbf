"""Taking files in: size, extension and content must agree before anything is stored."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError

from documents import disk, photos
from documents.errors import (
    FileContentMismatch,
    FileEmpty,
    FileEncrypted,
    FileTooLarge,
    FileTypeNotAllowed,
    ImageTooLarge,
    PdfEmpty,
)
from documents.models import StoredFile, digest_path

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Extension → type. SVG and HTML are not here: they can carry scripts.
TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".docx": DOCX,
    ".xlsx": XLSX,
}
IMAGES = (".png", ".jpg", ".jpeg", ".webp")
_IMAGE_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_OFFICE_MAIN = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
_MAX_UNPACKED = 200 * 1024 * 1024
_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one upload may be. ``max_bytes`` None: the setting UPLOAD_MAX_BYTES."""

    max_bytes: int | None = None
    extensions: Sequence[str] = tuple(TYPES)
    max_pixels: int = 50_000_000


def store(
    upload: UploadedFile | bytes,
    *,
    name: str,
    purpose: str,
    user: Any = None,
    owner: str = "",
    limits: Limits | None = None,
    at: datetime | None = None,
) -> StoredFile:
    """Keep an upload; raises ``FileRefused``. ``at`` is the time of storing (default: the database's)."""
    limits = limits or Limits()
    name = clean_name(name)
    content = _bytes_within(upload, name=name, max_bytes=limits.max_bytes or max_upload_bytes())
    if photos.is_heif(content) and ".jpg" in limits.extensions:
        name, content = photos.as_jpeg(content, name=name, max_pixels=limits.max_pixels)
    content_type = _content_type(name, limits)
    _check_content(content, content_type=content_type, name=name, max_pixels=limits.max_pixels)
    return keep(content, name=name, content_type=content_type, purpose=purpose, user=user, owner=owner, at=at)


def keep(
    content: bytes,
    *,
    name: str,
    content_type: str,
    purpose: str,
    user: Any = None,
    owner: str = "",
    at: datetime | None = None,
) -> StoredFile:
    """Keep bytes that we made ourselves, unchecked. Equal content is stored once; what lies broken is mended."""
    stored = StoredFile(
        name=clean_name(name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        purpose=purpose,
        owner=owner,
        uploaded_by=user,
    )
    path = digest_path(stored, stored.name)
    if not disk.holds(path, size=stored.size, sha256=stored.sha256):
        disk.write(path, content)
    stored.file.name = path
    if at is not None:
        stored.created_at = at
    stored.save()
    stored.refresh_from_db(fields=["created_at"])
    return stored


def max_upload_bytes() -> int:
    return int(getattr(settings, "UPLOAD_MAX_BYTES", 20 * _MB))


def clean_name(name: str) -> str:
    """The last part of a path, at most 150 long, without control and direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    path = PurePosixPath(shown or "file")
    return path.stem[: 150 - len(path.suffix[:20])] + path.suffix[:20]


def _bytes_within(upload: UploadedFile | bytes, *, name: str, max_bytes: int) -> bytes:
    size = len(upload) if isinstance(upload, bytes) else upload.size
    if size is not None and size > max_bytes:
        raise FileTooLarge(name=name, max=max_bytes // _MB or 1)
    content = upload if isinstance(upload, bytes) else upload.read()
    if not content:
        raise FileEmpty(name=name)
    return content


def _content_type(name: str, limits: Limits) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in limits.extensions or suffix not in TYPES:
        allowed = "、".join(dict.fromkeys(e.removeprefix(".").upper() for e in limits.extensions if e != ".jpeg"))
        raise FileTypeNotAllowed(name=name, allowed=allowed)
    return TYPES[suffix]


def _check_content(content: bytes, *, content_type: str, name: str, max_pixels: int) -> None:
    if content_type in _IMAGE_FORMATS:
        _check_image(content, format_=_IMAGE_FORMATS[content_type], name=name, max_pixels=max_pixels)
    elif content_type == TYPES[".pdf"]:
        _check_pdf(content, name=name)
    elif not _is_office(content, main=_OFFICE_MAIN[content_type]):
        raise FileContentMismatch(name=name)


def _check_pdf(content: bytes, *, name: str) -> None:
    """A PDF that the reviewer's browser opens: whole, with pages, without a password to open it."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise FileContentMismatch(name=name)
    try:
        pdf = PdfReader(io.BytesIO(content))
        if pdf.is_encrypted and not _opens_without_password(pdf):
            raise FileEncrypted(name=name)
        pages = len(pdf.pages)
    except FileEncrypted:
        raise
    except Exception as error:  # whatever a reader meets in what somebody made by hand
        raise FileContentMismatch(name=name) from error
    if not pages:
        raise PdfEmpty(name=name)


def _opens_without_password(pdf: PdfReader) -> bool:
    """Many reports only forbid printing or changes: these open. What we cannot tell counts as locked."""
    try:
        return pdf.decrypt("") != PasswordType.NOT_DECRYPTED
    except DependencyError:
        return False


def _check_image(content: bytes, *, format_: str, name: str, max_pixels: int) -> None:
    """Opened by its own format only; the size is known before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[format_]) as image:
                if image.width * image.height > max_pixels:
                    raise ImageTooLarge(name=name)
                image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ImageTooLarge(name=name) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise FileContentMismatch(name=name) from error


def _is_office(content: bytes, *, main: str) -> bool:
    """A zip with the parts of an Office file, without macros, that does not unpack to a flood."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    names = {entry.filename for entry in entries}
    flood = sum(entry.file_size for entry in entries) > _MAX_UNPACKED or len(entries) > 5000
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return not flood and not macros and {"[Content_Types].xml", main} <= names
