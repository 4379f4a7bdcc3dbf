"""What can be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.feel.run import Run
from engine.feel.values.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One way to call a built-in: names and types of its parameters.

    `required` of them must be given; `rest` is the type of any number of further ones.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    required: int
    rest: str
    work: Callable[..., Any]


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    name: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that an expression or a model defines. `call` gets the arguments in the order of `parameters`; `types`
    are those that its model defines."""

    parameters: tuple[tuple[str, Type | None], ...]
    call: Callable[[Run, Sequence[Any]], Any]
    result: Type | None = None
    types: Mapping[str, Type] = field(default_factory=dict)
