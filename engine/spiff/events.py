"""Events. A catching event waits as a STARTED task; what it waits for is evaluated once and kept in its
internal data `WAIT`.

Nothing here looks at a clock to fire: the runtime fires events by task id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import clock
from engine.errors import LimitReached, UncaughtError
from engine.spiff import timers
from engine.spiff.elements import RESULT, WAIT, BoundarySplit, Element, is_pending
from engine.spiff.expressions import feel_value
from engine.spiff.gateways import EventBasedGateway
from engine.spiff.variables import INPUTS, is_round, visible

Json = dict[str, Any]


class CatchEvent(Element):
    """Waits for `config["definition"]` = {kind: timer | message | signal | error, …}."""

    def enter(self, my_task: Task) -> bool:
        my_task.internal_data[WAIT] = arm(self.config["definition"], my_task)
        return False

    @property
    def follows_calendar(self) -> bool:
        definition = self.config["definition"]
        return definition["kind"] == "timer" and timers.asks_calendar(definition["text"])

    def times(self, my_task: Task, variables: Mapping[str, Any]) -> Json:
        definition = self.config["definition"]
        alarm = timers.alarm(definition["timer"], definition["text"], variables, clock.now())
        return {"due": alarm.due.isoformat()}

    def fire(self, my_task: Task, payload: Json) -> None:
        """What was waited for has happened."""
        my_task.internal_data[RESULT] = payload
        my_task._set_state(TaskState.READY)
        if isinstance(my_task.parent.task_spec, EventBasedGateway):
            _call_off(sibling for sibling in my_task.parent.children if sibling is not my_task)


class ReceiveTask(CatchEvent):
    """A task that waits for a message."""


class StartEvent(Element):
    """The token begins here; the message or signal that started the case is among the variables already."""


class Repeating(CatchEvent):
    """Events that may interrupt what goes on beside them, or start something beside it, again and again."""

    @property
    def interrupts(self) -> bool:
        return bool(self.config["interrupting"])

    def fire(self, my_task: Task, payload: Json) -> None:
        if self.interrupts:
            super().fire(my_task, payload)
            self.interrupt(my_task)
            return
        again = self._again(my_task)
        if again is None:
            super().fire(my_task, payload)
            return
        self._spawn(my_task, payload)
        my_task.internal_data[WAIT] = again

    def _spawn(self, my_task: Task, payload: Json) -> None:
        """A twin that has fired goes on; the event itself keeps waiting."""
        twin = my_task.parent._add_child(self, TaskState.FUTURE)
        twin.triggered = True
        twin.internal_data[RESULT] = payload
        twin._set_state(TaskState.READY)

    def _again(self, my_task: Task) -> Json | None:
        """What to wait for next; None when this was the last time."""
        wait: Json = my_task.internal_data[WAIT]
        if wait["kind"] in ("message", "signal"):
            return wait
        if wait["kind"] == "error" or wait["remaining"] == 0:
            return None
        allowed, fired = my_task.workflow.top_workflow.limits.cycle_count, wait.get("fired", 0) + 1
        if fired >= allowed:
            raise LimitReached(limit=_("周期定时器重复的次数"), allowed=allowed)
        last: str = wait["due"]
        began: str = wait.get("began", last)  # states of earlier days do not say
        due = timers.following(wait["every"], datetime.fromisoformat(began), datetime.fromisoformat(last), clock.now())
        remaining = None if wait["remaining"] is None else wait["remaining"] - 1
        return {**wait, "due": due.isoformat(), "remaining": remaining, "fired": fired}

    def interrupt(self, my_task: Task) -> None:
        raise NotImplementedError

    def holder(self, my_task: Task) -> UUID | None:
        raise NotImplementedError


class BoundaryEvent(Repeating):
    """On the border of an activity: a child of the same split."""

    def after_activity(self, my_task: Task) -> None:
        """Only the activity itself calls the others off."""

    def activity(self, my_task: Task) -> Task:
        return next(task for task in my_task.parent.children if task.task_spec.name == self.config["attached_to"])

    def holder(self, my_task: Task) -> UUID:
        return self.activity(my_task).id

    def interrupt(self, my_task: Task) -> None:
        self.activity(my_task).cancel()
        _call_off(sibling for sibling in my_task.parent.children if sibling is not my_task)


class EventSubprocessStart(Repeating):
    """Waits beside the scope's own flow; leads into the event sub-process."""

    def holder(self, my_task: Task) -> UUID | None:
        return my_task.workflow.parent_task_id  # none: that of the case itself

    def interrupt(self, my_task: Task) -> None:
        for task in list(my_task.workflow.tasks.values()):
            if task is not my_task and not task.has_state(TaskState.FINISHED_MASK):
                task.cancel()


