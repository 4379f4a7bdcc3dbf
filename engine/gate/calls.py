"""Processes that call each other: one that can only end by calling itself again never ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, SubProcess
from engine.bpmn.names import label
from engine.gate.findings import Finding, error, info

Find = Callable[[str], Diagram | None]
CALL = "callActivity"


def calls(diagram: Diagram, find: Find) -> Iterator[Finding]:
    """`find` gives the diagram that a process key stands for, of the files at hand or deployed."""
    family = _family(diagram, find)
    ending = _that_can_end(family)
    for node in diagram.of_kind(CALL):
        key = node.settings.process
        chain = _way_back(key, diagram.key, family)
        if not chain:
            continue
        where = {"element": label(node), "chain": " → ".join([diagram.key, *chain])}
        if diagram.key not in ending:
            yield error(
                "call-endless",
                _("%(element)s使流程无休止地调用自己：%(chain)s，每一轮都要先等下一轮结束") % where,
                element=node.nearest_id,
                hint=_("加一个网关，让流程在某种条件下不再调用"),
            )
        else:
            yield info(
                "call-recursive",
                _("%(element)s使流程在某些条件下再次调用自己：%(chain)s，层数有上限") % where,
                element=node.nearest_id,
                hint=_("确认条件最终会使它不再调用；超过上限时案件会停下等待处理"),
            )


def _family(diagram: Diagram, find: Find) -> dict[str, Diagram]:
    """The diagram and all that it calls, directly or not, by key."""
    family, queue = {diagram.key: diagram}, [diagram]
    while queue:
        for node in queue.pop().of_kind(CALL):
            key = node.settings.process
            called = find(key) if key and key not in family else None
            if called is not None:
                family[key] = called
                queue.append(called)
    return family


def _way_back(start: str, goal: str, family: Mapping[str, Diagram]) -> list[str]:
    """Keys from `start` to `goal` along calls, both included; empty when there is no way."""
    ways, queue = {start: [start]}, [start]
    while queue:
        key = queue.pop(0)
        if key == goal:
            return ways[key]
        for node in family[key].of_kind(CALL) if key in family else ():
            called = node.settings.process
            if called not in ways:
                ways[called] = [*ways[key], called]
                queue.append(called)
    return []


def _that_can_end(family: Mapping[str, Diagram]) -> set[str]:
    """Keys of the processes with a way to an end over calls that can end themselves, found step by step.

    Every branch is taken to be possible, so what is missing here certainly cannot end.
    """
    ending: set[str] = set()
    while grown := {
        key for key, diagram in family.items() if key not in ending and _can_end(diagram, ending, family.keys())
    }:
        ending |= grown
    return ending


def _can_end(diagram: Diagram, ending: Set[str], family: Set[str]) -> bool:
    if any(node.is_event_subprocess for node in diagram.nodes):
        return True
    called = {node.nearest_id: node.settings.process for node in diagram.of_kind(CALL) if node.loop is None}
    queue: list[Element] = [*diagram.process.starts] if diagram.process is not None else []
    seen: set[str] = set()
    while queue:
        node = queue.pop()
        own_id = node.id
        if own_id in seen:
            continue
        seen.add(own_id)
        if node.kind == "endEvent" and node.parent is diagram.process:
            return True
        queue += diagram.boundaries[own_id]
        key = called.get(own_id)
        if key is None or key in ending or key not in family:
            queue += _after(diagram, node)
    return False


def _after(diagram: Diagram, node: Element) -> Iterable[Element]:
    """Where a token may be next; a sub-process is gone through from its start, and left at its end."""
    if isinstance(node, SubProcess):
        return node.starts
    if node.kind == "endEvent":
        around = node.parent
        return [] if around is None else _targets(diagram, around)
    return _targets(diagram, node)


def _targets(diagram: Diagram, node: Element) -> list[Element]:
    targets = (flow.target for flow in diagram.outgoing[node.id])
    return [diagram.by_id[target] for target in targets if target in diagram.by_id]
