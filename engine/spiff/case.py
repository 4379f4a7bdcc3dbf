"""One running process for the rest of the engine: commands in, plain data out. Nobody else sees a
SpiffWorkflow task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import clock
from engine.errors import MoveRefused, Obstacle
from engine.spiff import migration, moves, state, timers
from engine.spiff.elements import FAILED, RESULT, SKIPPED, WAIT, WRITTEN
from engine.spiff.events import BoundaryEvent, CatchEvent, StartEvent, throw_error
from engine.spiff.running import Running, located
from engine.spiff.serialization import Specification
from engine.spiff.trace import is_token
from engine.spiff.variables import INPUTS, visible
from engine.spiff.waits import WORK, Failure, Wait, wait_of
from engine.spiff.workflow import CaseWorkflow, Decide, Limits, Note, Throw

Json = dict[str, Any]
_MOVABLE = (*WORK, "timer", "message", "signal")


class Case:
    """Made by `Case.begin` or `Case.load`; changed by its commands; moved on by `advance`; kept by `dump`."""

    def __init__(self, workflow: CaseWorkflow) -> None:
        self._running = Running(workflow)

    @property
    def _workflow(self) -> CaseWorkflow:
        return self._running.workflow

    @classmethod
    def begin(
        cls,
        specification: Specification,
        variables: Mapping[str, Any],
        *,
        decide: Decide,
        limits: Limits,
        trigger: tuple[str, str] | None = None,
        has_caller: bool = False,
    ) -> Case:
        """A new case at its plain start event, or at the one that `trigger` = (message | signal, name)
        starts."""
        workflow = CaseWorkflow(
            specification.spec, specification.inner, decide=decide, limits=limits, has_caller=has_caller
        )
        workflow.variables.update(variables)
        case = cls(workflow)
        root = workflow.task_tree
        root._set_state(TaskState.COMPLETED)
        for spec in root.task_spec.outputs:
            if not isinstance(spec, StartEvent) or _started_by(spec) == trigger:
                child = root._add_child(spec, TaskState.FUTURE)
                spec._update(child)
        return case

    @classmethod
    def load(
        cls,
        specification: Specification,
        text: str,
        *,
        decide: Decide,
        limits: Limits,
        has_caller: bool = False,
    ) -> Case:
        workflow = CaseWorkflow(
            specification.spec,
            specification.inner,
            decide=decide,
            limits=limits,
            has_caller=has_caller,
            deserializing=True,
        )
        state.load(workflow, text)
        return cls(workflow)

    def dump(self) -> str:
        self._workflow.forget_finished()
        return state.dump(self._workflow)

    # Commands ---------------------------------------------------------------------------------------------
    # ----------
    def complete(self, task_id: UUID, result: Mapping[str, Any]) -> bool:
        """Work is done, with its result. False: nothing waits for it any more."""
        task = self._waiting(task_id, *WORK)
        if task is None:
            return False
        task.internal_data[RESULT] = dict(result)
        task._set_state(TaskState.READY)
        return True

    def mark_called(self, task_id: UUID, *, called: bool = True) -> None:
        """A call activity has its child instance (or lost it)."""
        task = self._waiting(task_id, "call")
        if task is not None:
            task.internal_data[WAIT] = {**task.internal_data[WAIT], "called": called}

    def fire(self, task_id: UUID, payload: Mapping[str, Any] | None = None) -> Wait | None:
        """A timer, message or signal has come; what waited for it, or None when nothing does any more."""
        task = self._waiting(task_id, "timer", "message", "signal")
        if task is None:
            return None
        wait = wait_of(task)
        event: CatchEvent = task.task_spec
        with located(task):
            event.fire(task, dict(payload or {}))
        return wait

    def raise_error(self, task_id: UUID, code: str, message: str = "") -> bool:
        """A business error at an activity. False: nothing catches it."""
        task = self._waiting(task_id, *WORK)
        return task is not None and throw_error(task, code, message)

    def retry(self, task_id: UUID) -> bool:
        """Let a failed element try again at the next `advance`."""
        task = self._find(task_id)
        if task is None or FAILED not in task.internal_data:
            return False
        task.internal_data.pop(FAILED)
        return True

    def skip(self, task_id: UUID, variables: Mapping[str, Any]) -> bool:
        """Go on without what failed or waits for software, as if it had given `variables`. False: it is gone,
        or must not be skipped."""
        task = self._find(task_id)
        if task is None or not task.task_spec.may_be_skipped or WRITTEN in task.internal_data:
            return False
        if not (FAILED in task.internal_data and task.state == TaskState.READY):
            task = self._waiting(task_id, "service", "call")
            if task is None:
                return False
        task.internal_data.pop(FAILED, None)
        task.internal_data.update({RESULT: dict(variables), SKIPPED: True})
        task._set_state(TaskState.READY)
        return True

    def set_variables(self, variables: Mapping[str, Any], *, without: Iterable[str] = ()) -> None:
        """The variables of the case, `without` those that there are to be no more. Every path sees the new values, and
        so does software that still has to begin; a person's task keeps what it was made with."""
        for name in without:
            self._workflow.variables.pop(name, None)
        self._workflow.variables.update(variables)
        for task in self._workflow.all_tasks():
            if INPUTS in task.internal_data and self._waiting(task.id, "service", "call"):
                del task.internal_data[INPUTS]
                task.internal_data[INPUTS] = task.task_spec.map_inputs(task)

    def recompute(self, task_id: UUID, *, since: datetime, variables: Mapping[str, Any] | None = None) -> Wait | None:
        """Evaluate again when a user task or a timer is due, as of the instant at which it began to wait, over the
        variables that it had. None: it does not wait, or its times do not come from the calendar."""
        task = self._waiting(task_id, "user", "timer")
        if task is None or not task.task_spec.follows_calendar:
            return None
        with clock.at(since), located(task):
            times = task.task_spec.times(task, {**visible(task), **(variables or {})})
        task.internal_data[WAIT] = {**task.internal_data[WAIT], **times}
        return wait_of(task)

    def guarded_by(self, task_id: UUID) -> UUID | None:
        """The activity on whose border a timer waits."""
        task = self._waiting(task_id, "timer")
        return task.task_spec.holder(task) if task and isinstance(task.task_spec, BoundaryEvent) else None

    def counts_days(self, task_id: UUID) -> bool:
        """Whether a timer is counted in days of the working calendar."""
        task = self._waiting(task_id, "timer")
        return task is not None and task.task_spec.follows_calendar

    def repeats_instant(self, task_id: UUID) -> bool:
        """Whether a user task is due at an instant that its variables hold, so that nothing tells how to count it."""
        task = self._waiting(task_id, "user")
        return task is not None and timers.may_hold_days(task.task_spec.config.get("due", ""))

    def cancel(self) -> None:
        self._workflow.cancel()

    def tokens(self, element_id: str) -> list[UUID]:
        """What an operator may move: what waits at an element, or failed there."""
        found = [task for task in self._workflow.all_tasks() if task.task_spec.bpmn_id == element_id]
        return [task.id for task in found if self._waiting(task.id, *_MOVABLE) or _has_failed(task)]

    def move(self, task_id: UUID, element_id: str) -> None:
        """Take a token from where it is to another element of its flow or of one around it. Raises MoveRefused."""
        task = self._find(task_id)
        if task is None:
            raise MoveRefused(reason=_("这里没有可以移动的步骤"))
        moves.move(task, element_id)

    def migrate(
        self, old: Specification, new: Specification, mapping: Mapping[str, str], *, decide: Decide
    ) -> list[Obstacle]:
        """Go on in another version of the process; `mapping`: element id → its id there, where that is another one.
        With obstacles nothing has changed."""
        translation = migration.Translation(old, new, mapping)
        state_ = translation.of(json.loads(self.dump()))
        if translation.obstacles:
            return translation.obstacles
        workflow = self._workflow
        self._running.workflow = CaseWorkflow(
            new.spec, new.inner, decide=decide, limits=workflow.limits, has_caller=workflow.has_caller,
            deserializing=True,
        )  # fmt: skip
        state.load(self._workflow, json.dumps(state_))
        migration.put_in_order(self._workflow, translation.carried)
        return []

    def advance(self) -> None:
        """Run everything that can run. An element that fails with an EngineError is put aside; see
        `failures`. Raises LimitReached, after which the case is to be thrown away."""
        self._running.advance()

    # Views ------------------------------------------------------------------------------------------------
    # ----------
    @property
    def is_completed(self) -> bool:
        return self._workflow.completed

    @property
    def error(self) -> Json | None:
        """The business error (code, message) with which the case ended for its caller."""
        return self._workflow.error

    @property
    def throws(self) -> list[Throw]:
        return self._workflow.throws

    @property
    def failures(self) -> list[Failure]:
        return self._running.failures

    @property
    def change(self) -> Json:
        """What the commands changed before anything was noted; each note says its own."""
        return self._running.change

    @property
    def notes(self) -> list[Note]:
        return self._workflow.notes

    def waits(self) -> list[Wait]:
        return [] if self.is_completed else [wait_of(task) for task, _details in self._workflow.waiting()]

    def variables(self) -> Json:
        return dict(self._workflow.variables)

    def active_elements(self) -> list[str]:
        """Ids of the elements that hold a token."""
        if self.is_completed:
            return []
        return sorted({task.task_spec.bpmn_id for task in self._workflow.all_tasks() if is_token(task)})

    def left_over(self) -> list[str]:
        """Elements with a token in a case that says it has ended; never any, unless the engine errs."""
        if not self.is_completed:
            return []
        return [t.task_spec.name for t in self._workflow.all_tasks() if not t.has_state(TaskState.FINISHED_MASK)]

    def failed_tasks(self) -> set[UUID]:
        return {task.id for task in self._workflow.all_tasks() if _has_failed(task)}

    # Helpers ----------------------------------------------------------------------------------------------
    # ----------
    def _find(self, task_id: UUID) -> Task | None:
        try:
            return self._workflow.get_task_from_id(task_id)
        except TaskNotFoundException:
            return None

    def _waiting(self, task_id: UUID, *kinds: str) -> Task | None:
        task = self._find(task_id)
        if task is None or task.state != TaskState.STARTED:
            return None
        return task if task.internal_data.get(WAIT, {}).get("kind") in kinds else None


def _has_failed(task: Task) -> bool:
    return FAILED in task.internal_data and task.state == TaskState.READY


def _started_by(start: StartEvent) -> tuple[str, str] | None:
    definition = start.config.get("definition")
    return None if not definition else (definition["kind"], definition["name"])
