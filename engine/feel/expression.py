"""A value in a diagram: FEEL where it begins with `=`, plain text otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from engine.feel.evaluation import Json, evaluate, parse


@dataclass(frozen=True)
class Expression:
    """`source` is the text as written, with its `=`."""

    source: str

    @property
    def is_feel(self) -> bool:
        return self.source.lstrip().startswith("=")

    @property
    def body(self) -> str:
        """The FEEL text, or the literal text."""
        return self.source.lstrip()[1:].strip() if self.is_feel else self.source

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables that it reads; ExpressionError where it is not FEEL."""
        return parse(self.body).variables if self.is_feel else frozenset()

    def evaluate(self, variables: Mapping[str, Any], *, now: datetime | None = None) -> Json:
        return evaluate(self.body, variables, now=now) if self.is_feel else self.source


def literal_or_feel(text: str) -> Expression:
    return Expression(text)
