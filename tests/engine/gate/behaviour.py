"""Diagrams of a few tasks, and what the gate finds in how they behave."""

from __future__ import annotations

from engine.bpmn import read
from engine.gate.behaviour import behaviour
from engine.gate.findings import Finding
from tests.engine.spiff.diagrams import (
    diagram,
    end,
    error,
    flow,
    inc,
    message,
    path,
    start,
    user,
    xor,
)

ROOTS = error("E1") + error("E2") + message("m")


def findings(*body: str) -> list[Finding]:
    return list(behaviour(read(diagram(*body, roots=ROOTS))))


def rules(*body: str) -> list[tuple[str, str]]:
    """(rule, element) of each finding."""
    return [(found.rule, found.element) for found in findings(*body)]


ONE_OF_TWO = flow("X", "A", "=a") + flow("X", "B")
BOTH = flow("X", "A") + flow("X", "B")
JOINED = start() + end() + user("A") + user("B") + path("S", "X") + path("A", "Y", "E") + flow("B", "Y")
CHOICE = xor("X", default="X_B")
SOME = inc("X", default="X_B")
MERGE = xor("M")  # where a loop begins
LEAVE = xor("L", default="L_E")  # where a loop may be left

# Work done twice --------------------------------------------------------------------------------------------
AFTER = user("C") + end("E")


def split_and_merged(split: str, merge: str, ways: str = BOTH) -> list[tuple[str, str]]:
    """Both branches lead to `merge`, called Y, and from there to C."""
    branches = start() + user("A") + user("B") + path("S", "X") + path("A", "Y", "C", "E") + flow("B", "Y")
    return rules(split, merge, ways, branches, AFTER)
