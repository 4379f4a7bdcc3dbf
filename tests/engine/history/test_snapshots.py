"""The history of a case says how it was after every event: variables by scope, tokens and open tasks."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import jobs, runtime, spiff
from engine.bpmn import with_flow_ids
from engine.clock import now
from engine.errors import LimitReached
from engine.history import Snapshot, as_of
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, Subscription, UserTask
from engine.registry import handlers, handles
from engine.runtime import definitions
from engine.runtime.limits import limits
from engine.spiff.trace import look
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, person
from tests.engine.spiff.blocks import CHILD, GROUP, TOPIC, VARIABLES
from tests.engine.spiff.diagrams import boundary, diagram, end, mapping, par, path, start, sub, timer, user
from tests.engine.spiff.generator import processes, rounds
from tests.engine.spiff.graph import Graph

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
MOVES = 12
few = settings(
    deadline=None,
    max_examples=15,
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def live(case: ProcessInstance) -> Any:
    """What is stored of a case."""
    tokens: dict[str, str] = {}
    scopes: dict[str, Any] = {}
    if case.status == "active":
        definition = definitions.known(case.definition_id)
        specification, decide = definitions.specification(definition), definitions.decider(definition)
        loaded = look(spiff.Case.load(specification, case.state, decide=decide, limits=limits())._workflow)
        tokens = {str(own): token.element_id for own, token in loaded.tokens.items()}
        scopes = {str(own): values for own, values in loaded.scopes.items()}
    tasks = UserTask.objects.open().filter(instance=case).values_list("pk", flat=True)
    open_ones = sorted(str(pk) for pk in tasks)
    return json.dumps([case.status, case.variables, case.active_elements, tokens, scopes, open_ones], sort_keys=True)


def told(then: Snapshot) -> Any:
    found = [then.status, then.variables, then.active_elements, then.tokens, then.scopes, sorted(then.tasks)]
    return json.dumps(found, sort_keys=True)


class Watched:
    """A case of which every event is looked at when it is the last, and again at the end."""

    def __init__(self, case: ProcessInstance) -> None:
        self.case = case
        self.said: dict[int, str] = {}
        self.look()

    def look(self) -> None:
        self.case.refresh_from_db()
        for event in self.case.history.filter(pk__gt=max(self.said, default=0)).order_by("pk"):
            self.said[event.pk] = told(as_of(event))
        assert self.said[max(self.said)] == live(self.case)

    def check_past(self) -> None:
        for pk, said in self.said.items():
            assert told(as_of(HistoryEvent.objects.get(pk=pk))) == said


def move(case: ProcessInstance, chance: random.Random, clock: Clock, li: Any) -> bool:
    """Something happens to the case, as far as anything can."""
    tasks = list(UserTask.objects.open().filter(instance=case).order_by("created_at", "element_id"))
    due = list(Job.objects.filter(status="ready").order_by("created_at", "element_id"))
    signals = list(Subscription.objects.filter(instance=case).order_by("id"))
    if not (tasks or due or signals):
        return False
    thing = chance.choice([*tasks, *due, *signals])
    answers = {name: chance.randint(0, 5) for name in VARIABLES}
    if isinstance(thing, UserTask):
        runtime.complete_task(thing.pk, answers=answers, by=li)
    elif isinstance(thing, Job):
        clock.set(max(thing.due_at, now()) + timedelta(seconds=1))
        jobs.run_job(thing.pk)
    elif thing.kind == Subscription.Kind.MESSAGE:
        runtime.correlate(thing.name, correlation_key=thing.correlation_key, variables=answers)
        jobs.run_due_jobs()
    else:
        runtime.broadcast(thing.name, variables=answers)
        jobs.run_due_jobs()
    return True


def operate(case: ProcessInstance, chance: random.Random, li: Any) -> None:
    """An operator's hand: variables are corrected, what stopped tries again, the case is cancelled."""
    case.refresh_from_db()
    if case.status == "active" and chance.random() < 0.2:
        runtime.set_variables(case.pk, variables={"v0": chance.randint(0, 5)}, by=li)
    for incident in Incident.objects.filter(instance=case, resolved_at=None):
        runtime.retry(incident.pk, by=li, variables={"v1": chance.randint(0, 5)}, reason="再试")
    if case.status == "active" and chance.random() < 0.03:
        runtime.cancel(case.pk, by=li, reason="不办了")


@few
@given(graph=processes(depth=2) | rounds(), seed=st.integers(0, 2**16))
def test_the_last_event_says_how_the_case_is_and_earlier_ones_how_it_was(graph: Graph, seed: int, clock: Clock):
    chance = random.Random(seed)
    with transaction.atomic():
        try:
            play(graph, chance, clock)
        finally:
            transaction.set_rollback(True)


