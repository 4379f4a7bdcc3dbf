"""Limits hold to the last one: as much as they say runs, one more does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import LimitReached
from engine.spiff import Limits
from tests.clock import Clock
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    loop,
    par,
    path,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.engine.spiff.player import Player

PARALLEL = diagram(start(), par("F"), user("A"), user("B"), user("C"), end(),
                   path("S", "F", "A", "E"), path("F", "B", "E"), path("F", "C", "E"))  # fmt: skip
INSIDE = diagram(start(), sub("I", start("IS"), par("F"), user("A"), user("B"), end("IE"), path("IS", "F", "A", "IE"),
                 path("F", "B", "IE")), end(), path("S", "I", "E"))  # fmt: skip
COMPUTED = diagram(start(), script("T", "=1 + 1", "a"), script("U", '="字"', "b"), user("A"), end(),
                   path("S", "T", "U", "A", "E"))  # fmt: skip
EACH = diagram(start(), service("A", loop("=[1, 2, 3]", "item")), end(), path("S", "A", "E"))


def reminding(cycle: str) -> bytes:
    return diagram(start(), user("A"), boundary("X", "A", timer(cycle=cycle), interrupting=False), user("B"), end(),
                   path("S", "A", "E"), path("X", "B", "E"))  # fmt: skip


def played(source: bytes) -> Callable[[Limits], Any]:
    return lambda limits: Player(source, limits=limits)


@pytest.mark.parametrize(
    ("limit", "enough", "play"),
    [
        ("steps", 5, played(PARALLEL)),  # S, F, A, B, C
        ("tokens", 5, played(PARALLEL)),  # with what F itself leaves behind
        ("tokens", 6, played(INSIDE)),  # those of the sub-process count as well
        ("multi_instance", 3, played(EACH)),
        ("variables", len('{"a": 2, "b": "字"}'.encode()), played(COMPUTED)),
        ("evaluations", 2, played(COMPUTED)),
        ("cycle_seconds", 0, played(reminding("R/PT0.5S"))),
        ("cycle_count", 3, lambda limits: Player(reminding("R/PT1H"), limits=limits).fire("X").fire("X")),
    ],
)
def test_as_much_as_a_limit_says_and_no_more(clock: Clock, limit: str, enough: int, play: Callable[[Limits], Any]):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    play(Limits(**{limit: enough}))
    one_less = enough + 1 if limit == "cycle_seconds" else enough - 1
    with pytest.raises(LimitReached) as reached:
        play(Limits(**{limit: one_less}))
    assert reached.value.params["allowed"] == one_less
    assert reached.value.element_id


def test_a_cycle_of_the_least_period_is_allowed(clock: Clock):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    assert Player(reminding("R/PT60S"), limits=Limits(cycle_seconds=60)).waiting == ["A", "X"]
