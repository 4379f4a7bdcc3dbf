"""Diagrams in two spellings: ours (FEEL, zeebe) and plain SpiffWorkflow's (Python, BPMN's own loops).

A case is played by naming elements: the offered user task is completed, the waiting event fires. Where plain
SpiffWorkflow bends the diagram, `bent` says how, and `right` is what BPMN asks for.
"""

# ruff: noqa: E501  (an entry reads better on one line)

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, inc, node, par, path, start, sub, user, xor

Move = tuple[str, dict[str, Any]]
Offers = list[list[str]]  # after the start and after each move: the user tasks on offer, sorted


@dataclass(frozen=True)
class Spelling:
    """How expressions and loops are written."""

    plain: bool

    def flow(self, source: str, target: str, *, feel: str, python: str) -> str:
        return d.flow(source, target, python if self.plain else feel)

    def script(self, own_id: str, result: str, *, feel: str, python: str) -> str:
        if self.plain:
            return node("scriptTask", own_id, f"<script>{result} = {python}</script>")
        return d.script(own_id, feel, result)

    def loop(self, items: str, item: str, *, output: str, each: str, sequential: bool = False) -> str:
        if not self.plain:
            return d.loop(f"={items}", item, output=output, each=f"={each}", sequential=sequential)
        return (
            f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
            f"<loopDataInputRef>{items}</loopDataInputRef><loopDataOutputRef>{output}</loopDataOutputRef>"
            f'<inputDataItem id="{item}"/><outputDataItem id="{each}"/></multiInstanceLoopCharacteristics>'
        )

    def call(self, own_id: str, process: str) -> str:
        return node("callActivity", own_id, calledElement=process) if self.plain else d.call(own_id, process)

    def timer(self) -> str:
        return d.timer('"P1D"' if self.plain else "P1D")


@dataclass(frozen=True)
class Right:
    """What ours must do where plain SpiffWorkflow is no measure."""

    offers: Offers
    data: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """`write` gives the main diagram and, after it, those that it calls."""

    write: Callable[[Spelling], Sequence[bytes]]
    moves: Sequence[Move] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    bent: str = ""
    right: Right | None = None


def sequence(w: Spelling) -> Sequence[bytes]:
    script = w.script("B", "twice", feel="=n * 2", python="n * 2")
    return [diagram(start(), user("A"), script, node("manualTask", "M"), user("C"), end(),
                    path("S", "A", "B", "C", "E"))]  # fmt: skip


def exclusive(w: Spelling) -> Sequence[bytes]:
    high = w.flow("G", "A", feel="=n > 10", python="n > 10")
    middle = w.flow("G", "B", feel='=n > 5 and kind = "x"', python="n > 5 and kind == 'x'")
    return [diagram(start(), user("I"), xor("G", default="G_C"), user("A"), user("B"), user("C"), xor("J"), user("Z"),
                    end(), path("S", "I", "G"), high, middle, d.flow("G", "C"), path("A", "J", "Z", "E"),
                    path("B", "J"), path("C", "J"))]  # fmt: skip


def rework(w: Spelling) -> Sequence[bytes]:
    again = w.flow("G", "M", feel="=not(good)", python="not good")
    count = w.script("N", "rounds", feel="=rounds + 1", python="rounds + 1")
    return [diagram(start(), xor("M"), user("A"), count, xor("G", default="G_E"), end(),
                    path("S", "M", "A", "N", "G", "E"), again)]  # fmt: skip


def parallel(_w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), par("F"), user("A"), user("B"), user("C"), par("J"), user("D"), end(),
                    path("S", "F", "A", "J", "D", "E"), path("F", "B", "C", "J"))]  # fmt: skip


def nested_parallel(_w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), par("F"), par("G"), user("A"), user("B"), user("C"), par("H"), par("J"), end(),
                    path("S", "F", "G", "A", "H", "J", "E"), path("G", "B", "H"), path("F", "C", "J"))]  # fmt: skip


def inclusive(w: Spelling) -> Sequence[bytes]:
    one = w.flow("F", "A", feel="=n > 0", python="n > 0")
    two = w.flow("F", "B", feel="=n > 1", python="n > 1")
    return [diagram(start(), inc("F", default="F_C"), user("A"), user("B"), user("C"), inc("J"), user("D"), end(),
                    path("S", "F"), one, two, d.flow("F", "C"), path("A", "J", "D", "E"), path("B", "J"),
                    path("C", "J"))]  # fmt: skip


def inside(w: Spelling) -> Sequence[bytes]:
    script = w.script("IB", "sum", feel="=n + 1", python="n + 1")
    inner = sub("I", start("IS"), user("IA"), script, end("IE"), path("IS", "IA", "IB", "IE"))
    return [diagram(start(), user("A"), inner, user("B"), end(), path("S", "A", "I", "B", "E"))]


