"""Whatever passes the gate runs to an end or waits for somebody, survives saving, never ends too early, and its
history says after every step how it is."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from engine import spiff
from engine.bpmn import with_flow_ids
from engine.errors import LimitReached
from engine.gate.check import check
from engine.gate.findings import Finding
from engine.spiff import Case, Decided, Limits, Wait
from tests.engine.gate.world import Around
from tests.engine.spiff.blocks import CHILD, GROUP, HIGHEST, TOPIC, VARIABLES
from tests.engine.spiff.following import Followed
from tests.engine.spiff.generator import processes
from tests.engine.spiff.graph import Graph
from tests.engine.spiff.mutations import mutants

AROUND = Around(groups={GROUP}, topics={TOPIC}, processes={CHILD})
WORK = ("user", "service", "call")
FIRED = ("timer", "message", "signal")
# A mutant may read variables before `init` sets them.
AT_START = {**dict.fromkeys(VARIABLES, 1), "items": [1, 2]}
MOVES = 60  # made by one play; in the last third nobody wants anything but the end
LIMITS = Limits(steps=300, tokens=3000, multi_instance=20)

seeds = st.integers(0, 2**16)
# Which elements may stop a case that passed: a gateway without a default flow was warned about, an error that
# nothing catches is for whoever called the process.
EXPLAINED = {"no-path", "uncaught-error"}

SIMULATED = ("simulation-failed", "simulation-differs")

common = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[p for p in Phase if p is not Phase.explain]
)
quick = settings(common, max_examples=120)
thorough = settings(common, max_examples=1000)


class Play:
    """One case twice: in memory, where nothing that is finished leaves, and as it comes back from its text after each
    step, which holds only what is alive."""

    def __init__(self, source: bytes, seed: int) -> None:
        self.random = random.Random(seed)
        self.specification = spiff.load_specs(spiff.build(with_flow_ids(source)).compiled)
        self.kwargs: dict[str, Any] = {"decide": lambda key, variables: Decided(None), "limits": LIMITS}
        self.kept = Case.begin(self.specification, AT_START, **self.kwargs)
        self.kept._workflow.forget_finished = lambda: None
        self.saved = Case.begin(self.specification, AT_START, **self.kwargs)
        self.history = Followed(AT_START)
        self.path: list[str] = []
        self.stuck: list[str] = []

    def run(self) -> str:
        """How it ended: completed, waiting or stopped at an element that cannot go on."""
        try:
            return self._run()
        finally:
            self.history.check_past()

    def _run(self) -> str:
        self.advance()
        for number in range(MOVES):
            if self.kept.is_completed:
                return "completed"
            waits = [wait for wait in self.kept.waits() if wait.kind != "error"]
            if not waits:
                assert self.stuck, f"nothing waits, yet it has not ended, after {self.path}"
                return "stopped"
            self.move(self.choose(waits, eager=number > MOVES * 2 // 3), eager=number > MOVES // 3)
            self.advance()
        return "completed" if self.kept.is_completed else "waiting"

    def choose(self, waits: list[Wait], *, eager: bool) -> Wait:
        """Anything at first; later what brings the case to its end."""
        work = [wait for wait in waits if wait.kind in WORK]
        return self.random.choice(work if eager and work else waits)

    def move(self, wait: Wait, *, eager: bool) -> None:
        self.path.append(wait.element_id)
        answers = {name: 0 if eager else self.random.randint(0, HIGHEST) for name in VARIABLES}
        twin = self.twin(wait)
        for case, task_id in ((self.kept, wait.task_id), (self.saved, twin.task_id)):
            assert case.complete(task_id, answers) if wait.kind in WORK else case.fire(task_id, answers)

    def twin(self, wait: Wait) -> Wait:
        """The same wait of the other case, by its place among those of its element."""
        place = [w.task_id for w in self.kept.waits() if w.element_id == wait.element_id].index(wait.task_id)
        return [w for w in self.saved.waits() if w.element_id == wait.element_id][place]

    def advance(self) -> None:
        for case in (self.kept, self.saved):
            case.advance()
        self.stuck = [failure.code for failure in self.kept.failures]
        assert not self.kept.left_over(), f"ended with open work at {self.kept.left_over()} after {self.path}"
        before = self.saved
        self.save()
        self.history.step(before)
        assert looks(self.saved) == looks(self.kept), f"saved and unsaved differ after {self.path}"

    def save(self) -> None:
        before = self.saved
        if before.is_completed:
            return
        text = before.dump()
        after = Case.load(self.specification, text, **self.kwargs)
        assert after.dump() == text, f"saved twice, differently, after {self.path}"
        assert after.waits() == before.waits()
        assert same(after.variables(), before.variables())
        self.saved = after


def looks(case: Case) -> Any:
    """What somebody who looks at the case can see, without the ids that are new in each case."""
    offered = sorted((w.element_id, w.kind, json.dumps(w.variables, sort_keys=True)) for w in case.waits())
    order = [w.element_id for w in case.waits()]
    return case.is_completed, offered, order, case.active_elements(), json.dumps(case.variables(), sort_keys=True)


def same(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def findings(graph: Graph) -> list[Finding]:
    return check({"p.bpmn": graph.render()}, AROUND)


def is_sound(graph: Graph, seed: int) -> None:
    assert [f for f in findings(graph) if f.severity == "error" or f.rule in SIMULATED] == []
    assert Play(graph.render(), seed).run() in ("completed", "waiting")


def holds_what_it_promises(graph: Graph, seed: int) -> None:
    if any(found.severity == "error" for found in findings(graph)):
        event("refused")
        return
    play = Play(graph.render(), seed)
    try:
        ended = play.run()
    except LimitReached:  # conditions on data that nothing in the circle changes: no check can know
        ended = "stopped by a limit"
    event(ended)
    assert ended != "stopped" or set(play.stuck) <= EXPLAINED, (play.path, play.stuck)


@quick
@given(processes(), seeds)
def test_a_sound_process_is_accepted_and_runs_to_its_end(graph: Graph, seed: int):
    is_sound(graph, seed)


@quick
@given(mutants(), seeds)
def test_what_the_gate_lets_pass_runs_to_its_end_or_waits_for_somebody(graph: Graph, seed: int):
    holds_what_it_promises(graph, seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
@thorough
@given(processes(depth=4), seeds)
def test_many_sound_processes(graph: Graph, seed: int):
    is_sound(graph, seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
@thorough
@given(mutants(), seeds)
def test_many_changed_processes(graph: Graph, seed: int):
    holds_what_it_promises(graph, seed)
