"""Elements that wait for work: of a person, of a handler, of another process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task

from engine import clock
from engine.errors import WrongValue
from engine.spiff import timers
from engine.spiff.elements import WAIT, Element
from engine.spiff.expressions import names, value
from engine.spiff.variables import INPUTS, visible

Json = dict[str, Any]
DEFAULT_PRIORITY = 50
DEFAULT_RETRIES = 3


class Work(Element):
    """Evaluates everything it says about its work once, when it is reached."""

    def enter(self, my_task: Task) -> bool:
        inputs = self.map_inputs(my_task)
        wait = self.describe(my_task, {**visible(my_task), **(inputs or {})})
        if inputs is not None:
            my_task.internal_data[INPUTS] = inputs
        my_task.internal_data[WAIT] = {"kind": self.waits, **wait}
        return False

    def describe(self, my_task: Task, variables: Json) -> Json:
        raise NotImplementedError


class UserTask(Work):
    waits: ClassVar[str | None] = "user"

    def describe(self, my_task: Task, variables: Json) -> Json:
        config = self.config
        assignee = value(config.get("assignee", ""), variables)
        if assignee is not None and not isinstance(assignee, str):
            raise WrongValue(expression=config["assignee"], expected=_("用户名"))
        return {
            "form": config.get("form", ""),
            "assignee": (assignee or "").strip(),
            "groups": names(config.get("groups", ""), variables),
            "users": names(config.get("users", ""), variables),
            **self.times(my_task, variables),
            "priority": _whole(config.get("priority", ""), variables, DEFAULT_PRIORITY, 100),
            "properties": config.get("properties", {}),
        }

    @property
    def follows_calendar(self) -> bool:
        return any(timers.asks_calendar(self.config.get(name, "")) for name in ("due", "follow_up"))

    def times(self, my_task: Task, variables: Mapping[str, Any]) -> Json:
        now = clock.now()
        moments = {name: timers.moment(self.config.get(name, ""), variables, now) for name in ("due", "follow_up")}
        return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


class ServiceTask(Work):
    """A service or send task: a job for the handler of its topic."""

    waits: ClassVar[str | None] = "service"
    may_be_skipped: ClassVar[bool] = True

    def describe(self, my_task: Task, variables: Json) -> Json:
        return {
            "topic": self.config["topic"],
            "retries": _whole(self.config.get("retries", ""), variables, DEFAULT_RETRIES, 100),
            "headers": self.config.get("headers", {}),
        }


class CallActivity(Work):
    """Another process, run as an instance of its own."""

    waits: ClassVar[str | None] = "call"
    may_be_skipped: ClassVar[bool] = True

    def describe(self, my_task: Task, variables: Json) -> Json:
        return {"process": self.config["process"], "called": False}

    def produced(self, my_task: Task, result: Any) -> Json:
        if self.config.get("outputs") or self.config.get("propagate"):
            return super().produced(my_task, result)
        return {}


def _whole(text: str, variables: Json, default: int, most: int) -> int:
    found = value(text, variables) if text else default
    try:
        number = int(found)
    except (TypeError, ValueError):
        raise WrongValue(expression=text, expected=_("整数")) from None
    return max(0, min(most, number))
