"""A running case goes on in another version of its process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import spiff
from engine.spiff import Decided
from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, flow, mapping, par, path, start, sub, user
from tests.engine.spiff.player import Player

A_B = path("S", "A", "B", "E")


def decide(_key: str, _variables: Any) -> Decided:
    return Decided(None)


def migrated(play: Player, source: bytes, **renamed: str) -> list[tuple[str, str]]:
    """The obstacles; without any the case goes on in `source`."""
    old, new = play.specification, spiff.load_specs(spiff.build(source).compiled)
    obstacles = play.case.migrate(old, new, {**spiff.propose(old, new), **renamed}, decide=decide)
    if not obstacles:
        play.specification = new
        play._advance()
    return [(obstacle.element_id, str(obstacle.reason)) for obstacle in obstacles]


def fresh(*body: str, roots: str = "") -> bytes:
    return diagram(start(), *body, end(), roots=roots)


SHORT = fresh(user("A"), user("B"), A_B)


def test_goes_on_along_the_new_flows():
    play = Player(SHORT)
    task = play.wait("A").task_id
    assert migrated(play, fresh(user("A"), user("B"), user("C"), path("S", "A", "C", "B", "E"))) == []
    assert play.wait("A").task_id == task
    assert play.complete("A").waiting == ["C"]


def test_a_step_is_found_again_by_its_name_when_its_id_is_another():
    play = Player(SHORT)
    renamed = fresh(user("Other"), user("B"), path("S", "Other", "B", "E")).replace(
        "名称Other".encode(), "名称A".encode()
    )
    assert migrated(play, renamed) == []
    assert play.waiting == ["Other"]


def test_or_by_its_neighbours():
    old, new = (
        spiff.load_specs(spiff.build(source).compiled)
        for source in (SHORT, fresh(user("X"), user("B"), path("S", "X", "B", "E")))
    )
    assert spiff.propose(old, new)["A"] == "X"


def test_or_by_what_one_says():
    play = Player(SHORT)
    other = fresh(user("X"), user("Y"), path("S", "X", "Y", "E"))
    assert migrated(play, other, A="Y") == []
    assert play.complete("Y").ended


def test_there_and_back_is_the_same():
    inner = sub("P", start("iS"), user("I"), end("iE"), path("iS", "I", "iE"), extensions=mapping({"v": "=1"}))
    body = (
        par("F"), user("A"), d.boundary("T", "A", d.timer("P1D"), interrupting=False), inner, par("J"), end("X"),
        user("L", d.loop("=[1, 2]", "item", output="all", each="=w")), user("Z"),
        path("S", "F", "A", "J", "Z", "E"), path("F", "P", "J"), path("F", "L", "J"), path("T", "X"),
    )  # fmt: skip
    play = Player(fresh(*body)).complete("L", w=3)
    before = json.loads(play.case.dump())
    assert migrated(play, fresh(user("New"), *body, path("Z", "New", "E")).replace(flow("Z", "E").encode(), b"")) == []
    assert migrated(play, fresh(*body)) == []
    assert json.loads(play.case.dump()) == before


class TestBorders:
    bordered = user("A"), d.boundary("T", "A", d.timer("P1D")), user("B"), user("Late"), A_B, path("T", "Late", "E")

    def test_that_are_new_begin_to_wait(self):
        play = Player(SHORT)
        assert migrated(play, fresh(*self.bordered)) == []
        assert play.waiting == ["A", "T"]
        assert play.fire("T").waiting == ["Late"]

    def test_that_are_gone_wait_no_more(self):
        play = Player(fresh(*self.bordered))
        assert migrated(play, SHORT) == []
        assert play.waiting == ["A"]
        assert play.complete("A").waiting == ["B"]

    def test_keep_their_instant(self):
        play = Player(fresh(*self.bordered))
        due = play.wait("T").details["due"]
        longer = fresh(*self.bordered).replace(b"P1D", b"P30D")
        assert migrated(play, longer) == []
        assert play.wait("T").details["due"] == due

    def test_that_have_had_their_time_do_not_begin_again(self):
        once = (
            user("A"),
            d.boundary("T", "A", d.timer("P1D"), interrupting=False),
            end("X"),
            path("T", "X"),
            user("B"),
            A_B,
        )
        play = Player(fresh(*once)).fire("T")
        assert play.waiting == ["A"]
        assert migrated(play, fresh(*once).replace(b"P1D", b"P2D")) == []
        assert play.waiting == ["A"]

    def test_on_another_activity_now(self):
        play = Player(fresh(*self.bordered))
        elsewhere = (
            user("A"),
            user("B"),
            d.boundary("T", "B", d.timer("P1D")),
            user("Late"),
            A_B,
            path("T", "Late", "E"),
        )
        assert migrated(play, fresh(*elsewhere)) == []
        assert play.waiting == ["A"]
        assert play.complete("A").waiting == ["B", "T"]

    def test_event_sub_processes_too(self):
        beside = sub("X", start("xS", d.message_event("m"), isInterrupting="false"), user("M"), end("xE"),
                     path("xS", "M", "xE"), triggeredByEvent="true")  # fmt: skip
        play = Player(SHORT)
        with_it = fresh(user("A"), user("B"), A_B, beside, roots=d.message("m", "=1"))
        assert migrated(play, with_it) == []
        assert play.waiting == ["A", "xS"]
        assert play.fire("xS").waiting == ["A", "M", "xS"]
        assert migrated(play, SHORT) == [("X", "新版本中没有对应的步骤"), ("M", "新版本中没有对应的步骤")][:1]


class TestCarriedAlong:
    def test_rounds_of_a_loop_with_what_they_have(self):
        looped = user("A", d.loop("=[1, 2]", "item", output="all", each="=w"))
        play = Player(fresh(looped, user("B"), A_B)).complete("A", w=7)
        assert migrated(play, fresh(looped, user("B"), user("C"), path("S", "A", "C", "B", "E"))) == []
        assert play.complete("A", w=8).waiting == ["C"]
        assert play.variables["all"] == [7, 8]

    def test_tokens_at_a_join(self):
        body = par("F"), user("A"), user("B"), par("J"), user("Z")
        ways = path("S", "F", "A", "J", "Z", "E"), path("F", "B", "J")
        play = Player(fresh(*body, *ways)).complete("A")
        assert migrated(play, fresh(*body, *ways, user("New"))) == []
        assert play.complete("B").waiting == ["Z"]

    def test_messages_with_their_key(self):
        waiting = d.catch("M", d.message_event("m")), user("B"), path("S", "M", "B", "E")
        play = Player(fresh(*waiting, roots=d.message("m", "=1 + 1")))
        assert migrated(play, fresh(*waiting, user("New"), roots=d.message("m", "=9"))) == []
        assert play.wait("M").details["correlation_key"] == "2"


@pytest.mark.parametrize(
    ("old", "new", "element", "why"),
    [
        (user("A"), "", "A", "没有对应的步骤"),
        (user("A"), d.service("A"), "A", "类型不同"),
        (user("A"), user("A", d.loop("=[1]", "i")), "A", "多实例"),
        (user("A", d.loop("=[1]", "i")), user("A"), "A", "多实例"),
        (user("A", d.loop("=[1]", "i")), user("A", d.loop("=[1]", "i", output="o", each="=i")), "A", "多实例"),
        (d.catch("A", d.timer("P1D")), d.catch("A", d.signal_event("s")), "A", "事件类型不同"),
        (user("A"), sub("P", start("iS"), user("A"), end("iE"), path("iS", "A", "iE")), "A", "没有对应的步骤"),
    ],
    ids=["gone", "other kind", "now a loop", "a loop no more", "other output", "other event", "now in a sub-process"],
)
def test_who_cannot_go_over_is_told_where_and_why_and_stays(old, new, element, why):
    target = "P" if "subProcess" in new else element if new else "B"
    ways = path("S", target, "B", "E") if target != "B" else path("S", "B", "E")
    play = Player(fresh(old, user("B"), A_B, roots=d.signal("s")))
    before = play.case.dump()
    (obstacle,) = migrated(play, fresh(new, user("B"), ways, roots=d.signal("s")))
    assert obstacle[0] == element
    assert why in obstacle[1]
    assert play.case.dump() == before


def test_an_arrival_on_a_path_that_is_gone_is_an_obstacle():
    ways = path("S", "F", "A", "J", "Z", "E"), path("F", "B", "J")
    play = Player(fresh(par("F"), user("A"), user("B"), par("J"), user("Z"), *ways)).complete("A")
    other = fresh(
        par("F"), user("B"), user("C"), par("J"), user("Z"), path("S", "F", "B", "J", "Z", "E"), path("F", "C", "J")
    )
    old, new = play.specification, spiff.load_specs(spiff.build(other).compiled)
    found = play.case.migrate(old, new, {own: own for own in ("F", "B", "J", "Z", "S", "E")}, decide=decide)
    assert [(obstacle.element_id, "分支" in str(obstacle.reason)) for obstacle in found] == [("J", True)]
