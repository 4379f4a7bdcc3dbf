"""What can be told of a table before it runs: rules that meet, values that no rule takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn
from engine.dmn import HitPolicy, Input, Output, Rule, Table
from engine.errors import DecisionError


def table(rows: Sequence[Sequence[str]], *, types: Sequence[str] = ("number",), values: tuple[Any, ...] = ()) -> Table:
    return Table(
        inputs=tuple(Input(f"i{n}", f"x{n}", f"x{n}", kind, values=values) for n, kind in enumerate(types)),
        outputs=(Output("o", "o", "o"),),
        rules=tuple(Rule(n, f"r{n}", tuple(row), ("1",)) for n, row in enumerate(rows, start=1)),
    )


def meeting(rows: Sequence[Sequence[str]], **options: Any) -> list[tuple[int, int]]:
    return [(one.number, two.number) for one, two, _where in dmn.overlaps(table(rows, **options))]


@pytest.mark.parametrize(
    ("cells", "pairs"),
    [
        (["< 5", ">= 5"], []),
        (["<= 5", ">= 5"], [(1, 2)]),
        (["[1..3]", "(3..5]"], []),
        (["[1..3]", "]2..5]"], [(1, 2)]),
        (["1, 2", "2, 3", "3, 1"], [(1, 2), (1, 3), (2, 3)]),
        (["-", "7"], [(1, 2)]),
        (["not(1)", "1"], []),
        (["not(1)", "2"], [(1, 2)]),
        (["not([1..3])", "[1..3]"], []),
        (['"a"', '"b"', '"a", "c"'], [(1, 3)]),
        (['"a, b"', '"a"', '"b"'], []),
        (['not("a")', '"a"', '"z"'], [(1, 3)]),
        (["true", "false"], []),
        (["true", "-"], [(1, 2)]),
        (['< date("2026-01-01")', '>= date("2026-01-01")'], []),
        (['<= date("2026-01-01")', '[date("2026-01-01")..date("2026-02-01")]'], [(1, 2)]),
        (["-1.5", "[-2..0]"], [(1, 2)]),
        # what cannot be told is not doubted
        (["> limit", "> 1"], []),
        (["? > 1", "? > 2"], []),
        (['"a"', "1"], []),
    ],
)
def test_rules_that_meet(cells: list[str], pairs: list[tuple[int, int]]) -> None:
    assert meeting([[cell] for cell in cells]) == pairs


def test_rules_meet_only_where_all_their_cells_do() -> None:
    assert meeting([["< 5", '"a"'], ["< 9", '"b"']], types=("number", "string")) == []
    assert meeting([["< 5", '"a"'], ["< 9", "-"]], types=("number", "string")) == [(1, 2)]


def test_where_rules_meet_is_told() -> None:
    ((_one, _two, where),) = dmn.overlaps(table([["<= 5"], [">= 5"]]))
    assert where == [("x0", "5")]


@pytest.mark.parametrize(
    ("cells", "missed"),
    [
        (["< 5", ">= 5"], None),
        (["< 5", "> 5"], "5"),
        (["[1..3]", "[4..9]"], "小于 1"),
        (["<= 3", "> 4"], "3 与 4 之间"),
        (["true"], "false"),
        (["true", "false"], None),
        (['"a"', '"b"'], "其他值"),
        (['"a"', 'not("a")'], None),
        (["-"], None),
        (["> limit"], None),
    ],
)
def test_values_that_no_rule_takes(cells: list[str], missed: str | None) -> None:
    assert dmn.gap(table([[cell] for cell in cells])) == (None if missed is None else [("x0", missed)])


def test_whole_numbers_have_nothing_between_neighbours() -> None:
    assert dmn.gap(table([["<= 3"], [">= 4"]], types=("integer",))) is None
    assert dmn.gap(table([["<= 3"], [">= 5"]], types=("integer",))) == [("x0", "3 与 5 之间")]


def test_a_condition_on_a_value_that_the_input_cannot_have() -> None:
    found = list(dmn.unlisted(table([['"tea"'], ['"coal"'], ["-"]], types=("string",), values=("tea", "rice"))))
    assert [(rule.number, value) for rule, _column, value in found] == [(2, "coal")]


CELLS = ["-", "1", "2, 4", "< 3", ">= 2", "[1..3]", "(1..4)", "not(2)", "not(< 2, > 3)"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)), min_size=1, max_size=4))
def test_it_agrees_with_what_the_rules_do(rows: list[tuple[str, str]]) -> None:
    """Tried with each constant and a number between any two, in both columns."""
    tried = table(rows, types=("number", "number"))
    decision = dmn.Decision("d", "d", tried)
    numbers = [0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5]
    contradicted, empty = False, False
    for x0 in numbers:
        for x1 in numbers:
            try:
                empty = not dmn.evaluate([decision], "d", {"x0": x0, "x1": x1}).matched or empty
            except DecisionError:
                contradicted = True
    assert (list(dmn.overlaps(tried)) != []) is contradicted
    assert (dmn.gap(tried) is not None) is empty


def test_a_large_table_is_not_searched_for_long() -> None:
    wide = table([[f"{n}"] * 8 for n in range(60)], types=["number"] * 8)
    assert dmn.gap(wide) is None
    assert list(dmn.overlaps(wide)) == []
    assert wide.hit_policy is HitPolicy.UNIQUE
