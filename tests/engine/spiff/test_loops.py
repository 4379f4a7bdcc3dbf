"""Multi-instance activities and sub-processes."""

from typing import Any

import pytest

from engine.errors import LimitReached
from engine.spiff import Limits
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    diagram,
    end,
    error,
    error_event,
    loop,
    mapping,
    path,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.engine.spiff.player import Player


def opinions(**options: Any) -> bytes:
    each = loop("=experts", "expert", output="opinions", each="={expert: expert, score: score}", **options)
    return diagram(
        start(), user("A", each, assignee="=expert"), boundary("X", "A", timer("P3D")), user("B"),
        user("C"), end(), path("S", "A", "B", "E"), path("X", "C", "E"),
    )  # fmt: skip


EXPERTS = {"experts": ["wang", "li", "zhao"]}


def test_experts_give_their_opinions_side_by_side_and_blind():
    play = Player(opinions(), EXPERTS)
    assert play.waiting == ["A", "A", "A", "X"]
    assert [w.details["assignee"] for w in play.case.waits() if w.element_id == "A"] == ["wang", "li", "zhao"]
    assert [play.wait("A", n).variables["loopCounter"] for n in range(3)] == [1, 2, 3]
    play.complete("A", 2, score=90)
    assert play.variables == EXPERTS, "nobody sees an opinion before all are in"
    assert all("score" not in play.wait("A", n).variables for n in range(2))
    play.complete("A", 0, score=70).complete("A", 0, score=80)
    assert play.waiting == ["B"]
    assert play.variables == EXPERTS | {
        "opinions": [
            {"expert": "wang", "score": 70},
            {"expert": "li", "score": 80},
            {"expert": "zhao", "score": 90},
        ]
    }


def test_one_after_the_other_when_sequential():
    play = Player(opinions(sequential=True), EXPERTS)
    for number, expert in enumerate(EXPERTS["experts"]):
        assert play.wait("A").details["assignee"] == expert
        assert len(play.waiting) == 2
        play.complete("A", score=number)
    assert [o["score"] for o in play.variables["opinions"]] == [0, 1, 2]


def test_a_timer_on_the_border_ends_the_whole_loop():
    play = Player(opinions(), EXPERTS).complete("A", score=1).fire("X")
    assert play.waiting == ["C"]
    assert "opinions" not in play.variables


def test_an_empty_list_is_done_at_once():
    play = Player(opinions(), {"experts": []})
    assert play.waiting == ["B"]
    assert play.variables["opinions"] == []


def test_a_loop_may_end_early():
    play = Player(opinions(until="=numberOfCompletedInstances >= 2"), EXPERTS)
    play.complete("A", 0, score=1)
    play.complete("A", 0, score=2)
    assert play.waiting == ["B"]
    assert play.variables["opinions"] == [{"expert": "wang", "score": 1}, {"expert": "li", "score": 2}, None]


@pytest.mark.parametrize("sequential", [False, True])
def test_the_condition_for_an_early_end_may_count_the_rounds(sequential: bool):
    enough = (
        "=numberOfInstances = 4 and numberOfCompletedInstances = 2 and numberOfActiveInstances = 2"
        " and numberOfTerminatedInstances = 0"
    )
    play = Player(opinions(until=enough, sequential=sequential), {"experts": ["wang", "li", "zhao", "qian"]})
    play.complete("A", 0, score=1)
    assert play.waiting == (["A", "X"] if sequential else ["A", "A", "A", "X"])
    assert play.complete("A", 0, score=2).waiting == ["B"]


def test_what_is_no_list_cannot_be_looped_over():
    play = Player(opinions(), {"experts": "wang"})
    assert [f.code for f in play.failures] == ["wrong-value"]
    assert play.retry(experts=["wang"]).waiting == ["A", "X"]


def test_a_missing_answer_keeps_the_instance_until_it_is_there():
    play = Player(opinions(), {"experts": ["wang"]}).complete("A", remark="forgot the score")
    assert [f.element_id for f in play.failures] == ["A"]
    play.retry(score=50)
    assert play.variables["opinions"] == [{"expert": "wang", "score": 50}]


def test_too_many_items_reach_the_limit():
    with pytest.raises(LimitReached):
        Player(opinions(), {"experts": ["x"] * 11}, limits=Limits(multi_instance=10))


