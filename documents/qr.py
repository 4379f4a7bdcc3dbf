"""QR codes with error level Q: a quarter of the code may be damaged (print at 20 mm or more)."""

from __future__ import annotations

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage

QUIET_ZONE = 4


def png(text: str, *, box: int = 10) -> bytes:
    """Black on white; ``box`` pixels a module."""
    picture = _code(text, box=box).make_image().get_image()
    out = io.BytesIO()
    picture.convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()


def svg(text: str) -> bytes:
    """A stand-alone SVG on a white ground, for print."""

    class OnWhite(SvgPathImage):
        background = "white"

    return _code(text, box=10).make_image(image_factory=OnWhite).to_string()


def _code(text: str, *, box: int) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=box, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return code
