"""What is known of a process before it is simulated: who reads and writes which variables, and how certain
their values are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine import dmn, feel
from engine.errors import EngineError
from engine.simulation.environment import Environment
from engine.simulation.form_answers import answers
from engine.simulation.sample_values import SampleValues

Json = dict[str, Any]
_ERROR = ("error_code", "error_message")
_ANY_CODE = "SIMULATED"


class Facts:
    """`elements` are what `Specification.elements` gives.

    A variable is `uncertain` if its value comes from outside the diagram (the start, handlers, messages, called
    processes, task forms with code of their own), or is computed from one that does. What an expression does
    with made-up values of these says nothing about the diagram.
    """

    def __init__(self, elements: Sequence[Json], environment: Environment) -> None:
        self._environment, self._results_of = environment, dict(environment.results)
        self.by_id: dict[str, list[Json]] = defaultdict(list)
        for config in elements:
            self.by_id[config["id"]].append(config)
        self.forms = {key: answers(schema) for key, schema in environment.schemas}
        self.tables = environment.decisions()
        self.results = {config["decision"]: config["result"] for config in elements if config.get("decision")}
        self.reads = {element_id: self._reads(configs) for element_id, configs in self.by_id.items()}
        self.samples = self._samples()
        self._downstream: dict[str, frozenset[str]] = {}
        self._next = self._successors()
        self._writes: dict[str, list[frozenset[str] | None]] = defaultdict(list)
        for config in elements:
            self._note_writes(config)
        self.uncertain = self._uncertain()

    @property
    def read(self) -> frozenset[str]:
        """All variables that the process reads."""
        return frozenset().union(*self.reads.values())

    @property
    def from_outside(self) -> list[str]:
        """Variables that the process reads and nothing in it begins to write."""
        begun = {name for name, writes in self._writes.items() if any(name not in (reads or ()) for reads in writes)}
        return sorted(self.read - begun)

    def conditions(self, element_id: str) -> dict[str, str]:
        """The conditions of an element's outgoing flows, by flow."""
        flows = [flow for config in self.by_id[element_id] for flow in config.get("flows", ())]
        return {flow["id"]: flow["condition"] or "" for flow in flows if len(flows) > 1}

    def is_told_apart(self, element_id: str) -> bool:
        """The outgoing flows have conditions, so that which one is taken depends on data."""
        return any(self.conditions(element_id).values())

    def condition_reads(self, element_id: str) -> frozenset[str]:
        return _variables(self.conditions(element_id).values())

    def behind(self, names: frozenset[str]) -> frozenset[str]:
        """The uncertain variables from which these are computed, near or far."""
        found, todo = set(names), set(names)
        while todo:
            reads = (reads or frozenset() for reads in self._writes.get(todo.pop(), ()))
            new = frozenset().union(*reads) - found
            found |= new
            todo |= new
        return self.uncertain & (found - names)

    def decisions(self, element_id: str) -> list[str]:
        return [config["decision"] for config in self.by_id[element_id] if config.get("decision")]

    def reads_of(self, element_id: str, expression: str) -> frozenset[str]:
        """What one expression of an element reads, known by its beginning; what all of them read otherwise."""
        start = expression.strip().removeprefix("=").removesuffix("…").strip()
        texts = [text for config in self.by_id[element_id] for text in expressions(config)]
        found = [text for text in texts if start and text[1:].strip().startswith(start)]
        return _variables(found) if found else self.reads.get(element_id, frozenset())

    def is_timeless(self, element_id: str) -> bool:
        """No expression of an element looks at the clock."""
        texts = [text for config in self.by_id[element_id] for text in expressions(config)]
        return not any("now(" in text or "today(" in text for text in texts)

    def own_reads(self, element_id: str) -> frozenset[str]:
        """What an element's output mapping and its loop read of its result."""
        configs = self.by_id[element_id]
        sources = [source for config in configs for source, _target in config.get("outputs", ())]
        loops = [config["loop"] for config in configs if config.get("loop")]
        return _variables([*sources, *(loop[key] for loop in loops for key in ("output_item", "until"))])

    def options(self, element_id: str) -> dict[str, list[Any]]:
        """What an element may give: the answers of its form; of what its output mapping hands on to a variable,
        the values that this variable is compared with."""
        found: dict[str, list[Any]] = {}
        for config in self.by_id[element_id]:
            for source, target in config.get("outputs", ()):
                if source.startswith("=") and source[1:].strip().isidentifier() and self.samples.has(target):
                    found[source[1:].strip()] = self.samples.values(target)
        for config in self.by_id[element_id]:
            found |= self.forms.get(config.get("form", ""), {})
        return found

    def error_codes(self, element_id: str) -> list[str]:
        """Business errors at an element that something may catch; an event without a code catches any."""
        events = [config for configs in self.by_id.values() for config in configs if _is_error(config)]
        near = [e for e in events if e.get("attached_to") in (None, element_id, *self._scopes(element_id))]
        return sorted({event["definition"]["code"] or _ANY_CODE for event in near})

    def downstream(self, element_id: str) -> frozenset[str]:
        """Elements that may come after one, itself included."""
        if element_id not in self._downstream:
            found, todo = {element_id}, [element_id]
            while todo:
                new = self._next[todo.pop()] - found
                found |= new
                todo += new
            self._downstream[element_id] = frozenset(found)
        return self._downstream[element_id]

    # Helpers ----------------------------------------------------------------------------------------------
    def _reads(self, configs: Iterable[Json]) -> frozenset[str]:
        decisions = [config["decision"] for config in configs if config.get("decision")]
        tables = [dmn.reads(self.tables[key], key) for key in decisions]
        return _variables(text for config in configs for text in expressions(config)).union(*tables)

    def _scopes(self, element_id: str) -> list[str]:
        """The sub-processes around an element, inside out."""
        found: list[str] = []
        while element_id in self.by_id:
            element_id = self.by_id[element_id][0]["scope"]
            found.append(element_id)
        return found

    def _successors(self) -> dict[str, set[str]]:
        """A token may go along a flow, to an event on the border, into a scope, and on after it."""
        found: dict[str, set[str]] = defaultdict(set)
        for element_id, configs in self.by_id.items():
            for config in configs:
                found[element_id] |= {flow["target"].removesuffix(".boundary") for flow in config.get("flows", ())}
                found[config["scope"]].add(element_id)
                if config.get("attached_to"):
                    found[config["attached_to"]].add(element_id)
        for element_id in list(self.by_id):
            for scope in self._scopes(element_id)[:-1]:
                found[element_id] |= {t for t in found[scope] if self.by_id[t][0]["scope"] != scope}
        return found

    def _samples(self) -> SampleValues:
        samples = SampleValues()
        for configs in self.by_id.values():
            for config in configs:
                samples.read(expressions(config))
                loop = config.get("loop") or {}
                if loop.get("item"):
                    samples.is_list(loop["input"].removeprefix("=").strip(), item=loop["item"])
        for table in self.tables.values():
            for decision in table:
                samples.read_decision(decision)
        return samples

    def _note_writes(self, config: Json) -> None:
        for source, target in (*config.get("inputs", ()), *config.get("outputs", ())):
            self._writes[target.partition(".")[0]].append(_variables([source]))
        if config.get("result") and not config.get("outputs"):
            certain = "decision" not in config or bool(self.tables[config["decision"]])
            self._writes[config["result"]].append(self.reads[config["id"]] if certain else None)
        elif config.get("result"):
            self._writes[config["result"]].append(self.reads[config["id"]] - {config["result"]})
        for name in self._results_of.get(config.get("topic", ""), ()):
            self._writes[name].append(None)
        if config.get("form"):
            for name in self.forms[config["form"]]:
                self._writes[name].append(None if config["form"] in self._environment.handled else frozenset())
        if config.get("loop"):
            loop = config["loop"]
            self._writes["loopCounter"].append(frozenset())
            self._writes[loop["item"]].append(_variables([loop["input"]]))
            self._writes[loop["output"]].append(_variables([loop["output_item"]]))
        if _is_error(config):
            for name in _ERROR:
                self._writes[name].append(frozenset())

    def _uncertain(self) -> frozenset[str]:
        found = set(self.from_outside) | {name for name, writes in self._writes.items() if None in writes}
        while grown := {
            name
            for name, writes in self._writes.items()
            if name not in found and any(reads and reads & found for reads in writes)
        }:
            found |= grown
        return frozenset(found)


def _is_error(config: Mapping[str, Any]) -> bool:
    return (config.get("definition") or {}).get("kind") == "error" and config["tag"] in ("boundaryEvent", "startEvent")


def expressions(config: Mapping[str, Any]) -> Iterator[str]:
    """Every FEEL text in what was read of an element."""
    for value in config.values():
        yield from _feel(value)


def _feel(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("="):
        yield value
    elif isinstance(value, Mapping):
        yield from expressions(value)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _feel(inner)


def _variables(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        if text.startswith("="):
            try:
                found |= feel.parse(text[1:]).variables
            except EngineError:  # for example a name with an operator in it: it reads something, that is certain
                found.add(text)
    return frozenset(found)
