"""Of user tasks and whoever may have them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


class TaskNotFound(EngineError):
    message = _("没有这个任务")
    code = "task-not-found"


class TaskNotOpen(EngineError):
    message = _("任务已完成或已取消")
    code = "task-not-open"


class TaskNotYours(EngineError):
    message = _("这个任务不在您的办理范围内")
    code = "task-not-yours"


class TaskAlreadyClaimed(EngineError):
    message = _("任务已被他人领取")
    code = "task-already-claimed"


class SeparationOfDuties(EngineError):
    """Whoever did `element` of the same case may not take this task."""

    message = _("您已办理过本案的“%(element)s”，按回避要求不能再办理这个任务")
    code = "separation-of-duties"


class ClaimRefused(EngineError):
    """A rule of the scheme: `reason` is its sentence."""

    message = _("您不能办理这个任务：%(reason)s")
    code = "claim-refused"


class AssigneeRefused(EngineError):
    """Somebody whom a task cannot be given to: `person`, `reason`."""

    message = _("不能交给%(person)s办理：%(reason)s")
    code = "assignee-refused"


class DayOff(EngineError):
    """A date by which something is to be done, on which nobody works: `day`, and the `next` on which people do."""

    message = _("%(day)s 是休息日，请选择工作日，例如 %(next)s")
    code = "day-off"


class BeyondCalendar(EngineError):
    """Nobody knows yet whether people work on `day`: the days off of its `year` are not entered."""

    message = _("%(day)s 超出工作日历：%(year)s 年的节假日尚未录入。请选择较早的日期，或请平台管理员先录入该年日历")
    code = "beyond-calendar"


class AnswersRefused(EngineError):
    """Answers that do not fit the form: `errors` maps field → list of sentences."""

    message = _("填写的内容有误，请检查后重新提交")
    code = "answers-refused"

    def __init__(self, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__()
        self.errors = dict(errors or {})
