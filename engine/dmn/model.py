"""Decisions as they were read: plain data, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Union

from engine.feel.evaluation import Json
from engine.feel.values.types import Type


class HitPolicy(StrEnum):
    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Input:
    """A column of conditions: `expression` gives the value that the cells test.

    `type` is DMN's name for it. `allowed` is the list of allowed values as written, a unary test; `values` holds
    them where they are constants. A missing value is always allowed.
    """

    id: str
    label: str
    expression: str
    type: str = ""
    allowed: str = ""
    values: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Output:
    """A column of results; `values` are its allowed values in order of priority, if any are listed; `default` is the
    expression for when no rule holds."""

    id: str
    name: str
    label: str
    values: tuple[Json, ...] = ()
    default: str = ""
    type: str = ""


@dataclass(frozen=True)
class Rule:
    """A row: a FEEL test for each input, a FEEL expression for each output. Its `number` counts from 1."""

    number: int
    id: str
    tests: tuple[str, ...]
    entries: tuple[str, ...]
    note: str = ""


# In all logic `type` is what the result must be, as the model writes it; empty for anything.
@dataclass(frozen=True)
class Table:
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None
    type: str = ""
    read: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # its cells as they were parsed


@dataclass(frozen=True)
class Literal:
    """One FEEL expression."""

    expression: str
    type: str = ""


@dataclass(frozen=True)
class Entry:
    """Logic under a name."""

    name: str
    logic: Logic
    type: str = ""


@dataclass(frozen=True)
class Context:
    """Entries that see those before them; with `result` that is the value, otherwise the context of all."""

    entries: tuple[Entry, ...]
    result: Logic | None = None
    type: str = ""


@dataclass(frozen=True)
class Invocation:
    """A function called with arguments by name."""

    function: str
    bindings: tuple[Entry, ...]
    type: str = ""


@dataclass(frozen=True)
class ListOf:
    items: tuple[Logic, ...]
    type: str = ""


@dataclass(frozen=True)
class Relation:
    """A list of contexts with the same names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]
    type: str = ""


@dataclass(frozen=True)
class Function:
    """`kind` is FEEL, or Java for something that only who asks could offer."""

    parameters: tuple[tuple[str, str], ...]
    body: Logic | None
    kind: str = "FEEL"
    type: str = ""


@dataclass(frozen=True)
class Conditional:
    condition: Logic
    then: Logic
    otherwise: Logic
    type: str = ""


@dataclass(frozen=True)
class Filter:
    values: Logic
    match: Logic
    type: str = ""


@dataclass(frozen=True)
class For:
    variable: str
    values: Logic
    body: Logic
    type: str = ""


@dataclass(frozen=True)
class Quantified:
    is_every: bool
    variable: str
    values: Logic
    body: Logic
    type: str = ""


Logic = Union[  # noqa: UP007 - the names above are only known now
    Table, Literal, Context, Invocation, ListOf, Relation, Function, Conditional, Filter, For, Quantified
]


@dataclass(frozen=True)
class InputData:
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions call by its name."""

    id: str
    name: str
    function: Function
    requires: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True)
class Service:
    """Decisions offered as a function: its parameters are `data` and `given`, its result the `outputs`."""

    id: str
    name: str
    outputs: tuple[str, ...]
    given: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    type: str = ""


@dataclass(eq=False)
class Model:
    """A file. What it holds is found by `href`: `#id`, or with the namespace of an imported model before it."""

    namespace: str = ""
    name: str = ""
    decisions: dict[str, Decision] = field(default_factory=dict)
    inputs: dict[str, InputData] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    members: frozenset[str] = frozenset()  # names inside its types that need to be known to be read
    imports: dict[str, Model] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)  # by decision; "" for the file

    def home(self, href: str) -> tuple[Model, str]:
        """The model that holds what a reference leads to, and its id there."""
        namespace, _sign, key = href.rpartition("#")
        if namespace and namespace != self.namespace:
            for model in self.imports.values():
                if model.namespace == namespace:
                    return model, key
        return self, key


@dataclass(frozen=True)
class Decision:
    """`requires` are the ids of decisions whose results this one reads, under any of their `aliases`.

    `variables` are the names that it reads itself, without those. `data` are the names of the input data that are
    drawn to it; None where none are. `knowledge` and `drawn` are references to the functions and input data that it
    uses.
    """

    id: str
    name: str
    logic: Logic
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    data: frozenset[str] | None = None
    knowledge: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    type: str = ""
    model: Model | None = field(default=None, compare=False, repr=False)

    @property
    def inputs(self) -> tuple[Input, ...]:
        return self.logic.inputs if isinstance(self.logic, Table) else ()

    @property
    def outputs(self) -> tuple[Output, ...]:
        return self.logic.outputs if isinstance(self.logic, Table) else ()
