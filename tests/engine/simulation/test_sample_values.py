"""Values that are worth a try, by what the expressions compare."""

from __future__ import annotations

from typing import Any

import pytest

from engine import dmn
from engine.simulation.sample_values import MOMENT, TEXT, SampleValues
from tests.engine.gate.world import DMN


def read(*expressions: str) -> SampleValues:
    found = SampleValues()
    found.read(expressions)
    return found


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ('x = "pass"', ["pass", TEXT]),
        ('"pass" != x', ["pass", TEXT]),
        ("x >= 60", [60, 59, 61]),
        ("60 > x", [60, 59, 61]),
        ("x < -1.5", [-1.5, -2.5, -0.5]),
        ("x = true", [True, False]),
        ("x = false", [False, True]),
        ('x in ("a", "b")', ["a", "b", TEXT]),
        ("x in [1..3]", [1, 0, 2, 3, 4]),
        ('x = "a" or x = "b" or x = "a"', ["a", "b", TEXT]),
        ("x = 1 or x = true", [1, 0, 2, True, False]),
        ('x = "a" or x = 1', ["a", 1, 0, 2, TEXT]),
        ("y = 1", [1, True, False]),  # no clue: a number and both truths
    ],
)
def test_what_it_is_compared_with_and_what_lies_beside(expression: str, values: list[Any]):
    assert read(expression).values("x") == values
    assert read(expression).has("x") is not expression.startswith("y")


def test_without_a_clue_one_of_every_kind_is_tried():
    assert read().tries("x") == [1, True, False, TEXT, MOMENT, "2027-01-15", [TEXT], [], {}, None]
    assert read('x = "a"').tries("x")[:3] == ["a", TEXT, 1]


def test_paths_and_lists_have_their_shape():
    found = read('order.total > 5 and order.buyer.town = "A"', "some one in rows satisfies one.mark < 3")
    assert found.values("order") == [
        {"buyer": {"town": "A"}, "total": 5},
        {"buyer": {"town": TEXT}, "total": 4},
        {"buyer": {"town": "A"}, "total": 6},
    ]
    assert found.values("rows") == [[{"mark": mark}] * 2 for mark in (3, 2, 4)]
    assert read("for n in numbers return n = 7").value("numbers") == [7, 7]


def test_a_path_that_is_compared_with_nothing_has_its_shape():
    assert read("string length(order.buyer.name)").value("order").keys() == {"buyer"}
    assert read("string length(order.buyer.name)").value("order")["buyer"].keys() == {"name"}


def test_dots_in_a_text_are_no_path():
    assert read('x = "a.b.c"').value("a") == 1


def test_variables_are_tried_alone_and_together():
    assert list(read("a = 1", 'b = "p"').assignments(["b", "a"])) == [
        {"a": 1}, {"b": "p"}, {"a": 1, "b": "p"},
        {"a": 0}, {"b": TEXT}, {"a": 0, "b": TEXT},
        {"a": 2}, {"a": 2, "b": "p"},
    ]  # fmt: skip
    assert list(read("a = 1").assignments(["a"])) == [{"a": 1}, {"a": 0}, {"a": 2}]
    assert list(read().assignments([])) == []


def test_the_cells_of_a_table_are_clues():
    found = SampleValues()
    for decision in dmn.parse_decisions(DMN.format(cell="[3..8]").encode()):
        found.read_decision(decision)
    assert found.values("points") == [3, 2, 4, 8, 7, 9]
