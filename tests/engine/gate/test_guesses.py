"""What only handlers and callers know is guessed when a diagram is played; what a guess cannot help is left alone."""

from __future__ import annotations

import pytest

from engine.simulation.exploration import _explored
from tests.engine.gate.simulating import TABLE, found, rules
from tests.engine.spiff.diagrams import diagram, end, flow, loop, node, path, script, service, start, user, xor, zeebe

# The business calendar lies in the database.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afresh():
    _explored.cache_clear()


@pytest.mark.parametrize(
    "expression",
    [
        "=amount",
        "=not(done)",
        "=order.total > 100",
        'some line in order.lines satisfies line.kind = "food"',
        "=count(people) > 1",
        '=upper case(name) = "A"',
        "=date(day) > date(\"2020-01-01\")",
        '=kind in ("food", "craft")',
        "=a + b > c",
        "=list contains(tags, \"x\") and amount between 1 and 5",
    ],
)  # fmt: skip
def test_what_only_handlers_and_callers_know_is_guessed(expression: str):
    source = diagram(
        start(), service("T"), xor("G", default="G_B"), user("A"), user("B"), end(),
        flow("G", "A", f"={expression.removeprefix('=')}"), flow("G", "B"), path("S", "T", "G"),
        path("A", "E"), path("B", "E"),
    )  # fmt: skip
    assert found(source) == []


@pytest.mark.parametrize("guessed", ["=date(day)", "=date(first) + duration(wait)"])
def test_a_guess_leads_on_to_what_never_works(guessed: str):
    """What is behind an element that needs a value of a certain kind is looked at too."""
    first = user("A", extensions=zeebe("taskSchedule", dueDate=guessed))
    never = user("B", extensions=zeebe("taskSchedule", dueDate='="to" + "morrow"'))
    source = diagram(start(), service("T"), first, never, end(), path("S", "T", "A", "B", "E"))
    assert rules(found(source)) == [("error", "simulation-failed", "B")]


def test_a_table_that_fails_with_every_guess_is_left_out_and_what_follows_is_played():
    rule = node("businessRuleTask", "B", extensions=zeebe("calledDecision", decisionId="route", resultVariable="way"))
    never = user("C", extensions=zeebe("taskSchedule", dueDate='="to" + "morrow"'))
    source = diagram(start(), service("T"), rule, never, end(), path("S", "T", "B", "C", "E"))
    always = TABLE.replace("&gt;= 60", "-").format(second="-").encode()
    assert rules(found(source, d_dmn=always)) == [("error", "simulation-failed", "C")]


def test_what_fails_with_every_guess_is_left_to_the_running_case():
    source = diagram(
        start(), service("T"), script("B", '=get value(secret, "key")[7].part + unknown.part', "x"),
        user("A", loop("=x", "item")), end(), path("S", "T", "B", "A", "E"),
    )  # fmt: skip
    assert found(source) == []
