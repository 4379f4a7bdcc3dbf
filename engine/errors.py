"""Errors of the engine: each carries its own sentence for people, and a code for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EngineError(Exception):
    """Base of every error that the engine raises on purpose.

    `message` may hold `%(name)s` places, filled from the keyword arguments; `str(error)` is the sentence in
    the active language.
    """

    message: ClassVar[str | Promise] = _("操作无法完成")
    code: ClassVar[str] = "engine-error"

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        sentence = str(self.message)
        return sentence % self.params if self.params else sentence

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.params!r})"


class ExpressionError(EngineError):
    """A FEEL expression that cannot be parsed or evaluated.

    `position` counts characters from 1, where known; `index` tells which of several expressions it was.
    """

    message = _("表达式“%(expression)s”有误：%(reason)s")
    code = "expression-error"

    def __init__(
        self, *, expression: str = "", reason: str | Promise = "", position: int | None = None, index: int = 0
    ) -> None:
        super().__init__(expression=expression, reason=reason)
        self.expression = expression
        self.reason = reason
        self.position = position
        self.index = index


class DecisionError(EngineError):
    """A decision table that cannot be loaded or applied; `problems` has a sentence for each reason."""

    message = _("决策表有误：%(problems)s")
    code = "decision-error"

    def __init__(self, problems: list[str] | None = None) -> None:
        self.problems = list(problems or [])
        super().__init__(problems="；".join(self.problems))


# Things in a running case that stop it at an element; an operator sees them as incidents.
class WrongValue(EngineError):
    """An expression gave a value that cannot be used at its place: `expression`, `expected`."""

    message = _("表达式“%(expression)s”的结果不是%(expected)s")
    code = "wrong-value"


class NoPath(EngineError):
    """No outgoing condition holds and there is no default flow."""

    message = _("之后的所有条件都不成立，也没有默认分支")
    code = "no-path"


class UncaughtError(EngineError):
    """A business error that nothing in the diagram catches: `error`, `reason`."""

    message = _("业务错误“%(error)s”没有被流程捕获。%(reason)s")
    code = "uncaught-error"


class DecisionNotFound(EngineError):
    message = _("流程所用的决策“%(decision)s”没有部署")
    code = "decision-not-found"


class LimitReached(EngineError):
    """A case grew beyond a limit of the settings: `limit` (what is limited), `allowed`, and at which element."""

    message = _("流程超出限制：%(limit)s（上限 %(allowed)s）")
    message_at = _("流程在“%(element)s”处超出限制：%(limit)s（上限 %(allowed)s）")
    code = "limit-reached"

    def __init__(self, *, limit: str | Promise, allowed: float, element_id: str = "", element_name: str = "") -> None:
        super().__init__(limit=limit, allowed=f"{allowed:g}" if isinstance(allowed, float) else allowed)
        self.locate(element_id, element_name)

    def locate(self, element_id: str | None, element_name: str | None) -> None:
        """Say which element it was, for those who raise it without knowing."""
        self.element_id, self.element_name = element_id or "", element_name or element_id or ""

    def __str__(self) -> str:
        if not self.element_name:
            return super().__str__()
        return str(self.message_at) % {**self.params, "element": self.element_name}


class DiagramRefused(EngineError):
    """A diagram that cannot be built: `element`, `reason`."""

    message = _("流程图元素“%(element)s”无法执行：%(reason)s")
    code = "diagram-refused"


# Answers to commands.
class UnknownProcess(EngineError):
    message = _("没有部署流程“%(process)s”")
    code = "unknown-process"


class NotStartable(EngineError):
    message = _("流程“%(process)s”没有普通开始事件，不能直接启动")
    code = "not-startable"


class AlreadyStarted(EngineError):
    message = _("业务编号“%(business_key)s”已经启动过该流程")
    code = "already-started"


class InstanceNotFound(EngineError):
    message = _("没有这个流程实例")
    code = "instance-not-found"


class InstanceEnded(EngineError):
    message = _("流程已经结束")
    code = "instance-ended"


class EventNotFound(EngineError):
    message = _("这个流程实例的历史中没有这个事件")
    code = "event-not-found"


class InstanceSuspended(EngineError):
    """What would let a suspended instance go on: `reason` is why it is suspended."""

    message = _("案件已暂停，恢复后才能继续办理。暂停原因：%(reason)s")
    code = "instance-suspended"


class AlreadySuspended(EngineError):
    """An instance, or new cases of a process: `reason` is why it is suspended."""

    message = _("已经暂停，原因：%(reason)s")
    code = "already-suspended"


class NotSuspended(EngineError):
    message = _("没有暂停，不需要恢复")
    code = "not-suspended"


class SuspendedWithParent(EngineError):
    message = _("这个流程随上级流程一起暂停，请恢复上级流程")
    code = "suspended-with-parent"


class SuspendedInAllVersions(EngineError):
    message = _("流程“%(process)s”的所有版本已一起暂停，请恢复整个流程")
    code = "suspended-in-all-versions"


class ProcessSuspended(EngineError):
    """No new case of a process may start: `process`, `reason`."""

    message = _("流程“%(process)s”已暂停启动。原因：%(reason)s")
    code = "process-suspended"


class HistoryNotWhole(EngineError):
    message = _("这个案件在旧版系统中开始，历史不完整，不能重演")
    code = "history-not-whole"


class UnknownElement(EngineError):
    message = _("流程中没有步骤“%(element)s”")
    code = "unknown-element"


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


class NotJson(EngineError):
    message = _("变量“%(name)s”不能保存")
    code = "variables-not-json"


class IncidentNotFound(EngineError):
    message = _("没有这个异常，或它已经处理")
    code = "incident-not-found"


class InputsMissing(EngineError):
    """A case is started without variables that its process declares; `inputs` are their names."""

    message = _("启动“%(process)s”缺少变量：%(inputs)s")
    code = "inputs-missing"


class NotSkippable(EngineError):
    message = _("这一步不能跳过：由人办理的步骤和选择分支的网关只能更正变量后重试")
    code = "not-skippable"


class ReasonMissing(EngineError):
    """What is done to a case, or to somebody else's task, says why."""

    message = _("请写明理由")
    code = "reason-missing"


class MessageNotCorrelated(EngineError):
    """Nobody waits for a message; raised by the REST API, `correlate` itself answers 0."""

    message = _("没有流程在等待消息“%(message)s”")
    code = "message-not-correlated"


class MessageIdTaken(EngineError):
    """Another message came with this id before: `message_id`."""

    message = _("编号“%(message_id)s”已用于另一条消息")
    code = "message-id-taken"


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


class NothingStopped(EngineError):
    message = _("没有待处理的异常")
    code = "nothing-stopped"


class NoHandler(EngineError):
    message = _("主题“%(topic)s”没有处理程序")
    code = "no-handler"


class ChildCancelled(EngineError):
    message = _("被调用的流程“%(process)s”已取消")
    code = "child-cancelled"


class UnreadableState(EngineError):
    """Stored in a format that no release before this one wrote, or broken."""

    message = _("这个流程实例保存的状态无法读取，请联系系统管理员")
    code = "unreadable-state"


class UnreadableDefinition(EngineError):
    """Compiled in a format that no release before this one wrote."""

    message = _("这个流程版本保存的内容无法读取，请联系系统管理员")
    code = "unreadable-definition"


class UnknownVersion(EngineError):
    message = _("流程“%(process)s”没有版本 %(version)s")
    code = "unknown-version"


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
