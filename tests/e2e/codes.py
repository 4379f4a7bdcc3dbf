"""QR codes in pictures, as a phone reads them."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image


def address_in(picture: Path) -> str:
    """The scan page that a code in the picture leads to; empty where there is none."""
    with Image.open(picture) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    return next((code.text for code in found if "/c/" in code.text), "")
