"""Plausible values for variables of which nothing is known but the expressions that read them.

`outcome = "pass"` tells that "pass" is worth a try. Only guesses are made here: a wrong one costs a try, never
a finding, so a few patterns over the text do.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from engine import dmn

_NAME = r"[^\W\d]\w*"
_PATH = rf"{_NAME}(?:\.{_NAME})*"
_LITERAL = r'"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?|\btrue\b|\bfalse\b'
_COMPARED = re.compile(rf"(?P<path>{_PATH})\s*(?:<=|>=|!=|=|<|>)\s*(?P<value>{_LITERAL})")
_REVERSED = re.compile(rf"(?P<value>{_LITERAL})\s*(?:<=|>=|!=|=|<|>)\s*(?P<path>{_PATH})")
_AMONG = re.compile(rf"(?P<path>{_PATH})\s+in\s*[(\[](?P<values>[^)\]]*)[)\]]")
_ITEM = re.compile(rf"\b(?:some|every|for)\s+(?P<item>{_NAME})\s+in\s+(?P<path>{_PATH})")
_LONG_PATH = re.compile(rf"{_NAME}(?:\.{_NAME})+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WHOLE_PATH = re.compile(_PATH)
_VALUE = re.compile(_LITERAL)

TEXT: Final = "sample"
MOMENT: Final = "2027-01-15T09:00:00+08:00"
_ANY: Final[tuple[Any, ...]] = (1, True, False, TEXT, MOMENT, "2027-01-15", [TEXT], [], {}, None)
_KINDS: Final = 3  # of these that are worth a try without a clue: a number, and both truths


class SampleValues:
    """Values that are worth a try, by path (`order.total`)."""

    def __init__(self) -> None:
        self._values: dict[str, list[Any]] = defaultdict(list)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._items: dict[str, set[str]] = defaultdict(set)  # names of the items of a list

    def read(self, expressions: Iterable[str]) -> None:
        for text in expressions:
            for match in _ITEM.finditer(text):
                self.is_list(match["path"], item=match["item"])
            for match in (*_COMPARED.finditer(text), *_REVERSED.finditer(text)):
                self.add(match["path"], match["value"])
            for match in _AMONG.finditer(text):
                for found in _VALUE.finditer(match["values"]):
                    self.add(match["path"], found.group())
            for match in _LONG_PATH.finditer(_STRING.sub('""', text)):
                self._part(match.group())

    def read_decision(self, decision: dmn.Decision) -> None:
        if not isinstance(decision.logic, dmn.Table):
            self.read(list(dmn.texts(decision.logic)))
            return
        self.read([column.expression for column in decision.inputs])
        for place, column in enumerate(decision.inputs):
            if _WHOLE_PATH.fullmatch(column.expression.strip()):
                for rule in decision.logic.rules:
                    for found in _VALUE.finditer(rule.tests[place]):
                        self.add(column.expression.strip(), found.group())

    def is_list(self, path: str, *, item: str) -> None:
        self._items[path].add(item)

    def add(self, path: str, literal: str) -> None:
        value = json.loads(literal)
        near = [value, not value] if isinstance(value, bool) else [value]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            near = [value, value - 1, value + 1]
        values = self._values[path]
        values += [found for found in near if not _is_among(found, values)]
        self._part(path)

    def _part(self, path: str) -> None:
        head, *rest = path.split(".")
        for step in rest:
            self._parts[head].add(step)
            head = f"{head}.{step}"

    def value(self, path: str, number: int = 0) -> Any:
        """A value of the shape that the expressions expect; the first ones are the likeliest."""
        items = sorted(self._items[path])
        if items:
            inside = [self.value(item, number) for item in items]
            shapes = [found for found in inside if isinstance(found, dict)]
            one = {name: part for shape in shapes for name, part in shape.items()} if shapes else inside[0]
            return [one, one]
        if self._parts[path]:
            return {step: self.value(f"{path}.{step}", number) for step in sorted(self._parts[path])}
        values = self._compared(path) or _ANY
        return values[number % len(values)]

    def _compared(self, path: str) -> Sequence[Any]:
        """What a path is compared with; a text also with another one."""
        values = self._values[path]
        return [*values, TEXT] if values and isinstance(values[0], str) else values

    def has(self, path: str) -> bool:
        return self._cases(path) > 0

    def values(self, path: str) -> list[Any]:
        """Values that tell cases apart, as far as there is a clue; else a few of the kinds that do."""
        return [self.value(path, number) for number in range(self._cases(path) or _KINDS)]

    def tries(self, path: str) -> list[Any]:
        """Likely values, then one of every kind."""
        found: list[Any] = []
        for value in [self.value(path, number) for number in range(max(self._cases(path), len(_ANY)))] + [*_ANY]:
            if not _is_among(value, found):
                found.append(value)
        return found

    def assignments(self, names: Collection[str]) -> Iterator[dict[str, Any]]:
        """Values for these variables that tell cases apart: each alone, and all of them together."""
        choices = {name: self.values(name) for name in sorted(names)}
        for number in range(max(map(len, choices.values()), default=0)):
            yield from ({name: values[number]} for name, values in choices.items() if number < len(values))
            if len(names) > 1:
                yield {name: values[number % len(values)] for name, values in choices.items()}

    def _cases(self, path: str) -> int:
        inside = [f"{path}.{step}" for step in self._parts[path]] + [*self._items[path]]
        return max(len(self._compared(path)), *map(self._cases, inside), 0)


def _is_among(value: Any, values: list[Any]) -> bool:
    """1 and true are two values."""
    return any(found == value and type(found) is type(value) for found in values)
