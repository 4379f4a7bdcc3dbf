"""What tests of suspending start from."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.models import HistoryEvent, ProcessInstance
from tests.engine.spiff.diagrams import (
    call,
    catch,
    diagram,
    end,
    path,
    start,
    timer,
    user,
)

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHY, GOOD = "等待企业补充授权书", "授权书已收到"
A_B = diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))


def line(*between: str, ids: str, roots: str = "", key: str = "p") -> bytes:
    return diagram(start(), *between, end(), path("S", *ids.split(), "E"), roots=roots, key=key)


def kinds(case: ProcessInstance) -> list[str]:
    found = HistoryEvent.objects.filter(instance=case, kind__startswith="instance_")
    return [kind.removeprefix("instance_") for kind in found.values_list("kind", flat=True)]


def suspension(case: ProcessInstance) -> str:
    return ProcessInstance.objects.get(pk=case.pk).suspension


CALLING = line(call("C", "child"), user("Z"), ids="C Z")
CHILD = line(catch("T", timer("PT1H")), user("U"), ids="T U", key="child")
