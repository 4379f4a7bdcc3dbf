"""SpiffWorkflow's workflow objects, without its predictions, clocks, event bus and depth limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitReached
from engine.spiff.expressions import FeelEngine
from engine.spiff.variables import Data, visible


@dataclass(frozen=True)
class Limits:
    """How far a case may go."""

    steps: int = 1000  # elements that one command may run
    tokens: int = 5000  # in one instance at the same time
    multi_instance: int = 200  # items of one loop
    variables: int = 256 * 1024  # bytes of one instance's variables as JSON
    evaluations: int = 20_000  # FEEL expressions and cells that one command may evaluate
    seconds: float = 20.0  # processor time of one command in the diagram, without handlers and database
    cycle_seconds: int = 60  # least period of a repeating timer
    cycle_count: int = 1000  # most repetitions of a repeating timer


@dataclass(frozen=True)
class Decided:
    """The value of a decision, and how it came about (inputs, matched rules, outputs) for the history."""

    value: Any
    explanation: dict[str, Any] = field(default_factory=dict)


Decide = Callable[[str, Mapping[str, Any]], Decided]


@dataclass
class Note:
    """Something that happened, for the history. `kind` is a value of HistoryEvent.Kind; `change` as in
    `engine.spiff.trace`: widened by what the same event changes later."""

    kind: str
    element_id: str
    element_name: str
    data: dict[str, Any] = field(default_factory=dict)
    change: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Throw:
    """A signal or message that the diagram sent. `reached`: tasks of this very case that waited at that
    moment."""

    kind: str
    name: str
    correlation_key: str
    variables: dict[str, Any]
    element_id: str
    reached: frozenset[UUID]


class QuietTask(Task):
    """A task that does not gather what SpiffWorkflow would log of each change of its state: nobody reads that."""

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> Task:
        child = QuietTask(self.workflow, task_spec, self, state=state)
        if state == TaskState.READY:
            child._ready()
        return child


class _FlatMixin:
    """Replaces what SpiffWorkflow does by walking the tree (and stops doing at depth 1000) by a walk over
    the flat table."""

    tasks: dict[UUID, Task]
    task_tree: Task
    completed: bool
    success: bool

    def is_completed(self) -> bool:
        return self.completed

    def update_waiting_tasks(self) -> None:
        for task in list(self.tasks.values()):
            if task.state == TaskState.WAITING:
                task.task_spec._update(task)

    def cancel(self, success: bool = False) -> list[Task]:
        self.success = success
        self.completed = True
        cancelled = [task for task in self.tasks.values() if not task.has_state(TaskState.FINISHED_MASK)]
        for task in cancelled:
            if task.id in self.tasks:
                task.cancel()
        return cancelled

    def forget_finished(self) -> None:
        """What is finished leaves; what came after it hangs on the root."""
        root = self.task_tree
        for task in [task for task in self.tasks.values() if task.has_state(TaskState.FINISHED_MASK)]:
            children = task.children
            if task is root or (task.task_spec.holds_together and any(not _is_finished(child) for child in children)):
                continue
            for child in children:
                child.parent = root
                root._children.append(child.id)
            task.parent._children.remove(task.id)
            del self.tasks[task.id]

    def _remove_task(self, task_id: UUID) -> None:
        task = self.tasks[task_id]
        self.top_workflow.drop_scope(task)  # type: ignore[attr-defined]
        super()._remove_task(task_id)  # type: ignore[misc]


class Scope(_FlatMixin, BpmnSubWorkflow):
    """A running sub-process."""


class CaseWorkflow(_FlatMixin, BpmnWorkflow):
    """A running process. Collects what it did (`notes`, `throws`) for whoever drives it."""

    def __init__(
        self,
        spec: Any,
        subprocess_specs: Mapping[str, Any],
        *,
        decide: Decide,
        limits: Limits,
        has_caller: bool = False,
        deserializing: bool = False,
    ) -> None:
        self.decide = decide
        self.limits = limits
        self.has_caller = has_caller
        self.error: dict[str, str] | None = None
        self.notes: list[Note] = []
        self.throws: list[Throw] = []
        self.variables: Data = {}
        super().__init__(spec, dict(subprocess_specs), script_engine=FeelEngine(), deserializing=deserializing)

    # What elements call
    # ---------------------------------------------------------------------------------------------
    def create_subprocess(self, my_task: Task, spec_name: str) -> Scope:
        scope = Scope(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = scope
        return scope

    def drop_scope(self, my_task: Task) -> None:
        """Cancel the sub-process of a task that is called off, and forget it."""
        scope = self.subprocesses.get(my_task.id)
        if scope is not None:
            scope.cancel()
            self.subprocesses.pop(my_task.id, None)

    def note(self, kind: str, task: Task, data: dict[str, Any] | None = None) -> None:
        spec = task.task_spec
        self.notes.append(Note(kind, spec.bpmn_id or "", spec.bpmn_name or "", data or {}))

    def throw(self, task: Task, kind: str, name: str, correlation_key: str, variables: Data) -> None:
        reached = frozenset(
            waiting.id for waiting, wait in self.waiting() if (wait["kind"], wait.get("name")) == (kind, name)
        )
        self.throws.append(Throw(kind, name, correlation_key, variables, task.task_spec.bpmn_id or "", reached))
        if kind == "signal":
            self.note("signal_sent", task, {"signal": name, "variables": variables})

    def hand_over_error(self, task: Task, code: str, message: str, more: Data) -> bool:
        """End with a business error, if some other process called this one."""
        if not self.has_caller:
            return False
        self.note("error_caught", task, {"code": code, "message": message, "by": "caller", **more})
        self.error = {"code": code, "message": message}
        self.cancel()
        return True

    # Views ------------------------------------------------------------------------------------------------
    # ----------
    def all_tasks(self) -> Iterable[Task]:
        """Tasks of the process and of every scope that runs in it."""
        yield from self.tasks.values()
        for scope in self.subprocesses.values():
            yield from scope.tasks.values()

    def waiting(self) -> list[tuple[Task, dict[str, Any]]]:
        """What waits for something from outside, with what it waits for."""
        return [
            (task, task.internal_data["wait"])
            for task in self.all_tasks()
            if task.state == TaskState.STARTED and "wait" in task.internal_data
        ]

    def get_task_from_id(self, task_id: UUID) -> Task:
        for workflow in (self, *self.subprocesses.values()):
            if task_id in workflow.tasks:
                return workflow.tasks[task_id]
        raise TaskNotFoundException(f"no task {task_id}")

    # Driving ----------------------------------------------------------------------------------------------
    # ----------
    def next_ready(self) -> Task | None:
        """The next element to run: inner scopes first, then in the order of arrival."""
        scopes = sorted(self.subprocesses.values(), key=lambda scope: scope.depth, reverse=True)
        for workflow in (*scopes, self):
            for task in workflow.tasks.values():
                if task.state == TaskState.READY and "failed" not in task.internal_data:
                    return task
        return None

    def forget_finished(self) -> None:
        super().forget_finished()
        for scope in self.subprocesses.values():
            scope.forget_finished()

    def check_size(self, task: Task, *, has_written: bool) -> None:
        """After `task` ran: the tokens, and the variables if it changed any."""
        size = len(self.tasks) + sum(len(scope.tasks) for scope in self.subprocesses.values())
        if size > self.limits.tokens:
            raise LimitReached(limit=_("同时进行的步骤数"), allowed=self.limits.tokens)
        if has_written:
            check_variables(visible(task), self.limits)


def _is_finished(task: Task) -> bool:
    return task.has_state(TaskState.FINISHED_MASK)


def check_variables(variables: Data, limits: Limits) -> None:
    if len(json.dumps(variables, ensure_ascii=False).encode()) > limits.variables:
        raise LimitReached(limit=_("变量总量（字节）"), allowed=limits.variables)
