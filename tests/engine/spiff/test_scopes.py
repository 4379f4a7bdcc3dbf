"""Variables live in scopes: paths beside each other see each other's writes at once, local names stay local."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, flow, mapping, par, path, script, start, sub, user, xor
from tests.engine.spiff.player import Player

INSIDE = path("iS", "A", "iE")


def beside(*branch: str, first: str) -> bytes:
    """User task A on one path, `branch` on the other."""
    return diagram(
        start(), par("F"), user("A"), par("J"), user("Z"), end(), *branch,
        path("S", "F", "A", "J", "Z", "E"), flow("F", first),
    )  # fmt: skip


class TestConcurrentPaths:
    def test_a_gateway_decides_on_what_another_path_has_just_written(self):
        choice = user("B"), xor("G", default="G_N"), user("Big"), user("N"), xor("M")
        flows = path("B", "G", "N", "M", "J"), flow("G", "Big", "=v > 5"), flow("Big", "M")
        play = Player(beside(*choice, *flows, first="B"), {"v": 0}).complete("A", v=7).complete("B")
        assert play.waiting == ["Big"]

    def test_a_form_shows_what_another_path_has_just_written(self):
        play = Player(beside(user("B"), user("C"), path("B", "C", "J"), first="B"), {"v": 0})
        play.complete("A", v=7).complete("B")
        assert play.wait("C").variables["v"] == 7

    def test_the_last_write_stands_at_the_join_whoever_arrives_last(self):
        source = beside(user("B"), user("C"), path("B", "C", "J"), first="B")
        play = Player(source, {"v": 0}).complete("B", v=1).complete("A", v=2).complete("C")
        assert play.wait("Z").variables["v"] == 2

    def test_two_paths_count_together(self):
        counters = script("N1", "=n + 1", "n"), script("N2", "=n + 1", "n")
        flows = path("S", "F", "A", "N1", "J", "E"), path("F", "B", "N2", "J")
        source = diagram(start(), par("F"), user("A"), user("B"), *counters, par("J"), end(), *flows)
        assert Player(source, {"n": 0}).complete("B").complete("A").variables["n"] == 2

    def test_what_is_written_as_it_was_is_no_change_for_the_history(self):
        play = Player(beside(user("B"), path("B", "J"), first="B"), {"v": [1, {"a": 2}], "w": 1})
        play.complete("A", v=[1, {"a": 2}], w=2).complete("B", w=2)
        told = {note.element_id: note.data for note in play.notes if note.kind == "element_completed"}
        assert (told["A"], told["B"]) == ({"variables": {"w": 2}}, {})

    def test_a_correction_by_hand_is_seen_by_every_path(self):
        play = Player(beside(user("B"), user("C"), path("B", "C", "J"), first="B"), {"v": 0})
        play.case.set_variables({"v": 9})
        play.complete("B").complete("A")
        assert play.wait("C").variables["v"] == 9


def counting(event: str, *, roots: str = "") -> bytes:
    """Each time `event` fires at the border of U, without interrupting, n grows by one."""
    return diagram(
        start(), user("U"), d.boundary("B", "U", event, interrupting=False), script("N", "=n + 1", "n"), end("L"),
        script("R", '="main sees " + string(n)', "seen"), user("Z"), end(),
        path("S", "U", "R", "Z", "E"), path("B", "N", "L"), roots=roots,
    )  # fmt: skip


class TestEventsBeside:
    @pytest.mark.parametrize(
        ("event", "roots"),
        [
            (d.message_event("m"), d.message("m", "=1")),
            (d.signal_event("s"), d.signal("s")),
            (d.timer(cycle="R/PT1H"), ""),
        ],
        ids=["message", "signal", "timer"],
    )
    def test_on_a_border_count_up(self, event, roots):
        play = Player(counting(event, roots=roots), {"n": 0})
        for expected in (1, 2, 3):
            assert play.fire("B").variables["n"] == expected
        assert play.complete("U").variables["seen"] == "main sees 3"

    def test_in_an_event_sub_process_count_up(self):
        beside_it = sub(
            "X", start("xS", d.message_event("m"), isInterrupting="false"), script("N", "=n + 1", "n"), end("xE"),
            path("xS", "N", "xE"), triggeredByEvent="true",
        )  # fmt: skip
        source = diagram(start(), user("U"), end(), path("S", "U", "E"), beside_it, roots=d.message("m", "=1"))
        play = Player(source, {"n": 0})
        for expected in (1, 2, 3):
            assert play.fire("xS").variables["n"] == expected

    def test_that_interrupt_go_on_with_what_the_activity_has_changed(self):
        inner = sub("P", start("iS"), user("A"), user("B"), end("iE"), path("iS", "A", "B", "iE"))
        source = diagram(
            start(), inner, d.boundary("T", "P", d.timer("P1D")), user("Late"), end(), end("E2"),
            path("S", "P", "E"), path("T", "Late", "E2"),
        )  # fmt: skip
        play = Player(source, {"v": 0}).complete("A", v=5).fire("T")
        assert play.wait("Late").variables["v"] == 5

    def test_an_error_leads_on_with_its_code_and_what_other_paths_wrote(self):
        catching = d.service("W"), d.boundary("X", "W", d.error_event()), user("Mend"), xor("M")
        play = Player(beside(*catching, path("W", "M", "J"), path("X", "Mend", "M"), first="W"), {"v": 0})
        play.complete("A", v=3)
        assert play.fail("W", "E1")
        assert play.wait("Mend").variables == {"v": 3, "error_code": "E1", "error_message": "说明"}


class TestLocalNames:
    def mapped(self, **mappings: Any) -> bytes:
        task = user("A", extensions=mapping(**mappings))
        return diagram(start(), task, user("Z"), end(), path("S", "A", "Z", "E"))

    def test_an_input_is_seen_inside_only(self):
        play = Player(self.mapped(inputs={"v": "=v * 2"}), {"v": 4})
        assert play.wait("A").variables == {"v": 8}
        assert play.complete("A", w=1).variables == {"v": 4, "w": 1}

    def test_an_answer_with_the_name_of_an_input_stays_inside(self):
        assert Player(self.mapped(inputs={"v": "=1"})).complete("A", v=5).variables == {}

    def test_with_an_output_mapping_only_what_it_names_leaves(self):
        source = self.mapped(inputs={"v": "=1"}, outputs={"total": "=v + w"})
        assert Player(source).complete("A", w=5).variables == {"total": 6}

    def test_what_an_operator_gives_instead_of_a_step_does_not_stay_inside(self):
        skipped = d.service("A", extensions=mapping(inputs={"v": "=1"}))
        play = Player(diagram(start(), skipped, user("Z"), end(), path("S", "A", "Z", "E")))
        assert play.case.skip(play.wait("A").task_id, {"v": 5})
        play._advance()
        assert play.variables == {"v": 5}

    def sub_process(self, **mappings: Any) -> Player:
        inner = sub("P", start("iS"), user("A"), end("iE"), INSIDE, extensions=mapping(**mappings))
        return Player(diagram(start(), inner, user("Z"), end(), path("S", "P", "Z", "E")), {"v": 4})

    def test_what_happens_in_a_sub_process_changes_the_case(self):
        assert self.sub_process().complete("A", v=5, w=6).variables == {"v": 5, "w": 6}

    def test_the_input_of_a_sub_process_is_written_by_what_is_inside(self):
        play = self.sub_process(inputs={"v": "=v * 2"})
        assert play.wait("A").variables == {"v": 8}
        assert play.complete("A", v=5, w=6).variables == {"v": 4, "w": 6}

    def test_a_sub_process_with_an_output_mapping_lets_out_only_what_it_names(self):
        play = self.sub_process(outputs={"sum": "=v + w"})
        assert play.complete("A", v=5, w=6).variables == {"v": 4, "sum": 11}

    def test_one_scope_around_another(self):
        innermost = sub(
            "Q", start("qS"), user("A"), end("qE"), path("qS", "A", "qE"), extensions=mapping(inputs={"a": "=1"})
        )
        outer = sub("P", start("iS"), innermost, user("B"), end("iE"), path("iS", "Q", "B", "iE"),
                    extensions=mapping(inputs={"b": "=2"}))  # fmt: skip
        play = Player(diagram(start(), outer, user("Z"), end(), path("S", "P", "Z", "E")), {"c": 3})
        assert play.wait("A").variables == {"a": 1, "b": 2, "c": 3}
        play.complete("A", a=10, b=20, c=30, d=40)
        assert play.wait("B").variables == {"b": 20, "c": 30, "d": 40}
        assert play.complete("B").variables == {"c": 30, "d": 40}


class TestRounds:
    def looped(self, **loop: Any) -> Player:
        task = user("A", d.loop("=items", "item", **loop))
        return Player(diagram(start(), task, user("Z"), end(), path("S", "A", "Z", "E")), {"items": [1, 2], "v": 0})

    def test_see_their_own_item(self):
        play = self.looped()
        seen = [play.wait("A", number).variables for number in (0, 1)]
        assert [(round_["item"], round_["loopCounter"]) for round_ in seen] == [(1, 1), (2, 2)]

    def test_see_the_collection_as_far_as_it_is_filled(self):
        play = self.looped(output="found", each="=w").complete("A", 0, w=6)
        assert play.wait("A").variables["found"] == [6, None]

    def test_begin_without_the_output_whatever_the_case_has_of_that_name(self):
        assert self.looped(output="found", each="=v").wait("A").variables["v"] is None

    def test_without_a_collection_write_to_the_case_at_once(self):
        play = self.looped().complete("A", 0, v=5, item=9)
        assert play.variables["v"] == 5
        assert "item" not in play.variables

    def test_with_a_collection_keep_everything_else_to_themselves(self):
        play = self.looped(output="found", each="=w").complete("A", 0, v=5, w=6, other=1)
        assert play.variables == {"items": [1, 2], "v": 0}
        assert play.complete("A", w=7).variables == {"items": [1, 2], "v": 0, "found": [6, 7]}


# Any paths, in any order of commands ------------------------------------------------------------------------------


@dataclass
class Step:
    """A user task that answers `x` = `value`, or a sub-process with an `x` of its own, ten times what is around it.

    After each stands a reader that notes the `x` that it sees under a name of its own.
    """

    value: int = 0
    inner: tuple[Step, ...] = ()
    number: int = 0

    @property
    def reader(self) -> str:
        return f"R{self.number}"

    @property
    def task(self) -> str:
        return f"A{self.number}"

    def elements(self) -> Iterator[str]:
        if self.inner:
            first, last = f"s{self.number}", f"e{self.number}"
            inside = [element for step in self.inner for element in step.elements()]
            ways = path(first, *way(self.inner), last)
            yield sub(self.task, start(first), *inside, end(last), ways, extensions=mapping(inputs={"x": "=x * 10"}))
        else:
            yield user(self.task)
        yield script(self.reader, "=x", f"seen_{self.reader}")


def way(branch: Sequence[Step]) -> list[str]:
    return [element for step in branch for element in (step.task, step.reader)]


def numbered(branch: Sequence[Step], numbers: Iterator[int]) -> tuple[Step, ...]:
    return tuple(Step(step.value, numbered(step.inner, numbers), next(numbers)) for step in branch)


def walk(branch: Sequence[Step], scope: dict[str, Any], case: dict[str, Any]) -> Iterator[tuple[Step, dict[str, Any]]]:
    """One path as it must run: stops at each user task, with the scope that its answer goes to."""
    for step in branch:
        if step.inner:
            yield from walk(step.inner, {"x": scope["x"] * 10}, case)
        else:
            yield step, scope
        case[f"seen_{step.reader}"] = scope["x"]


def lists(steps: st.SearchStrategy[Step], most: int) -> st.SearchStrategy[tuple[Step, ...]]:
    return st.lists(steps, min_size=1, max_size=most).map(tuple)


one_step = st.recursive(
    st.builds(Step, st.integers(1, 9)), lambda inner: st.builds(Step, inner=lists(inner, 2)), max_leaves=3
)


@settings(max_examples=60, deadline=None)
@given(st.lists(lists(one_step, 3), min_size=2, max_size=3), st.data())
def test_whatever_the_order_a_read_equals_the_last_write_in_its_scope(drawn, data):
    numbers = itertools.count(1)
    branches = [numbered(branch, numbers) for branch in drawn]
    elements = [element for branch in branches for step in branch for element in step.elements()]
    ways = [path("F", *way(branch), "J") for branch in branches]
    play = Player(
        diagram(start(), par("F"), *elements, par("J"), end(), path("S", "F"), path("J", "E"), *ways), {"x": 1}
    )

    case: dict[str, Any] = {"x": 1}
    walks = [walk(branch, case, case) for branch in branches]
    at = {number: next(steps) for number, steps in enumerate(walks)}
    while at:
        number = data.draw(st.sampled_from(sorted(at)))
        step, scope = at.pop(number)
        play.complete(step.task, x=step.value)
        scope["x"] = step.value
        following = next(walks[number], None)
        if following is not None:
            at[number] = following
        assert play.variables == case
    assert play.ended
