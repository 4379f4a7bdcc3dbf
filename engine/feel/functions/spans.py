"""How points and ranges lie to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import comparison
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run
from engine.feel.values.ranges import Range


def _order(a: Any, b: Any) -> int:
    found = comparison.order(a, b)
    if found is None:
        raise Fault("null-argument" if a is None or b is None else "incomparable")
    return found


def _same(a: Any, b: Any) -> bool:
    return _order(a, b) == 0


def _span(value: Any) -> Range:
    """A point is a range of one."""
    return value if type(value) is Range else Range(value, value, True, True)


def before(one: Range, other: Range) -> bool:
    found = _order(one.high, other.low)
    return found < 0 or (found == 0 and not (one.high_included and other.low_included))


def meets(one: Range, other: Range) -> bool:
    return one.high_included and other.low_included and _same(one.high, other.low)


def overlaps(one: Range, other: Range) -> bool:
    return not before(one, other) and not before(other, one)


def _starts_before(one: Range, other: Range) -> int:
    found = _order(one.low, other.low)
    return found or (other.low_included - one.low_included)


def _ends_before(one: Range, other: Range) -> int:
    found = _order(one.high, other.high)
    return found or (one.high_included - other.high_included)


def overlaps_before(one: Range, other: Range) -> bool:
    return overlaps(one, other) and _starts_before(one, other) < 0 and _ends_before(one, other) <= 0


def finishes(one: Range, other: Range) -> bool:
    return _ends_before(one, other) == 0 and _starts_before(one, other) >= 0


def includes(one: Range, other: Range) -> bool:
    return _starts_before(one, other) <= 0 and _ends_before(one, other) >= 0


def starts(one: Range, other: Range) -> bool:
    return _starts_before(one, other) == 0 and _ends_before(one, other) <= 0


def coincides(one: Range, other: Range) -> bool:
    return _starts_before(one, other) == 0 and _ends_before(one, other) == 0


def _flip(work: Callable[[Range, Range], bool]) -> Callable[[Range, Range], bool]:
    return lambda one, other: work(other, one)


_POINTS_AND_RANGES: dict[str, tuple[Callable[[Range, Range], bool], tuple[str, ...]]] = {
    "before": (before, ("point1: any, point2: any", "range: any, point: any", "point: any, range: any")),
    "after": (_flip(before), ("point1: any, point2: any", "range: any, point: any", "point: any, range: any")),
    "meets": (meets, ()),
    "met by": (_flip(meets), ()),
    "overlaps": (overlaps, ()),
    "overlaps before": (overlaps_before, ()),
    "overlaps after": (_flip(overlaps_before), ()),
    "finishes": (finishes, ("point: any, range: range",)),
    "finished by": (_flip(finishes), ("range: range, point: any",)),
    "includes": (includes, ("range: range, point: any",)),
    "during": (_flip(includes), ("point: any, range: range",)),
    "starts": (starts, ("point: any, range: range",)),
    "started by": (_flip(starts), ("range: range, point: any",)),
    "coincides": (coincides, ("point1: any, point2: any",)),
}


def _register(name: str, work: Callable[[Range, Range], bool], ways: tuple[str, ...]) -> None:
    @builtin(name, "range1: range, range2: range", *ways)
    def check(run: Run, one: Any, other: Any) -> bool:
        if one is None or other is None:
            raise Fault("null-argument", name)
        return work(_span(one), _span(other))


for _name, (_work, _ways) in _POINTS_AND_RANGES.items():
    _register(_name, _work, _ways)
