"""The two callables that the portal passes to the validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.forms.world import EXPRESSIONS, STORED, Meta

Evaluate = Callable[[str, Mapping[str, Any]], Any]


@pytest.fixture
def evaluate() -> Evaluate:
    def run(expression: str, variables: Mapping[str, Any]) -> Any:
        return EXPRESSIONS[expression](variables)

    return run


@pytest.fixture
def files() -> Callable[[Sequence[str]], Mapping[str, Meta]]:
    return lambda ids: {id_: STORED[id_] for id_ in ids if id_ in STORED}
