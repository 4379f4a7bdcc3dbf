"""Drawings for printers: a PDF of outlines, a PNG that says how large it is. The same drawing, the same bytes."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterable

from PIL import Image, ImageColor

from documents import drawing
from documents.drawing import Contour, Point, Shape

_POINTS_PER_MM = 72 / 25.4
_SIGNATURE_AND_HEADER = 33


def pdf(shapes: Iterable[Shape], *, size: float, millimetres: float, title: str) -> bytes:
    """One square page; ``size`` is a side of the drawing, ``millimetres`` the same side on paper. No fonts."""
    shapes = list(shapes)
    scale = millimetres * _POINTS_PER_MM / size
    opacities = sorted({shape.opacity for shape in shapes if shape.opacity < 1})
    states = {opacity: f"O{place}" for place, opacity in enumerate(opacities)}
    flipped = f"{scale:.6f} 0 0 {-scale:.6f} 0 {size * scale:.4f} cm"
    content = "\n".join([flipped, *(_painted(shape, states.get(shape.opacity, "")) for shape in shapes)]).encode()
    side = f"{size * scale:.4f}"
    graphics = " ".join(f"/{name} << /ca {opacity:g} >>" for opacity, name in states.items())
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side} {side}] /TrimBox [0 0 {side} {side}] "
            f"/Resources << /ExtGState << {graphics} >> >> /Contents 4 0 R >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            f"<< /Title <{(chr(0xFEFF) + title).encode('utf-16-be').hex()}> >>".encode(),
        ]
    )


def _painted(shape: Shape, state: str) -> str:
    outlines = " ".join(_outline(contour) for contour in shape.contours)
    return f"q {f'/{state} gs ' if state else ''}{_ink(shape.fill)} {outlines} f* Q"


def _ink(colour: str) -> str:
    """Grey as grey: black is printed with black alone."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    if red == green == blue:
        return f"{red / 255:.4g} g"
    return f"{red / 255:.4g} {green / 255:.4g} {blue / 255:.4g} rg"


def _outline(contour: Contour) -> str:
    start, segments = contour
    parts = [f"{_numbers([start])} m"]
    parts += [f"{_numbers(segment)} {'l' if len(segment) == 1 else 'c'}" for segment in segments]
    return " ".join([*parts, "h"])


def _numbers(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.6g} {y:.6g}" for x, y in points)


def _file(objects: list[bytes]) -> bytes:
    """The first object is the catalogue, the last one says what it is."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    digest = hashlib.sha256(out.getvalue()).hexdigest()[:32].encode()
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R " % (len(objects) + 1, len(objects)))
    out.write(b"/ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (digest, digest, table))
    return out.getvalue()


def with_dpi(png: bytes, dpi: int) -> bytes:
    """The same PNG, which says how many of its pixels make an inch."""
    body = struct.pack(">IIB", round(dpi / 0.0254), round(dpi / 0.0254), 1)
    chunk = struct.pack(">I", len(body)) + b"pHYs" + body + struct.pack(">I", zlib.crc32(b"pHYs" + body))
    return png[:_SIGNATURE_AND_HEADER] + chunk + png[_SIGNATURE_AND_HEADER:]


def modules(png: bytes, *, margin: int) -> tuple[list[Shape], int]:
    """A QR code that was drawn as a PNG, as outlines: what is printed is the very code that was given out. With the
    side in modules; ``margin`` is the white around it."""
    picture = Image.open(io.BytesIO(png)).convert("1")
    box = _first_black(picture) // margin
    side = picture.width // box
    rows = [
        drawing.polygon([(left, y), (right, y), (right, y + 1), (left, y + 1)])
        for y in range(side)
        for left, right in _runs([not picture.getpixel((x * box + box // 2, y * box + box // 2)) for x in range(side)])
    ]
    return [Shape("#ffffff", (_square(side),)), Shape("#000000", tuple(rows))], side


def _first_black(picture: Image.Image) -> int:
    """The column in which the code begins."""
    return next(x for x in range(picture.width) for y in range(picture.height) if not picture.getpixel((x, y)))


def _square(side: int) -> Contour:
    return drawing.polygon([(0, 0), (side, 0), (side, side), (0, side)])


def _runs(blacks: list[bool]) -> Iterable[tuple[int, int]]:
    start = None
    for x, is_black in enumerate([*blacks, False]):
        if is_black and start is None:
            start = x
        elif not is_black and start is not None:
            yield start, x
            start = None
