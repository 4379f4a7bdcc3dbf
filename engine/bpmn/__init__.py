"""The one reader of a diagram: what stands in a .bpmn file, as plain data that never changes.

`read(source)` gives a `Diagram`. The gate checks it, `engine.spiff` builds from it, pages show it; nothing else looks
at the XML.
"""

from engine.bpmn.diagram import Diagram, links_by_name
from engine.bpmn.element import Element
from engine.bpmn.model import (
    ON_CANCEL,
    EventDefinition,
    Flow,
    Lane,
    Loop,
    Node,
    Process,
    Scope,
    SubProcess,
    listed_inputs,
)
from engine.bpmn.outline import Outline
from engine.bpmn.reader import read, read_elements
from engine.bpmn.rewriting import with_flow_ids, with_key

__all__ = [
    "ON_CANCEL",
    "Diagram",
    "Element",
    "EventDefinition",
    "Flow",
    "Lane",
    "Loop",
    "Node",
    "Outline",
    "Process",
    "Scope",
    "SubProcess",
    "links_by_name",
    "listed_inputs",
    "read",
    "read_elements",
    "with_flow_ids",
    "with_key",
]
