"""What can be told of a decision table without taking it: rules that meet, values that no rule takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod

from engine.dmn.cells import Cell, Line, constant, read
from engine.dmn.model import Input, Rule, Table

_WHOLE = frozenset({"integer", "long"})
# Larger tables are not searched; what is found here helps, it protects nothing.
_MOST_RULES, _MOST_STEPS = 300, 200_000

Where = list[tuple[str, str]]  # label of an input, its values in words


def overlaps(table: Table) -> Iterator[tuple[Rule, Rule, Where]]:
    """Pairs of rules that certainly hold for the same values, and for which."""
    if len(table.rules) > _MOST_RULES:
        return
    search = _Search(table)
    for one, two in combinations(range(len(table.rules)), 2):
        met = []
        for left, right in zip(search.accepted[one], search.accepted[two], strict=True):
            both = left & right if left is not None and right is not None else None
            if not both:
                break
            met.append(min(both))
        else:
            yield table.rules[one], table.rules[two], search.describe(met)


def gap(table: Table) -> Where | None:
    """Values that no rule takes; None where there are none or it cannot be told."""
    search = _Search(table)
    lines = [line for line in search.lines if line is not None]
    rows = [[cell for cell in row if cell is not None] for row in search.accepted]
    if len(lines) < len(search.lines) or any(len(row) < len(lines) for row in rows):
        return None
    if prod(len(line.places) for line in lines) * len(rows) > _MOST_STEPS:
        return None
    for places in product(*(line.places for line in lines)):
        if not any(all(place in cell for place, cell in zip(places, row, strict=True)) for row in rows):
            return search.describe(places)
    return None


def unlisted(table: Table) -> Iterator[tuple[Rule, Input, object]]:
    """Conditions on a value that the input's own list of allowed values does not hold."""
    for index, column in enumerate(table.inputs):
        for rule in table.rules if column.values else ():
            found = constant(rule.tests[index])
            if found is not None and found[0] in ("text", "boolean") and found[1] not in column.values:
                yield rule, column, found[1]


class _Search:
    """The table as places on lines: for each rule and input the places that its cell accepts, None: unknown."""

    def __init__(self, table: Table) -> None:
        self._inputs = table.inputs
        self.lines: list[Line | None] = []
        columns: list[list[frozenset[int] | None]] = []
        for index, column in enumerate(table.inputs):
            cells = [read(rule.tests[index]) for rule in table.rules]
            line = _line([cell for cell in cells if cell is not None], whole=column.type in _WHOLE)
            self.lines.append(line)
            columns.append([None if line is None or cell is None else line.accepted(cell) for cell in cells])
        self.accepted = [[column[row] for column in columns] for row in range(len(table.rules))]

    def describe(self, places: Sequence[int]) -> Where:
        return [
            (column.label, line.describe(place))
            for column, line, place in zip(self._inputs, self.lines, places, strict=True)
            if line is not None and line.constants
        ]


def _line(cells: Sequence[Cell], *, whole: bool) -> Line | None:
    """None where the cells compare with things of different kinds."""
    return Line(cells, whole=whole) if len({cell.kind for cell in cells} - {""}) <= 1 else None
