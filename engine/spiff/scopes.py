"""Processes and sub-processes: flows with a beginning and an end of their own."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import RESULT, Element, Helper
from engine.spiff.events import EventSubprocessStart
from engine.spiff.variables import CLOSED, INPUTS, LOCALS


class ProcessSpec(BpmnProcessSpec):
    """The specification of one scope: elements of ours between SpiffWorkflow's start and end."""

    def __init__(self, name: str | None = None, description: str | None = None, **kwargs: Any) -> None:
        WorkflowSpec.__init__(self, name=name)
        self.description = description
        self.start = Helper(self, "Start")
        self.end = EndJoin(self, f"{self.name}.EndJoin")
        self.end.connect(Helper(self, "End"))
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []


class EndJoin(Element):
    """The scope ends when no token is left; event sub-processes that nothing started do not keep it alive."""

    def _update_hook(self, my_task: Task) -> bool:
        tasks = my_task.workflow.tasks.values()
        if my_task.state != TaskState.WAITING:
            # One stands for all that have arrived.
            for task in tasks:
                if task.task_spec is self and task.state == TaskState.WAITING:
                    task._set_state(TaskState.CANCELLED)
        if any(_holds_token(task) for task in tasks if task is not my_task and task.task_spec is not self):
            my_task._set_state(TaskState.WAITING)
            return False
        for task in list(tasks):
            if task is not my_task and not task.has_state(TaskState.FINISHED_MASK):
                task.cancel()
        return True


def _holds_token(task: Task) -> bool:
    if task.has_state(TaskState.FINISHED_MASK):
        return False
    return not (isinstance(task.task_spec, EventSubprocessStart) and RESULT not in task.internal_data)


class SubProcess(Element, SubWorkflowTask):
    """An embedded or event sub-process: a scope inside the same case. `spec` names its specification."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, subworkflow_spec=kwargs.get("config", {}).get("id", name), **kwargs)

    def enter(self, my_task: Task) -> bool:
        inputs = self.map_inputs(my_task)
        if inputs is not None:
            my_task.internal_data[INPUTS] = inputs
        if self.config.get("outputs"):
            my_task.internal_data.setdefault(LOCALS, {})
            my_task.internal_data[CLOSED] = True
        scope = self.top(my_task).create_subprocess(my_task, self.spec)
        scope.completed_event.connect(self._on_subworkflow_completed, my_task)
        return False

    def _on_subworkflow_completed(self, scope: Any, my_task: Task) -> None:
        if my_task.state != TaskState.STARTED:
            return  # interrupted from inside, for example by its own error end event
        my_task.internal_data[RESULT] = {}
        my_task._set_state(TaskState.READY)

    def leave(self, my_task: Task) -> None:
        super().leave(my_task)
        self.top(my_task).subprocesses.pop(my_task.id, None)

    def _on_cancel(self, my_task: Task) -> None:
        self.top(my_task).drop_scope(my_task)
