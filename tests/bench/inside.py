"""What is measured without HTTP: FEEL and the gate, in seconds of this process's processor time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from engine import clock, deployments, dmn, feel
from engine.bpmn import xml

# What stands in the diagrams of bpmn/; `{}` is a number that makes another expression of it.
EXPRESSIONS = {
    "condition": 'star >= {} and outcome = "pass"',
    "candidate groups": '["enterprise:" + string(enterprise_id + {})]',
    "loop and filter": "count(for s in scores[item > {}] return s * 2)",
    "due date": "add_working_days(now(), {})",
    "half of the time": "halfway(now(), add_working_days(now(), {}))",
    "dates": 'today() + duration("P{}D") < date(made_on)',
}
CELL = "[{}..100], > limit"
CASE = {
    "star": 3,
    "outcome": "pass",
    "enterprise_id": 12,
    "scores": [91, 85, 70],
    "made_on": "2026-04-01",
    "limit": 1000,
}
VARIANTS, REPETITIONS = 40, 200
ROWS = 100


@dataclass
class FeelTimes:
    """`first`: of an expression that was not seen before; `repeated`: of one that was."""

    what: str
    first: float
    repeated: float


@dataclass
class GateTimes:
    """`first`: with nothing remembered of the diagram's expressions."""

    folder: str
    xml: float
    first: float
    again: float


def feel_times() -> Iterator[FeelTimes]:
    """Each at another moment, as in life: an instant that was read before says nothing of the next."""
    start = clock.now()

    def evaluate(text: str, number: int) -> float:
        now = start + timedelta(seconds=number)
        return seconds(lambda: feel.evaluate(text, CASE, now=now))

    def test(text: str, number: int) -> float:
        now = start + timedelta(seconds=number)
        return seconds(lambda: feel.unary_test(text, CASE["star"], CASE, now=now))

    for what, template in EXPRESSIONS.items():
        yield _times(what, template, evaluate)
    yield _times("cell of a decision", CELL, test)
    yield _table_times()


def _table_times() -> FeelTimes:
    """A table of which all rows are asked: read and asked, and asked again about other values."""
    firsts, again = [], []
    known = dmn.parse_decisions(_table(0))

    def ask(decisions: Sequence[dmn.Decision], number: int) -> float:
        return seconds(lambda: dmn.evaluate(decisions, "grade", {"score": number, "star": 3}))

    ask(known, 0)
    for number in range(1, VARIANTS + 1):
        content = _table(number)
        decisions: list[dmn.Decision] = []
        reading = seconds(lambda: decisions.extend(dmn.parse_decisions(content)))  # noqa: B023
        firsts.append(reading + ask(decisions, number))
        again += [ask(known, number * 10 + turn) for turn in range(REPETITIONS // VARIANTS)]
    return FeelTimes(f"decision of {ROWS} rows", median(firsts), median(again))


def _table(number: int) -> bytes:
    """Rows that no table of another number has."""
    rows = "".join(
        f'<rule id="R{row}"><inputEntry id="S{row}"><text>[{row * 100 + number}..{row * 100 + number + 99}]</text>'
        f'</inputEntry><inputEntry id="T{row}"><text>&gt;= {number}</text></inputEntry>'
        f'<outputEntry id="O{row}"><text>"{row}-{number}"</text></outputEntry></rule>'
        for row in range(ROWS)
    )
    columns = "".join(
        f'<input id="{name}"><inputExpression id="{name}_read" typeRef="number"><text>{name}</text></inputExpression>'
        "</input>"
        for name in ("score", "star")
    )
    table = f'<decisionTable id="t" hitPolicy="COLLECT">{columns}<output id="o" name="grade"/>{rows}</decisionTable>'
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="bench">'
        f'<decision id="grade" name="grade">{table}</decision></definitions>'
    ).encode()


def _times(what: str, template: str, evaluate: Callable[[str, int], float]) -> FeelTimes:
    # In turn, so that what else the machine does meets both.
    firsts, again = [], []
    known = template.format(1)
    evaluate(known, 0)
    for number in range(2, VARIANTS + 2):
        firsts.append(evaluate(template.format(number), number))
        again += [evaluate(known, number * 10 + turn) for turn in range(REPETITIONS // VARIANTS)]
    return FeelTimes(what, median(firsts), median(again))


def gate_times(processes: Path) -> Iterator[GateTimes]:
    for folder in sorted(path for path in processes.iterdir() if path.is_dir()):
        files = deployments.read_folders([folder])
        documents = [content for name, content in files.items() if name.endswith((".bpmn", ".dmn"))]
        first = seconds(lambda files=files: deployments.check(files))
        yield GateTimes(
            folder.name,
            xml=median(seconds(lambda documents=documents: [xml.parse(d) for d in documents]) for _ in range(9)),
            first=first,
            again=median(seconds(lambda files=files: deployments.check(files)) for _ in range(3)),
        )


def seconds(call: Callable[[], Any]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started
