"""Moving a case on, element by element, and noting for the history what that changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import budget, feel
from engine.errors import EngineError, LimitReached
from engine.spiff.elements import FAILED, WRITTEN
from engine.spiff.events import Repeating
from engine.spiff.trace import SILENT, Trace, widened
from engine.spiff.variables import Written
from engine.spiff.waits import Failure, given
from engine.spiff.workflow import CaseWorkflow, Note

Json = dict[str, Any]


class Running:
    """`failures`: elements that stopped; `change`: what was changed before anything was noted."""

    def __init__(self, workflow: CaseWorkflow) -> None:
        self.workflow = workflow
        self.failures: list[Failure] = []
        self.change: Json = {}
        self._trace = Trace(workflow)
        self._finished: set[UUID] = set()

    def advance(self) -> None:
        """Run everything that can run. An element that fails with an EngineError is put aside; see
        `failures`. Raises LimitReached, after which the case is to be thrown away."""
        workflow, limits = self.workflow, self.workflow.limits
        self._note_changes()
        steps = 0
        is_noted = True
        with budget.within(limits.seconds), feel.metered(limits.evaluations):
            while (task := workflow.next_ready()) is not None and not workflow.completed:
                steps += 1
                with located(task):
                    if steps > limits.steps:
                        raise LimitReached(limit=_("一次操作推进的步骤数"), allowed=limits.steps)
                    if budget.is_spent():
                        raise LimitReached(limit=_("一次操作占用的计算时间（秒）"), allowed=limits.seconds)
                    noted = len(workflow.notes)
                    written = self._run(task)
                    workflow.check_size(task, has_written=bool(written))
                workflow.forget_finished()
                is_noted = len(workflow.notes) > noted or FAILED in task.internal_data
                if is_noted:
                    self._note_changes()
        if not is_noted:
            self._note_changes()

    def _run(self, task: Task) -> list[Written]:
        """What it changed, if it is done."""
        spec = task.task_spec
        try:
            task.run()
        except LimitReached:
            raise
        except EngineError as error:
            task.internal_data[FAILED] = True
            expression = str(error.params.get("expression") or "")
            # It has written, and only the way on is not chosen yet: said now, since others see it now.
            written: list[Written] = task.internal_data.get(WRITTEN, [])
            if written:
                task.internal_data[WRITTEN] = []
            name = spec.bpmn_name or ""
            found = Failure(task.id, spec.bpmn_id or "", name, error.code, str(error), expression, given(written))
            self.failures.append(found)
            return written
        written = task.internal_data.pop(WRITTEN, [])
        if task.state == TaskState.COMPLETED:
            self._finished.add(task.id)
        if spec.bpmn_id is None or spec.config.get("tag") in SILENT:
            return written
        if task.state == TaskState.COMPLETED:
            self.workflow.note("element_completed", task, given(written))
        elif task.state == TaskState.STARTED and not isinstance(spec, Repeating):
            self.workflow.note("element_started", task)
        return written

    def _note_changes(self) -> None:
        """With the last event, that is; what was called off is an event of its own."""
        notes = self.workflow.notes
        change, left = self._trace.changes(self.workflow)
        if not change:
            return
        called_off = {str(own): token for own, token in left.items() if token.is_told and own not in self._finished}
        if "left" in change:
            change["left"] = [own for own in change["left"] if own not in called_off]
        if notes:
            last = notes[-1]
            last.change = widened(last.change, change, kind=last.kind, data=last.data)
        else:
            self.change = widened(self.change, change, kind="", data={})
        for own, token in called_off.items():
            gone = {"left": [own]}
            notes.append(Note("element_cancelled", token.element_id, token.name, {"token": own}, change=gone))


@contextmanager
def located(task: Task) -> Iterator[None]:
    """A limit that is reached inside says at which element."""
    try:
        yield
    except LimitReached as limit:
        limit.locate(task.task_spec.bpmn_id, task.task_spec.bpmn_name)
        raise
