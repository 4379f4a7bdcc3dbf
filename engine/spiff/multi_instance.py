"""Multi-instance activities with zeebe's loop characteristics: a body, and one instance for each item of a
list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitReached, WrongValue
from engine.spiff.data import changes
from engine.spiff.elements import ENOUGH, ITEM, OUTPUT, RESULT, Loop
from engine.spiff.expressions import feel_value, truth

ITEMS = "items"
OUTPUTS = "outputs"
COUNTER = "loopCounter"


class MultiInstance(Loop):
    """`config["loop"]` = {sequential, input, item, output, output_item, until}; `config["instance"]` names
    the spec of the instances.

    With an output collection only that leaves the loop; without one, what the instances changed does.
    """

    def enter(self, my_task: Task) -> bool:
        loop = self.config["loop"]
        items = feel_value(loop["input"], my_task.data)
        if not isinstance(items, list):
            raise WrongValue(expression=loop["input"], expected=_("列表"))
        allowed = self.top(my_task).limits.multi_instance
        if len(items) > allowed:
            raise LimitReached(limit=_("多实例任务的数量"), allowed=allowed)
        my_task.internal_data.update({ITEMS: items, OUTPUTS: [None] * len(items), "merged": {}, "done": 0})
        if not items:
            self._finish(my_task)
            return True
        for index in range(1 if loop["sequential"] else len(items)):
            self._begin(my_task, index)
        return False

    def _begin(self, body: Task, index: int) -> None:
        spec = self._wf_spec.task_specs[self.config["instance"]]
        instance = body._add_child(spec, TaskState.FUTURE)
        instance.triggered = True
        instance.internal_data[ITEM] = index
        instance.data = {**body.data, **self._locals(body, index)}
        instance._ready()

    def _locals(self, body: Task, index: int) -> dict[str, Any]:
        name = self.config["loop"]["item"]
        return {COUNTER: index + 1, **({name: body.internal_data[ITEMS][index]} if name else {})}

    def contribution(self, instance: Task, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Evaluated while the instance can still be tried again: its output, and whether the loop may end
        early."""
        loop = self.config["loop"]
        found: dict[str, Any] = {}
        if loop["output"]:
            found[OUTPUT] = feel_value(loop["output_item"], variables) if loop["output_item"] else None
        if loop["until"]:
            body = instance.parent
            total, done = len(body.internal_data[ITEMS]), body.internal_data["done"] + 1
            counts = {
                "numberOfInstances": total,
                "numberOfCompletedInstances": done,
                "numberOfActiveInstances": total - done,
                "numberOfTerminatedInstances": 0,
            }
            found[ENOUGH] = truth(loop["until"], {**variables, **counts})
        return found

    def collect(self, body: Task, instance: Task) -> None:
        loop, state = self.config["loop"], body.internal_data
        index = instance.internal_data[ITEM]
        state["done"] += 1
        if loop["output"]:
            state[OUTPUTS] = [
                *state[OUTPUTS][:index],
                instance.internal_data.get(OUTPUT),
                *state[OUTPUTS][index + 1 :],
            ]
        else:
            hidden = self._locals(body, index)
            changed = changes(body.data, instance.data)
            state["merged"] = {**state["merged"], **{k: v for k, v in changed.items() if k not in hidden}}
        if instance.internal_data.get(ENOUGH) or state["done"] == len(state[ITEMS]):
            for other in body.children:
                if other is not instance and not other.has_state(TaskState.FINISHED_MASK):
                    other.cancel()
            self._finish(body)
            body._set_state(TaskState.READY)
        elif loop["sequential"]:
            self._begin(body, state["done"])

    def _finish(self, body: Task) -> None:
        loop, state = self.config["loop"], body.internal_data
        body.internal_data[RESULT] = {loop["output"]: state[OUTPUTS]} if loop["output"] else state["merged"]

    def leave(self, my_task: Task) -> None:
        super().leave(my_task)
        for key in (ITEMS, OUTPUTS, "merged", "done"):
            my_task.internal_data.pop(key, None)

    def produced(self, my_task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
        return dict(result)

    def outward(self, my_task: Task, inner: dict[str, Any]) -> dict[str, Any]:
        return {}
