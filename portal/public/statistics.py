"""How many stars are held where, of which class, since when: counted by the database for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Substr, TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.badge import LEVELS
from engine import clock
from portal.certification.models import Authorisation
from portal.public.directory import digits, place_names, provinces
from portal.public.models import Listing

Status = Authorisation.Status
_CLASSES = list(dict.fromkeys(level.star_class for level in LEVELS.values()))
_COLOURS = dict(zip(_CLASSES, ("#2f6b4f", "#1f5f7a", "#a03c28"), strict=True))
_MONTHS = 36


@dataclass
class Row:
    """A line of a table, and a bar."""

    label: str
    code: str = ""
    stars: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    with_concern: int = 0

    @property
    def total(self) -> int:
        return sum(self.stars.values())

    @property
    def classes(self) -> dict[str, int]:
        counted = dict.fromkeys(_CLASSES, 0)
        for star, count in self.stars.items():
            counted[LEVELS[star].star_class] += count
        return counted


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """`?province=`: its counties instead of all provinces."""
    known = dict(provinces())
    province = digits(request.GET.get("province", ""), 2)
    province = province if province in known else ""
    found = Listing.objects.held()
    places = _by_place(found.within(province) if province else found, province, known)
    months = _by_month(found.within(province) if province else found)
    context = {
        "province": province,
        "province_name": known.get(province, ""),
        "provinces": known.items(),
        "places": places,
        "months": months,
        "stars": _by_star(places),
        "star_names": [level.star_name for level in LEVELS.values()],
        "classes": _CLASSES,
        "total": sum(row.total for row in places),
        "with_concern": sum(row.with_concern for row in places),
        "now": clock.now(),
        "charts": {"places": _across(places), "months": _along(months)},
    }
    return render(request, "public/statistics.html", context)


def _by_place(found: Any, province: str, known: dict[str, str]) -> list[Row]:
    """Provinces, or the counties of one; those with most first."""
    rows: dict[str, Row] = defaultdict(lambda: Row(""))
    counted = found.values(code=F("place") if province else Substr("place", 1, 2), of=F("star"), is_now=F("state"))
    for each in counted.annotate(count=Count("*")).order_by():
        row = rows[each["code"]]
        row.stars[each["of"]] += each["count"]
        row.with_concern += 0 if each["is_now"] == Status.VALID else each["count"]
    names = _names(rows, province, known)
    for code, row in rows.items():
        row.code, row.label = code, names.get(code) or code
    return sorted(rows.values(), key=lambda row: (-row.total, row.code))


def _names(codes: Iterable[str], province: str, known: dict[str, str]) -> dict[str, str]:
    if not province:
        return known
    return {code: "".join(path[1:] or path) for code, path in place_names(codes).items()}


def _by_month(found: Any) -> list[Row]:
    """By the month in which the star that is held was given, without gaps; what is older than three years is one
    line."""
    counted: dict[date, dict[int, int]] = defaultdict(lambda: dict.fromkeys(LEVELS, 0))
    earliest = _months_before(clock.today(), _MONTHS)
    grouped = found.values(month=TruncMonth("published_at", tzinfo=clock.LOCAL_ZONE), of=F("star"))
    for each in grouped.annotate(count=Count("*")).order_by():
        counted[max(each["month"].date(), earliest)][each["of"]] += each["count"]
    return [
        Row(_("更早") if month == earliest else f"{month:%Y-%m}", stars=counted[month])
        for month in _months(min(counted, default=clock.today()), clock.today())
    ]


def _months(first: date, last: date) -> Iterator[date]:
    month = _months_before(first, 0)
    while month <= last:
        yield month
        month = _months_before(month, -1)


def _months_before(day: date, count: int) -> date:
    """The first of the month."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def _by_star(places: list[Row]) -> list[dict[str, Any]]:
    counted = {star: sum(row.stars[star] for row in places) for star in LEVELS}
    return [
        {"star": star, "name": level.star_name, "star_class": level.star_class, "count": counted[star]}
        for star, level in LEVELS.items()
    ]


def _across(rows: list[Row], most: int = 20) -> dict[str, Any]:
    """Bars that lie, the longest at the top."""
    rows = rows[:most]
    labels = {"type": "category", "inverse": True, "data": [row.label for row in rows]}
    return _bars(rows) | {"yAxis": labels, "xAxis": _NUMBERS, "grid": {**_GRID, "left": 8}}


def _along(rows: list[Row]) -> dict[str, Any]:
    labels = {"type": "category", "data": [row.label for row in rows]}
    return _bars(rows) | {"xAxis": labels, "yAxis": _NUMBERS, "grid": _GRID}


_GRID = {"left": 8, "right": 16, "top": 40, "bottom": 8, "outerBoundsMode": "same"}
_NUMBERS = {"type": "value", "minInterval": 1}


def _bars(rows: list[Row]) -> dict[str, Any]:
    """As ECharts takes it: a bar for each row, a part of it for each class."""
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"data": _CLASSES, "top": 0},
        "series": [
            {
                "type": "bar",
                "stack": "classes",
                "name": name,
                "data": [row.classes[name] for row in rows],
                "itemStyle": {"color": _COLOURS[name]},
                "barMaxWidth": 28,
            }
            for name in _CLASSES
        ],
    }
