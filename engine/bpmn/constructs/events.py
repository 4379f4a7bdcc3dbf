"""Events: which trigger may stand where (BPMN 2.0, tables 10.84 to 10.90)."""

from __future__ import annotations

from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, Verdict, refused, runs

_D = Group.EVENT_DETAILS


class Position(Enum):
    """Where an event stands; the value is the part of the key before the trigger."""

    START = "startEvent"
    EMBEDDED_START = "subProcess/startEvent"
    EVENT_START = "eventSubProcess/startEvent"
    CATCH = "intermediateCatchEvent"
    BOUNDARY = "boundaryEvent"
    THROW = "intermediateThrowEvent"
    END = "endEvent"


_POSITIONS: Final[dict[Position, str | Promise]] = {
    Position.START: _("流程的开始事件"),
    Position.EMBEDDED_START: _("子流程的开始事件"),
    Position.EVENT_START: _("事件子流程的开始事件"),
    Position.CATCH: _("中间捕获事件"),
    Position.BOUNDARY: _("边界事件"),
    Position.THROW: _("中间抛出事件"),
    Position.END: _("结束事件"),
}
TRIGGERS: Final[dict[str, str | Promise]] = {
    "": _("空白"),
    "messageEventDefinition": _("消息"),
    "timerEventDefinition": _("定时器"),
    "signalEventDefinition": _("信号"),
    "errorEventDefinition": _("错误"),
    "linkEventDefinition": _("链接"),
    "terminateEventDefinition": _("终止"),
    "escalationEventDefinition": _("升级"),
    "compensateEventDefinition": _("补偿"),
    "conditionalEventDefinition": _("条件"),
    "cancelEventDefinition": _("取消"),
}
_ESCALATION = _("没有升级事件；请用消息、信号或错误事件")
_COMPENSATION = _("没有自动补偿；请画出撤销步骤")
_CONDITIONAL = _("不会自动监视变量；请用消息、信号或定时器")
_CANCEL = _("没有事务子流程；请用错误事件")
_SENDS = _("以输入映射为内容发出消息：按名称和消息的关联键送达；填写了任务类型时改由处理程序发送")
_SIGNALS = _("以输入映射为内容发出信号，所有在等的案件都会收到")
_ANY_CATCH = _("等到一条名称和关联键都相符的消息")
_TIMES = _("到时继续；时间用 ISO 8601 或 FEEL")
_SIGNAL = _("等到该名称的信号")
_CAUGHT = _("捕获该错误码；没有写错误时捕获任何错误")

_RUNS: Final[dict[Position, dict[str, str | Promise]]] = {
    Position.START: {
        "": _("由人或调用活动启动"),
        "messageEventDefinition": _("收到消息就启动新案件，关联键成为业务编号"),
        "signalEventDefinition": _("收到信号就启动新案件"),
    },
    Position.EMBEDDED_START: {"": _("进入子流程时开始")},
    Position.EVENT_START: {
        "messageEventDefinition": _ANY_CATCH,
        "timerEventDefinition": _TIMES,
        "signalEventDefinition": _SIGNAL,
        "errorEventDefinition": _CAUGHT,
    },
    Position.CATCH: {
        "messageEventDefinition": _ANY_CATCH,
        "timerEventDefinition": _TIMES,
        "signalEventDefinition": _SIGNAL,
        "linkEventDefinition": _("从同一层同名的链接抛出事件继续"),
    },
    Position.BOUNDARY: {
        "messageEventDefinition": _ANY_CATCH,
        "timerEventDefinition": _TIMES,
        "signalEventDefinition": _SIGNAL,
        "errorEventDefinition": _CAUGHT,
    },
    Position.THROW: {
        "": _("什么也不做，直接继续"),
        "messageEventDefinition": _SENDS,
        "signalEventDefinition": _SIGNALS,
        "linkEventDefinition": _("到同一层同名的链接捕获事件继续"),
    },
    Position.END: {
        "": _("这一分支结束；所有分支结束后流程结束"),
        "messageEventDefinition": _SENDS,
        "signalEventDefinition": _SIGNALS,
        "errorEventDefinition": _("中断所在层，交给外层捕获该错误码的事件"),
        "terminateEventDefinition": _("结束所在层的所有分支"),
    },
}
_REFUSED: Final[dict[Position, dict[str, str | Promise]]] = {
    Position.START: {
        "timerEventDefinition": _("流程不会自己按时启动；请由人、消息或信号启动"),
        "conditionalEventDefinition": _CONDITIONAL,
    },
    Position.EMBEDDED_START: {},
    Position.EVENT_START: {
        "": _("事件子流程的开始事件必须说明由什么触发"),
        "escalationEventDefinition": _ESCALATION,
        "compensateEventDefinition": _COMPENSATION,
        "conditionalEventDefinition": _CONDITIONAL,
    },
    Position.CATCH: {
        "": _("没有说明等待什么；请选择消息、定时器、信号或链接"),
        "errorEventDefinition": _("错误只能在边界事件或事件子流程中捕获"),
        "conditionalEventDefinition": _CONDITIONAL,
    },
    Position.BOUNDARY: {
        "": _("没有说明等待什么；请选择消息、定时器、信号或错误"),
        "escalationEventDefinition": _ESCALATION,
        "compensateEventDefinition": _COMPENSATION,
        "conditionalEventDefinition": _CONDITIONAL,
        "cancelEventDefinition": _CANCEL,
    },
    Position.THROW: {
        "escalationEventDefinition": _ESCALATION,
        "compensateEventDefinition": _COMPENSATION,
    },
    Position.END: {
        "escalationEventDefinition": _ESCALATION,
        "compensateEventDefinition": _COMPENSATION,
        "cancelEventDefinition": _CANCEL,
    },
}