def loop_of(kind: bool) -> Callable[[Spelling], Sequence[bytes]]:
    def write(w: Spelling) -> Sequence[bytes]:
        each = w.loop("items", "item", output="marks", each="mark", sequential=kind)
        return [diagram(start(), user("A", each), user("B"), end(), path("S", "A", "B", "E"))]

    return write


def border(definition: Callable[[Spelling], str], *, interrupting: bool) -> Callable[[Spelling], Sequence[bytes]]:
    def write(w: Spelling) -> Sequence[bytes]:
        event = d.boundary("X", "A", definition(w), interrupting=interrupting)
        return [diagram(start(), user("A"), event, user("B"), user("C"), end(), end("E2"), path("S", "A", "B", "E"),
                        path("X", "C", "E2"), roots=d.message("go"))]  # fmt: skip

    return write


def events(w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), node("eventBasedGateway", "G"), d.catch("M", d.message_event("go")),
                    d.catch("T", w.timer()), user("A"), user("B"), end(), path("S", "G", "M", "A", "E"),
                    path("G", "T", "B", "E"), roots=d.message("go"))]  # fmt: skip


def waiting(w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), user("A"), d.catch("T", w.timer()), d.catch("M", d.message_event("go")), user("B"), end(),
                    path("S", "A", "T", "M", "B", "E"), roots=d.message("go"))]  # fmt: skip


def handler(definition: str, *, interrupting: str, roots: str) -> bytes:
    inner = sub("H", start("HS", definition, isInterrupting=interrupting), user("HA"), end("HE"),
                path("HS", "HA", "HE"), triggeredByEvent="true")  # fmt: skip
    return diagram(start(), user("A"), user("B"), end(), inner, path("S", "A", "B", "E"), roots=roots)


def event_subprocess(interrupting: str) -> Callable[[Spelling], Sequence[bytes]]:
    return lambda _w: [handler(d.message_event("go"), interrupting=interrupting, roots=d.message("go"))]


def called(w: Spelling) -> Sequence[bytes]:
    script = w.script("KB", "sum", feel="=n + 1", python="n + 1")
    child = diagram(start("KS"), user("KA"), script, end("KE"), path("KS", "KA", "KB", "KE"), key="child")
    return [diagram(start(), user("A"), w.call("K", "child"), user("B"), end(), path("S", "A", "K", "B", "E")), child]


def terminated(_w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), par("F"), user("A"), user("B"), end("T", d.TERMINATE), end(), path("S", "F", "A", "T"),
                    path("F", "B", "E"))]  # fmt: skip


def failing(_w: Spelling) -> Sequence[bytes]:
    inner = sub("I", start("IS"), user("IA"), end("IE", d.error_event("E1")), path("IS", "IA", "IE"))
    return [diagram(start(), inner, d.boundary("X", "I", d.error_event("E1")), user("B"), user("C"), end(), end("E2"),
                    path("S", "I", "B", "E"), path("X", "C", "E2"), roots=d.error("E1"))]  # fmt: skip


def linked(_w: Spelling) -> Sequence[bytes]:
    return [diagram(start(), user("A"), d.throw("T", d.link_event("next")), d.catch("L", d.link_event("next")),
                    user("B"), end(), path("S", "A", "T"), path("L", "B", "E"))]  # fmt: skip


def announced(_w: Spelling) -> Sequence[bytes]:
    """The end of one branch starts the handler beside the other."""
    listener = sub("H", start("HS", d.signal_event("done"), isInterrupting="false"), user("HA"), end("HE"),
                   path("HS", "HA", "HE"), triggeredByEvent="true")  # fmt: skip
    return [diagram(start(), par("F"), user("A"), user("B"), end("Z", d.signal_event("done")), end(), listener,
                    path("S", "F", "A", "Z"), path("F", "B", "E"), roots=d.signal("done"))]  # fmt: skip


def after_a_task(w: Spelling) -> Sequence[bytes]:
    only = w.flow("A", "B", feel="=n > 0", python="n > 0")
    return [diagram(start(), user("A"), user("B"), end(), path("S", "A"), only, path("B", "E"))]


def joined_data(w: Spelling) -> Sequence[bytes]:
    script = w.script("B", "x", feel='="changed"', python="'changed'")
    return [diagram(start(), par("F"), script, user("A"), par("J"), user("Z"), end(), path("S", "F", "B", "J"),
                    path("F", "A", "J", "Z", "E"))]  # fmt: skip


def failed_handler(_w: Spelling) -> Sequence[bytes]:
    beside = sub("H", start("HS", d.error_event("E1")), user("HA"), end("HE"), path("HS", "HA", "HE"),
                 triggeredByEvent="true")  # fmt: skip
    inner = sub("I", start("IS"), user("IA"), end("IE", d.error_event("E1")), path("IS", "IA", "IE"))
    return [diagram(start(), inner, user("B"), end(), beside, path("S", "I", "B", "E"), roots=d.error("E1"))]


