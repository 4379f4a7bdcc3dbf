"""What is drawn in a way that could not run as drawn is not built: each says at which element and why, and what is
drawn right beside it is built."""

from collections.abc import Callable
from typing import Any

import pytest

from engine import spiff
from engine.errors import DiagramRefused
from tests.engine.spiff.diagrams import (
    TERMINATE,
    boundary,
    call,
    catch,
    diagram,
    end,
    error,
    error_event,
    flow,
    inc,
    link_event,
    loop,
    message,
    message_event,
    node,
    par,
    path,
    script,
    service,
    signal,
    signal_event,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
    zeebe,
)

ROOTS = message("go") + signal("go") + error("E1") + '<message id="m_" name=""/><error id="e_none" name="ohne"/>'
OUTPUT_ALONE = loop("=items", "item").replace("inputElement", 'outputElement="=1" inputElement')
NO_TIME = "<timerEventDefinition><timeDuration/></timerEventDefinition>"
NO_CODE = '<errorEventDefinition errorRef="e_none"/>'


def around(*inside: str, element: str = "X") -> list[str]:
    return [start(), *inside, user("A"), end(), path("S", element, "A", "E")]


def ways(gateway: Callable[..., str], *flows: str, **attributes: Any) -> list[str]:
    return [start(), gateway("G", **attributes), user("A"), user("B"), path("S", "G"), *flows]


def on_border(event: str, *, interrupting: bool = True, host: str = "A") -> list[str]:
    return [start(), user("A"), boundary("X", host, event, interrupting=interrupting), path("S", "A"), end(),
            path("A", "E"), path("X", "E")]  # fmt: skip


def beside(*starts: str) -> list[str]:
    """An event sub-process."""
    handler = sub("H", *starts, user("HA"), *(path(f"HS{number}", "HA") for number, _ in enumerate(starts)),
                  triggeredByEvent="true")  # fmt: skip
    return [start(), user("A"), path("S", "A"), handler]


def every(node_id: str, **attributes: Any) -> str:
    return node("parallelGateway", node_id, **attributes)


def split(node_id: str, **attributes: Any) -> str:
    return node("eventBasedGateway", node_id, **attributes)


def built(*body: str) -> spiff.Built:
    return spiff.build(diagram(*body, roots=ROOTS))


