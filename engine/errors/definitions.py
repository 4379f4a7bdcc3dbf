"""Of what is deployed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


class DiagramRefused(EngineError):
    """A diagram that cannot be built: `element`, `reason`."""

    message = _("流程图元素“%(element)s”无法执行：%(reason)s")
    code = "diagram-refused"


class UnknownProcess(EngineError):
    message = _("没有部署流程“%(process)s”")
    code = "unknown-process"


class NotStartable(EngineError):
    message = _("流程“%(process)s”没有普通开始事件，不能直接启动")
    code = "not-startable"


class InputsMissing(EngineError):
    """A case is started without variables that its process declares; `inputs` are their names."""

    message = _("启动“%(process)s”缺少变量：%(inputs)s")
    code = "inputs-missing"


class ProcessSuspended(EngineError):
    """No new case of a process may start: `process`, `reason`."""

    message = _("流程“%(process)s”已暂停启动。原因：%(reason)s")
    code = "process-suspended"


class SuspendedInAllVersions(EngineError):
    message = _("流程“%(process)s”的所有版本已一起暂停，请恢复整个流程")
    code = "suspended-in-all-versions"


class UnknownVersion(EngineError):
    message = _("流程“%(process)s”没有版本 %(version)s")
    code = "unknown-version"


class UnreadableDefinition(EngineError):
    """Compiled in a format that no release before this one wrote."""

    message = _("这个流程版本保存的内容无法读取，请联系系统管理员")
    code = "unreadable-definition"
