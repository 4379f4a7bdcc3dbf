"""One step of an exploration: from a saved case over a change to the next saved case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import dmn, spiff
from engine.simulation.facts import Facts
from engine.spiff import Case, Failure, Note, Wait

Json = dict[str, Any]
Change = Callable[[Case], None]
MOST_TRIES = 40
# Where a case stops for reasons that are no fault of an expression, or that other checks speak of.
_OTHERS = ("no-path", "uncaught-error", "decision-not-found")


@dataclass(frozen=True)
class Problem:
    """Something to tell. `kind`: differs, left-over, stuck or failed; `sentence` says why an expression failed;
    `certain`: it fails whatever the data."""

    kind: str
    element_id: str
    sentence: str = ""
    certain: bool = False


@dataclass
class State:
    """Where a step led to. `text` is the saved case, empty when it has ended."""

    text: str = ""
    waits: list[Wait] = field(default_factory=list)
    variables: Json = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


class Transitions:
    """Makes steps and remembers which sample values worked. `problems` are kept in the order found."""

    def __init__(self, specification: spiff.Specification, facts: Facts) -> None:
        self._specification, self._facts = specification, facts
        # A step that runs each element more often than this goes round in circles.
        limits = spiff.Limits(steps=3 * len(facts.by_id) + 50)
        self._kwargs: dict[str, Any] = {"decide": self._decide, "limits": limits, "has_caller": True}
        self._worked: dict[str, Json] = {}
        self._given_up: set[str] = set()
        # Decisions whose result is a sample value: no table is at hand, or no sample input makes sense to it.
        self._without_table: set[str] = set()
        self._uncertain = set(facts.uncertain)
        self._given: Mapping[str, Any] = {}
        # The case that was restored last and its text: mostly it is the one that goes on next.
        self._restored: tuple[str, Case] | None = None
        self.problems: dict[Problem, None] = {}

    def begin(self, trigger: tuple[str, str] | None, guessed: Mapping[str, Any]) -> State:
        """A new case. Raises LimitReached as `go_on` does."""
        variables = {name: self._facts.samples.value(name) for name in self._facts.from_outside}
        case = Case.begin(self._specification, {**variables, **guessed}, trigger=trigger, **self._kwargs)
        return self._run(case, "", guessed)

    def go_on(self, text: str, change: Change, element_id: str, guessed: Mapping[str, Any]) -> State:
        """The case of `text` after `change` at an element. Raises LimitReached when it runs on and on.

        `guessed` are values of uncertain variables; a decision that gives one of them gives this value.
        """
        case = self._resume(text)
        case.set_variables(guessed)
        change(case)
        return self._run(case, element_id, guessed)

    def _decide(self, key: str, variables: Mapping[str, Any]) -> spiff.Decided:
        tables, name = self._facts.tables[key], self._facts.results[key]
        if name in self._given:
            return spiff.Decided(self._given[name])
        if tables and key not in self._without_table:
            return spiff.Decided(dmn.evaluate(tables, key, variables).result)
        return spiff.Decided(variables[name] if name in variables else self._facts.samples.value(name))

    def tell(self, problem: Problem) -> None:
        self.problems[problem] = None

    # Helpers ----------------------------------------------------------------------------------------------
    def _load(self, text: str) -> Case:
        return Case.load(self._specification, text, **self._kwargs)

    def _resume(self, text: str) -> Case:
        kept, self._restored = self._restored, None
        return kept[1] if kept is not None and kept[0] == text else self._load(text)

    def _run(self, case: Case, element_id: str, guessed: Mapping[str, Any]) -> State:
        self._given = guessed
        case.advance()
        self._help_on(case)
        left = case.left_over()
        if left:
            self.tell(Problem("left-over", left[0]))
        waits = case.waits()
        if case.is_completed:
            return State(notes=case.notes)
        if not waits and not case.failed_tasks():
            self.tell(Problem("stuck", next(iter(case.active_elements()), element_id)))
        text = case.dump()
        restored = self._load(text)
        if restored.dump() != text or _seen(restored) != _seen(case):
            self.tell(Problem("differs", element_id))
        self._restored = (text, restored)
        return State(text, waits, case.variables(), case.notes)

    def _help_on(self, case: Case) -> None:
        """Elements that failed get other sample values; what cannot be helped stays where it is."""
        for _round in range(MOST_TRIES):
            stuck = case.failed_tasks()
            failures = {f.task_id: f for f in case.failures if f.task_id in stuck}
            if not any(self._help(case, failure) for failure in failures.values()):
                return

    def _help(self, case: Case, failure: Failure) -> bool:
        if failure.element_id in self._given_up or failure.code in _OTHERS:
            return False
        reads = self._facts.reads_of(failure.element_id, failure.expression)
        self._uncertain |= reads - case.variables().keys()
        doubtful = sorted(reads & self._uncertain)
        if not doubtful:
            certain = not reads and self._facts.is_timeless(failure.element_id)
            self.tell(Problem("failed", failure.element_id, failure.message, certain))
        for values in self._tries(failure.element_id, doubtful):
            if self._gets_further(case, failure, values):
                self._worked[failure.element_id] = {**self._worked.get(failure.element_id, {}), **values}
                return True
        decisions = set(self._facts.decisions(failure.element_id)) - self._without_table if doubtful else set()
        if decisions:
            self._without_table |= decisions
            return self._gets_further(case, failure, {})
        self._given_up.add(failure.element_id)
        return False

    def _tries(self, element_id: str, names: list[str]) -> Iterator[Mapping[str, Any]]:
        """Sample values: those that worked before, then of all variables together, then of each alone."""
        if element_id in self._worked:
            yield self._worked[element_id]
        choices = {name: self._facts.samples.tries(name) for name in names}
        together = [
            {name: values[number % len(values)] for name, values in choices.items()}
            for number in range(max(map(len, choices.values()), default=0))
        ]
        alone = [{name: value} for name, values in choices.items() for value in values] if len(names) > 1 else []
        yield from (together + alone)[:MOST_TRIES]

    def _gets_further(self, case: Case, failure: Failure, values: Mapping[str, Any]) -> bool:
        """Try again; whether the element goes on, or at least stops at another of its expressions."""
        case.set_variables(values)
        case.retry(failure.task_id)
        case.advance()
        last = next(found for found in reversed(case.failures) if found.task_id == failure.task_id)
        return failure.task_id not in case.failed_tasks() or last.expression != failure.expression


def _seen(case: Case) -> str:
    """All that can be seen of a case, as text: Python takes 1 and true for the same, JSON does not."""
    waits = [[str(w.task_id), w.element_id, w.kind, w.details, w.variables] for w in case.waits()]
    failed = sorted(map(str, case.failed_tasks()))
    return json.dumps([waits, case.variables(), case.active_elements(), failed], sort_keys=True)
