"""Of an operator's hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


class NotJson(EngineError):
    message = _("变量“%(name)s”不能保存")
    code = "variables-not-json"


class ReasonMissing(EngineError):
    """What is done to a case, or to somebody else's task, says why."""

    message = _("请写明理由")
    code = "reason-missing"


class IncidentNotFound(EngineError):
    message = _("没有这个异常，或它已经处理")
    code = "incident-not-found"


class NotSkippable(EngineError):
    message = _("这一步不能跳过：由人办理的步骤和选择分支的网关只能更正变量后重试")
    code = "not-skippable"


class NothingStopped(EngineError):
    message = _("没有待处理的异常")
    code = "nothing-stopped"


class UnknownElement(EngineError):
    message = _("流程中没有步骤“%(element)s”")
    code = "unknown-element"


class MoveRefused(EngineError):
    message = _("不能移动：%(reason)s")
    code = "move-refused"


@dataclass(frozen=True)
class Obstacle:
    """Why what is at an element cannot go over to another version."""

    element_id: str
    name: str
    reason: str | Promise

    def __str__(self) -> str:
        return _("“%(element)s”%(reason)s") % {"element": self.name or self.element_id, "reason": self.reason}


class MigrationRefused(EngineError):
    """`obstacles`: one for each token that cannot go over."""

    message = _("这个流程实例不能迁移到版本 %(version)s：%(reasons)s")
    code = "migration-refused"

    def __init__(self, *, version: int, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(version=version, reasons="；".join(map(str, obstacles)))
        self.obstacles = obstacles


class BatchNotFound(EngineError):
    message = _("没有这个批量操作")
    code = "batch-not-found"


class BatchRunning(EngineError):
    message = _("批量操作还在进行，完成或停止后才能撤销")
    code = "batch-running"


class NoUndo(EngineError):
    message = _("这个批量操作不能撤销：取消和重试无法撤销，已撤销的不能再次撤销")
    code = "no-undo"


class ChangedSince(EngineError):
    """What a batch did to an instance is not what is there now."""

    message = _("此后又有变化，没有撤销")
    code = "changed-since"


class NoneChosen(EngineError):
    message = _("没有选中任何案件")
    code = "none-chosen"


class TooManyChosen(EngineError):
    message = _("一次最多处理 %(most)s 个案件，请缩小范围")
    code = "too-many-chosen"
