"""An operator takes a token from one element to another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import MoveRefused
from engine.spiff.elements import Element, is_pending
from engine.spiff.events import Repeating, StartEvent
from engine.spiff.gateways import Join
from engine.spiff.variables import is_round


def move(task: Task, element_id: str) -> None:
    """The element is left unfinished, with all that belongs to it; the other one begins as if a token had just arrived.

    Out of a sub-process only as a whole: moving what is inside to an element around it calls the sub-process off.
    """
    leaving = task
    target = _target(leaving, element_id)
    while target is None:
        around = leaving.workflow.parent_task_id
        if around is None:
            raise MoveRefused(reason=_("目标步骤不存在，或在另一个子流程里面"))
        leaving = leaving.workflow.top_workflow.get_task_from_id(around)
        target = _target(leaving, element_id)
    if isinstance(leaving.task_spec, Repeating):
        raise MoveRefused(reason=_("边界事件和事件子流程的开始事件不能移走"))
    flow = leaving.workflow
    arriving = flow.task_tree._add_child(target, TaskState.FUTURE)
    _leave(leaving)
    target._update(arriving)


def _target(task: Task, element_id: str) -> Element | None:
    """The element of the flow of `task`, by way of its border if it has one."""
    specs = task.workflow.spec.task_specs
    found = specs.get(element_id)
    if found is None or found.bpmn_id != element_id:
        return None
    if isinstance(found, (StartEvent, Repeating)) or (isinstance(found, Join) and len(found._inputs) > 1):
        raise MoveRefused(reason=_("不能移到开始事件、边界事件或汇合网关"))
    target: Element = specs.get(f"{element_id}.boundary", found)
    return target


def _leave(task: Task) -> None:
    if is_round(task):
        task = task.parent  # a loop is left as a whole
    together = [task]
    if task.parent.task_spec.holds_together:
        together = [other for other in task.parent.children if other is task or is_pending(other)]
    for other in together:
        other.cancel()
