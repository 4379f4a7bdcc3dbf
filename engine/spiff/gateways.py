"""Gateways. Joins count arrivals: each is consumed exactly once, so loops and repeated visits cannot mix up."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import Element

ARRIVALS = "arrivals"  # the incoming flows of the tokens that wait, by their source elements, in order


class ExclusiveGateway(Element):
    """The first flow whose condition holds, in the order of the diagram's file."""

    takes_one: ClassVar[bool] = True


class Join(Element):
    """A gateway that waits for tokens. The newest stands for all that have arrived."""

    def _update_hook(self, my_task: Task) -> bool:
        arrivals = self._arrivals(my_task)
        batch = self.complete_batch(my_task, arrivals)
        if batch is None:
            my_task.internal_data[ARRIVALS] = arrivals
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.internal_data.pop(ARRIVALS, None)
        rest = list((Counter(arrivals) - Counter(batch)).elements())
        if rest:
            waiting = my_task.workflow.task_tree._add_child(self, TaskState.WAITING)
            waiting.internal_data[ARRIVALS] = rest
        return True

    def _arrivals(self, my_task: Task) -> list[str]:
        if ARRIVALS in my_task.internal_data:
            return list(my_task.internal_data[ARRIVALS])
        arrivals = []
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self and task.state == TaskState.WAITING and task is not my_task:
                arrivals += task.internal_data.pop(ARRIVALS)
                task._set_state(TaskState.CANCELLED)
        return [*arrivals, came_from(my_task)]

    def complete_batch(self, my_task: Task, arrivals: list[str]) -> list[str] | None:
        """The arrivals to consume now, or None to wait on."""
        raise NotImplementedError


class ParallelGateway(Join):
    """One token from each incoming flow; all outgoing flows."""

    def complete_batch(self, my_task: Task, arrivals: list[str]) -> list[str] | None:
        wanted: Counter[str] = Counter(self._inputs)
        return None if wanted - Counter(arrivals) else list(self._inputs)


class InclusiveGateway(Join):
    """All tokens that can still come; every outgoing flow whose condition holds."""

    def complete_batch(self, my_task: Task, arrivals: list[str]) -> list[str] | None:
        if len(self._inputs) < 2:
            return arrivals
        reached = set(arrivals)
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

    holds_together: ClassVar[bool] = True


def came_from(task: Task) -> str:
    """The incoming flow of an arrival, by its source element; an activity with border events stands under
    its own name."""
    return task.parent.task_spec.name
