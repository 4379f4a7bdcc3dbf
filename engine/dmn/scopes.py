"""Where the expressions of a model are evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import item_types
from engine.dmn.model import Model
from engine.errors import DecisionError, ExpressionError
from engine.feel import programs
from engine.feel.compiler import Scope
from engine.feel.functions.invoking import UNFIT, conformed
from engine.feel.programs import Kind, Program, Strange
from engine.feel.syntax.names import unusual
from engine.feel.values.types import NAMES


@dataclass(frozen=True)
class Place:
    """A scope, and the names in it that need to be known to be read.

    `standard`: as the standard says, a mistake is null. Otherwise it is an error, so that nothing goes a wrong way
    without a word.
    """

    scope: Scope
    names: Strange
    members: Strange
    model: Model
    standard: bool

    def inner(self, names: Mapping[str, Any]) -> Place:
        mine, members = unusual(names)
        return Place(
            self.scope.inner(names),
            self.names | mine if mine else self.names,
            self.members | members if members else self.members,
            self.model,
            self.standard,
        )

    def asking(self, value: Any) -> Place:
        """Where a cell asks about a value."""
        return Place(self.scope.inner({"?": value}), self.names, self.members, self.model, self.standard)

    def program(self, text: str, kind: Kind = "expression") -> Program | None:
        """None where the text is none and that is null."""
        try:
            return programs.program(text, kind, self.names, self.members)
        except ExpressionError:
            if not self.standard:
                raise
            return None

    def value(self, text: str) -> Any:
        return self.run(self.program(text))

    def run(self, program: Program | None) -> Any:
        if program is None:
            return None
        return programs.attempt(program, self.scope) if self.standard else programs.value(program, self.scope)

    def conform(self, value: Any, type_name: str, sentence: str) -> Any:
        """The value as a type asks for it; one of another type is null, or an error with that sentence."""
        if not type_name or value is None:
            return value
        wanted = item_types.named(type_name)
        if not self.standard and wanted.name not in NAMES and wanted.name not in self.model.types:
            return value  # of a type that nobody defines
        found = conformed(value, wanted, self.model.types)
        if found is not UNFIT:
            return found
        if self.standard:
            return None
        raise DecisionError([sentence])
