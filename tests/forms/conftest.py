"""Validation with the two callables that the portal passes to it, at a time that is always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest

from forms.coercion import SHANGHAI
from forms.schema import FormSchema
from forms.validation import AnswersInvalid, validate
from tests.forms.world import EXPRESSIONS, STORED, Meta

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=SHANGHAI)
Evaluate = Callable[[str, Mapping[str, Any]], Any]


@pytest.fixture
def evaluate() -> Evaluate:
    def run(expression: str, variables: Mapping[str, Any]) -> Any:
        return EXPRESSIONS[expression](variables)

    return run


@pytest.fixture
def files() -> Callable[[Sequence[str]], Mapping[str, Meta]]:
    return lambda ids: {id_: STORED[id_] for id_ in ids if id_ in STORED}


@pytest.fixture
def clean(evaluate: Any, files: Any) -> Any:
    def run(schema: FormSchema, answers: Any, data: dict[str, Any] | None = None) -> dict[str, Any]:
        return validate(schema, answers, evaluate=evaluate, files=files, data=data, now=NOW)

    return run


@pytest.fixture
def errors(clean: Any) -> Any:
    def run(schema: FormSchema, answers: Any, data: dict[str, Any] | None = None) -> dict[str, list[str]]:
        with pytest.raises(AnswersInvalid) as caught:
            clean(schema, answers, data)
        return caught.value.errors

    return run
