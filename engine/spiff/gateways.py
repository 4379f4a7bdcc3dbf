"""Gateways. Joins count tokens: each arrival is consumed exactly once, so loops and repeated visits cannot
mix up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.data import merge_branches
from engine.spiff.elements import Element

CONSUMED = "consumed"
ARRIVED = "arrived"


class ExclusiveGateway(Element):
    """The first flow whose condition holds, in the order of the diagram's file."""

    takes_one = True


class Join(Element):
    """A gateway that waits for tokens. The newest arrival stands for all; earlier ones are set aside as
    CANCELLED."""

    def _update_hook(self, my_task: Task) -> bool:
        if not my_task.internal_data.get(ARRIVED):
            my_task.data = dict(my_task.parent.data)
            my_task.internal_data[ARRIVED] = True
        arrivals = self._arrivals(my_task)
        batch = self.complete_batch(my_task, arrivals)
        if batch is None:
            for task in arrivals:
                if task is not my_task and task.state == TaskState.WAITING:
                    task._set_state(TaskState.CANCELLED)
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.data = merge_branches(batch)
        for task in batch:
            task.internal_data[CONSUMED] = True
            if task is not my_task and not task.has_state(TaskState.FINISHED_MASK):
                task._set_state(TaskState.CANCELLED)
        excess = [task for task in arrivals if task not in batch]
        if excess and not any(task.state == TaskState.WAITING for task in excess):
            excess[-1]._set_state(TaskState.WAITING)
        return True

    def _arrivals(self, my_task: Task) -> list[Task]:
        found = [
            task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and task.internal_data.get(ARRIVED) and not task.internal_data.get(CONSUMED)
        ]
        return [task for task in found if task is not my_task] + [my_task]

    def complete_batch(self, my_task: Task, arrivals: list[Task]) -> list[Task] | None:
        """The arrivals to consume now, or None to wait on."""
        raise NotImplementedError


class ParallelGateway(Join):
    """One token from each incoming flow; all outgoing flows."""

    def complete_batch(self, my_task: Task, arrivals: list[Task]) -> list[Task] | None:
        missing: Counter[str] = Counter(self._inputs)
        batch = []
        for task in [my_task, *arrivals]:
            if task not in batch and missing[came_from(task)] > 0:
                missing[came_from(task)] -= 1
                batch.append(task)
        return None if missing.total() else batch


class InclusiveGateway(Join):
    """All tokens that can still come; every outgoing flow whose condition holds."""

    def complete_batch(self, my_task: Task, arrivals: list[Task]) -> list[Task] | None:
        if len(self._inputs) < 2:
            return [my_task]
        reached = {came_from(task) for task in arrivals}
        waited_for = self._upstream([name for name in self._inputs if name not in reached])
        already = self._upstream(reached)
        for task in my_task.workflow.tasks.values():
            active = task.has_state(TaskState.NOT_FINISHED_MASK) and task.task_spec is not self
            # BPMN 2.0, 13.4.3: a token that can also come through a flow that has one already is not waited
            # for.
            if active and task.task_spec.name in waited_for and task.task_spec.name not in already:
                return None
        return arrivals

    def _upstream(self, names: Any) -> set[str]:
        """Elements from which one of `names` can be reached without passing this gateway."""
        found, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name in found or name == self.name:
                continue
            found.add(name)
            todo.extend(self._wf_spec.task_specs[name]._inputs)
        return found


class EventBasedGateway(Element):
    """Its events wait side by side; the first one that fires calls off the others."""


def came_from(task: Task) -> str:
    """The incoming flow of an arrival, by its source element; an activity with border events stands under
    its own name."""
    return task.parent.task_spec.name