class ThrowEvent(Element):
    """An intermediate or end event: plain, a link, or it sends a signal or message with the mapped inputs as
    payload."""

    def enter(self, my_task: Task) -> bool:
        definition = self.config.get("definition") or {}
        inputs = self.map_inputs(my_task)
        payload = inputs or {}
        if inputs is not None:
            my_task.internal_data[INPUTS] = inputs
        if definition.get("kind") in ("signal", "message"):
            correlation = _key(definition, {**visible(my_task), **payload}) if definition["kind"] == "message" else ""
            # Once sent, a leaving that fails and is tried again does not send anew.
            my_task.internal_data[RESULT] = {}
            self.top(my_task).throw(my_task, definition["kind"], definition["name"], correlation, payload)
        return True


class EndEvent(ThrowEvent):
    """Plain, signal, message, terminate or error."""

    def enter(self, my_task: Task) -> bool:
        definition = self.config.get("definition") or {}
        if definition.get("kind") == "error" and not throw_error(my_task, definition["code"], definition["name"]):
            raise UncaughtError(error=definition["code"], reason=definition["name"])
        return super().enter(my_task)

    def next_specs(self, my_task: Task) -> list[Element]:
        kind = (self.config.get("definition") or {}).get("kind")
        return [] if kind in ("terminate", "error") else super().next_specs(my_task)

    def after(self, my_task: Task) -> None:
        super().after(my_task)
        if (self.config.get("definition") or {}).get("kind") != "terminate":
            return
        for task in list(my_task.workflow.tasks.values()):
            if not task.has_state(TaskState.FINISHED_MASK):
                task.cancel()
        my_task.workflow._mark_complete(my_task)


def arm(definition: Json, my_task: Task) -> Json:
    """What an event waits for, with every expression evaluated."""
    if definition["kind"] == "timer":
        now = clock.now()
        alarm = timers.alarm(definition["timer"], definition["text"], visible(my_task), now)
        shortest = my_task.workflow.top_workflow.limits.cycle_seconds
        if alarm.every and (alarm.due - now).total_seconds() < shortest:
            raise LimitReached(limit=_("周期定时器的最短间隔（秒）"), allowed=shortest)
        return {
            "kind": "timer",
            "due": alarm.due.isoformat(),
            "every": alarm.every,
            "began": now.isoformat(),
            "remaining": alarm.remaining,
        }
    if definition["kind"] == "message":
        return {
            "kind": "message",
            "name": definition["name"],
            "correlation_key": _key(definition, visible(my_task)),
        }
    return {"kind": definition["kind"], "name": definition["name"], "code": definition.get("code", "")}


def throw_error(my_task: Task, code: str, message: str) -> bool:
    """Find who catches a business error, from the inside out, and fire it. False: nobody in this case."""
    payload = {"error_code": code, "error_message": message}
    activity: Task | None = my_task
    while activity is not None:
        catcher = _on_border(activity, code) or _beside(activity, code)
        if catcher is not None:
            data = {"code": code, "message": message, "from": my_task.task_spec.bpmn_id, **_of_work(my_task)}
            activity.workflow.top_workflow.note("error_caught", catcher, data)
            catcher.task_spec.fire(catcher, payload)
            return True
        parent_id = activity.workflow.parent_task_id
        activity = None if parent_id is None else activity.workflow.top_workflow.get_task_from_id(parent_id)
    # A called process hands the error to its caller.
    return my_task.workflow.top_workflow.hand_over_error(my_task, code, message, _of_work(my_task))


def _of_work(my_task: Task) -> Json:
    """An error that came from outside, and not from the diagram, says whose work it was."""
    return {"token": str(my_task.id)} if WAIT in my_task.internal_data else {}


def _on_border(activity: Task, code: str) -> Task | None:
    # An instance of a loop has its border on the loop's body.
    body = activity.parent if is_round(activity) else activity
    if body.parent is None or not isinstance(body.parent.task_spec, BoundarySplit):
        return None
    return _catching(body.parent.children, code)


def _beside(activity: Task, code: str) -> Task | None:
    starts = [t for t in activity.workflow.tasks.values() if isinstance(t.task_spec, EventSubprocessStart)]
    return _catching(starts, code)


def _catching(tasks: list[Task], code: str) -> Task | None:
    """The event for exactly this code, or else the one for any code."""
    waiting = [
        task
        for task in tasks
        if isinstance(task.task_spec, Repeating)
        and is_pending(task)
        and task.task_spec.config["definition"]["kind"] == "error"
    ]
    for wanted in (code, ""):
        for task in waiting:
            if task.task_spec.config["definition"]["code"] == wanted:
                return task
    return None


def _key(definition: Json, variables: Json) -> str:
    text = definition.get("correlation", "")
    found = feel_value(text, variables) if text else ""
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return "" if found is None else str(found)


def _call_off(tasks: Any) -> None:
    for task in tasks:
        if is_pending(task):
            task.cancel()
