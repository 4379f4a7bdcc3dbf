"""What the QR codes in a photo say."""

from __future__ import annotations

from typing import Any

import zxingcpp
from PIL import Image, ImageOps

from documents.models import StoredFile

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
# A code that fills a third of a photo has modules of many pixels then; a larger picture only takes longer.
_SIDES = (1600, 2800)
_MOST_TEXTS = 10
_MOST_CHARACTERS = 500


def read(stored: StoredFile) -> list[str]:
    """The texts of all codes that can be read; none for what is no picture, or holds none.

    The size of the picture was judged when it was taken in; a JPEG is decoded at a fraction of it.
    """
    format_ = _FORMATS.get(stored.content_type)
    if format_ is None:
        return []
    for side in _SIDES:
        try:
            with stored.open() as content, Image.open(content, formats=[format_]) as image:
                found = _codes(_grey(image, side))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return []
        if found:
            return found
    return []


def _grey(image: Any, side: int) -> Image.Image:
    """Upright, no side longer than this, on white."""
    image.draft("L", (side, side))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((side, side))
    clear = upright.convert("RGBA")
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear)
    return flat.convert("L")


def _codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    texts = (code.text[:_MOST_CHARACTERS] for code in found[:_MOST_TEXTS] if code.valid)
    return list(dict.fromkeys(text for text in texts if text))