TWO = (flow("G", "A", "=a"), flow("G", "B", "=b"))
REFUSED: list[tuple[list[str], str, str]] = [
    # Names
    ([start(), user("End"), path("S", "End")], "End", "标识不可用"),
    ([start(), user("a.b"), path("S", "a.b")], "a.b", "标识不可用"),
    # Flows
    ([start(), user("A"), flow("S", "A"), flow("nowhere", "A")], "nowhere_A", "没有连接到本层的元素"),
    ([start(), user("A"), flow("S", "A").replace('id="S_A"', "")], "S", "没有标识"),
    # Choices
    (ways(inc, flow("G", "A", "=a"), flow("G", "B")), "G_B", "也不是默认分支"),
    (ways(xor, flow("G", "A"), flow("G", "B"), default="G_A"), "G_B", "也不是默认分支"),
    (ways(xor, *TWO, default="G_B"), "G_B", "默认分支不能再有条件"),
    (ways(xor, *TWO, default="elsewhere"), "G", "默认分支不起作用"),
    (ways(every, flow("G", "A"), flow("G", "B"), default="G_A"), "G", "默认分支不起作用"),
    (ways(par, flow("G", "A"), flow("G", "B", "=b")), "G_B", "不能有条件"),
    ([*around(split("X"), user("C")), flow("X", "C", "=c")], "X_C", "不能有条件"),
    # Work
    (around(service("X", topic="")), "X", "没有填写主题"),
    (around(node("businessRuleTask", "X")), "X", "没有填写决策"),
    (around(call("X", "")), "X", "没有填写被调用的流程"),
    (around(script("X", "", "x")), "X", "没有填写表达式"),
    (around(throw("X", message_event("go"), zeebe("taskDefinition", type=""))), "X", "没有填写主题"),
    # Loops
    (around(user("X", loop("", "item"))), "X", "多实例缺少"),
    (around(user("X", OUTPUT_ALONE)), "X", "多实例缺少"),
    # Events
    (around(catch("X", "")), "X", "事件没有类型"),
    (on_border(""), "X", "事件没有类型"),
    (around(catch("X", error_event("E1"))), "X", "不能有这种触发条件"),
    (around(throw("X", timer("PT1H"))), "X", "不能有这种触发条件"),
    (on_border(TERMINATE), "X", "不能有这种触发条件"),
    ([start(), end("X", timer("PT1H")), path("S", "X")], "X", "不能有这种触发条件"),
    (around(catch("X", NO_TIME)), "X", "定时器没有填写时间"),
    (on_border(NO_TIME), "X", "定时器没有填写时间"),
    (around(catch("X", message_event(""))), "X", "没有指明消息或信号"),
    (around(throw("X", signal_event("nobody"))), "X", "没有指明消息或信号"),
    (around(node("receiveTask", "X")), "X", "没有指明消息或信号"),
    ([start(), throw("X", link_event("")), catch("Y", link_event("")), user("A"), path("S", "X"), path("Y", "A")],
     "X", "链接事件没有名称"),
    ([start(), end("X", NO_CODE), path("S", "X")], "X", "错误结束事件没有错误码"),
    # What may not interrupt, and what must
    (on_border(timer(cycle="R/PT1H")), "X", "周期定时器只能用于非中断的事件"),
    (around(catch("X", timer(cycle="R/PT1H"))), "X", "周期定时器只能用于非中断的事件"),
    (on_border(error_event("E1"), interrupting=False), "X", "错误事件必须中断流程"),
    (beside(start("HS0", error_event("E1"), isInterrupting="false")), "HS0", "错误事件必须中断流程"),
    (beside(start("HS0", timer(cycle="R/PT1H"))), "HS0", "周期定时器只能用于非中断的事件"),
    # Beginnings
    ([start("X", timer("PT1H")), user("A"), path("X", "A")], "X", "这里的开始事件不能有这种触发条件"),
    ([start("X", error_event("E1")), user("A"), path("X", "A")], "X", "这里的开始事件不能有这种触发条件"),
    ([start(), sub("I", start("X", message_event("go")), user("A"), path("X", "A")), path("S", "I")], "X",
     "这里的开始事件不能有这种触发条件"),
    (beside(start("HS0")), "H", "须有且只有一个带触发条件的开始事件"),
    (beside(start("HS0", message_event("go")), start("HS1", signal_event("go"))), "H", "须有且只有一个"),
    ([start(), sub("I", user("A")), path("S", "I")], "I", "没有开始事件"),
    # Borders
    (on_border(timer("PT1H"), host="nothing"), "X", "边界事件没有附着在任务上"),
    (on_border(timer("PT1H"), host="S"), "X", "边界事件没有附着在任务上"),
    # Links
    ([start(), throw("X", link_event("l")), catch("Y", link_event("l")), catch("Z", link_event("l")), user("A"),
      path("S", "X"), path("Y", "A"), path("Z", "A")], "X", "链接没有唯一的同名捕获事件"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "element", "reason"), REFUSED, ids=[f"{e}-{r}" for _b, e, r in REFUSED])
def test_what_could_not_run_as_drawn_says_where_and_why(body: list[str], element: str, reason: str):
    with pytest.raises(DiagramRefused) as refused:
        built(*body)
    assert refused.value.params["element"] == element
    assert reason in str(refused.value.params["reason"])


@pytest.mark.parametrize(
    "body",
    [
        ways(xor, flow("G", "A")),  # one way only needs no condition
        ways(inc, *TWO),
        ways(xor, TWO[0], flow("G", "B"), default="G_B"),
        ways(par, flow("G", "A"), flow("G", "B")),
        around(user("X", loop("=items", "item"))),
        around(user("X", loop("=items", "item", output="all", each="=item"))),
        around(user("X", loop("=items", "item", output="all"))),
        around(throw("X")),
        around(throw("X", message_event("go"), zeebe("taskDefinition", type="test.topic"))),
        around(catch("X", timer("PT1H"))),
        on_border(timer(cycle="R/PT1H"), interrupting=False),
        on_border(timer("PT1H"), interrupting=False),
        on_border(error_event("E1")),
        on_border(error_event()),
        on_border(message_event("go"), interrupting=False),
        [start(), end("X", error_event("E1")), path("S", "X")],
        [start(), end("X", TERMINATE), path("S", "X")],
        beside(start("HS0", error_event("E1"))),
        beside(start("HS0", timer("PT1H"))),
        beside(start("HS0", timer(cycle="R/PT1H"), isInterrupting="false")),
        beside(start("HS0", message_event("go"), isInterrupting="false")),
        [start("X", message_event("go")), user("A"), path("X", "A")],
        [start("X", signal_event("go")), user("A"), path("X", "A")],
    ],
)
def test_what_is_drawn_right_is_built(body: list[str]):
    assert built(*body).elements
