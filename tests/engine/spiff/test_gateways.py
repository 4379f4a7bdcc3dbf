"""Gateways: which ways a token takes, and which tokens a join waits for."""

import pytest

from engine.spiff import Limits
from tests.engine.spiff.diagrams import (
    diagram,
    end,
    flow,
    inc,
    node,
    par,
    path,
    start,
    user,
    xor,
)
from tests.engine.spiff.player import Player


def choice(**gateway: str):
    otherwise = "" if gateway else '=outcome = "fail"'
    return diagram(
        start(), xor("G", **gateway), user("A"), user("B"), end(),
        path("S", "G"), flow("G", "A", '=outcome = "pass"'), flow("G", "B", otherwise),
        path("A", "E"), path("B", "E"),
    )  # fmt: skip


@pytest.mark.parametrize(("outcome", "taken"), [("pass", "A"), ("other", "B")])
def test_an_exclusive_gateway_takes_the_flow_whose_condition_holds_or_the_default(outcome: str, taken: str):
    play = Player(choice(default="G_B"), {"outcome": outcome})
    assert play.waiting == [taken]
    note = next(note for note in play.notes if note.kind == "gateway_taken")
    assert note.data["taken"] == [f"G_{taken}"]
    assert note.data["conditions"] == [
        {"flow": "G_A", "name": "G到A", "condition": '=outcome = "pass"', "holds": outcome == "pass"}
    ]


def test_a_gateway_without_a_way_out_stops_there_and_goes_on_after_a_correction():
    play = Player(choice(), {"outcome": "unheard of"})
    assert [failure.code for failure in play.failures] == ["no-path"]
    assert (play.ended, play.waiting, play.case.active_elements()) == (False, [], ["G"])
    play.retry(outcome="fail")
    assert play.waiting == ["B"]


def test_what_has_not_failed_is_not_tried_again():
    play = Player(diagram(start(), user("A"), end(), path("S", "A", "E")))
    assert not play.case.retry(play.wait("A").task_id)
    assert play.waiting == ["A"]


def test_a_condition_over_an_unknown_variable_names_expression_and_variable():
    play = Player(choice(default="G_B"))
    (failure,) = play.failures
    assert failure.element_id == "G"
    assert "outcome" in failure.message
    play.retry(outcome="pass")
    assert play.waiting == ["A"]


def test_a_condition_must_be_true_or_false():
    play = Player(diagram(
        start(), xor("G", default="G_B"), user("A"), user("B"), end(),
        path("S", "G"), flow("G", "A", "=amount + 1"), flow("G", "B"), path("A", "E"), path("B", "E"),
    ), {"amount": 1})  # fmt: skip
    assert [failure.code for failure in play.failures] == ["wrong-value"]


def fork(*, inner: str = "", **kinds: str):
    return diagram(
        start(), par("F"), user("A"), user("B"), par("J"), user("C"), end(),
        path("S", "F", "A", "J"), path("F", "B", "J"), path("J", "C", "E"), inner,
    )  # fmt: skip


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_parallel_join_waits_for_both_and_loses_no_change_of_either_branch(order: str):
    play = Player(fork(), {"status": "old", "list": [1, 2]})
    changed = {"A": {"status": "new", "a": 1}, "B": {"b": {"deep": True}, "list": [2]}}
    play.complete(order[0], **changed[order[0]])
    assert play.waiting == [order[1]]
    play.complete(order[1], **changed[order[1]])
    assert play.waiting == ["C"]
    # A branch that left a variable alone must not bring the old value back.
    assert play.variables == {"status": "new", "list": [2], "a": 1, "b": {"deep": True}}


def test_many_parallel_splits_in_a_row_stay_small():
    width = 14
    body = [start(), end()]
    for number in range(width):
        body += [par(f"F{number}"), node("task", f"A{number}"), node("task", f"B{number}"), par(f"J{number}")]
        body += [
            path(f"F{number}", f"A{number}", f"J{number}"),
            path(f"F{number}", f"B{number}", f"J{number}"),
        ]
    ids = [gateway for number in range(width) for gateway in (f"F{number}", f"J{number}")]
    joined = [flow(ids[i], ids[i + 1]) for i in range(1, len(ids) - 1, 2)]
    play = Player(diagram(*body, *joined, flow("S", "F0"), flow(ids[-1], "E")), limits=Limits(tokens=100))
    assert play.ended


def test_a_parallel_join_inside_a_loop_waits_anew_in_every_round():
    play = Player(
        diagram(
            start(), xor("M"), par("F"), user("A"), user("B"), par("J"), xor("G", default="G_E"), end(),
            path("S", "M", "F", "A", "J"), path("F", "B", "J"), path("J", "G", "E"), flow("G", "M", "=again"),
        )
    )  # fmt: skip
    play.complete("A", x="first").complete("B", again=True)
    assert play.waiting == ["A", "B"]
    play.complete("B", again=False)
    assert play.waiting == ["A"]
    assert not play.ended
    play.complete("A")
    assert play.ended
    assert play.variables == {"x": "first", "again": False}


def inclusive():
    return diagram(
        start(), inc("F", default="F_C"), user("A"), user("B"), user("C"), inc("J"), user("D"), end(),
        path("S", "F"), flow("F", "A", "=a"), flow("F", "B", "=b"), flow("F", "C"),
        path("A", "J"), path("B", "J"), path("C", "J"), path("J", "D", "E"),
    )  # fmt: skip


def test_an_inclusive_join_waits_for_exactly_the_branches_that_were_taken():
    play = Player(inclusive(), {"a": True, "b": True})
    assert play.waiting == ["A", "B"]
    assert play.complete("A").waiting == ["B"]
    assert play.complete("B").waiting == ["D"]
    assert Player(inclusive(), {"a": True, "b": False}).complete("A").waiting == ["D"]
    assert Player(inclusive(), {"a": False, "b": False}).waiting == ["C"]


def test_an_inclusive_join_does_not_wait_for_what_can_also_come_where_a_token_is_already():
    play = Player(
        diagram(
            start(), par("F"), user("A"), user("B"), xor("M"), xor("X", default="X_J"), inc("J"), user("D"), end(),
            path("S", "F", "A", "M", "J", "D", "E"), path("F", "B", "X", "J"), flow("X", "M", "=aside"),
        )
    )  # fmt: skip
    assert play.complete("A").waiting == ["B", "D"]
    assert play.complete("B", aside=False).waiting == ["D", "D"]


def test_an_inclusive_join_waits_for_what_can_come_only_where_no_token_is_yet():
    play = Player(
        diagram(
            start(), par("F"), user("A"), user("B"), user("C"), inc("J"), user("D"), end(),
            path("S", "F", "A", "J", "D", "E"), path("F", "B", "C", "J"),
        )
    )  # fmt: skip
    assert play.complete("A").waiting == ["B"]
    assert play.complete("B").waiting == ["C"]
    assert play.complete("C").waiting == ["D"]
