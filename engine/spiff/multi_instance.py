"""Multi-instance activities with zeebe's loop characteristics: a body, and one round for each item of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitReached, WrongValue
from engine.spiff.elements import ENOUGH, ITEM, OUTPUT, RESULT, Loop
from engine.spiff.expressions import feel_value, truth
from engine.spiff.variables import CLOSED, LOCALS, visible

ITEMS = "items"
DONE = "done"
COUNTER = "loopCounter"
# An output that is one variable, or something in it.
_VARIABLE = re.compile(r"=?\s*([^\W\d]\w*)(?:\.\w+)*\s*")


class MultiInstance(Loop):
    """`config["loop"]` = {sequential, input, item, output, output_item, until}; `config["instance"]` names
    the spec of the instances.

    Local to a round are the item, its number and the variable that the output names; local to the loop is the
    collection of outputs, and nothing else leaves it. Without a collection what a round gives goes outward, as from
    any other activity.
    """

    def enter(self, my_task: Task) -> bool:
        loop = self.config["loop"]
        items = feel_value(loop["input"], visible(my_task))
        if not isinstance(items, list):
            raise WrongValue(expression=loop["input"], expected=_("列表"))
        allowed = self.top(my_task).limits.multi_instance
        if len(items) > allowed:
            raise LimitReached(limit=_("多实例任务的数量"), allowed=allowed)
        my_task.internal_data.update({ITEMS: items, DONE: 0})
        if loop["output"]:
            my_task.internal_data[LOCALS] = {loop["output"]: [None] * len(items)}
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
        instance.internal_data[LOCALS] = self._locals(body, index)
        if self.config["loop"]["output"]:
            instance.internal_data[CLOSED] = True
        instance._ready()

    def _locals(self, body: Task, index: int) -> dict[str, Any]:
        loop = self.config["loop"]
        output = _VARIABLE.fullmatch(loop["output_item"] or "") if loop["output"] else None
        item = {loop["item"]: body.internal_data[ITEMS][index]} if loop["item"] else {}
        return {**({output[1]: None} if output else {}), COUNTER: index + 1, **item}

    def contribution(self, instance: Task, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Evaluated while the instance can still be tried again: its output, and whether the loop may end
        early."""
        loop = self.config["loop"]
        found: dict[str, Any] = {}
        if loop["output"]:
            found[OUTPUT] = feel_value(loop["output_item"], variables) if loop["output_item"] else None
        if loop["until"]:
            body = instance.parent
            total, done = len(body.internal_data[ITEMS]), body.internal_data[DONE] + 1
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
        state[DONE] += 1
        if loop["output"]:
            outputs = [*state[LOCALS][loop["output"]]]
            outputs[index] = instance.internal_data.get(OUTPUT)
            state[LOCALS][loop["output"]] = outputs
        if instance.internal_data.get(ENOUGH) or state[DONE] == len(state[ITEMS]):
            for other in body.children:
                if other is not instance and not other.has_state(TaskState.FINISHED_MASK):
                    other.cancel()
            self._finish(body)
            body._set_state(TaskState.READY)
        elif loop["sequential"]:
            self._begin(body, state[DONE])

    def _finish(self, body: Task) -> None:
        body.internal_data[RESULT] = dict(body.internal_data.get(LOCALS, {}))

    def leave(self, my_task: Task) -> None:
        super().leave(my_task)
        for key in (ITEMS, DONE):
            my_task.internal_data.pop(key, None)

    def produced(self, my_task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
        return dict(result)

    def writes_to_own_scope(self, my_task: Task) -> bool:
        """The collection was the loop's own; now it goes outward."""
        return False