def test_without_an_output_collection_the_changes_of_the_instances_come_out_without_the_loops_own_names():
    play = Player(
        diagram(start(), service("A", loop("=items", "item")), user("B"), end(), path("S", "A", "B", "E")),
        {"items": [1, 2]},
    )
    play.complete("A", 1, b=2).complete("A", 0, a=1)
    assert play.variables == {"items": [1, 2], "a": 1, "b": 2}


def test_scripts_in_a_loop_need_nobody():
    inner = sub("I", start("IS"), script("T", "=n * 2", "double"), end("IE"), path("IS", "T", "IE"),
                loop("=numbers", "n", output="doubles", each="=double"))  # fmt: skip
    play = Player(diagram(start(), inner, end(), path("S", "I", "E")), {"numbers": [1, 2, 3]})
    assert play.ended
    assert play.variables == {"numbers": [1, 2, 3], "doubles": [2, 4, 6]}


def test_each_item_in_a_sub_process_of_its_own():
    inner = sub(
        "I", start("IS"), user("A", assignee="=who"), service("B"), end("IE"), path("IS", "A", "B", "IE"),
        loop("=people", "who", output="results", each="=result"),
    )  # fmt: skip
    source = diagram(
        start(), inner, boundary("X", "I", error_event("E1")), user("C"), end(),
        path("S", "I", "E"), path("X", "C", "E"), roots=error("E1"),
    )  # fmt: skip
    play = Player(source, {"people": ["wang", "li"]})
    play.complete("A", 1)
    assert play.waiting == ["A", "B", "X"]
    play.complete("B", result="second").complete("A").complete("B", result="first")
    assert play.ended
    assert play.variables["results"] == ["first", "second"]
    play = Player(source, {"people": ["wang", "li"]}).complete("A")
    assert play.fail("B", "E1")
    assert play.waiting == ["C"]


def test_a_sub_process_sees_and_changes_the_variables_around_it():
    inner = sub("I", start("IS"), user("A"), end("IE"), path("IS", "A", "IE"))
    play = Player(diagram(start(), inner, user("B"), end(), path("S", "I", "B", "E")), {"x": 1, "y": 1})
    assert play.wait("A").variables == {"x": 1, "y": 1}
    play.complete("A", x=2)
    assert play.wait("B").variables == {"x": 2, "y": 1}


def test_a_sub_process_with_mappings_keeps_its_own_variables_to_itself():
    inner = sub("I", start("IS"), user("A"), user("A2"), end("IE"), path("IS", "A", "A2", "IE"),
                extensions=mapping({"local": "=x + 1"}, {"out": "=answer + local"}))  # fmt: skip
    play = Player(diagram(start(), inner, user("B"), end(), path("S", "I", "B", "E")), {"x": 1})
    assert play.wait("A").variables == {"x": 1, "local": 2}
    play.complete("A", answer=40)
    assert play.variables == {"x": 1}
    play.complete("A2")
    assert play.wait("B").variables == {"x": 1, "out": 42}


def test_parallel_ends_of_a_sub_process_bring_all_changes_out():
    inner = sub(
        "I",
        start("IS"),
        user("A"),
        user("B"),
        end("E1"),
        end("E2"),
        path("IS", "A", "E1"),
        path("IS", "B", "E2"),
    )
    play = Player(diagram(start(), inner, user("C"), end(), path("S", "I", "C", "E")), {"x": 0})
    play.complete("A", x=1).complete("B", y=2)
    assert play.wait("C").variables == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("propagate", "outputs", "left"),
    [
        ("true", None, {"x": 1, "r": 5, "s": 6}),
        ("false", None, {"x": 1}),
        ("false", {"mine": "=r"}, {"x": 1, "mine": 5}),
        ("true", {"mine": "=r"}, {"x": 1, "mine": 5}),
    ],
)
def test_what_comes_back_from_a_called_process(propagate: str, outputs: Any, left: Any):
    activity = call("A", "child", propagate=propagate, extensions=mapping({"given": "=x"}, outputs))
    play = Player(diagram(start(), activity, end(), path("S", "A", "E")), {"x": 1})
    wait = play.wait("A")
    assert (wait.kind, wait.details["process"], wait.variables) == ("call", "child", {"given": 1})
    play.complete("A", r=5, s=6)
    assert play.ended
    assert play.variables == left
