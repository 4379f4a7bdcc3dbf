"""What a step costs in a young and in an old case: loaded, one task completed, moved on, stored; without a database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from engine import spiff
from engine.spiff import Case, Limits
from portal.services.terminal import say, table
from tests.engine.spiff.diagrams import diagram, end, flow, path, start, user, xor

AGES = (12, 100, 500, 5000)
SIZES = {"little data": 100, "20 KB of data": 20_000}
STEPS = 60
AROUND: dict[str, Any] = {"decide": lambda key, variables: None, "limits": Limits()}


@dataclass
class Age:
    """`tasks` finished before; processor milliseconds of loading and of the whole step; bytes of the state."""

    tasks: int
    load: float
    step: float
    state: int


def say_age() -> None:
    """A case goes round in a loop; its past is only in the history."""
    specification = spiff.load_specs(spiff.build(_rounds()).compiled)
    for name, size in SIZES.items():
        found = _ages(specification, "x" * size)
        say(f"A step by the age of its case, {name}: processor time of the engine alone")
        rows = [
            [f"{f.tasks}", f"{f.load:.2f}", f"{f.step:.2f}", f"{f.step / found[0].step:.2f}", f"{f.state}"]
            for f in found
        ]
        say(table(["tasks done", "load, ms", "step, ms", "by the first", "state, bytes"], rows))


def _rounds() -> bytes:
    body = start(), xor("M"), user("A"), xor("G", default="G_M"), end()
    return diagram(*body, path("S", "M", "A", "G", "M"), flow("G", "E", "=enough"))


def _ages(specification: spiff.Specification, data: str) -> list[Age]:
    texts = dict(_texts(specification, data))
    times: dict[int, list[tuple[float, float]]] = {age: [] for age in texts}
    for _time in range(STEPS):  # side by side: what disturbs one disturbs all
        for age, text in texts.items():
            times[age].append(_timed(specification, text))
    return [_age(age, texts[age], times[age]) for age in texts]


def _texts(specification: spiff.Specification, data: str) -> Iterator[tuple[int, str]]:
    case = Case.begin(specification, {"enough": False, "n": 0, "data": data}, **AROUND)
    case.advance()
    done = 0
    for age in AGES:
        while done < age:
            done += 1
            _complete(case, done)
        yield age, case.dump()


def _complete(case: Case, number: int) -> None:
    assert case.complete(case.waits()[0].task_id, {"n": number})
    case.advance()
    case.notes.clear()


def _timed(specification: spiff.Specification, text: str) -> tuple[float, float]:
    """Seconds of loading, and of all."""
    begun = time.process_time()
    case = Case.load(specification, text, **AROUND)
    loaded = time.process_time()
    _complete(case, -1)
    case.variables()
    case.dump()
    return loaded - begun, time.process_time() - begun


def _age(tasks: int, text: str, times: list[tuple[float, float]]) -> Age:
    load, step = (median(found) * 1000 for found in zip(*times, strict=True))
    return Age(tasks, load, step, len(text.encode()))
