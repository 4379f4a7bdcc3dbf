"""One step of a rehearsal: from a saved case over an action to the next saved case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import dmn, spiff
from engine.gate.rehearsal.script import Script
from engine.spiff import Case, Failure, Note, Wait

Json = dict[str, Any]
Act = Callable[[Case], None]
MOST_TRIES = 40
# Where a case stops for reasons that are no fault of an expression, or that other checks speak of.
_OTHERS = ("no-path", "uncaught-error", "decision-not-found")


@dataclass(frozen=True)
class Trouble:
    """Something to tell. `kind`: differs, left-over, stuck, failed or broken; `sentence` says why an expression failed;
    `certain`: it fails whatever the data."""

    kind: str
    element_id: str
    sentence: str = ""
    certain: bool = False


@dataclass
class Scene:
    """Where a step led to. `text` is the saved case, empty when it has ended."""

    text: str = ""
    waits: list[Wait] = field(default_factory=list)
    variables: Json = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


class Stage:
    """Plays steps and remembers which made-up values worked. `troubles` are kept in the order found."""

    def __init__(self, specification: spiff.Specification, script: Script) -> None:
        self._specification, self._script = specification, script
        # A step that runs each element more often than this goes round in circles.
        limits = spiff.Limits(steps=3 * len(script.by_id) + 50)
        self._around: dict[str, Any] = {"decide": self._decide, "limits": limits, "has_caller": True}
        self._worked: dict[str, Json] = {}
        self._hopeless: set[str] = set()
        # Decisions whose result is made up: no table is at hand, or no made-up input makes sense to it.
        self._forged: set[str] = set()
        self._made_up = set(script.uncertain)
        self._given: Mapping[str, Any] = {}
        # The case that was restored last and its text: mostly it is the one that is played next.
        self._restored: tuple[str, Case] | None = None
        self.troubles: dict[Trouble, None] = {}

    def begin(self, trigger: tuple[str, str] | None, made_up: Mapping[str, Any]) -> Scene:
        """A new case. Raises LimitReached as `play` does."""
        variables = {name: self._script.clues.value(name) for name in self._script.from_outside}
        case = Case.begin(self._specification, {**variables, **made_up}, trigger=trigger, **self._around)
        return self._run(case, "", made_up)

    def play(self, text: str, act: Act, element_id: str, made_up: Mapping[str, Any]) -> Scene:
        """The case of `text` after `act` at an element. Raises LimitReached when it runs on and on.

        `made_up` are values of uncertain variables; a decision that gives one of them gives this value.
        """
        case = self._resume(text)
        case.set_variables(made_up)
        act(case)
        return self._run(case, element_id, made_up)

    def _decide(self, key: str, variables: Mapping[str, Any]) -> spiff.Decided:
        tables, name = self._script.tables[key], self._script.results[key]
        if name in self._given:
            return spiff.Decided(self._given[name])
        if tables and key not in self._forged:
            return spiff.Decided(dmn.evaluate(tables, key, variables).result)
        return spiff.Decided(variables[name] if name in variables else self._script.clues.value(name))

    def tell(self, trouble: Trouble) -> None:
        self.troubles[trouble] = None

    # Helpers ----------------------------------------------------------------------------------------------
    def _load(self, text: str) -> Case:
        return Case.load(self._specification, text, **self._around)

    def _resume(self, text: str) -> Case:
        kept, self._restored = self._restored, None
        return kept[1] if kept is not None and kept[0] == text else self._load(text)

    def _run(self, case: Case, element_id: str, made_up: Mapping[str, Any]) -> Scene:
        self._given = made_up
        case.advance()
        self._settle(case)
        left = case.left_over()
        if left:
            self.tell(Trouble("left-over", left[0]))
        waits = case.waits()
        if case.is_completed:
            return Scene(notes=case.notes)
        if not waits and not case.failed_tasks():
            self.tell(Trouble("stuck", next(iter(case.active_elements()), element_id)))
        text = case.dump()
        restored = self._load(text)
        if restored.dump() != text or _seen(restored) != _seen(case):
            self.tell(Trouble("differs", element_id))
        self._restored = (text, restored)
        return Scene(text, waits, case.variables(), case.notes)

    def _settle(self, case: Case) -> None:
        """Elements that failed get other made-up values; what cannot be helped stays where it is."""
        for _round in range(MOST_TRIES):
            stuck = case.failed_tasks()
            failures = {f.task_id: f for f in case.failures if f.task_id in stuck}
            if not any(self._help(case, failure) for failure in failures.values()):
                return

    def _help(self, case: Case, failure: Failure) -> bool:
        if failure.element_id in self._hopeless or failure.code in _OTHERS:
            return False
        reads = self._script.reads_of(failure.element_id, failure.expression)
        self._made_up |= reads - case.variables().keys()
        doubtful = sorted(reads & self._made_up)
        if not doubtful:
            certain = not reads and self._script.is_timeless(failure.element_id)
            self.tell(Trouble("failed", failure.element_id, failure.message, certain))
        for values in self._tries(failure.element_id, doubtful):
            if self._gets_further(case, failure, values):
                self._worked[failure.element_id] = {**self._worked.get(failure.element_id, {}), **values}
                return True
        decisions = set(self._script.decisions(failure.element_id)) - self._forged if doubtful else set()
        if decisions:
            self._forged |= decisions
            return self._gets_further(case, failure, {})
        self._hopeless.add(failure.element_id)
        return False

    def _tries(self, element_id: str, names: list[str]) -> Iterator[Mapping[str, Any]]:
        """Made-up values: those that worked before, then of all variables together, then of each alone."""
        if element_id in self._worked:
            yield self._worked[element_id]
        choices = {name: self._script.clues.tries(name) for name in names}
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
