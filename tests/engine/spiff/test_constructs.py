"""Each construct that the table says runs does run: past the gate and through the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.bpmn.constructs import TABLE, Verdict
from tests.engine.gate.world import Around, errors_of
from tests.engine.spiff import event_scenarios, scenarios
from tests.engine.spiff.player import Player

AROUND = Around(topics=frozenset({"test.topic"}), groups=frozenset({"reviewers"}))
RUNS = [key for key, row in TABLE.items() if row.verdict is Verdict.RUNS]
assert event_scenarios  # registers its scenarios


def play(source: bytes, variables: Mapping[str, Any] | None = None, **begin: Any) -> Player:
    assert errors_of(source, AROUND) == []
    return Player(source, variables, **begin)


@pytest.mark.parametrize("key", RUNS)
def test_what_the_table_says_runs_does_run(key: str):
    scenarios.SCENARIOS[key](play)


def test_every_scenario_belongs_to_a_row():
    assert set(scenarios.SCENARIOS) == set(RUNS)