def play(graph: Graph, chance: random.Random, clock: Clock) -> None:
    clock.set(MONDAY)
    if TOPIC not in handlers:
        handles(TOPIC)(lambda context: {"v2": 3})
    li = person("li", GROUP)
    deploy(diagram(start(), end(), path("S", "E"), key=CHILD))
    deploy(with_flow_ids(graph.render()))
    try:
        watched = Watched(runtime.start("p", variables={**dict.fromkeys(VARIABLES, 1), "items": [1, 2]}))
        for _number in range(MOVES):
            if not move(watched.case, chance, clock, li):
                break
            operate(watched.case, chance, li)
            watched.look()
    except LimitReached:
        return
    watched.check_past()
    again = runtime.replay(watched.case)
    assert [difference.sentence for difference in again.differences] == []
    assert look_alike(again.then) == look_alike(as_of(watched.case.history.latest("pk")))


def look_alike(then: Snapshot) -> Any:
    """Without the ids, which are new in each case."""
    tasks = sorted(task.element_id for task in then.tasks.values())
    scopes = sorted(json.dumps(values, sort_keys=True) for values in then.scopes.values())
    found = [then.status, then.variables, sorted(then.tokens.values()), scopes, tasks]
    return json.dumps(found, sort_keys=True)


def test_what_an_interrupted_sub_process_held_is_told_as_cancelled(clock: Clock):
    clock.set(MONDAY)
    li = person("li", "reviewers")
    inner = sub(
        "P", start("IS"), par("F"), user("A"), user("B"), end("IE"),
        path("IS", "F", "A", "IE"), path("F", "B", "IE"), extensions=mapping({"own": "=x + 1"}),
    )  # fmt: skip
    deploy(diagram(start(), inner, boundary("T", "P", timer("P1D")), user("Late"), end(),
                   path("S", "P", "E"), path("T", "Late", "E")))  # fmt: skip
    watched = Watched(runtime.start("p", variables={"x": 1}))
    case = watched.case
    ids = {task.element_id: str(task.pk) for task in UserTask.objects.open()}
    runtime.complete_task(open_task("A").pk, answers={"own": 5}, by=li)
    watched.look()
    clock.advance(days=1)
    jobs.run_due_jobs()
    watched.look()
    cancelled = HistoryEvent.objects.filter(instance=case, kind="element_cancelled")
    assert {event.element_id for event in cancelled} == {"P", "B"}
    assert ids["B"] in {event.data["token"] for event in cancelled}
    answered = as_of(case.history.get(kind="task_completed"))
    assert (answered.active_elements, list(answered.scopes.values())) == (["A", "B", "P"], [{"own": 2}])
    fired = as_of(case.history.get(kind="timer_fired"))
    assert list(fired.scopes.values()) == [{"own": 5}]
    assert [task.element_id for task in fired.tasks.values()] == ["B"]
    assert as_of(case.history.latest("pk")).active_elements == ["Late"]
    watched.check_past()


def test_who_waits_at_a_join_is_gone_when_the_case_is_cancelled(clock: Clock):
    clock.set(MONDAY)
    li = person("li", "reviewers")
    deploy(diagram(start(), par("F"), user("A"), user("B"), par("J"), end(),
                   path("S", "F", "A", "J", "E"), path("F", "B", "J")))  # fmt: skip
    watched = Watched(runtime.start("p"))
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    watched.look()
    assert as_of(watched.case.history.latest("pk")).active_elements == ["B", "J"]
    runtime.cancel(watched.case.pk, by=li, reason="不办了")
    watched.look()
    assert as_of(watched.case.history.latest("pk")).active_elements == []
    assert runtime.replay(watched.case).is_same


def test_of_a_case_that_an_earlier_release_began_the_variables_are_told(clock: Clock):
    clock.set(MONDAY)
    deploy(diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p", variables={"x": 1})
    HistoryEvent.objects.filter(instance=case).update(change=None)
    runtime.complete_task(open_task("A").pk, answers={"y": 2}, by=person("li", "reviewers"))
    then = as_of(case.history.latest("pk"))
    assert (then.is_whole, then.variables, then.version) == (False, {"x": 1, "y": 2}, 1)
    # What an element had written before it failed was told with its incident, and nothing else was.
    for kind, name in (("incident_created", "z"), ("job_completed", "w")):
        HistoryEvent.objects.create(instance=case, case=case, kind=kind, data={"variables": {name: 3}})
    assert as_of(case.history.latest("pk")).variables == {"x": 1, "y": 2, "z": 3}
    # The first one did not say the version.
    HistoryEvent.objects.filter(instance=case, kind="instance_started").update(data={"variables": {"x": 1}})
    assert as_of(case.history.earliest("pk")).version == 0
