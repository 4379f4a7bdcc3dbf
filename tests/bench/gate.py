"""The gate's exploration of what a diagram can do: the processes of the scheme, and diagrams of 100 elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from engine.bpmn import read
from engine.gate.behaviour import behaviour, explored
from engine.gate.behaviour.limits import limits
from portal.services.terminal import say, table
from tests.bench.inside import seconds
from tests.engine.spiff.diagrams import diagram, end, flow, inc, par, path, start, user, xor

ROUNDS = 5
TARGET = 1.0  # seconds


@dataclass
class Explored:
    name: str
    elements: int
    states: int
    seconds: float
    findings: int


def say_behaviour(processes: Path) -> None:
    found = list(behaviour_times(processes))
    rows = [
        [one.name, str(one.elements), str(one.states), f"{1000 * one.seconds:.1f}", str(one.findings)] for one in found
    ]
    slowest = max(one.seconds for one in found)
    say("")
    say(f"Control flow: all states explored; the slowest diagram takes {slowest / TARGET:.3f} of the second allowed")
    say(table(["", "elements", "states", "ms", "findings"], rows))


def behaviour_times(processes: Path) -> Iterator[Explored]:
    for file in sorted(processes.glob("*/*.bpmn")):
        yield measured(file.stem, file.read_bytes())
    for name, source in (
        ("a chain with loops", chain_with_loops()),
        ("nested gateways", nested_gateways()),
        ("ten branches of ten", ten_branches()),
        ("a join that gets stuck", nested_gateways(first_join="par")),
    ):
        yield measured(name, source)


def measured(name: str, source: bytes) -> Explored:
    drawn = read(source)
    states = sum(len(scope.run.states) for scope in explored(drawn, limits()))
    took = median(seconds(lambda: list(behaviour(drawn))) for _ in range(ROUNDS))
    return Explored(name, len(drawn.nodes), states, took, len(list(behaviour(drawn))))


def chain_with_loops() -> bytes:
    """25 loops one behind the other, the last gateway of each leading back to its own or the one before."""
    body, ids = start() + end(), ["S"]
    for number in range(25):
        merge, one, two, leave = f"M{number}", f"A{number}", f"B{number}", f"L{number}"
        back = f"M{max(0, number - number % 2)}"
        body += xor(merge) + user(one) + user(two) + xor(leave, default=f"{leave}_next") + flow(leave, back, "=again")
        ids += [merge, one, two, leave]
    return diagram(body + _with_defaults([*ids, "E"]))


def _with_defaults(ids: list[str]) -> str:
    drawn = path(*ids)
    for one, two in pairwise(ids):
        if one.startswith("L"):
            drawn = drawn.replace(f'id="{one}_{two}"', f'id="{one}_next"')
    return drawn


def nested_gateways(*, first_join: str = "") -> bytes:
    """Blocks of two branches inside each other, five deep: parallel, exclusive and inclusive in turn."""
    kinds = ("par", "xor", "inc")
    body = [start(), end()]

    def block(name: str, depth: int) -> tuple[str, str]:
        if depth == 0:
            body.append(user(name))
            return name, name
        kind = kinds[depth % 3]
        split, join = f"X{name}", f"Y{name}"
        inner = [block(f"{name}{side}", depth - 1) for side in "ab"]
        body.append({"par": _par, "xor": _xor, "inc": _inc}[kind](split, inner[1][0]))
        body.append({"par": par, "xor": xor, "inc": inc}[first_join if depth == 5 and first_join else kind](join))
        body.append(flow(split, inner[0][0], "" if kind == "par" else "=yes") + flow(split, inner[1][0]))
        body.extend(flow(last, join) for _first, last in inner)
        return split, join

    first, last = block("n", 5)
    return diagram("".join(body), path("S", first), path(last, "E"))


def _par(name: str, _default: str) -> str:
    return par(name)


def _xor(name: str, default: str) -> str:
    return xor(name, default=f"{name}_{default}")


def _inc(name: str, default: str) -> str:
    return inc(name, default=f"{name}_{default}")


def ten_branches() -> bytes:
    branches = [[f"T{one}_{two}" for two in range(10)] for one in range(10)]
    tasks = "".join(user(name) for branch in branches for name in branch)
    flows = "".join(path("X", *branch, "Y") for branch in branches)
    return diagram(start(), end(), par("X"), par("Y"), tasks, path("S", "X"), flows, path("Y", "E"))
