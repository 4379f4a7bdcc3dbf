"""The mark of a star level, for packages and pages: SVG and PNG from one drawing.

Characters are outlines, so the mark looks the same at every printer's: ``badge_glyphs.json``, taken from Noto
CJK under the SIL Open Font License 1.1 (https://openfontlicense.org).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from documents import drawing
from documents.drawing import Contour, Shape

SIZE = 1000
_CENTRE = (500.0, 500.0)
_CREAM, _GOLD, _DEEP_GOLD = "#fdf8ea", "#d9b45b", "#a67c23"
_NAME = "中国一乡一品"


@dataclass(frozen=True)
class Level:
    """How one star level is called and coloured."""

    star_class: str
    star_name: str
    colour: str


LEVELS = {
    1: Level("初选", "一星级", "#2f6b4f"),
    2: Level("优选", "二星级", "#1f5f7a"),
    3: Level("优选", "三星级", "#1b4a86"),
    4: Level("臻选", "四星级", "#8a2f26"),
    5: Level("臻选", "五星级", "#7a1420"),
}


def svg(*, star: int, number: str, is_sample: bool = False) -> str:
    """The mark as SVG text; ``number`` is the certificate's or authorisation's."""
    level = LEVELS[star]
    title = f"{_NAME} {level.star_name} {level.star_class} {number}"
    return drawing.svg(_shapes(star, number, is_sample), size=SIZE, title=title)


def png(*, star: int, number: str, is_sample: bool = False, pixels: int = 1000) -> bytes:
    """The mark as PNG with a clear ground."""
    return drawing.png(_shapes(star, number, is_sample), size=SIZE, pixels=pixels)


def _shapes(star: int, number: str, is_sample: bool) -> list[Shape]:
    level = LEVELS[star]
    shapes = [
        Shape(level.colour, (drawing.scalloped(_CENTRE, 478, depth=10, count=48),)),
        Shape(_GOLD, drawing.ring(_CENTRE, 455, 449)),
        Shape(_CREAM, (drawing.circle(_CENTRE, 312),)),
        Shape(_GOLD, drawing.ring(_CENTRE, 322, 312)),
        Shape(_GOLD, drawing.ring(_CENTRE, 300, 297)),
        Shape(_CREAM, _on_arc(_NAME, face="serif", size=92, radius=352, spread=0.335)),
        Shape(_GOLD, _along_bottom(number, size=47, radius=402)),
        Shape(_GOLD, tuple(drawing.star((500 + side * 385, 500 + 70), 19) for side in (-1, 1))),
        Shape(_DEEP_GOLD, _stars(star)),
        Shape(level.colour, _straight(level.star_class, face="serif", size=196, baseline=590, gap=14)),
        Shape(_DEEP_GOLD, _straight(level.star_name, face="serif", size=66, baseline=700, gap=10)),
        Shape(_DEEP_GOLD, tuple(_rule(side) for side in (-1, 1))),
    ]
    if is_sample:
        shapes.append(Shape("#555555", _sample(), opacity=0.42))
    return shapes


def _stars(count: int) -> tuple[Contour, ...]:
    """On an arc above the class, the middle at the top."""
    step = 0.30
    contours = []
    for place in range(count):
        angle = (place - (count - 1) / 2) * step
        at = (500 + 222 * math.sin(angle), 530 - 222 * math.cos(angle))
        contours.append(drawing.star(at, 36, turn=angle))
    return tuple(contours)


def _rule(side: int) -> Contour:
    x1, x2 = 500 + side * 122, 500 + side * 205
    return drawing.polygon([(x1, 674), (x2, 676), (x1, 678)])


def _sample() -> tuple[Contour, ...]:
    turn = -0.45
    flat = _straight("样本", face="serif", size=330, baseline=0, gap=60, middle=0)
    lifted = (drawing.moved(contour, scale=1, turn=0, to=(0, 120)) for contour in flat)
    return tuple(drawing.moved(contour, scale=1, turn=turn, to=_CENTRE) for contour in lifted)


@cache
def _glyphs() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("badge_glyphs.json").read_text("utf-8"))


@cache
def _glyph(char: str, face: str) -> tuple[float, tuple[Contour, ...]]:
    """(advance, outlines) at size 1, upright, the origin on the baseline."""
    glyphs = _glyphs()
    glyph, unit = glyphs[face][char], glyphs["unitsPerEm"]
    return glyph["advance"] / unit, tuple(_read(glyph["path"], 1 / unit))


def _read(path: str, scale: float) -> list[Contour]:
    contours: list[Contour] = []
    start: drawing.Point = (0.0, 0.0)
    segments: list[tuple[drawing.Point, ...]] = []
    for word in path.split():
        numbers = [float(n) * scale for n in word[1:].split(",") if n]
        points = tuple((x, -y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        if word[0] == "M":
            start, segments = points[0], []
        elif word[0] == "Z":
            contours.append((start, tuple(segments)))
        else:
            segments.append(points)
    return contours


def _set(char: str, *, face: str, size: float, turn: float, at: drawing.Point) -> list[Contour]:
    """One character, its foot's middle at ``at``."""
    advance, outlines = _glyph(char, face)
    shift = (-advance / 2, 0.0)
    centred = (drawing.moved(outline, scale=1, turn=0, to=shift) for outline in outlines)
    return [drawing.moved(outline, scale=size, turn=turn, to=at) for outline in centred]


def _straight(
    text: str, *, face: str, size: float, baseline: float, gap: float, middle: float = 500
) -> tuple[Contour, ...]:
    widths = [_glyph(char, face)[0] * size for char in text]
    x = middle - (sum(widths) + gap * (len(text) - 1)) / 2
    contours: list[Contour] = []
    for char, width in zip(text, widths, strict=True):
        contours += _set(char, face=face, size=size, turn=0, at=(x + width / 2, baseline))
        x += width + gap
    return tuple(contours)


def _on_arc(text: str, *, face: str, size: float, radius: float, spread: float) -> tuple[Contour, ...]:
    """Over the top, feet towards the centre; ``spread`` radians from one character to the next."""
    contours: list[Contour] = []
    for place, char in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * spread
        at = (500 + radius * math.sin(angle), 500 - radius * math.cos(angle))
        contours += _set(char, face=face, size=size, turn=angle, at=at)
    return tuple(contours)


def _along_bottom(text: str, *, size: float, radius: float) -> tuple[Contour, ...]:
    """Under the bottom, feet outwards, read from left to right; shrinks to stay within the lower half."""
    widths = [_glyph(char, "sans")[0] for char in text]
    size = min(size, 2.3 * radius / sum(widths))
    angle = sum(widths) * size / radius / 2
    contours: list[Contour] = []
    for char, width in zip(text, widths, strict=True):
        half = width * size / radius / 2
        angle -= half
        at = (500 + radius * math.sin(-angle), 500 + radius * math.cos(angle))
        contours += _set(char, face="sans", size=size, turn=angle, at=at)
        angle -= half
    return tuple(contours)
