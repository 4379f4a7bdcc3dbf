"""Functions on lists."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import comparison
from engine.feel.functions.invoking import invoke
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run


def made(run: Run, elements: list[Any]) -> list[Any]:
    run.elements(len(elements))
    return elements


def is_same(one: Any, other: Any) -> bool:
    return comparison.equal(one, other) is True


class Seen:
    """Which values there have been, quickly where they can be looked up."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._simple: set[tuple[type, Any]] = set()
        self._others: list[Any] = []

    def has(self, value: Any) -> bool:
        if _is_simple(value):
            return (type(value), value) in self._simple
        self._run.elements(len(self._others))
        return any(is_same(value, other) for other in self._others)

    def add(self, value: Any) -> None:
        if _is_simple(value):
            self._simple.add((type(value), value))
        else:
            self._others.append(value)


def _is_simple(value: Any) -> bool:
    return value is None or type(value) in (str, Decimal, bool)


def place_of(position: Decimal, count: int) -> int:
    """The index, from 0, of a position that counts from 1 or, below zero, from the end; Fault where there is none."""
    place = int(position)
    if not 1 <= abs(place) <= count:
        raise Fault("no-element", str(position))
    return place - 1 if place > 0 else count + place


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, elements: list[Any], element: Any) -> bool:
    run.elements(len(elements))
    return any(is_same(element, other) for other in elements)


@builtin("sublist", "list: list, start position: number, [length: number]")
def sublist(run: Run, elements: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    first = place_of(start, len(elements))
    if length is None:
        return made(run, elements[first:])
    last = first + int(length)
    if length < 1 or last > len(elements):
        raise Fault("no-element", str(length))
    return made(run, elements[first:last])


@builtin("append", "list: list, *item: any")
def append(run: Run, elements: list[Any], *items: Any) -> list[Any]:
    return made(run, [*elements, *items])


@builtin("concatenate", "*list: list")
def concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    return made(run, [element for elements in lists for element in elements])


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, elements: list[Any], position: Decimal, item: Any) -> list[Any]:
    place = place_of(position, len(elements))
    return made(run, [*elements[:place], item, *elements[place:]])


@builtin("remove", "list: list, position: number")
def remove(run: Run, elements: list[Any], position: Decimal) -> list[Any]:
    place = place_of(position, len(elements))
    return made(run, [*elements[:place], *elements[place + 1 :]])


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(run: Run, elements: list[Any], position: Decimal, item: Any) -> list[Any]:
    place = place_of(position, len(elements))
    return made(run, [*elements[:place], item, *elements[place + 1 :]])


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, elements: list[Any], match: Any, item: Any) -> list[Any]:
    replaced = []
    for element in elements:
        found = invoke(match, run, element, item)
        if found is not True and found is not False:
            raise Fault("not-boolean", "list replace")
        replaced.append(item if found else element)
    return made(run, replaced)


@builtin("reverse", "list: list")
def reverse(run: Run, elements: list[Any]) -> list[Any]:
    return made(run, elements[::-1])


@builtin("index of", "list: list, match: any")
def index_of(run: Run, elements: list[Any], match: Any) -> list[Decimal]:
    run.elements(len(elements))
    return [Decimal(place) for place, element in enumerate(elements, start=1) if is_same(element, match)]


@builtin("union", "*list: list")
def union(run: Run, *lists: list[Any]) -> list[Any]:
    return distinct_values(run, concatenate(run, *lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, elements: list[Any]) -> list[Any]:
    run.elements(len(elements))
    seen, kept = Seen(run), []
    for element in elements:
        if not seen.has(element):
            seen.add(element)
            kept.append(element)
    return kept


@builtin("flatten", "list: list")
def flatten(run: Run, elements: list[Any]) -> list[Any]:
    flat: list[Any] = []
    waiting = [iter(elements)]
    while waiting:
        for element in waiting[-1]:
            if type(element) is list:
                waiting.append(iter(element))
                break
            run.elements(1)
            flat.append(element)
        else:
            waiting.pop()
    return flat


@builtin("sort", "list: list, [precedes: function?]")
def sort(run: Run, elements: list[Any], precedes: Any = None) -> list[Any]:
    run.elements(len(elements))
    try:
        return sorted(elements, key=cmp_to_key(_by_order(run) if precedes is None else _by(run, precedes)))
    except TypeError:
        raise Fault("incomparable", "sort") from None


def _by_order(run: Run) -> Callable[[Any, Any], int]:
    def compare(one: Any, other: Any) -> int:
        run.step()
        found = comparison.order(one, other)
        if found is None:
            raise Fault("incomparable", "sort")
        return found

    return compare


def _by(run: Run, precedes: Any) -> Callable[[Any, Any], int]:
    def compare(one: Any, other: Any) -> int:
        found = invoke(precedes, run, one, other)
        if found is True:
            return -1
        if found is not False:
            raise Fault("not-boolean", "sort")
        return 1 if invoke(precedes, run, other, one) is True else 0

    return compare
