"""Where a case stands, for the enterprise: done, now, next, until when, by which role; never a person's name.

Used by every page that follows a case: `progress(instance)` and the template `registry/progress.html`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Document
from engine.models import HistoryEvent, ProcessInstance, UserTask
from portal.accounts import roles
from portal.registry.deadlines import Deadline, deadline
from portal.registry.outline import Outline, outline_of

Kind = HistoryEvent.Kind

_SHOWN = {
    Kind.INSTANCE_STARTED,
    Kind.INSTANCE_COMPLETED,
    Kind.INSTANCE_CANCELLED,
    Kind.TASK_COMPLETED,
    Kind.JOB_COMPLETED,
    Kind.TIMER_FIRED,
    Kind.MESSAGE_RECEIVED,
    Kind.GATEWAY_TAKEN,
}
_DONE = (Kind.TASK_COMPLETED, Kind.JOB_COMPLETED)


@dataclass(frozen=True)
class Step:
    """`task_id` and `url` only where the viewer may act."""

    name: str
    role: str
    at: datetime | None = None
    deadline: Deadline | None = None
    is_mine: bool = False
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One sentence of the history."""

    at: datetime
    text: str


@dataclass(frozen=True)
class DiagramView:
    instance_id: UUID
    name: str
    is_active: bool


@dataclass(frozen=True)
class Progress:
    instance: ProcessInstance
    now: list[Step] = field(default_factory=list)
    done: list[Step] = field(default_factory=list)
    next: list[Step] = field(default_factory=list)
    history: list[Line] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    diagrams: list[DiagramView] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.instance.status != ProcessInstance.Status.ACTIVE

    @property
    def asked_of_me(self) -> list[Step]:
        return [step for step in self.now if step.is_mine]


def progress(instance: ProcessInstance, *, user: Any = None) -> Progress:
    """Of the whole case that `instance` belongs to, called processes included."""
    case = instance.case
    instances = [
        case,
        *ProcessInstance.objects.filter(root=case).select_related("definition").order_by("started_at"),
    ]
    outlines = {each.pk: outline_of(each.definition) for each in instances}
    events = list(HistoryEvent.objects.filter(case=case, kind__in=_SHOWN).order_by("id"))
    active = [each for each in instances if each.status == ProcessInstance.Status.ACTIVE]
    return Progress(
        instance=case,
        now=_now(case, active, outlines, user=user),
        done=_done(events, outlines),
        next=_next(active, outlines),
        history=[line for event in events if (line := _line(event, outlines[event.instance_id]))],
        documents=list(Document.objects.filter(subject=case.business_key).exclude(subject="").order_by("issued_at")),
        diagrams=[
            DiagramView(instance_id=each.pk, name=each.definition.name, is_active=each in active) for each in instances
        ],
    )


def _now(
    case: ProcessInstance, active: Iterable[ProcessInstance], outlines: dict[UUID, Outline], *, user: Any
) -> list[Step]:
    tasks = UserTask.objects.open().filter(case=case).prefetch_related("candidates").due_first()
    mine = set(UserTask.objects.visible_to(user).filter(case=case).values_list("pk", flat=True)) if user else set()
    steps = [_task_step(task, outlines[task.instance_id], is_mine=task.pk in mine) for task in tasks]
    shown = {(task.instance_id, task.element_id) for task in tasks}
    for instance in active:
        outline = outlines[instance.pk]
        for element_id in instance.active_elements:
            node = outline.nodes.get(element_id)
            if node is None or (instance.pk, element_id) in shown or node.kind in ("callActivity", "boundaryEvent"):
                continue
            if node.name:
                steps.append(Step(name=node.name, role=_role(node.lane, is_automatic=node.is_automatic)))
    return steps


def _task_step(task: UserTask, outline: Outline, *, is_mine: bool) -> Step:
    lane = task.lane or outline.lane(task.element_id)
    names = roles.names_of(candidate.group for candidate in task.candidates.all())
    return Step(
        name=task.name,
        role=lane or "、".join(names),
        at=task.created_at,
        deadline=deadline(task.due_at),
        is_mine=is_mine,
        url=f"/inbox/tasks/{task.pk}/" if is_mine else "",
    )


def _done(events: Iterable[HistoryEvent], outlines: dict[UUID, Outline]) -> list[Step]:
    return [
        Step(name=event.element_name, role=_role_of(event, outlines[event.instance_id]), at=event.at)
        for event in events
        if event.kind in _DONE and event.element_name
    ]


def _next(active: Iterable[ProcessInstance], outlines: dict[UUID, Outline]) -> list[Step]:
    steps: dict[str, Step] = {}
    for instance in active:
        for node in outlines[instance.pk].next_milestones(instance.active_elements):
            # The end of a called process is no end for the reader.
            if node.kind == "endEvent" and instance.parent_id is not None:
                continue
            role = "" if node.kind == "endEvent" else node.lane
            steps.setdefault(node.name, Step(name=node.name, role=role))
    return list(steps.values())


def _role(lane: str, *, is_automatic: bool) -> str:
    return _("系统") if is_automatic else lane


def _role_of(event: HistoryEvent, outline: Outline) -> str:
    return _role(outline.lane(event.element_id), is_automatic=event.kind == Kind.JOB_COMPLETED)


def _line(event: HistoryEvent, outline: Outline) -> Line | None:
    """Plain words; what has no name in the diagram has nothing to say."""
    words = {"name": event.element_name, "role": _role_of(event, outline)}
    match event.kind:
        case Kind.INSTANCE_STARTED:
            text = _("流程开始")
        case Kind.INSTANCE_COMPLETED:
            text = _("流程结束")
        case Kind.INSTANCE_CANCELLED:
            text = _("流程已取消")
        case Kind.TASK_COMPLETED:
            text = _("%(role)s办结“%(name)s”") % words
        case Kind.JOB_COMPLETED:
            text = _("系统完成“%(name)s”") % words
        case Kind.TIMER_FIRED:
            text = _("时限到：“%(name)s”") % words
        case Kind.MESSAGE_RECEIVED:
            text = _("收到：“%(name)s”") % words
        case _:
            text = _gateway(event)
    if not text or ("“" in text and not event.element_name):
        return None
    return Line(at=event.at, text=text)


def _gateway(event: HistoryEvent) -> str:
    """“审核结论？”：通过; the branch's own name, where the diagram gives one."""
    held = [condition for condition in event.data.get("conditions", ()) if condition.get("holds")]
    branches = [condition["name"] for condition in held if condition.get("name")]
    if not branches or not event.element_name:
        return ""
    words = {"question": " ".join(event.element_name.split()), "branch": "、".join(branches)}
    return _("“%(question)s”：%(branch)s") % words
