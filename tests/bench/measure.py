"""What is measured without HTTP, as tables."""

from __future__ import annotations

from portal.services.places import PROJECT
from portal.services.terminal import say, table
from tests.bench import inbox, inside


def measure() -> None:
    say_feel()
    say_gate()


def say_inbox(opened: int) -> None:
    reads = list(inbox.inbox_reads(opened))
    say("")
    finished = opened * inbox.FINISHED
    say(f"The inbox in the database, {opened:,} tasks open and {finished:,} finished; beside it a tenth of them")
    say(table(["", "ms", "ms (95 %)", "longest", "all/tenth"], inbox.table_of(reads)))


def say_feel() -> None:
    rows = [
        [found.what, ms(found.first), ms(found.repeated), f"{found.first / found.repeated:.1f}"]
        for found in inside.feel_times()
    ]
    say("")
    say("FEEL and decisions: processor time of an evaluation, the first time (reading included) and again")
    say(table(["", "first, ms", "repeated, ms", "first/repeated"], rows))


COLD_CHECK = 2.0  # seconds that reading and checking all of bpmn/ may take in a cold process


def say_gate() -> None:
    times = list(inside.gate_times(PROJECT / "bpmn"))
    rows = [
        [found.folder, ms(found.xml), ms(found.first), ms(found.again), f"{found.first / found.xml:.0f}",
         f"{found.again / found.xml:.0f}"]
        for found in times
    ]  # fmt: skip
    total = sum(found.first for found in times)
    say("")
    say(f"The gate: all files of a process checked; the first time takes {total / COLD_CHECK:.2f} of the time allowed")
    say(table(["", "XML alone, ms", "first, ms", "again, ms", "first/XML", "again/XML"], rows))


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f}"
