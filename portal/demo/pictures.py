"""Pictures and papers for the demo, drawn when they are needed, each with a visible 演示.

Chinese text needs a font of the system; where there is none, the pictures bear the mark and digits only.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from documents import qr

INK, PALE, RED = "#2b2b2b", "#f6f1e4", "#b5442e"
# Face within the collection: simplified Chinese is the third of Noto's.
_FONTS = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("wqy-zenhei.ttc", 0),
    ("wqy-microhei.ttc", 0),
)

Line = tuple[tuple[float, float], ...]
# The two characters of the mark as strokes on a field of ten by ten.
_MARK: tuple[tuple[Line, ...], ...] = (
    (
        ((1, 1.2), (2, 2.2)),
        ((0.5, 4), (1.6, 5)),
        ((0.7, 9.2), (2.3, 6.2)),
        ((6.1, 0.4), (6.5, 1.4)),
        ((3.2, 3.1), (3.2, 2), (9.6, 2), (9.3, 3.1)),
        ((4.3, 3.7), (8.6, 3.7)),
        ((4, 5), (9, 5), (9, 8), (4, 8), (4, 5)),
        ((4, 6.5), (9, 6.5)),
        ((6.5, 3.7), (6.5, 8)),
        ((5.4, 8.2), (3.8, 9.7)),
        ((7.5, 8.2), (9.2, 9.7)),
    ),
    (
        ((2, 1.8), (8, 1.8)),
        ((1, 4.4), (9, 4.4)),
        ((5, 4.4), (5, 9.2), (3.8, 8.6)),
        ((3, 6), (1.4, 8.6)),
        ((7, 6), (8.6, 8.6)),
    ),
)


def licence(*, name: str, uscc: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """Like a business licence."""
    image = _ground((900, 640), PALE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((18, 18, 881, 621), outline=RED, width=6)
    draw.rectangle((30, 30, 869, 609), outline="#cfa25a", width=2)
    _text(draw, (450, 92), "营业执照", size=58, fill=RED, anchor="mm")
    _text(draw, (450, 150), f"统一社会信用代码 {uscc}", size=24, anchor="mm")
    for number, (label, text) in enumerate([("名称", name), *rows]):
        _text(draw, (90, 205 + number * 52), label, size=24, fill="#7a6a4a")
        _text(draw, (250, 205 + number * 52), text, size=24)
    return _png(_marked(image))


def product(name: str, *, shape: str, colour: str) -> bytes:
    """On a table: a tin, a box, a bag or a bracelet (`shape`), with its name."""
    image = _ground((800, 600), "#eef1ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 800, 600), fill="#d9cbb4")
    draw.ellipse((230, 468, 580, 516), fill="#bfae93")
    _SHAPES[shape](draw, colour)
    _text(draw, (400, 340), name, size=34, anchor="mm")
    _text(draw, (400, 390), "中国一乡一品", size=20, anchor="mm", fill=RED)
    return _png(_marked(image))


def package_code(url: str) -> bytes:
    """The code on a package, from near."""
    image = _ground((900, 700), "#7d9b76")
    code = Image.open(io.BytesIO(qr.png(url, box=9))).convert("RGB")
    image.paste(code, ((900 - code.width) // 2, 110))
    _text(ImageDraw.Draw(image), (450, 640), "中国一乡一品 扫码查看", size=30, anchor="mm", fill=PALE)
    return _png(image)


def _tin(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.rounded_rectangle((270, 150, 530, 490), radius=26, fill=colour)
    draw.rounded_rectangle((270, 120, 530, 185), radius=18, fill="#3a3a3a")
    draw.rounded_rectangle((295, 290, 505, 430), radius=10, fill=PALE)


def _box(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.polygon([(200, 240), (260, 170), (600, 170), (540, 240)], fill="#b98d5a")
    draw.polygon([(540, 240), (600, 170), (600, 430), (540, 490)], fill="#8f6a3f")
    for left in (270, 380, 490):
        draw.ellipse((left - 60, 110, left + 60, 225), fill=colour, outline=PALE, width=3)
    draw.rectangle((200, 240, 540, 490), fill="#a97c4a")
    draw.rounded_rectangle((290, 300, 510, 425), radius=10, fill=PALE)


def _bag(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.polygon([(285, 170), (515, 170), (550, 490), (250, 490)], fill="#efe7d6")
    draw.rectangle((280, 130, 520, 172), fill=colour)
    for row in range(4):
        for column in range(6 + row):
            left = 392 - 20 * (6 + row) / 2 + 20 * column
            draw.ellipse((left, 185 + 22 * row, left + 24, 201 + 22 * row), fill=colour)
    draw.rounded_rectangle((295, 300, 505, 425), radius=10, fill=PALE, outline=colour, width=3)


def _bracelet(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.ellipse((205, 200, 595, 505), fill=colour)
    draw.ellipse((245, 235, 555, 465), fill=PALE)
    for step in range(24):
        turn = step * math.tau / 24
        x, y = 400 + 175 * math.cos(turn), 351 + 134 * math.sin(turn)
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill="#dfe4e8")


_SHAPES = {"tin": _tin, "box": _box, "bag": _bag, "bracelet": _bracelet}


def place(title: str) -> bytes:
    """A workshop: floor, windows, machines."""
    image = _ground((800, 600), "#e6ebf0")
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 600), (0, 430), (800, 430), (800, 600)], fill="#b9bdb6")
    for left in range(60, 760, 180):
        draw.rectangle((left, 90, left + 120, 210), fill="#bfe0f2", outline="#8aa6b5", width=4)
        draw.line((left + 60, 90, left + 60, 210), fill="#8aa6b5", width=4)
        draw.rounded_rectangle((left - 10, 310, left + 120, 470), radius=10, fill="#6f8791")
        draw.ellipse((left + 30, 345, left + 80, 395), fill="#dfe7ea", outline="#48606b", width=4)
    _text(draw, (400, 545), title, size=30, anchor="mm", fill="#33403a")
    return _png(_marked(image))


def paper(title: str, lines: Sequence[str]) -> bytes:
    """One page as PDF."""
    image = _ground((827, 1169), "white")
    draw = ImageDraw.Draw(image)
    _text(draw, (413, 140), title, size=40, anchor="mm")
    draw.line((110, 190, 717, 190), fill=RED, width=3)
    for number, line in enumerate(lines):
        _text(draw, (110, 240 + number * 48), line, size=24)
    content = io.BytesIO()
    _marked(image).save(content, "PDF", resolution=100, quality=60)
    return content.getvalue()


def _ground(size: tuple[int, int], colour: str) -> Image.Image:
    return Image.new("RGB", size, colour)


def _marked(image: Image.Image) -> Image.Image:
    """演示 across the picture, see-through."""
    unit = image.width / 34
    layer = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(layer)
    for place_, strokes in enumerate(_MARK):
        left, top = image.width * (0.28 + 0.26 * place_), image.height * 0.36
        for stroke in strokes:
            points = [(left + x * unit * 0.75, top + y * unit * 0.75) for x, y in stroke]
            draw.line(points, fill=110, width=round(unit * 0.5), joint="curve")
    return Image.composite(_ground(image.size, RED), image, layer.rotate(18))


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(content, "PNG")
    return content.getvalue()


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    *,
    size: int,
    fill: str = INK,
    anchor: str = "la",
) -> None:
    font = _font(size)
    if font is None:
        text = "".join(char for char in text if char.isascii())
    draw.text(at, text, fill=fill, font=font or ImageFont.load_default(size), anchor=anchor)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    """One with Chinese characters, if the system has it."""
    for name, index in _FONTS:
        try:
            return ImageFont.truetype(name, size, index=index)
        except OSError:
            continue
    return None
