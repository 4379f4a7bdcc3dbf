"""Branches that only flow together: what comes after them is done twice."""

from __future__ import annotations

from tests.engine.gate.behaviour import AFTER, BOTH, CHOICE, JOINED, ONE_OF_TWO, SOME, findings, rules, split_and_merged
from tests.engine.spiff.diagrams import (
    boundary,
    end,
    flow,
    par,
    path,
    service,
    start,
    timer,
    user,
    xor,
)


def test_parallel_branches_that_only_flow_together_are_warned_of():
    branches = start() + user("A") + user("B") + path("S", "X") + path("A", "Y", "C", "E") + flow("B", "Y")
    (found,) = findings(par("X"), xor("Y"), BOTH, branches, AFTER)
    assert (found.severity, found.rule, found.element) == ("warning", "unsynchronised", "Y")
    assert found.path == ("S", "X", "A", "B")


def test_parallel_branches_into_one_task_are_warned_of():
    assert split_and_merged(par("X"), user("Y")) == [("unsynchronised", "Y")]


def test_inclusive_branches_that_only_flow_together_are_warned_of():
    assert split_and_merged(SOME, xor("Y"), ONE_OF_TWO + flow("X", "D", "=d") + user("D") + flow("D", "Y")) == [
        ("unsynchronised", "Y")
    ]


def test_a_reminder_that_leads_back_to_the_work_is_warned_of():
    remind = boundary("T", "A", timer("P1D"), interrupting=False) + flow("T", "B")
    (found,) = findings(start(), end(), user("A"), user("B"), path("S", "A", "B", "E"), remind)
    assert (found.rule, found.element, found.path) == ("unsynchronised", "B", ("S", "A", "T", "B"))


def test_branches_that_are_joined_or_exclude_each_other_are_accepted():
    assert split_and_merged(par("X"), par("Y")) == []
    assert split_and_merged(CHOICE, xor("Y"), ONE_OF_TWO) == []
    assert split_and_merged(CHOICE, user("Y"), ONE_OF_TWO) == []


def test_parallel_branches_may_share_their_end():
    assert rules(par("X"), xor("Y"), BOTH, JOINED) == []
    assert (
        rules(par("X"), BOTH, start(), user("A"), user("B"), end(), path("S", "X"), path("A", "E"), flow("B", "E"))
        == []
    )


def test_two_reminders_may_share_their_task():
    late = boundary("T", "A", timer("P1D"), interrupting=False) + boundary("U", "A", timer("P2D"), interrupting=False)
    body = start(), end(), user("A"), service("R"), end("F"), path("S", "A", "E"), path("T", "R", "F"), flow("U", "R")
    assert rules(*body, late) == []
