"""An operator takes a token from one element to another."""

from __future__ import annotations

import pytest

from engine.errors import MoveRefused
from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, flow, par, path, start, sub, user, xor
from tests.engine.spiff.player import Player


def moved(play: Player, element: str, to: str, number: int = 0) -> Player:
    play.case.move(play.case.tokens(element)[number], to)
    play._advance()
    return play


def test_back_to_an_earlier_step():
    play = Player(diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))).complete("A", v=1)
    assert moved(play, "B", "A").waiting == ["A"]
    assert play.complete("A", v=2).complete("B").ended
    assert play.variables == {"v": 2}


def test_what_failed_can_be_moved():
    play = Player(diagram(start(), xor("G"), user("A"), user("B"), end(), path("S", "G"), flow("G", "A", "=x"),
                          flow("G", "B", "=y"), path("A", "E"), path("B", "E")), {"x": False, "y": False})  # fmt: skip
    assert [failure.element_id for failure in play.failures] == ["G"]
    assert moved(play, "G", "B").waiting == ["B"]
    assert play.case.failed_tasks() == set()


def test_to_an_activity_with_a_border_that_begins_to_wait_too():
    bordered = user("B"), d.boundary("T", "B", d.timer("P1D")), user("Late")
    ways = path("S", "A", "B", "E"), path("T", "Late", "E")
    play = moved(Player(diagram(start(), user("A"), *bordered, end(), *ways)), "A", "B")
    assert play.waiting == ["B", "T"]
    assert play.fire("T").waiting == ["Late"]


def test_away_from_an_activity_whose_border_waits_no_more():
    bordered = user("B"), d.boundary("T", "B", d.timer("P1D")), user("Late")
    ways = path("S", "B", "A", "E"), path("T", "Late", "E")
    assert moved(Player(diagram(start(), user("A"), *bordered, end(), *ways)), "B", "A").waiting == ["A"]


def test_one_of_two_paths_and_the_join_counts_it_where_it_arrives():
    source = diagram(start(), par("F"), user("A"), user("B"), user("C"), par("J"), user("Z"), end(),
                     path("S", "F", "A", "J", "Z", "E"), path("F", "B", "C", "J"))  # fmt: skip
    play = moved(Player(source), "B", "C")
    assert play.complete("C").waiting == ["A"]
    assert play.complete("A").waiting == ["Z"]


def nested() -> bytes:
    inner = sub("P", start("iS"), par("iF"), user("A"), user("B"), par("iJ"), end("iE"),
                path("iS", "iF", "A", "iJ", "iE"), path("iF", "B", "iJ"))  # fmt: skip
    return diagram(start(), inner, user("Z"), end(), path("S", "P", "Z", "E"))


def test_out_of_a_sub_process_calls_all_of_it_off():
    assert moved(Player(nested()), "A", "Z").waiting == ["Z"]


def test_a_round_of_a_loop_leaves_with_the_whole_loop():
    looped = user("A", d.loop("=[1, 2, 3]", "item"))
    source = diagram(start(), looped, user("Z"), end(), path("S", "A", "Z", "E"))
    assert moved(Player(source), "A", "Z", 1).waiting == ["Z"]


@pytest.mark.parametrize(
    ("element", "to", "why"),
    [
        ("Z", "A", "另一个子流程"),
        ("Z", "missing", "不存在"),
        ("Z", "S", "开始事件"),
        ("Z", "J", "汇合网关"),
        ("Z", "T", "边界事件"),
        ("T", "Z", "边界事件"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(element, to, why):
    inner = sub("P", start("iS"), user("A"), end("iE"), path("iS", "A", "iE"))
    bordered = user("Z"), d.boundary("T", "Z", d.timer("P1D"), interrupting=False), end("X")
    source = diagram(start(), *bordered, par("F"), par("J"), inner, end(), path("S", "Z", "F", "J", "P", "E"),
                     flow("F", "J").replace('id="F_J"', 'id="F_J2"'), path("T", "X"))  # fmt: skip
    play = Player(source)
    before = play.case.dump()
    with pytest.raises(MoveRefused, match=why):
        play.case.move(play.case.tokens(element)[0], to)
    assert play.case.dump() == before
