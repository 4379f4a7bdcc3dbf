"""Where the variables of a process come from, element by element."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn import Diagram, Element, Node, SubProcess, listed_inputs
from engine.gate.context import Context

Names = frozenset[str] | None  # None: any name may come
_NONE: frozenset[str] = frozenset()

LOOP_COUNTER = "loopCounter"
ERROR = frozenset({"error_code", "error_message"})
_PAYLOADS = frozenset({"message", "signal"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})


class Sources:
    """`names` are all variables of the case that something in the process gives, wherever and whenever.

    Order is left aside here (`engine.gate.given` asks for it). `is_open`: something,
    besides the start, may give variables of any name. `declares_inputs`: the process says what it starts with.
    """

    def __init__(self, diagram: Diagram, known: Context) -> None:
        self._diagram, self._known = diagram, known
        inputs = None if diagram.process is None else diagram.process.inputs
        self.inputs = frozenset(inputs or ())
        names = set(self.inputs)
        self.declares_inputs = inputs is not None
        self.is_open = False
        for node in diagram.nodes:
            written = self.written(node)
            self.is_open = self.is_open or written is None
            names |= written or _NONE
        self.names = frozenset(names)

    def written(self, node: Node) -> Names:
        """The variables of the case that `node` gives."""
        if node.loop is not None and node.loop.settings.output_collection:
            return frozenset({node.loop.settings.output_collection})
        raw = self.raw(node)
        return _heads(node.settings.outputs) or (None if raw is None else raw - self.locals(node))

    def givers(self, name: str) -> list[Node]:
        """The nodes that give this variable of the case, in the order of the file."""
        return [node for node in self._diagram.nodes if name in (self.written(node) or _NONE)]

    def hidden(self, node: Node) -> frozenset[str]:
        """What `node` yields and nobody sees: without an output mapping a result that bears the name of an input stays
        with the input, and ends with it."""
        is_collected = node.loop is not None and node.loop.settings.output_collection
        if is_collected or _heads(node.settings.outputs):
            return _NONE
        return (self.raw(node) or _NONE) & self.locals(node)

    def raw(self, node: Node) -> Names:
        """What `node` yields before any output mapping."""
        kind, settings = node.kind, node.settings
        if kind == "userTask":
            return self._known.answers(settings.form) if settings.form else None
        if settings.topic:
            return self._known.results(settings.topic)
        if kind == "scriptTask":
            return frozenset({settings.script_result}) - {""}
        if kind == "businessRuleTask":
            return frozenset({settings.decision_result}) - {""}
        if kind == "callActivity":
            return None if settings.propagates or _heads(settings.outputs) else _NONE
        if kind in _CATCHING and not (kind == "startEvent" and node.parent is self._diagram.process):
            return self._caught(node)
        return _NONE

    @staticmethod
    def _caught(node: Node) -> Names:
        """What an event brings along. (What starts the case is among its inputs.)"""
        triggers = {definition.trigger for definition in node.definitions}
        if node.kind == "receiveTask" or triggers & _PAYLOADS:
            listed = listed_inputs(node)
            return None if listed is None else frozenset(listed)
        return ERROR if "error" in triggers else _NONE

    def locals(self, node: Node) -> frozenset[str]:
        """Names that only `node` and what lies in it see: its loop's and those of its input mapping."""
        return self.item(node) | _heads(node.settings.inputs)

    def item(self, node: Node) -> frozenset[str]:
        """Names of the loop around `node`, if it has one."""
        if node.loop is None:
            return _NONE
        return frozenset({LOOP_COUNTER, node.loop.settings.input_element}) - {""}

    def around(self, element: Element) -> frozenset[str]:
        """Names that the sub-processes around `element` let it see, besides the case's own."""
        found: set[str] = set()
        scope = element.parent
        while isinstance(scope, SubProcess):
            found |= self.locals(scope)
            scope = scope.parent
        return frozenset(found)


def _heads(mapping: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The variables that an input or output mapping writes; of a path its head."""
    return frozenset(target.partition(".")[0] for _source, target in mapping) - {""}
