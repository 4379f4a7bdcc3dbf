"""What the gate says of a diagram's behaviour against moving every token in every order, and against our engine."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.bpmn import Diagram, Flow, Node, read
from engine.gate.behaviour import behaviour, explored
from engine.gate.behaviour.exploration import ENDED, FAILED, Marking, moved, options_of
from engine.gate.behaviour.limits import Limits
from engine.gate.behaviour.net import Net
from tests.engine.spiff.generator import processes
from tests.engine.spiff.graph import Graph
from tests.engine.spiff.player import Player

JOINS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
MOVES = 60
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
fewer = settings(quick, max_examples=30)


def diagram_of(graph: Graph) -> Diagram:
    return read(graph.render())


@st.composite
def swapped(draw: st.DrawFn) -> Graph:
    """A sound process in which one or two joins have become another kind of gateway."""
    graph = draw(processes())
    joins = [node.id for node in graph.nodes if node.id[0] in "JM"]
    assume(joins)
    for join in draw(st.lists(st.sampled_from(joins), min_size=1, max_size=2)):
        kind = draw(st.sampled_from(JOINS))
        nodes = tuple(replace(node, tag=kind) if node.id == join else node for node in graph.nodes)
        graph = replace(graph, nodes=nodes, changes=(*graph.changes, f"{join} is {kind}"))
    # Each condition has a variable of its own, so that whoever plays decides where it goes.
    return replace(graph, flows=tuple(replace(f, condition=f.condition and f"=c_{f.id}") for f in graph.flows))


@quick
@given(processes())
def test_a_block_structured_process_is_clean(graph: Graph):
    # The generator also puts events on steps that do not wait.
    assert [found for found in behaviour(diagram_of(graph)) if found.rule != "dead-activity"] == []


# Every order of every token ---------------------------------------------------------------------------------
def everything(net: Net) -> tuple[set[Marking], set[str]]:
    """Markings that are stuck, and nodes that run, without any saving."""
    todo: list[Marking] = [(start,) for start in net.starts]
    seen, stuck, passed = set(todo), set(), set()
    while todo:
        marking = todo.pop()
        options = list(options_of(net, marking))
        if not options and marking not in (ENDED, FAILED):
            stuck.add(marking)
        for option in options:
            after = [moved(marking, option, move) for move in option.moves]
            ran = {option.node.id, *(i for move in option.moves for i in move.path if i in net.nodes)}
            after += [(place,) for node in ran - passed for place in net.spawned[node]]
            passed |= ran
            todo += [found for found in after if found not in seen]
            seen.update(after)
        assume(len(seen) < 5000)
    return stuck, passed


@quick
@given(swapped())
def test_moving_tokens_one_after_the_other_loses_nothing(graph: Graph):
    for scope in explored(diagram_of(graph), Limits()):
        assume(not scope.run.growths)
        stuck, passed = everything(scope.net)
        assert {state.marking for state in scope.run.stuck()} == stuck
        assert set(scope.run.passed) == passed


# Our engine -------------------------------------------------------------------------------------------------
class Replay:
    """Plays a case along a path, or at random."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.tags = {node.id: node.tag for node in graph.nodes}
        self.scopes = {node.id: node.scope for node in graph.nodes}
        self.player = Player(graph.render(), self.choices(()))

    def choices(self, ahead: tuple[str, ...]) -> dict[str, bool]:
        """The variables that make the case go along `ahead`; where it says nothing, the default or first way."""
        chosen: dict[str, bool] = {}
        for source in dict.fromkeys(flow.source for flow in self.graph.flows if flow.condition):
            flows = [flow for flow in self.graph.flows if flow.source == source]
            following = ahead[ahead.index(source) + 1 :][: len(flows)] if source in ahead else ()
            taken = {flow.id for flow in flows} & set(following)
            if not taken and all(flow.condition for flow in flows):
                taken = {flows[0].id}
            chosen |= {f"c_{flow.id}": flow.id in taken for flow in flows}
        return chosen

    def along(self, path: tuple[str, ...]) -> None:
        self.player = Player(self.graph.render(), self.choices(path))
        for place, (element, after) in enumerate(zip(path, (*path[1:], ""), strict=True)):
            ahead = path[place:]  # conditions may also stand behind the element itself
            if self.tags.get(after) == "boundaryEvent" and self.tags[element] != "boundaryEvent":
                continue  # it is interrupted instead
            if self.tags.get(element) == "subProcess" and self.scopes.get(after) != element:
                while inner := [
                    w.element_id for w in self.player.case.waits() if self.is_inside(w.element_id, element)
                ]:
                    self.move(work_first(self.player, inner), ahead)
            while self.tags.get(element) != "subProcess" and element in self.player.waiting:
                self.move(element, ahead)
                if self.tags[element] != "userTask":
                    break

    def move(self, element: str, ahead: tuple[str, ...]) -> None:
        case = self.player.case
        case.set_variables(self.choices(ahead))
        wait = self.player.wait(element)
        if wait.kind in ("user", "service", "call"):
            self.player.complete(element)
        else:
            self.player.fire(element)

    def is_inside(self, element: str, scope: str) -> bool:
        around = self.scopes.get(element, "")
        return around == scope or (bool(around) and self.is_inside(around, scope))

    def finish(self) -> None:
        """Do what is left to do, the shortest way."""
        for _number in range(MOVES):
            if not self.is_open:
                return
            self.move(work_first(self.player, self.own_waits), ())

    def at_random(self, chance: random.Random) -> None:
        variables = list(self.choices(()))
        self.player = Player(self.graph.render(), {name: chance.random() < 0.5 for name in variables})
        for _number in range(MOVES // 3):
            waiting = [w.element_id for w in self.player.case.waits() if w.kind != "error"]
            if self.player.ended or not waiting:
                return
            self.move(chance.choice(waiting), tuple(chance.sample([f.id for f in self.graph.flows], k=2)))

    @property
    def own_waits(self) -> list[str]:
        """Without events on a border or beside it all: a case that only they can free is stuck."""
        return [element for element in self.player.waiting if self.tags[element] not in ("boundaryEvent", "startEvent")]

    @property
    def is_open(self) -> bool:
        return not self.player.ended and bool(self.own_waits)

    @property
    def is_stuck(self) -> bool:
        return not self.player.ended and not self.player.case.failed_tasks() and not self.own_waits


def work_first(player: Player, waiting: list[str]) -> str:
    kinds = {wait.element_id: wait.kind for wait in player.case.waits()}
    return min(waiting, key=lambda element: (kinds[element] not in ("user", "service", "call"), waiting.index(element)))


@fewer
@given(swapped())
def test_a_standstill_that_is_found_happens_in_our_engine(graph: Graph):
    for finding in behaviour(diagram_of(graph)):
        if finding.rule != "deadlock" or not finding.path:
            continue  # without a path: inside a sub-process that is never come to
        replay = Replay(graph)
        replay.along(finding.path)
        replay.finish()
        assert replay.is_stuck, f"{finding.message} {finding.path} waits: {replay.player.waiting}"


@fewer
@given(swapped(), st.integers(0, 2**16))
def test_where_none_is_found_our_engine_never_stands_still(graph: Graph, seed: int):
    assume(not any(finding.severity == "error" for finding in behaviour(diagram_of(graph))))
    replay = Replay(graph)
    replay.at_random(random.Random(seed))
    assert not replay.is_stuck


@quick
@given(swapped())
def test_a_path_is_a_way_through_the_diagram(graph: Graph):
    """Each step was made possible by one before it: a flow, an event on its border, or the scope around it."""
    diagram = diagram_of(graph)
    for finding in behaviour(diagram):
        assert finding.path[:1] in ((), ("S",))
        for place, step in enumerate(finding.path[1:], start=1):
            assert before(diagram, step) & set(finding.path[:place]), f"{step} in {finding.path}"


def before(diagram: Diagram, step: str) -> set[str]:
    element = diagram.by_id[step]
    if isinstance(element, Flow):
        return {element.source}
    assert isinstance(element, Node)
    found = {flow.source for flow in diagram.incoming[step]} | ({element.host} - {""})
    around = element.parent
    if found or around is None:
        return found
    if step in diagram.links.values():
        return {throw for throw, caught in diagram.links.items() if caught == step}
    # An event sub-process begins beside whatever goes on in the scope around it.
    if isinstance(around, Node) and around.is_event_subprocess:
        return {node.id for node in diagram.nodes if node.parent is around.parent}
    return {around.id}
