"""Where the variables of a process come from, element by element."""

from __future__ import annotations

from engine.gate.context import Context
from engine.gate.diagram import Diagram, Element, is_zeebe, local
from engine.gate.dialect import INPUTS

Names = frozenset[str] | None  # None: any name may come
_NONE: frozenset[str] = frozenset()

LOOP_COUNTER = "loopCounter"
ERROR = frozenset({"error_code", "error_message"})
_PAYLOADS = frozenset({"messageEventDefinition", "signalEventDefinition"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_RESULTS = {"scriptTask": "script", "businessRuleTask": "calledDecision"}


class Sources:
    """`names` are all variables of the case that something in the process gives, wherever and whenever.

    Order is left aside: a loop may bring a later step's variables to an earlier one. `is_open`: something,
    besides the start, may give variables of any name. `declares_inputs`: the process says what it starts with.
    """

    def __init__(self, diagram: Diagram, known: Context) -> None:
        self._diagram, self._known = diagram, known
        inputs = declared_inputs(diagram)
        names = set(inputs or _NONE)
        self.declares_inputs = inputs is not None
        self.is_open = False
        for node in diagram.nodes:
            written = self.written(node)
            self.is_open = self.is_open or written is None
            names |= written or _NONE
        self.names = frozenset(names)

    def written(self, node: Element) -> Names:
        """The variables of the case that `node` gives."""
        loop = self._diagram.loop(node)
        if loop is not None and (
            collection := self._diagram.extension(loop, "loopCharacteristics", "outputCollection")
        ):
            return frozenset({collection})
        outputs = targets(self._diagram, node, "output")
        return outputs or self.raw(node)

    def raw(self, node: Element) -> Names:
        """What `node` yields before any output mapping."""
        kind, diagram = local(node), self._diagram
        if kind == "userTask":
            form = diagram.extension(node, "formDefinition", "formId")
            return self._known.answers(form) if form else None
        if topic := diagram.extension(node, "taskDefinition", "type"):
            return self._known.results(topic)
        if kind in _RESULTS:
            return frozenset({diagram.extension(node, _RESULTS[kind], "resultVariable")}) - {""}
        if kind == "callActivity":
            propagates = diagram.extension(node, "calledElement", "propagateAllChildVariables") != "false"
            return None if propagates or targets(diagram, node, "output") else _NONE
        if kind in _CATCHING and not (kind == "startEvent" and node.getparent() is diagram.process):
            return self._caught(node)
        return _NONE

    def _caught(self, node: Element) -> Names:
        """What an event brings along. (What starts the case is among its inputs.)"""
        kinds = {local(definition) for definition in self._diagram.event_definitions(node)}
        if local(node) == "receiveTask" or kinds & _PAYLOADS:
            return _listed(self._diagram, node)
        return ERROR if "errorEventDefinition" in kinds else _NONE

    def locals(self, node: Element) -> frozenset[str]:
        """Names that only `node` and what lies in it see: its loop's and those of its input mapping."""
        return self.item(node) | targets(self._diagram, node, "input")

    def item(self, node: Element) -> frozenset[str]:
        """Names of the loop around `node`, if it has one."""
        loop = self._diagram.loop(node)
        if loop is None:
            return _NONE
        return frozenset({LOOP_COUNTER, self._diagram.extension(loop, "loopCharacteristics", "inputElement")}) - {""}

    def around(self, node: Element) -> frozenset[str]:
        """Names that the sub-processes around `node` let it see, besides the case's own."""
        found: set[str] = set()
        scope = node.getparent()
        while scope is not None and local(scope) == "subProcess":
            found |= self.locals(scope)
            scope = scope.getparent()
        return frozenset(found)


def declared_inputs(diagram: Diagram) -> Names:
    """The variables that the process says it is started with; None where it does not say."""
    return None if diagram.process is None else _listed(diagram, diagram.process)


def _listed(diagram: Diagram, holder: Element) -> Names:
    """The names in its property `inputs`; None where it has none."""
    listed = diagram.properties(holder).get(INPUTS)
    return None if listed is None else frozenset(name.strip() for name in listed.split(",")) - {""}


def targets(diagram: Diagram, node: Element, kind: str) -> frozenset[str]:
    """The variables that the input or output mapping of `node` writes; of a path its head."""
    mappings = [m for holder in diagram.extensions(node, "ioMapping") for m in holder if is_zeebe(m)]
    heads = ((m.get("target") or "").strip().partition(".")[0] for m in mappings if local(m) == kind)
    return frozenset(heads) - {""}
