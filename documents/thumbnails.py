"""Small pictures of pictures, for lists of files."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageOps

from documents.models import StoredFile

SIZE = (192, 192)
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


def thumbnail(stored: StoredFile) -> bytes | None:
    """A JPEG that fits `SIZE`, upright as the camera was held; None for what is no picture or cannot be read."""
    format_ = _FORMATS.get(stored.content_type)
    if format_ is None:
        return None
    try:
        with stored.open() as content:
            return _small(content, format_)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _small(content: Any, format_: str) -> bytes:
    with Image.open(content, formats=[format_]) as image:
        image.draft("RGB", SIZE)  # a JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail(SIZE)
        flat = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA")
        flat.paste(clear, mask=clear)
        made = io.BytesIO()
        flat.save(made, "JPEG", quality=80)
        return made.getvalue()
