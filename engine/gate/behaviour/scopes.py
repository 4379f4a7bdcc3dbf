"""The process, its sub-processes and event sub-processes: each is explored alone.

For the scope around it a sub-process is one step that ends in one of a few ways, as in our engine, where
neither joins nor terminate events look across its border.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import Diagram, Scope, SubProcess
from engine.gate.behaviour.activities import Outcome, catches, error_code, uncaught
from engine.gate.behaviour.exploration import ENDED, Exploration
from engine.gate.behaviour.limits import Limits
from engine.gate.behaviour.net import Net


@dataclass
class Explored:
    """One scope. `prefix`: ids of what is passed from the start of the process until the scope begins; None
    where it never does."""

    net: Net
    run: Exploration
    raised: dict[str, str]  # code of an error that comes up in it → the node that it comes from, as far as known
    prefix: tuple[str, ...] | None = ()

    @property
    def scope(self) -> Scope:
        return self.net.scope


def explored(diagram: Diagram, limits: Limits) -> list[Explored]:
    """All scopes of the process, outer ones first."""
    if diagram.process is None:
        return []
    found: dict[str, Explored] = {}
    outcomes: dict[str, Outcome] = {}
    for scope in [*reversed(diagram.scopes[1:]), diagram.process]:  # in the order of the file the inner ones come later
        net = Net(diagram, scope, outcomes)
        run = Exploration(net, limits)
        run.run()
        own_id = scope.id
        found[own_id] = Explored(net, run, dict(_raised(net, run, outcomes)))
        outcomes[own_id] = _outcome(found[own_id], outcomes)
    ordered = list(reversed(found.values()))
    for inner in ordered[1:]:
        inner.prefix = _prefix(inner.scope, found)
    return ordered


def can_begin(explored: Explored, event_subprocess: SubProcess) -> bool:
    """Whether what triggers an event sub-process can come up beside it."""
    code = caught_by(explored.net, event_subprocess)
    return code is None or catches(code, frozenset(explored.raised))


def caught_by(net: Net, event_subprocess: SubProcess) -> str | None:
    """The error code that triggers an event sub-process (empty: any); None if something else does."""
    errors = (error_code(net.diagram, start) for start in event_subprocess.starts if start.trigger == "error")
    return next(errors, None)


def _raised(net: Net, run: Exploration, outcomes: dict[str, Outcome]) -> Iterator[tuple[str, str]]:
    for node_id in run.passed:
        node = net.nodes[node_id].element
        if node.kind == "endEvent" and node.trigger == "error":
            yield error_code(net.diagram, node), node_id
        on_border = [event for event in net.diagram.boundaries[node_id] if event.trigger == "error"]
        left = uncaught(net.thrown_by(node), {error_code(net.diagram, event) for event in on_border})
        yield from ((code, node_id) for code in left)
    for inner in net.scope.event_subprocesses:
        yield from ((code, "") for code in outcomes[inner.id].errors)


def _outcome(found: Explored, outcomes: dict[str, Outcome]) -> Outcome:
    net, run = found.net, found.run
    events = [inner for inner in net.scope.event_subprocesses if can_begin(found, inner)]
    codes = {code for inner in events if (code := caught_by(net, inner)) is not None}
    # What is wrong inside is said once, there; around it the sub-process counts as one that ends.
    wrong = not run.is_complete or run.growths or any(run.stuck()) or run.hopeless()
    completes = ENDED in run.states or bool(wrong) or any(outcomes[e.id].completes for e in events)
    return Outcome(completes, uncaught(frozenset(found.raised), codes))


def _prefix(scope: Scope, found: dict[str, Explored]) -> tuple[str, ...] | None:
    parent = scope.parent
    around = found[parent.id] if parent is not None else None
    if around is None or around.prefix is None:
        return None
    if isinstance(scope, SubProcess) and scope.is_event_subprocess:
        return (*around.prefix, *_before(around, scope)) if can_begin(around, scope) else None
    own_id = scope.id
    return (*around.prefix, *around.run.way_to(own_id)) if own_id in around.run.passed else None


def _before(around: Explored, event_subprocess: SubProcess) -> tuple[str, ...]:
    """What happens first: the scope around has begun, or the error that triggers it has come up."""
    code = caught_by(around.net, event_subprocess)
    throwers = [
        node for raised, node in around.raised.items() if code is not None and catches(code, frozenset({raised}))
    ]
    starts = [around.net.target[start] for start in around.net.starts]
    first = next((node for node in (*throwers, *starts) if node in around.run.passed), None)
    return () if first is None else around.run.way_to(first)
