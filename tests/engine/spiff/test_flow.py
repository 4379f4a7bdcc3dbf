"""Tasks, gateways and variables: what the diagram says is what runs."""

import pytest

from engine import spiff
from engine.errors import DiagramRefused, LimitReached, UnreadableState
from engine.spiff import Limits
from tests.engine.spiff.diagrams import (
    TERMINATE,
    boundary,
    diagram,
    end,
    flow,
    inc,
    loop,
    mapping,
    message,
    message_event,
    node,
    par,
    path,
    script,
    service,
    start,
    sub,
    user,
    xor,
    zeebe,
)
from tests.engine.spiff.player import Player


def test_a_plain_process_goes_from_task_to_task_to_its_end():
    play = Player(diagram(start(), user("A"), service("B"), end(), path("S", "A", "B", "E")), {"x": 1})
    assert play.waiting == ["A"]
    play.complete("A", answer="ja")
    assert (play.waiting, play.case.active_elements()) == (["B"], ["B"])
    play.complete("B", number=7)
    assert play.ended
    assert play.variables == {"x": 1, "answer": "ja", "number": 7}
    assert play.done == ["S", "A", "B", "E"]


def test_work_that_nothing_waits_for_is_not_taken_for_done():
    play = Player(diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E")))
    (wait,) = play.case.waits()
    play.complete("A")
    assert not play.case.complete(wait.task_id, {"late": True})
    assert play.waiting == ["B"]


def test_what_a_step_was_given_and_gave_for_itself_is_not_stored_when_it_is_done():
    work = service("A", extensions=mapping({"given": '="read by " + step'}, {"n": "=1"}))
    play = Player(diagram(start(), work, user("B"), end(), path("S", "A", "B", "E")), {"step": "A"})
    assert "read by A" in play.case.dump()
    play.complete("A", answer="said by A")
    assert play.variables == {"step": "A", "n": 1}
    assert "by A" not in play.case.dump()


def test_manual_and_undefined_tasks_do_not_hold_up_anybody():
    play = Player(diagram(start(), node("manualTask", "M"), node("task", "T"), end(), path("S", "M", "T", "E")))
    assert play.ended
    assert play.done == ["S", "M", "T", "E"]


def test_a_chain_of_500_tasks_neither_overflows_nor_ends_early():
    ids = [f"T{number}" for number in range(500)]
    tasks = [node("task", task_id) for task_id in ids]
    play = Player(diagram(start(), *tasks, user("A"), end(), path("S", *ids, "A", "E")))
    assert play.waiting == ["A"]
    assert not play.ended
    assert play.complete("A").ended


def test_a_loop_a_thousand_deep_does_not_count_as_ended():
    play = Player(
        diagram(
            start(), xor("M"), script("T", "=n + 1", "n"), xor("G", default="G_A"), user("A"), end(),
            path("S", "M", "T", "G"), flow("G", "M", "=n < 400"), path("G", "A", "E"),
        ),
        {"n": 0}, limits=Limits(steps=5000),
    )  # fmt: skip
    assert play.waiting == ["A"]
    assert not play.ended
    assert play.variables == {"n": 400}


def test_an_endless_loop_reaches_the_limit_of_steps():
    endless = diagram(start(), xor("M"), node("task", "T"), path("S", "M", "T", "M"))
    with pytest.raises(LimitReached):
        Player(endless, limits=Limits(steps=50))


def test_several_outgoing_flows_of_a_task_go_on_side_by_side():
    play = Player(
        diagram(start(), user("A"), user("B"), user("C"), end(), path("S", "A", "B", "E"), path("A", "C", "E"))
    )
    assert play.complete("A").waiting == ["B", "C"]
    assert not play.complete("B").ended
    assert play.complete("C").ended


def test_a_terminate_end_ends_everything_else():
    play = Player(
        diagram(start(), par("F"), user("A"), user("B"), end("T", TERMINATE), end(),
                path("S", "F", "A", "T"), path("F", "B", "E"))
    )  # fmt: skip
    play.complete("A", x=1)
    assert play.ended
    assert play.variables == {"x": 1}
    assert [n.element_id for n in play.notes if n.kind == "element_cancelled"] == ["B"]


def test_mapped_inputs_are_local_and_mapped_outputs_are_all_that_is_written():
    mapped = mapping({"who": "=name", "greeting": "hello"}, {"result.text": "=greeting + who", "result.n": "=extra"})
    play = Player(
        diagram(start(), service("B", extensions=mapped), user("A"), end(), path("S", "B", "A", "E")),
        {"name": " Li"},
    )
    assert play.wait("B").variables == {"who": " Li", "greeting": "hello"}
    play.complete("B", extra=3, unwanted=1)
    assert play.variables == {"name": " Li", "result": {"text": "hello Li", "n": 3}}


def test_an_output_that_cannot_be_computed_keeps_what_came_back_until_it_can():
    mapped = mapping(outputs={"total": "=amount + missing"})
    play = Player(diagram(start(), user("A", extensions=mapped), end(), path("S", "A", "E")))
    play.complete("A", amount=2)
    assert [f.element_id for f in play.failures] == ["A"]
    assert play.waiting == []
    play.retry(missing=40)
    assert play.ended
    assert play.variables == {"missing": 40, "total": 42}


def test_one_and_true_are_different_values_after_saving():
    play = Player(diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E")), {"flag": 1, "typename": "x"})
    play.complete("A", flag=True)
    assert play.variables["flag"] is True


def test_a_rule_task_puts_the_decision_into_its_variable():
    rule = node(
        "businessRuleTask",
        "R",
        extensions=zeebe("calledDecision", decisionId="stars", resultVariable="found"),
    )
    play = Player(diagram(start(), rule, user("A"), end(), path("S", "R", "A", "E")), decisions={"stars": {"max": 3}})
    assert play.variables == {"found": {"max": 3}}
    assert [note.element_id for note in play.notes if note.kind == "decision_evaluated"] == ["R"]


def test_a_user_task_tells_everything_about_itself():
    extensions = (
        zeebe("formDefinition", formId="review")
        + zeebe("taskSchedule", dueDate="=due", followUpDate="2026-03-01T09:00:00")
        + zeebe("priorityDefinition", priority="=10 + 70")
        + zeebe("properties", zeebe("property", name="separateFrom", value="X"))
    )  # fmt: skip
    task = user("A", extensions=extensions, assignee="=boss", candidateGroups='=["a", "b"]', candidateUsers="li, wang")
    play = Player(diagram(start(), task, end(), path("S", "A", "E")), {"boss": "zhang", "due": "2026-03-02"})
    details = play.wait("A").details
    assert details["form"] == "review"
    assert details["assignee"] == "zhang"
    assert details["priority"] == 80
    assert details["groups"] == ["a", "b"]
    assert details["users"] == ["li", "wang"]
    assert details["due"] == "2026-03-02T15:59:59+00:00"
    assert details["follow_up"] == "2026-03-01T01:00:00+00:00"
    assert details["properties"] == {"separateFrom": "X"}


def test_the_lane_comes_along():
    lanes = '<laneSet id="ls"><lane id="l1" name="登记审核员"><flowNodeRef>A</flowNodeRef></lane></laneSet>'
    play = Player(diagram(lanes, start(), user("A"), end(), path("S", "A", "E")))
    assert play.wait("A").lane == "登记审核员"


@pytest.mark.parametrize(
    ("retries", "left"), [("", 3), ("5", 5), ("=tries", 7), ("=0", 0), ("-1", 0), ("100", 100), ("101", 100)]
)
def test_how_often_a_service_is_tried(retries: str, left: int):
    play = Player(diagram(start(), service("A", retries=retries), end(), path("S", "A", "E")), {"tries": 7})
    assert play.wait("A").details["retries"] == left


@pytest.mark.parametrize("retries", ["many", "=null", "=[3]"])
def test_tries_that_are_no_number_stop_there(retries: str):
    play = Player(diagram(start(), service("A", retries=retries), end(), path("S", "A", "E")))
    assert [failure.code for failure in play.failures] == ["wrong-value"]


def test_scripts_are_feel_and_never_python():
    play = Player(diagram(start(), script("T", "=__import__('os').getcwd()", "x"), end(), path("S", "T", "E")))
    assert [f.code for f in play.failures] == ["expression-error"]


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ([start(), xor("G"), user("A"), user("B"), path("S", "G", "A"), flow("G", "B")], "G_A"),
        ([start(), par("G"), user("B"), path("S", "G"), flow("G", "B", "=x")], "G_B"),
        ([start(), node("serviceTask", "A"), path("S", "A")], "A"),
        ([start(), user("A"), path("S", "A"), flow("A", "nowhere")], "A_nowhere"),
        ([user("A")], "p"),
        ([start("Start"), user("A"), path("Start", "A")], "Start"),
    ],
)
def test_what_would_not_run_as_drawn_is_refused_by_name(body: list[str], element: str):
    with pytest.raises(DiagramRefused) as refused:
        spiff.build(diagram(*body))
    assert refused.value.params["element"] == element


