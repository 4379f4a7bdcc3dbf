"""What a cell of conditions accepts, where it can be told without evaluating: `-`, values, comparisons, ranges,
lists of these, and `not(…)` around them.

A column's values are put on a line: each constant that its cells mention has a place, and so has every gap
before, between and after them. A cell accepts a set of places; two cells can both hold where their sets meet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

_STRING = r'"(?:[^"\\]|\\.)*"'
_TEMPORAL = rf"(?:date|date and time|time)\s*\(\s*{_STRING}\s*\)|@{_STRING}"
_CONSTANT = rf"{_TEMPORAL}|{_STRING}|-?[0-9]+(?:\.[0-9]+)?|true|false"
_ITEM = re.compile(
    rf"\s*(?:(?P<open>[\[\]()])\s*(?P<low>{_CONSTANT})\s*\.\.\s*(?P<high>{_CONSTANT})\s*(?P<close>[\[\])(])"
    rf"|(?P<operator><=|>=|<|>|=)?\s*(?P<constant>{_CONSTANT}))\s*(?:,|\Z)"
)
_NEGATED = re.compile(r"\s*not\s*\((?P<inner>.*)\)\s*\Z", re.DOTALL)

Constant = Decimal | str | bool


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; None: without end on that side."""

    low: Constant | None
    low_included: bool
    high: Constant | None
    high_included: bool


@dataclass(frozen=True)
class Cell:
    """`intervals` None: everything. `kind` of its constants: number, text, boolean, moment; empty without any."""

    intervals: tuple[Interval, ...] | None
    negated: bool = False
    kind: str = ""

    @property
    def constants(self) -> set[Constant]:
        ends = (end for part in self.intervals or () for end in (part.low, part.high))
        return {end for end in ends if end is not None}


def read(text: str) -> Cell | None:
    """None where the cell holds anything else, such as a variable or a function."""
    if text.strip() in ("", "-"):
        return Cell(None)
    negation = _NEGATED.match(text)
    intervals, kinds = _items(negation["inner"] if negation else text)
    if len(kinds) != 1:
        return None
    return Cell(tuple(intervals), negation is not None, kinds.pop())


def constant(text: str) -> tuple[str, Constant] | None:
    """The kind and value of a cell that is one constant."""
    return _value(text.strip()) if re.fullmatch(_CONSTANT, text.strip()) else None


def _items(text: str) -> tuple[list[Interval], set[str]]:
    """The parts of a list and the kinds of their constants; no kind where something cannot be told."""
    intervals: list[Interval] = []
    kinds: set[str] = set()
    place = 0
    while place < len(text):
        match = _ITEM.match(text, place)
        if match is None:
            return [], set()
        found = _interval(match)
        if found is None:
            return [], set()
        intervals.append(found[1])
        kinds.add(found[0])
        place = match.end()
    return intervals, kinds


def _interval(match: re.Match[str]) -> tuple[str, Interval] | None:
    if match["open"]:
        (kind, low), (other, high) = _value(match["low"]), _value(match["high"])
        if kind != other:
            return None
        return kind, Interval(low, match["open"] == "[", high, match["close"] == "]")
    kind, value = _value(match["constant"])
    operator = match["operator"] or "="
    if operator == "=":
        return kind, Interval(value, True, value, True)
    if kind in ("text", "boolean"):
        return None
    if operator.startswith("<"):
        return kind, Interval(None, False, value, operator == "<=")
    return kind, Interval(value, operator == ">=", None, False)


def _value(text: str) -> tuple[str, Constant]:
    if text in ("true", "false"):
        return "boolean", text == "true"
    if text.startswith('"'):
        return "text", _unquoted(text)
    quoted = re.search(_STRING, text)
    if quoted:
        return "moment", _unquoted(quoted[0])
    return "number", Decimal(text)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


class Line:
    """The places of one column. Odd places are constants, even ones the gaps around them."""

    def __init__(self, cells: Sequence[Cell], *, whole: bool = False) -> None:
        """`whole`: the values are whole numbers, so a gap between neighbours is none."""
        self.kind = next((cell.kind for cell in cells if cell.kind), "")
        mentioned: set[Constant] = set().union(*(cell.constants for cell in cells))
        self.constants: list[Constant] = sorted({False, True} if self.kind == "boolean" else mentioned)
        self.places = [place for place in range(2 * len(self.constants) + 1) if self._exists(place, whole=whole)]

    def accepted(self, cell: Cell) -> frozenset[int]:
        if cell.intervals is None:
            return frozenset(self.places)
        held = {place for place in self.places if any(self._lies_in(place, part) for part in cell.intervals)}
        return frozenset(set(self.places) - held if cell.negated else held)

    def describe(self, place: int) -> str:
        """A place in words, for people."""
        if place % 2:
            return _shown(self.constants[place // 2])
        if self.kind in ("text", ""):
            return _("其他值")
        if place == 0:
            return _("小于 %(value)s") % {"value": _shown(self.constants[0])}
        if place == 2 * len(self.constants):
            return _("大于 %(value)s") % {"value": _shown(self.constants[-1])}
        ends = {"low": _shown(self.constants[place // 2 - 1]), "high": _shown(self.constants[place // 2])}
        return _("%(low)s 与 %(high)s 之间") % ends

    def _exists(self, place: int, *, whole: bool) -> bool:
        if place % 2 or not self.constants:
            return True
        if self.kind == "boolean":
            return False
        if self.kind == "text":  # all other texts are alike
            return place == 0
        if whole and 0 < place < 2 * len(self.constants):
            low, high = self.constants[place // 2 - 1], self.constants[place // 2]
            return not (isinstance(low, Decimal) and isinstance(high, Decimal) and high - low <= 1)
        return True

    def _lies_in(self, place: int, part: Interval) -> bool:
        low = -1 if part.low is None else 2 * self.constants.index(part.low) + (1 if part.low_included else 2)
        high = (
            2 * len(self.constants) + 1
            if part.high is None
            else 2 * self.constants.index(part.high) + (1 if part.high_included else 0)
        )
        return low <= place <= high


def _shown(value: Constant) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{value}”" if isinstance(value, str) else str(value)
