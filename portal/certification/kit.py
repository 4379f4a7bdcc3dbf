"""The mark's kit (标识套件): mark and code in every form that a printer asks for, and by which rules they are used.

The same authorisation gives the same bytes, whoever asks and whenever: no clock, no language of the reader's.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils.translation import override

from documents import drawing, printing, qr
from documents.badge import SIZE
from portal.certification.models import Authorisation
from portal.certification.models.marks import Badge, QrCode
from portal.scheme import values
from portal.scheme.regulations import MARKS

DPI = 300
# On paper; both are outlines and may be printed larger.
MARK_MM, CODE_MM = 60, 30
_LANGUAGE = "zh-hans"
# No entry bears the time of its making, nor what a compressor makes of it.
_TIMELESS = (1980, 1, 1, 0, 0, 0)


def name_of(authorisation: Authorisation) -> str:
    return f"{authorisation.number}-标识套件.zip"


def kit(authorisation: Authorisation) -> bytes:
    """Of one that has its mark and its code."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _entries(authorisation):
            entry = zipfile.ZipInfo(f"{authorisation.number}/{name}", _TIMELESS)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _entries(authorisation: Authorisation) -> Iterator[tuple[str, bytes]]:
    yield "请先阅读.txt", _text("readme.txt", authorisation)
    yield from _mark(authorisation.badge, authorisation.number)
    yield from _code(authorisation.product.qr_code)
    yield f"标识使用规定（{MARKS.current}）.html", _text("rules.html", authorisation)
    yield "版权声明.txt", _text("copyright.txt", authorisation)


def _mark(badge: Badge, number: str) -> Iterator[tuple[str, bytes]]:
    outlines = badge.svg.read()
    title, shapes = drawing.read_svg(outlines.decode())
    yield f"星级标识/{number}.svg", outlines
    yield f"星级标识/{number}.png", printing.with_dpi(badge.png.read(), DPI)
    yield f"星级标识/{number}.pdf", printing.pdf(shapes, size=SIZE, millimetres=MARK_MM, title=title)


def _code(code: QrCode) -> Iterator[tuple[str, bytes]]:
    picture = code.png.read()
    shapes, side = printing.modules(picture, margin=qr.QUIET_ZONE)
    yield f"二维码/QR-{code.code}.svg", code.svg.read()
    yield f"二维码/QR-{code.code}.png", printing.with_dpi(picture, DPI)
    yield f"二维码/QR-{code.code}.pdf", printing.pdf(shapes, size=side, millimetres=CODE_MM, title=f"QR {code.code}")


def _text(template: str, authorisation: Authorisation) -> bytes:
    context = {
        "authorisation": authorisation,
        "product": authorisation.product_shown,
        "enterprise": authorisation.product.enterprise,
        "issuer": values.text("OTOP_ISSUER"),
        "regulation": MARKS,
        "since": MARKS.versions[MARKS.current],
        "text": MARKS.template(MARKS.current),
        "mark_mm": MARK_MM,
        "code_mm": CODE_MM,
        "dpi": DPI,
    }
    with override(_LANGUAGE):
        return render_to_string(f"certification/kit/{template}", context).encode()
