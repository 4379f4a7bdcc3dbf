"""Drawings for printers: a PDF of outlines, a PNG that says how large it is. The same drawing, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageColor
from pypdf import PdfWriter
from pypdf.generic import ContentStream, DictionaryObject, FloatObject, NameObject

from documents import drawing
from documents.drawing import Contour, Point, Shape

_POINTS_PER_MM = 72 / 25.4


def pdf(shapes: Iterable[Shape], *, size: float, millimetres: float, title: str) -> bytes:
    """One square page; ``size`` is a side of the drawing, ``millimetres`` the same side on paper. No fonts."""
    shapes = list(shapes)
    scale = millimetres * _POINTS_PER_MM / size
    opacities = sorted({shape.opacity for shape in shapes if shape.opacity < 1})
    states = {opacity: f"O{place}" for place, opacity in enumerate(opacities)}
    flipped = f"{scale:.6f} 0 0 {-scale:.6f} 0 {size * scale:.4f} cm"
    painted = "\n".join([flipped, *(_painted(shape, states.get(shape.opacity, "")) for shape in shapes)])
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.4"  # the first that knows what shines through
    writer.add_metadata({"/Title": title})
    page = writer.add_blank_page(size * scale, size * scale)
    page.trimbox = page.mediabox
    graphics = {
        NameObject(f"/{name}"): DictionaryObject({NameObject("/ca"): FloatObject(opacity)})
        for opacity, name in states.items()
    }
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/ExtGState"): DictionaryObject(graphics)})
    content = ContentStream(None, writer)
    content.set_data(painted.encode())
    page.replace_contents(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


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


def with_dpi(png: bytes, dpi: int) -> bytes:
    """The same picture, which says how many of its pixels make an inch."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


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
