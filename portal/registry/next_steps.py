"""What is to be done next with a product and by when: tasks that the enterprise was asked for, and days to come.

Rooms above register what they know of days to come: `next_steps.provide(source)`, where `source(product_ids)` answers
by product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.models import UserTask
from portal.registry.deadlines import Deadline, deadline_of
from portal.registry.models import Enterprise


@dataclass(frozen=True)
class NextStep:
    """With a `url` something is asked of the enterprise until its `deadline`; else something comes on a `day`."""

    label: str
    deadline: Deadline | None = None
    day: date | None = None
    url: str = ""


Source = Callable[[Iterable[int]], Mapping[int, list[NextStep]]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def of_products(enterprise: Enterprise, product_ids: Iterable[int]) -> dict[int, list[NextStep]]:
    """By product: what is asked, the soonest first, then what comes, the soonest first."""
    ids = list(product_ids)
    found: dict[int, list[NextStep]] = defaultdict(list)
    asked = UserTask.objects.open().filter(candidates__group=enterprise.group)
    tasks = asked.select_related("case", "instance").defer("case__state", "instance__state").due_first()
    for task in tasks:
        product = task.case.variables.get("product_id")
        if product in ids:
            found[product].append(NextStep(task.name, deadline_of(task), url=f"/inbox/tasks/{task.pk}/"))
    for source in _sources:
        for product, steps in source(ids).items():
            found[product] += sorted(steps, key=lambda step: step.day or date.max)
    return found
