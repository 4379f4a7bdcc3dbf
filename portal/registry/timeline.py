"""What people did in a case, for those who go on with it: sentences and steps, newest first, no engine words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.bpmn import Outline
from engine.models import HistoryEvent, ProcessInstance, UserTask
from portal.accounts import roles
from portal.registry.case_clock import PUT_OFF, CaseClock, Known, clock_of
from portal.registry.deadlines import Deadline, WorkingDays, deadline_of, time_used
from portal.registry.disclosure import Reader, may_read
from portal.registry.names import role_name, roles_of, shown_name
from portal.registry.outline import outline_of
from portal.registry.rounds import last_round, round_of, what_changed
from portal.registry.step_answers import Change, Conclusion, conclusion, opinions

Kind = HistoryEvent.Kind
_TOLD = (
    Kind.INSTANCE_STARTED,
    Kind.INSTANCE_COMPLETED,
    Kind.INSTANCE_CANCELLED,
    Kind.INSTANCE_SUSPENDED,
    Kind.INSTANCE_RESUMED,
    Kind.TASK_ASSIGNED,
    Kind.TIMER_FIRED,
    Kind.MESSAGE_RECEIVED,
)
_INTERVENING = (Kind.MESSAGE_RECEIVED, Kind.TIMER_FIRED, Kind.INSTANCE_CANCELLED)
_MOST = 200


@dataclass(frozen=True)
class Entry:
    """One thing that was done; `round` only where it was done more than once, `url` where the reader may open it."""

    at: datetime
    text: str
    who: str = ""
    conclusion: Conclusion | None = None
    opinions: Sequence[tuple[str, str]] = ()
    changes: Sequence[Change] = ()
    used: str = ""
    round: int = 0
    url: str = ""
    task_id: UUID | None = None
    # Came from outside and may have ended what was waited for.
    intervenes: bool = False


@dataclass(frozen=True)
class Now:
    """A step that is waiting: for whom, since when, until when."""

    text: str
    who: str
    is_taken: bool
    since: datetime
    deadline: Deadline | None
    task_id: UUID


@dataclass(frozen=True)
class Timeline:
    now: list[Now] = field(default_factory=list)
    done: list[Entry] = field(default_factory=list)
    clock: CaseClock | None = None

    def of(self, task: UserTask) -> Entry | None:
        return next((entry for entry in self.done if entry.task_id == task.pk), None)


@dataclass(frozen=True)
class Look:
    """What a task's page shows of the time before: the same step's last entry, and what has changed since."""

    timeline: Timeline
    mine: Entry | None = None
    last: Entry | None = None
    since: Sequence[Entry] = ()


def timeline(case: ProcessInstance, reader: Any) -> Timeline:
    """Of the outermost case with all called processes, as this reader may know it."""
    return _Telling(case, reader).timeline()


def look_back(task: UserTask, reader: Any) -> Look:
    """The timeline as it matters to one task of the case."""
    telling = _Telling(task.case, reader)
    told = telling.timeline()
    mine = telling.by_id.get(task.pk, task)
    earlier = last_round(mine, telling.tasks)
    if earlier is None:
        return Look(told, mine=told.of(task))
    last = told.of(earlier)
    since = [entry for entry in told.done if last and entry.changes and last.at <= entry.at <= task.created_at]
    return Look(told, mine=told.of(task), last=last, since=since)


class _Telling:
    """Everything that is read for one timeline, once."""

    def __init__(self, case: ProcessInstance, user: Any) -> None:
        self.case = case
        self.tasks = _tasks_of(case, user)
        self.reader = Reader.of(user, self.tasks)
        self.by_id = {task.pk: task for task in self.tasks}
        self.events = list(
            HistoryEvent.objects.filter(case=case, kind__in=_TOLD)
            .select_related("actor", "instance__definition")
            .defer("instance__state", "instance__variables", "instance__definition__source")
            .defer("instance__definition__compiled")
            .annotate(actor_roles=roles_of(OuterRef("actor")))
            .order_by("-id")[:_MOST]
        )
        moments = [moment for task in self.tasks for moment in (task.created_at, task.completed_at, task.due_at)]
        self.days = WorkingDays(moments)

    def timeline(self) -> Timeline:
        done = [self._entry(task) for task in self.tasks if task.status == UserTask.Status.COMPLETED]
        told = [entry for event in self.events if (entry := self._told(event))]
        waiting = [task for task in self.tasks if task.status == UserTask.Status.OPEN]
        return Timeline(
            now=[self._now(task) for task in sorted(waiting, key=lambda task: task.created_at)],
            done=sorted([*done, *told], key=lambda entry: entry.at, reverse=True)[:_MOST],
            clock=clock_of(self.case, Known(self.tasks, self.events, self.days)),
        )

    def _entry(self, task: UserTask) -> Entry:
        assert task.completed_at is not None
        number = round_of(task, self.tasks)
        is_repeated = number > 1 or any(round_of(other, self.tasks) > 1 for other in self._same(task))
        is_open_to = may_read(self.reader, task)
        return Entry(
            at=task.completed_at,
            text=task.name,
            who=self._person(task.completed_by, task),
            conclusion=conclusion(task) if is_open_to else None,
            opinions=opinions(task) if is_open_to else (),
            changes=what_changed(task, self.tasks) if is_open_to else (),
            used=time_used(task.created_at, task.completed_at, self.days),
            round=number if is_repeated else 0,
            url=reverse("inbox:task", args=[task.pk]) if task.is_visible else "",
            task_id=task.pk,
        )

    def _same(self, task: UserTask) -> Iterable[UserTask]:
        key = (task.instance.process_key, task.element_id)
        return (other for other in self.tasks if (other.instance.process_key, other.element_id) == key)

    def _now(self, task: UserTask) -> Now:
        return Now(
            text=task.name,
            who=self._person(task.assignee, task),
            is_taken=task.assignee_id is not None or _is_of_enterprise(task),
            since=task.created_at,
            deadline=deadline_of(task, self.days),
            task_id=task.pk,
        )

    def _person(self, person: Any, task: UserTask) -> str:
        return shown_name(person, reader=self.reader.user, names=self.reader.names, role=role_of(task))

    def _actor(self, event: Any) -> str:
        role = role_name(event.actor_roles)
        return shown_name(event.actor, reader=self.reader.user, names=self.reader.names, role=role)

    def _told(self, event: HistoryEvent) -> Entry | None:
        """An event as a sentence; most of what an engine notes is nobody's business."""
        text = self._sentence(event)
        if not text:
            return None
        return Entry(
            at=event.at,
            text=text,
            who=self._actor(event),
            opinions=self._reason(event),
            intervenes=event.kind in _INTERVENING,
        )

    def _sentence(self, event: HistoryEvent) -> str:
        is_case = event.instance_id == self.case.pk
        outline = outline_of(event.instance.definition)
        node = outline.nodes.get(event.element_id)
        match event.kind:
            case Kind.INSTANCE_STARTED if is_case:
                return _start(outline) or _("发起")
            case Kind.INSTANCE_COMPLETED if is_case:
                return _("全部办结")
            case Kind.INSTANCE_CANCELLED if is_case:
                return _("流程被取消")
            case Kind.INSTANCE_SUSPENDED if is_case:
                return _("案件暂停")
            case Kind.INSTANCE_RESUMED if is_case:
                return _("案件恢复办理")
            case Kind.TASK_ASSIGNED:
                return self._handed_over(event)
            case Kind.TIMER_FIRED if node and node.interrupts:
                return _("“%(step)s”到期未办") % {"step": node.interrupts}
            case Kind.TIMER_FIRED if node and node.kind == "intermediateCatchEvent":
                return _("“%(name)s”已满") % {"name": node.name}
            case Kind.MESSAGE_RECEIVED if node:
                return node.begins or node.name
        return ""

    def _handed_over(self, event: HistoryEvent) -> str:
        task = self.by_id.get(UUID(event.data["task"])) if "task" in event.data else None
        if task is None or task.assignee is None:
            return ""
        return _("“%(step)s”交给%(who)s办理") % {"step": task.name, "who": self._person(task.assignee, task)}

    def _reason(self, event: HistoryEvent) -> list[tuple[str, str]]:
        reason = str(event.data.get("reason") or "") if self.reader.names else ""
        return [(_("理由"), reason)] if reason else []


def _is_of_enterprise(task: UserTask) -> bool:
    """Nobody has to claim it."""
    return any(group.startswith(roles.ENTERPRISE_PREFIX) for group in task.candidate_groups)


def role_of(task: UserTask) -> str:
    """The role that a task was offered to, else its lane."""
    names = roles.names_of(task.candidate_groups)
    return "、".join(names) or task.lane


def _start(outline: Outline) -> str:
    """The name of the process's own start event: 提交注册信息."""
    starts = (node for node in outline.nodes.values() if node.kind == "startEvent" and not node.begins and node.name)
    return next((node.name for node in starts), "")


def _tasks_of(case: ProcessInstance, reader: Any) -> list[UserTask]:
    found = (
        UserTask.objects.filter(case=case)
        .exclude(status=UserTask.Status.CANCELLED)
        .select_related("assignee", "completed_by", "instance")
        .defer("instance__state", "instance__variables")
        .annotate(**PUT_OFF)
        .with_groups()
        .with_sight_of(reader)
        .order_by("-created_at")[:_MOST]
    )
    tasks = list(found)
    for task in tasks:
        task.case = case  # its variables are at hand
    return tasks
