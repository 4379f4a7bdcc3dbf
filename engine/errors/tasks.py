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


class AnswersRefused(EngineError):
    """Answers that do not fit the form: `errors` maps field → list of sentences."""

    message = _("填写的内容有误，请检查后重新提交")
    code = "answers-refused"

    def __init__(self, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__()
        self.errors = dict(errors or {})
