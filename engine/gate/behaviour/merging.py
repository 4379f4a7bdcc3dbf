"""Work done twice: several tokens of one case go through the same step because nothing brought them together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.kinds import ACTIVITIES
from engine.gate.behaviour.exploration import Exploration
from engine.gate.behaviour.net import Net, Node

# Where tokens go one by one without harm, unless work follows.
_WORK = ACTIVITIES | {"intermediateThrowEvent"}

Path = tuple[str, ...]


def unsynchronised(net: Net, run: Exploration) -> Iterator[tuple[str, Path]]:
    """Nodes at which several tokens come in one after the other and work follows, with a way that leads there.

    Of nodes behind each other only the first. Ends are shared freely: a case is over when its last token is.
    """
    found: dict[str, Path] = {node_id: state.path for node_id, state in run.meetings.items()}
    for activity, path in _side_threads(net, run):
        found.setdefault(activity, path)
    reported: set[str] = set()
    for node_id in sorted(found, key=lambda node_id: net.nodes[node_id].rank):
        after = net.downstream([node_id])
        if node_id in reported or not any(net.nodes[n].kind in _WORK for n in after):
            continue
        reported |= after
        yield node_id, found[node_id]


def _side_threads(net: Net, run: Exploration) -> Iterator[tuple[str, Path]]:
    """Where what a non-interrupting event started comes back to the main flow, which goes on as well."""
    for event in net.nodes.values():
        if (
            not event.element.host
            or event.element.is_interrupting
            or event.id not in run.passed
            or event.id in net.main
        ):
            continue
        for step in _first_on_main(net, event):
            yield step[-1], (*run.way_to(event.id), *step[1:])


def _first_on_main(net: Net, event: Node) -> Iterator[Path]:
    todo: list[Path] = [(event.id,)]
    seen = {event.id}
    while todo:
        path = todo.pop(0)
        for after in net.nodes[path[-1]].after:
            if after in seen:
                continue
            seen.add(after)
            if after not in net.main:
                todo.append((*path, after))
            elif not net.nodes[after].is_join:
                yield (*path, after)