def rounds(*inside: str, ways: str) -> bytes:
    """User task A again and again until it answers `enough`."""
    body = (start(), xor("M"), *inside, user("A"), xor("G", default="G_M"), end(), path("S", "M"), ways)
    return diagram(*body, path("A", "G", "M"), flow("G", "E", "=enough"))


BESIDE = (par("F"), node("task", "B"), node("task", "C"), inc("J"))
WITH_END = (par("F"), node("task", "B"), end("X"))


@pytest.mark.parametrize(
    "source",
    [
        rounds(ways=path("M", "A")),
        rounds(*BESIDE, ways=path("M", "F", "B", "J", "A") + path("F", "C", "J")),
        rounds(*WITH_END, ways=path("M", "F", "B", "X") + path("F", "A")),
        rounds(sub("P", start("iS"), node("task", "B"), end("iE"), path("iS", "B", "iE")), ways=path("M", "P", "A")),
        rounds(node("task", "T", loop("=[1, 2]", "item", output="all", each="=item")), ways=path("M", "T", "A")),
    ],
    ids=["alone", "beside", "ended paths", "sub-process", "multi-instance"],
)
def test_what_is_kept_of_a_case_does_not_grow_with_its_past(source: bytes):
    play = Player(source, {"enough": False})
    for _round in range(5):
        play.complete("A")
    early = len(play.case.dump())
    for _round in range(60):
        play.complete("A")
    assert len(play.case.dump()) == early
    assert play.complete("A", enough=True).ended


def test_events_that_fired_beside_an_activity_leave_nothing_behind():
    fired = boundary("B", "U", message_event("m"), interrupting=False), node("task", "T"), end("X")
    ways = path("S", "U", "E"), path("B", "T", "X")
    play = Player(diagram(start(), user("U"), *fired, end(), *ways, roots=message("m", "=1")))
    play.fire("B")
    early = len(play.case.dump())
    for _time in range(30):
        play.fire("B")
    assert len(play.case.dump()) == early


@pytest.mark.parametrize("text", ["{", '{"version": 99}', "[]"])
def test_a_state_that_cannot_be_read_says_so(text: str):
    play = Player(diagram(start(), user("A"), end(), path("S", "A", "E")))
    with pytest.raises(UnreadableState, match="无法读取"):
        play._load(text)
