"""A block as a diagram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.engine.spiff import diagrams
from tests.engine.spiff.blocks import (
    CHILD,
    GROUP,
    LEAVES,
    TOPIC,
    VARIABLES,
    Block,
    _boundary,
    _choosing_task,
    _event_start,
    _gateway,
    condition,
)
from tests.engine.spiff.diagrams import message, message_event, signal, signal_event, timer
from tests.engine.spiff.graph import PROCESS, Flow, Graph, Node


def write(block: Block) -> Graph:
    """The diagram of a block between a start and an end."""
    writer = _Writer()
    writer.node("S", "startEvent", PROCESS, lambda n, _inside: diagrams.start(n.id))
    writer.node("init", "scriptTask", PROCESS, _init)
    writer.connect(_Loose("S"), "init", PROCESS)
    loose = writer.place(block, _Loose("init"), PROCESS, may_end=True)
    if loose is not None:
        writer.end(loose, PROCESS)
    return Graph(tuple(writer.nodes), tuple(writer.flows), "".join(writer.roots))


def _init(node: Node, _inside: str) -> str:
    script = diagrams.zeebe("script", expression="=[1, 2]", resultVariable="items")
    values = {"items": "=items"} | dict.fromkeys(VARIABLES, "=1")
    return diagrams.node(node.tag, node.id, extensions=script + diagrams.mapping(outputs=values))


@dataclass(frozen=True)
class _Loose:
    """The end of a branch that is not connected yet."""

    source: str
    condition: str = ""
    is_default: bool = False


@dataclass
class _Writer:
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    count: int = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def node(self, node_id: str, tag: str, scope: str, how: Callable[[Node, str], str], **more: str | bool) -> str:
        self.nodes.append(Node(node_id, tag, scope, how, **more))  # type: ignore[arg-type]
        return node_id

    def connect(self, loose: _Loose, target: str, scope: str) -> None:
        flow = Flow(self.name("f"), loose.source, target, scope, loose.condition)
        self.flows.append(flow)
        if loose.is_default:
            place = next(i for i, node in enumerate(self.nodes) if node.id == loose.source)
            self.nodes[place] = replace(self.nodes[place], default=flow.id)

    def step(self, loose: _Loose, node_id: str, tag: str, scope: str, how: Callable[[Node, str], str]) -> _Loose:
        self.node(node_id, tag, scope, how)
        self.connect(loose, node_id, scope)
        return _Loose(node_id)

    def end(self, loose: _Loose, scope: str, definition: str = "") -> None:
        node_id = self.name("E")
        self.step(loose, node_id, "endEvent", scope, lambda n, _inside: diagrams.end(n.id, definition))

    def gateway(self, tag: str, scope: str, prefix: str = "G") -> str:
        return self.node(self.name(prefix), tag, scope, _gateway)

    # Blocks -----------------------------------------------------------------------------------------------
    def place(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        """Write a block behind a loose end; the loose end behind it, None if the branch ended."""
        if block.kind in LEAVES:
            return self._leaf(block, loose, scope, may_end=may_end)
        more: _Loose | None = getattr(self, f"_{block.kind}")(block, loose, scope, may_end=may_end)
        return more

    def _leaf(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        if block.kind == "end" and may_end:
            kinds = ("", diagrams.TERMINATE, self._signal()) if scope == PROCESS else ("", diagrams.TERMINATE)
            self.end(loose, scope, kinds[block.number % len(kinds)])
            return None
        if block.kind == "link":
            return self._link(loose, scope)
        tag, how = self._activity("manual" if block.kind == "end" else block.kind, block.number)
        return self.step(loose, self.name("A"), tag, scope, how)

    def _activity(self, kind: str, number: int) -> tuple[str, Callable[[Node, str], str]]:
        variable = VARIABLES[number % len(VARIABLES)]
        if kind == "each":
            each = diagrams.loop("=items", "item", sequential=number % 2 == 0)
            return "userTask", lambda n, _inside: diagrams.user(n.id, each, candidateGroups=GROUP)
        if kind == "receive":
            event, reference = self._message()
            return "receiveTask", lambda n, _inside: diagrams.node("receiveTask", n.id, messageRef=reference)
        if kind in ("timer", "signal"):
            event = timer("PT1H") if kind == "timer" else self._signal()
            return "intermediateCatchEvent", lambda n, _inside: diagrams.catch(n.id, event)
        if kind == "throw":
            sent = self._signal()
            return "intermediateThrowEvent", lambda n, _inside: diagrams.throw(n.id, sent)
        return {
            "user": ("userTask", lambda n, _inside: diagrams.user(n.id, candidateGroups=GROUP)),
            "service": ("serviceTask", lambda n, _inside: diagrams.service(n.id, topic=TOPIC)),
            "script": ("scriptTask", lambda n, _inside: diagrams.script(n.id, f"={variable} + 1", variable)),
            "manual": ("manualTask", lambda n, _inside: diagrams.node("manualTask", n.id)),
            "call": ("callActivity", lambda n, _inside: diagrams.call(n.id, CHILD)),
        }[kind]

    def _link(self, loose: _Loose, scope: str) -> _Loose:
        name = self.name("L")
        event = diagrams.link_event(name)
        self.step(loose, self.name("A"), "intermediateThrowEvent", scope, lambda n, _i: diagrams.throw(n.id, event))
        caught = self.node(name, "intermediateCatchEvent", scope, lambda n, _inside: diagrams.catch(n.id, event))
        return _Loose(caught)

    def _message(self) -> tuple[str, str]:
        name = self.name("m")
        self.roots.append(message(name, "=1"))
        return message_event(name), f"m_{name}"

    def _signal(self) -> str:
        name = self.name("s")
        self.roots.append(signal(name))
        return signal_event(name)

    def _sequence(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        first, second = block.parts
        between = self.place(first, loose, scope, may_end=may_end and first.kind != "end")
        return None if between is None else self.place(second, between, scope, may_end=may_end)

    def _split(
        self, tag: str, block: Block, loose: _Loose, scope: str, branches: list[_Loose], *, split: str, may_end: bool
    ) -> _Loose | None:
        self.connect(loose, split, scope)
        placed = [
            branch if part.kind == "manual" else self.place(part, branch, scope, may_end=may_end)
            for part, branch in zip(block.parts, branches, strict=True)
        ]
        ends = [end for end in placed if end is not None]
        if not ends:
            return None
        join = self.gateway(tag, scope, "J")
        for end in ends:
            self.connect(end, join, scope)
        return _Loose(join)

    def _exclusive(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        split = self.gateway("exclusiveGateway", scope)
        ways = [_Loose(split, condition(block.number)), _Loose(split, is_default=True)]
        return self._split("exclusiveGateway", block, loose, scope, ways, split=split, may_end=may_end)

    def _inclusive(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        split = self.gateway("inclusiveGateway", scope)
        if block.number % 2:
            ways = [_Loose(split, condition(block.number)), _Loose(split, is_default=True)]
        else:
            ways = [_Loose(split, condition(block.number)), _Loose(split, "=v2 > -1")]
        return self._split("inclusiveGateway", block, loose, scope, ways, split=split, may_end=False)

    def _parallel(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        split = self.gateway("parallelGateway", scope)
        ways = [_Loose(split), _Loose(split)]
        return self._split("parallelGateway", block, loose, scope, ways, split=split, may_end=False)

    def _race(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        split = self.gateway("eventBasedGateway", scope)
        self.connect(loose, split, scope)
        ends = []
        for part, event in zip(block.parts, (timer("PT2H"), self._message()[0]), strict=True):
            caught = self.step(
                _Loose(split),
                self.name("C"),
                "intermediateCatchEvent",
                scope,
                lambda n, _inside, event=event: diagrams.catch(n.id, event),  # type: ignore[misc]
            )
            ends.append(self.place(part, caught, scope, may_end=may_end))
        return self._merge([end for end in ends if end is not None], scope)

    def _merge(self, ends: list[_Loose], scope: str) -> _Loose | None:
        if len(ends) < 2:
            return ends[0] if ends else None
        join = self.gateway("exclusiveGateway", scope, "J")
        for end in ends:
            self.connect(end, join, scope)
        return _Loose(join)

    def _loop(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        merge = self.gateway("exclusiveGateway", scope, "M")
        self.connect(loose, merge, scope)
        person = self._activity("user", 0)
        body = self.step(_Loose(merge), self.name("A"), person[0], scope, person[1])
        last = self.place(block.parts[0], body, scope, may_end=False)
        assert last is not None
        split = self.gateway("exclusiveGateway", scope)
        self.connect(last, split, scope)
        self.connect(_Loose(split, condition(block.number)), merge, scope)
        return _Loose(split, is_default=True)

    def _sub(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        return self._scope(block, loose, scope, "")

    def _each_sub(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        return self._scope(block, loose, scope, diagrams.loop("=items", "item", sequential=block.number % 2 == 0))

    def _scope(self, block: Block, loose: _Loose, scope: str, marker: str) -> _Loose:
        name = self.name("U")
        after = self.step(loose, name, "subProcess", scope, lambda n, inside: diagrams.sub(n.id, marker, inside))
        begin = self.node(self.name("B"), "startEvent", name, lambda n, _inside: diagrams.start(n.id))
        last = self.place(block.parts[0], _Loose(begin), name, may_end=True)
        if last is not None:
            self.end(last, name)
        return after

    def _bounded(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        tag, how = self._activity(("user", "service", "receive", "call", "each")[block.number % 5], block.number)
        host = self.step(loose, self.name("A"), tag, scope, how)
        return self._border(block, block.parts[0], host, scope, may_end=may_end)

    def _bounded_sub(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        host = self._scope(block, loose, scope, "")
        return self._border(block, Block("user"), host, scope, may_end=may_end)

    def _border(self, block: Block, handler: Block, host: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        # A path that an event begins anew each time sends tokens of several rounds through the same joins. An inclusive
        # one takes them for one, as BPMN has it, and a parallel one around it then waits for ever: not sound.
        interrupting = block.number % 2 == 0 or handler.holds("inclusive")
        event = timer("PT3H") if block.number % 3 else self._message()[0]
        name = self.name("T")
        self.node(name, "boundaryEvent", scope, _boundary(event), attached_to=host.source, interrupting=interrupting)
        last = self.place(handler, _Loose(name), scope, may_end=may_end or not interrupting)
        if last is None:
            return host
        if not interrupting:
            self.end(last, scope)
            return host
        return self._merge([host, last], scope)

    def _task_split(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        """Conditions on the flows out of a task."""
        split = self.node(self.name("A"), "userTask", scope, _choosing_task)
        ways = [_Loose(split, condition(block.number)), _Loose(split, is_default=True)]
        return self._split("exclusiveGateway", block, loose, scope, ways, split=split, may_end=may_end)

    def _caught(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        """A sub-process that may end with an error, and what is done about it."""
        name, code = self.name("U"), self.name("e")
        self.roots.append(diagrams.error(code))
        host = self.step(loose, name, "subProcess", scope, lambda n, inside: diagrams.sub(n.id, inside))
        begin = self.node(self.name("B"), "startEvent", name, lambda n, _inside: diagrams.start(n.id))
        last = self.place(block.parts[0], _Loose(begin), name, may_end=False)
        assert last is not None
        split = self.gateway("exclusiveGateway", name)
        self.connect(last, split, name)
        self.end(_Loose(split, condition(block.number)), name, diagrams.error_event(code))
        self.end(_Loose(split, is_default=True), name)
        border, event = self.name("T"), diagrams.error_event(code if block.number % 2 else "")
        self.node(border, "boundaryEvent", scope, _boundary(event), attached_to=name)
        person = self._activity("user", 0)
        return self._merge([host, self.step(_Loose(border), self.name("A"), person[0], scope, person[1])], scope)

    def _beside(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        """An event sub-process that a message may start while a person works."""
        name, interrupting, event = self.name("U"), block.number % 2 == 0, self._message()[0]
        self.node(name, "subProcess", scope, lambda n, inside: diagrams.sub(n.id, inside, triggeredByEvent="true"))
        begin = self.node(self.name("B"), "startEvent", name, _event_start(event, interrupting=interrupting))
        last = self.place(block.parts[0], _Loose(begin), name, may_end=True)
        if last is not None:
            self.end(last, name)
        person = self._activity("user", 0)
        return self.step(loose, self.name("A"), person[0], scope, person[1])

    def _task_choice(self, block: Block, loose: _Loose, scope: str, *, may_end: bool) -> _Loose | None:
        """Two tasks lead into one, without a gateway."""
        tag, how = self._activity("user", block.number)
        split = self.gateway("exclusiveGateway", scope)
        self.connect(loose, split, scope)
        first = self.place(block.parts[0], _Loose(split, condition(block.number)), scope, may_end=may_end)
        into = self.step(_Loose(split, is_default=True), self.name("A"), tag, scope, how)
        if first is not None:
            self.connect(first, into.source, scope)
        return into