def event_key(position: Position, trigger: str) -> str:
    """The key of an event; `trigger` is the tag of its definition, empty for a plain one."""
    return f"{position.value}+{trigger or 'none'}"


def _row(position: Position, trigger: str, verdict: Verdict, note: str | Promise) -> Construct:
    name = format_lazy(_("{position}：{trigger}"), position=_POSITIONS[position], trigger=TRIGGERS[trigger])
    return Construct(event_key(position, trigger), Group.EVENTS, verdict, name, note)


_MATRIX = tuple(
    _row(position, trigger, verdict, note)
    for position in Position
    for verdict, notes in ((Verdict.RUNS, _RUNS[position]), (Verdict.REFUSED, _REFUSED[position]))
    for trigger, note in notes.items()
)
_DETAILS = (
    runs(
        "boundaryEvent@cancelActivity=false", _D, _("非中断的边界事件"), _("消息、定时器、信号：任务继续，另起一条分支")
    ),
    runs("startEvent@isInterrupting=false", _D, _("非中断的事件子流程"), _("消息、定时器、信号：在旁边另外运行")),
    refused("errorBoundary@cancelActivity=false", _D, _("非中断的错误边界事件"), _("错误总是中断；请改为中断事件")),
    refused("errorStart@isInterrupting=false", _D, _("非中断的错误事件子流程"), _("错误总是中断；请改为中断事件")),
    runs("timeDate", _D, _("定时器的日期"), _("到该时刻")),
    runs("timeDuration", _D, _("定时器的时长"), _("从进入时算起")),
    runs("timeCycle", _D, _("定时器的重复间隔"), _("只用于非中断的事件；例如 R3/P1D")),
    refused("interrupting/timeCycle", _D, _("中断事件的重复间隔"), _("中断的事件只发生一次；请用时长")),
    runs("message throw/taskDefinition", _D, _("由处理程序发送的消息"), _("消息抛出或结束事件填写了任务类型")),
    refused("eventDefinitionRef", _D, _("共用的事件定义"), _("请在事件上直接选择类型")),
    refused("event>several definitions", _D, _("多重事件"), _("一个事件只有一种类型；请分成几个事件")),
    refused("event@parallelMultiple=true", _D, _("并行多重事件"), _("一个事件只有一种类型；请分成几个事件")),
    refused("link/without catch", _D, _("没有去处的链接"), _("同一层中，每个链接名称须有且只有一个捕获事件")),
    refused("link/without throw", _D, _("没有来处的链接"), _("同一层中，每个链接名称至少有一个抛出事件")),
    refused("link/two catches", _D, _("同名的两个链接捕获事件"), _("同一层中，每个链接名称须有且只有一个捕获事件")),
)
EVENTS: Final[tuple[Construct, ...]] = _MATRIX + _DETAILS
