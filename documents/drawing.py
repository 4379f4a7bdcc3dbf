"""Flat shapes that come out the same as SVG and as PNG, without fonts of the reader's."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

from PIL import Image, ImageChops, ImageColor, ImageDraw

Point = tuple[float, float]
#: A closed outline: where it starts, then lines (one point) and cubic curves (three points).
Contour = tuple[Point, tuple[tuple[Point, ...], ...]]

_OVERSAMPLING = 3
_PATH = re.compile('<path fill="(#[0-9a-f]+)"(?: fill-opacity="([0-9.]+)")? fill-rule="evenodd" d="([^"]*)"/>')
#: Four cubic curves with this handle make a circle to 0.03 %.
_CIRCLE = 0.5522847498


@dataclass(frozen=True)
class Shape:
    """Outlines filled by the even-odd rule."""

    fill: str
    contours: tuple[Contour, ...]
    opacity: float = 1.0


def polygon(points: Sequence[Point]) -> Contour:
    return points[0], tuple((point,) for point in points[1:])


def circle(centre: Point, radius: float) -> Contour:
    x, y, r, h = *centre, radius, radius * _CIRCLE
    return (x + r, y), (
        ((x + r, y + h), (x + h, y + r), (x, y + r)),
        ((x - h, y + r), (x - r, y + h), (x - r, y)),
        ((x - r, y - h), (x - h, y - r), (x, y - r)),
        ((x + h, y - r), (x + r, y - h), (x + r, y)),
    )


def ring(centre: Point, outer: float, inner: float) -> tuple[Contour, ...]:
    return circle(centre, outer), circle(centre, inner)


def star(centre: Point, radius: float, *, turn: float = 0.0) -> Contour:
    """Five points, the first upwards, turned clockwise by ``turn`` radians."""
    points = []
    for corner in range(10):
        r = radius if corner % 2 == 0 else radius * 0.382
        angle = turn - math.pi / 2 + corner * math.pi / 5
        points.append((centre[0] + r * math.cos(angle), centre[1] + r * math.sin(angle)))
    return polygon(points)


def scalloped(centre: Point, radius: float, *, depth: float, count: int) -> Contour:
    """A disc with a wavy edge."""
    points = []
    for step in range(count * 12):
        angle = 2 * math.pi * step / (count * 12)
        r = radius + depth * math.cos(count * angle)
        points.append((centre[0] + r * math.cos(angle), centre[1] + r * math.sin(angle)))
    return polygon(points)


def moved(contour: Contour, *, scale: float, turn: float, to: Point) -> Contour:
    """Scaled, turned clockwise by ``turn`` radians about the origin, and shifted."""
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale

    def place(point: Point) -> Point:
        return point[0] * cos - point[1] * sin + to[0], point[0] * sin + point[1] * cos + to[1]

    start, segments = contour
    return place(start), tuple(tuple(place(p) for p in segment) for segment in segments)


def svg(shapes: Iterable[Shape], *, size: int, title: str) -> str:
    """A stand-alone SVG: paths only."""
    paths = "\n".join(_svg_path(shape) for shape in shapes)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img">\n'
        f"<title>{escape(title)}</title>\n{paths}\n</svg>\n"
    )


def _svg_path(shape: Shape) -> str:
    opacity = f' fill-opacity="{shape.opacity:g}"' if shape.opacity < 1 else ""
    data = "".join(_svg_contour(contour) for contour in shape.contours)
    return f'<path fill="{shape.fill}"{opacity} fill-rule="evenodd" d="{data}"/>'


def _svg_contour(contour: Contour) -> str:
    start, segments = contour
    parts = [f"M{_svg_points([start])}"]
    parts += [f"{'L' if len(segment) == 1 else 'C'}{_svg_points(segment)}" for segment in segments]
    return "".join(parts) + "Z"


def _svg_points(points: Sequence[Point]) -> str:
    return " ".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in points)


def read_svg(text: str) -> tuple[str, list[Shape]]:
    """What ``svg`` wrote: its title and its shapes. Raises ``ValueError`` for any other SVG."""
    title = re.search("<title>(.*?)</title>", text)
    paths = _PATH.findall(text)
    if title is None or len(paths) != text.count("<path"):
        raise ValueError("Expected an SVG of ours")
    shapes = [
        Shape(fill, tuple(map(_read_contour, data.removesuffix("Z").split("Z"))), float(opacity or 1))
        for fill, opacity, data in paths
    ]
    return unescape(title[1]), shapes


def _read_contour(data: str) -> Contour:
    words = re.findall("([MLC])([-0-9.e ]+)", data)
    moves = [_read_points(numbers) for _letter, numbers in words]
    return moves[0][0], tuple(moves[1:])


def _read_points(numbers: str) -> tuple[Point, ...]:
    found = [float(number) for number in numbers.split()]
    return tuple(zip(found[::2], found[1::2], strict=True))


def png(shapes: Iterable[Shape], *, size: int, pixels: int) -> bytes:
    """A PNG with a clear ground, ``pixels`` wide and high."""
    wide = pixels * _OVERSAMPLING
    scale = wide / size
    picture = Image.new("RGBA", (wide, wide), (0, 0, 0, 0))
    for shape in shapes:
        _paint(picture, shape, scale)
    out = io.BytesIO()
    picture.resize((pixels, pixels), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _paint(picture: Image.Image, shape: Shape, scale: float) -> None:
    outlines = [[(x * scale, y * scale) for x, y in _flat(contour)] for contour in shape.contours]
    xs = [x for outline in outlines for x, _y in outline]
    ys = [y for outline in outlines for _x, y in outline]
    left, top = math.floor(min(xs)), math.floor(min(ys))
    box = (math.ceil(max(xs)) - left + 1, math.ceil(max(ys)) - top + 1)
    mask = Image.new("1", box)
    for outline in outlines:
        one = Image.new("1", box)
        ImageDraw.Draw(one).polygon([(x - left, y - top) for x, y in outline], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    ink = Image.new("RGBA", box, (*ImageColor.getrgb(shape.fill)[:3], 0))
    ink.putalpha(mask.convert("L").point(lambda value: round(value * shape.opacity)))
    picture.alpha_composite(ink, (max(left, 0), max(top, 0)))


def _flat(contour: Contour) -> list[Point]:
    start, segments = contour
    points = [start]
    for segment in segments:
        if len(segment) == 1:
            points.append(segment[0])
            continue
        a, (b, c, d) = points[-1], segment
        steps = max(4, min(64, round(math.dist(a, d) / 6)))
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            points.append(
                tuple(  # type: ignore[arg-type]
                    u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1)
                )
            )
    return points
