"""Plays a case by hand, saving and loading it after every step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine import spiff
from engine.spiff import Case, Decided, Limits, Wait
from tests.engine.spiff.following import Followed


class Player:
    """Every look at the case is a look at what was saved: a step that does not survive saving fails the
    test, and so does one whose history says something else."""

    def __init__(
        self,
        source: bytes,
        variables: Mapping[str, Any] | None = None,
        *,
        limits: Limits | None = None,
        decisions: Mapping[str, Any] | None = None,
        **begin: Any,
    ) -> None:
        self.built = spiff.build(source)
        self.specification = spiff.load_specs(self.built.compiled)
        self.done: list[str] = []
        self.failures: list[spiff.Failure] = []
        self.throws: list[spiff.Throw] = []
        self.notes: list[spiff.Note] = []
        self._has_caller = begin.get("has_caller", False)
        self._kwargs: dict[str, Any] = {
            "decide": lambda key, _variables: Decided((decisions or {})[key]),
            "limits": limits or Limits(),
        }
        self.history = Followed(variables or {})
        self.case = Case.begin(self.specification, variables or {}, **self._kwargs, **begin)
        self._advance()

    def _advance(self) -> None:
        case = self.case
        case.advance()
        self.history.step(case)
        self.failures = case.failures
        self.throws += case.throws
        self.notes += case.notes
        self.done += [note.element_id for note in case.notes if note.kind == "element_completed"]
        if case.is_completed:
            return
        text = case.dump()
        self.case = self._load(text)
        assert json.loads(self.case.dump()) == json.loads(text)
        assert self.case.variables() == case.variables()
        assert {w.task_id for w in self.case.waits()} == {w.task_id for w in case.waits()}

    def _load(self, text: str) -> Case:
        return Case.load(self.specification, text, has_caller=self._has_caller, **self._kwargs)

    def wait(self, element_id: str, number: int = 0) -> Wait:
        found = [wait for wait in self.case.waits() if wait.element_id == element_id]
        assert len(found) > number, f"nothing waits at {element_id}, only at {self.waiting}"
        return found[number]

    @property
    def waiting(self) -> list[str]:
        return sorted(wait.element_id for wait in self.case.waits())

    @property
    def variables(self) -> dict[str, Any]:
        return self.case.variables()

    @property
    def ended(self) -> bool:
        return self.case.is_completed

    def complete(self, element_id: str, number: int = 0, /, **result: Any) -> Player:
        assert self.case.complete(self.wait(element_id, number).task_id, result)
        self._advance()
        return self

    def fire(self, element_id: str, /, **payload: Any) -> Player:
        assert self.case.fire(self.wait(element_id).task_id, payload) is not None
        self._advance()
        return self

    def fail(self, element_id: str, code: str, number: int = 0) -> bool:
        caught = self.case.raise_error(self.wait(element_id, number).task_id, code, "说明")
        self._advance()
        return caught

    def retry(self, **variables: Any) -> Player:
        if variables:
            self.case.set_variables(variables)
        for task_id in self.case.failed_tasks():
            assert self.case.retry(task_id)
        self._advance()
        return self
