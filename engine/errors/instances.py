"""Of running and ended instances."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


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


class HistoryNotWhole(EngineError):
    message = _("这个案件在旧版系统中开始，历史不完整，不能重演")
    code = "history-not-whole"


class UnreadableState(EngineError):
    """Stored in a format that no release before this one wrote, or broken."""

    message = _("这个流程实例保存的状态无法读取，请联系系统管理员")
    code = "unreadable-state"


class MessageNotCorrelated(EngineError):
    """Nobody waits for a message; raised by the REST API, `correlate` itself answers 0."""

    message = _("没有流程在等待消息“%(message)s”")
    code = "message-not-correlated"


class MessageIdTaken(EngineError):
    """Another message came with this id before: `message_id`."""

    message = _("编号“%(message_id)s”已用于另一条消息")
    code = "message-id-taken"
