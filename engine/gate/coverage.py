"""Nothing that is drawn is left out or led elsewhere: the diagram against the specification that was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, Node, SubProcess
from engine.bpmn.names import label
from engine.gate.findings import Finding, error


def coverage(diagram: Diagram, built: Mapping[str, Set[str]]) -> Iterator[Finding]:
    """`built` is `engine.spiff.Built.elements`: everything really built, by id, with what it leads to."""
    for node in diagram.nodes:
        if node.id not in built:
            yield _missing(node)
    for part, source, target in _connections(diagram):
        if source in built and target in built and target not in built[source]:
            yield error(
                "built-differently",
                _("%(element)s不会按图执行") % {"element": label(part)},
                element=part.id,
                hint=_("请改用支持的写法"),
            )


def _connections(diagram: Diagram) -> Iterator[tuple[Element, str, str]]:
    """What is drawn, and between which two elements it leads."""
    for flow in diagram.flows:
        yield flow, flow.source, flow.target
    for throw, catch in diagram.links.items():
        yield diagram.by_id[throw], throw, catch
    for node in diagram.nodes:
        if node.host:
            yield node, node.host, node.id
        if isinstance(node, SubProcess) and node.is_event_subprocess:
            yield from ((node, start.id, node.id) for start in node.starts)


def _missing(node: Node) -> Finding:
    return error(
        "not-built",
        _("%(element)s不会被执行") % {"element": label(node)},
        element=node.id,
        hint=_("请改用支持的写法"),
    )
