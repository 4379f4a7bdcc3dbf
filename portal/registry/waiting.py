"""What holds the cases that are under way, by milestone: people's tasks, timers, news from outside, the system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from engine.bpmn import Outline
from engine.models import Job, ProcessInstance, UserTask
from portal.accounts import roles
from portal.registry.deadlines import Deadline, WorkingDays, deadline, deadline_of
from portal.registry.milestones import UNDER_WAY, Milestone, track_of
from portal.registry.outline import outline_of

# Somebody or something is waited for there; a token elsewhere is on its way through.
_WAITING = frozenset({"intermediateCatchEvent", "receiveTask"})
# Places where a token lies without anybody being waited for.
_SILENT = frozenset({"boundaryEvent", "startEvent", "subProcess"})


@dataclass(frozen=True)
class Step:
    """What is waited for. `is_ours`: the enterprise is asked; `url` only where the viewer may act."""

    name: str
    role: str = ""
    deadline: Deadline | None = None
    is_ours: bool = False
    url: str = ""


Waits = dict[Milestone, list[Step]]


def family_of(process_key: str, business_key: str) -> list[ProcessInstance]:
    """The case of that number and everything that it called, the case first; empty where there is none."""
    case = ProcessInstance.objects.filter(process_key=process_key, business_key=business_key, parent=None)
    same = Subquery(case.values("pk")[:1])
    return sorted(_family(Q(pk=same) | Q(root=same)), key=lambda each: each.root_id is not None)


def _family(which: Q) -> QuerySet[ProcessInstance]:
    """With their timers."""
    timers = Job.objects.filter(instance=OuterRef("pk"), kind=Job.Kind.TIMER, status__in=Job.OPEN).order_by("pk")
    return (
        ProcessInstance.objects.filter(which)
        .select_related("definition")
        .defer("state", "definition__source", "definition__compiled")
        .annotate(timed=ArraySubquery(timers.values("element_id")), times=ArraySubquery(timers.values("due_at")))
        .order_by("started_at")
    )


def waits(
    cases: Iterable[ProcessInstance],
    *,
    user: Any = None,
    family: Iterable[ProcessInstance] | None = None,
    days: WorkingDays | None = None,
) -> dict[UUID, Waits]:
    """By case; a fixed number of queries for all of them. `family`: what was read of one case by `family_of`, `days`:
    the working days around its tasks."""
    by_id = {case.pk: case for case in cases}
    found: dict[UUID, Waits] = {pk: {} for pk in by_id}
    if family is None:
        family = _family(Q(pk__in=by_id) | Q(root__in=by_id)).filter(status=ProcessInstance.Status.ACTIVE)
    instances: list[Any] = [each for each in family if each.status == ProcessInstance.Status.ACTIVE]
    outlines = {each.pk: outline_of(each.definition) for each in instances}
    tracks = {pk: track_of(case.process_key, case.variables) for pk, case in by_id.items()}

    def add(instance: ProcessInstance, element_id: str, step: Step | None) -> None:
        case_id = instance.root_id or instance.pk
        place = tracks[case_id].place(instance.process_key, element_id, outlines[instance.pk]) or UNDER_WAY
        steps = found[case_id].setdefault(place, [])
        if step is not None:
            steps.append(step)

    tasks = _tasks(by_id, {each.pk: each for each in instances}, user=user, days=days)
    timers = {
        (each.pk, element): due for each in instances for element, due in zip(each.timed, each.times, strict=True)
    }
    parents = {each.parent_id for each in instances}
    for instance in instances:
        own = tasks[instance.pk]
        for task, step in own:
            add(instance, task.element_id, step)
        for element_id in set(instance.active_elements) - {task.element_id for task, _step in own}:
            if _holds(outlines[instance.pk], element_id, has_children=instance.pk in parents):
                add(
                    instance,
                    element_id,
                    _wait(instance, outlines[instance.pk], element_id, timers.get((instance.pk, element_id))),
                )
    return found


def _holds(outline: Outline, element_id: str, *, has_children: bool) -> bool:
    node = outline.nodes.get(element_id)
    if node is None or node.kind in _SILENT or node.kind.endswith("Gateway"):
        return False
    return node.kind != "callActivity" or not has_children


def _wait(instance: ProcessInstance, outline: Outline, element_id: str, due_at: datetime | None) -> Step | None:
    """None where only the system is at work."""
    node = outline.nodes[element_id]
    if node.kind not in _WAITING or not node.name:
        return None
    return Step(node.name, deadline=deadline(due_at, stands_since=instance.stands_since))


def _tasks(
    cases: Mapping[UUID, ProcessInstance],
    instances: Mapping[UUID, ProcessInstance],
    *,
    user: Any,
    days: WorkingDays | None,
) -> dict[UUID, list[tuple[UserTask, Step]]]:
    tasks = UserTask.objects.open().filter(case__in=cases).with_groups().due_first()
    if user is not None:
        tasks = tasks.with_sight_of(user)
    found: dict[UUID, list[tuple[UserTask, Step]]] = defaultdict(list)
    for task in tasks.defer("inputs", "answers"):
        task.case = cases[task.case_id]
        task.instance = instances.get(task.instance_id, task.case)
        groups = task.candidate_groups
        may_act = user is not None and task.is_visible and task.assignee_id in (None, user.pk)
        step = Step(
            name=task.name,
            role=task.lane or "、".join(roles.names_of(groups)),
            deadline=deadline_of(task, days),
            is_ours=any(group.startswith(roles.ENTERPRISE_PREFIX) for group in groups),
            url=f"/inbox/tasks/{task.pk}/" if may_act else "",
        )
        found[task.instance_id].append((task, step))
    return found