def did(*ids: str) -> list[Move]:
    return [(own_id, {}) for own_id in ids]


CORPUS: dict[str, Entry] = {
    "a sequence": Entry(sequence, [("A", {"n": 21}), ("C", {})]),
    "a choice: the first condition": Entry(exclusive, [("I", {"n": 11, "kind": "x"}), *did("A", "Z")]),
    "a choice: the second condition": Entry(exclusive, [("I", {"n": 6, "kind": "x"}), *did("B", "Z")]),
    "a choice: the default": Entry(exclusive, [("I", {"n": 6, "kind": "y"}), *did("C", "Z")]),
    "a loop back": Entry(rework, [("A", {"good": False}), ("A", {"good": False}), ("A", {"good": True})], {"rounds": 0}),
    "parallel branches": Entry(parallel, [("B", {"b": 1}), ("A", {"a": 2}), ("C", {"c": 3}), *did("D")]),
    "parallel branches, the other way round": Entry(parallel, [("A", {"a": 1}), *did("B", "C", "D")]),
    "parallel branches in parallel branches": Entry(nested_parallel, [*did("C", "B"), ("A", {"a": 1})]),
    "inclusive: both": Entry(inclusive, did("A", "B", "D"), {"n": 2}),
    "inclusive: one": Entry(inclusive, did("A", "D"), {"n": 1}),
    "inclusive: the default": Entry(inclusive, did("C", "D"), {"n": 0}),
    "a sub-process": Entry(inside, [("A", {"n": 1}), ("IA", {"m": 2}), *did("B")]),
    "several at once": Entry(loop_of(False), [("A", {"mark": "a"}), ("A", {"mark": "b"}), *did("B")], {"items": [1, 2]}),
    "one after the other": Entry(loop_of(True), [("A", {"mark": "a"}), ("A", {"mark": "b"}), *did("B")], {"items": [1, 2]}),
    "a time limit that is kept": Entry(border(Spelling.timer, interrupting=True), did("A", "B")),
    "a time limit that is not kept": Entry(border(Spelling.timer, interrupting=True), did("X", "C")),
    "a reminder": Entry(border(Spelling.timer, interrupting=False), did("X", "C", "A", "B")),
    "a message takes the task away": Entry(border(lambda _w: d.message_event("go"), interrupting=True), did("X", "C")),
    "a message beside the task": Entry(border(lambda _w: d.message_event("go"), interrupting=False), did("X", "A", "C", "B")),
    "an event gateway: the message": Entry(events, did("M", "A")),
    "an event gateway: the timer": Entry(events, did("T", "B")),
    "events in the flow": Entry(waiting, [("A", {"n": 1}), *did("T", "M", "B")]),
    "a handler replaces the rest": Entry(
        event_subprocess("true"), [("A", {"n": 1}), *did("HS", "HA")],
        bent="lets the rest go on beside an event sub-process that interrupts it",
        right=Right([["A"], ["B"], ["HA"], []], {"n": 1}),
    ),
    "a handler that nothing starts": Entry(event_subprocess("true"), did("A", "B")),
    "a handler beside the rest": Entry(event_subprocess("false"), did("HS", "HA", "A", "B")),
    "a called process": Entry(called, [("A", {"n": 1}), ("KA", {"m": 2}), *did("B")]),
    "an end of everything": Entry(terminated, [("A", {"n": 1})]),
    "an error leaves its sub-process": Entry(failing, did("IA", "C")),
    "links": Entry(
        linked, did("A", "B"), bent="drops both halves of a link: the case ends at the throwing event",
        right=Right([["A"], ["B"], []], {}),
    ),
    "a signal at an end": Entry(
        announced, did("A", "HA", "B"), bent="drops the signal of an end event",
        right=Right([["A", "B"], ["B", "HA"], ["B"], []], {}),
    ),
    "a condition after a task": Entry(
        after_a_task, [("A", {"n": 0})], bent="takes the flow whatever its condition says; ours stops with an incident",
        right=Right([["A"], []], {"n": 0}),
    ),
    "a variable that one of two branches changed": Entry(
        joined_data, [("A", {"y": 1}), *did("Z")], {"x": "old"},
        bent="the later branch undoes the change of the earlier one with its own old copy",
        right=Right([["A"], ["Z"], []], {"x": "changed", "y": 1}),
    ),
    "an error goes to the handler beside": Entry(
        failed_handler, did("IA", "HA"), bent="knows no error start event: the handler runs at once",
        right=Right([["IA"], ["HA"], []], {"error_code": "E1", "error_message": "错误E1"}),
    ),
}  # fmt: skip
