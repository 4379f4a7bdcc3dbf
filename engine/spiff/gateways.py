"""Gateways. Joins count tokens: each arrival is consumed exactly once, so loops and repeated visits cannot
mix up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import NoPath
from engine.spiff.data import merge_branches
from engine.spiff.elements import Element
from engine.spiff.expressions import truth

CONSUMED = "consumed"
ARRIVED = "arrived"
TAKEN = "taken"


class ChoosingGateway(Element):
    """Conditions in the order of the diagram's file; `config["flows"]` = [{id, name, target, condition}]."""

    def next_specs(self, my_task: Task) -> list[Element]:
        taken = my_task.internal_data.pop(TAKEN, None)
        if taken is None:
            return self.outputs
        return [self._wf_spec.task_specs[f["target"]] for f in self.config["flows"] if f["id"] in taken]

    def choose(self, my_task: Task, *, only_one: bool) -> None:
        """Decide which flows to take, and note why."""
        flows, default = self.config["flows"], self.config.get("default")
        taken, reasons = [], []
        for flow in flows:
            if flow["id"] == default or flow["condition"] is None:
                continue
            holds = truth(flow["condition"], my_task.data)
            reasons.append({"flow": flow["id"], "name": flow["name"], "condition": flow["condition"], "holds": holds})
            if holds:
                taken.append(flow["id"])
                if only_one:
                    break
        if not taken:
            taken = [f["id"] for f in flows if f["id"] == default or (f["condition"] is None and len(flows) == 1)]
        if not taken:
            raise NoPath
        my_task.internal_data[TAKEN] = taken
        explanation = {
            "taken": taken,
            "conditions": reasons,
            "default": default if default in taken else None,
        }
        self.top(my_task).note("gateway_taken", my_task, explanation)


class ExclusiveGateway(ChoosingGateway):
    def enter(self, my_task: Task) -> bool:
        if len(self.config["flows"]) > 1 or self._is_conditional():
            self.choose(my_task, only_one=True)
        return True

    def _is_conditional(self) -> bool:
        return any(flow["condition"] is not None for flow in self.config["flows"])


class Join(ChoosingGateway):
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

    def enter(self, my_task: Task) -> bool:
        if len(self.config["flows"]) > 1 or self.config["flows"][0]["condition"] is not None:
            self.choose(my_task, only_one=False)
        return True

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
