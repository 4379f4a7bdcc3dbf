"""What is measured without HTTP: FEEL and the gate, in seconds of this process's processor time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from engine import deployments, feel
from engine.gate import xml

CONDITION = 'star >= {} and outcome = "pass"'
CASE = {"star": 3, "outcome": "pass", "enterprise_id": 12}


@dataclass
class FeelTimes:
    interpreter: float  # the first evaluation in a thread, which builds the interpreter
    first: float  # of an expression that was not seen before
    repeated: float


@dataclass
class GateTimes:
    """`first`: with nothing remembered of the diagram's expressions."""

    folder: str
    xml: float
    first: float
    again: float


def feel_times() -> FeelTimes:
    """In a new thread: each thread has an interpreter of its own."""
    found: list[FeelTimes] = []

    def measure() -> None:
        interpreter = seconds(lambda: feel.evaluate(CONDITION.format(1), CASE))
        firsts = [seconds(lambda n=n: feel.evaluate(CONDITION.format(n), CASE)) for n in range(2, 52)]
        again = [seconds(lambda: feel.evaluate(CONDITION.format(1), CASE)) for _ in range(200)]
        found.append(FeelTimes(interpreter, median(firsts), median(again)))

    thread = threading.Thread(target=measure)
    thread.start()
    thread.join()
    return found[0]


def gate_times(processes: Path) -> Iterator[GateTimes]:
    feel.evaluate("1", {})  # builds this thread's interpreter, which `feel_times` has in its figures
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
