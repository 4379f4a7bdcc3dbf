"""What stops a running case at an element; operators see it as an incident."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


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


class NoHandler(EngineError):
    message = _("主题“%(topic)s”没有处理程序")
    code = "no-handler"


class ChildCancelled(EngineError):
    message = _("被调用的流程“%(process)s”已取消")
    code = "child-cancelled"
