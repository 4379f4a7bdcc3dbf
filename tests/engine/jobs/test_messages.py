"""Messages and signals between cases."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent, Job, Message, ProcessInstance, Subscription
from engine.runtime import messages
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, open_tasks, person
from tests.engine.runtime.world import jobs as job_states
from tests.engine.spiff.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    message,
    message_event,
    path,
    signal,
    signal_event,
    start,
    sub,
    throw,
    user,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WAITS = diagram(
    start(),
    catch("X", message_event("shipped")),
    user("A"),
    end(),
    path("S", "X", "A", "E"),
    roots=message("shipped", "=number"),
)


@pytest.fixture(autouse=True)
def monday(clock: Clock):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))


def test_a_message_reaches_the_case_with_its_key_and_no_other():
    deploy(WAITS)
    first = runtime.start("p", variables={"number": "A1"})
    runtime.start("p", variables={"number": "A2"})
    assert runtime.correlate("shipped", correlation_key="A3") == 0
    assert runtime.correlate("shipped", correlation_key="A1", variables={"parcel": "SF9"}) == 1
    assert open_tasks() == [], "sending only writes a job"
    assert jobs.run_due_jobs() == 1
    assert open_task("A").instance == first
    assert open_task("A").inputs == {"number": "A1", "parcel": "SF9"}
    assert HistoryEvent.objects.get(kind="message_received").data["message"] == "shipped"
    assert list(Subscription.objects.values_list("correlation_key", flat=True)) == ["A2"]


def test_a_message_that_comes_too_early_is_kept_for_its_time(clock: Clock):
    deploy(WAITS)
    assert runtime.correlate("shipped", correlation_key="A1", variables={"n": 1}, keep_for=DAY) == 0
    assert runtime.correlate("shipped", correlation_key="A2", keep_for=DAY) == 0
    runtime.start("p", variables={"number": "A1"})
    assert Job.objects.get().kind == Job.Kind.MESSAGE, "delivered with the wait, not by a later sweep"
    assert jobs.run_due_jobs() == 1
    assert open_tasks() == ["A"]
    clock.advance(days=1)
    runtime.start("p", variables={"number": "A2"})
    assert jobs.run_due_jobs() == 0
    assert open_tasks() == ["A"]
    assert not Message.objects.exists(), "the sweep drops what has expired"


def test_a_message_without_keeping_that_nobody_waits_for_is_gone():
    deploy(WAITS)
    runtime.correlate("shipped", correlation_key="A1")
    runtime.start("p", variables={"number": "A1"})
    assert jobs.run_due_jobs() == 0
    assert not Message.objects.exists()


def test_message_and_wait_that_missed_each_other_are_brought_together(clock: Clock):
    """As when the wait was committed while the message looked for it."""
    deploy(WAITS)
    runtime.start("p", variables={"number": "A1"})
    Message.objects.create(
        name="shipped",
        correlation_key="A1",
        variables={"late": 1},
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert jobs.run_due_jobs() == 1
    assert open_task("A").inputs == {"number": "A1", "late": 1}
    assert not Message.objects.exists()


def test_a_second_message_for_the_same_wait_is_done_with_a_note_or_kept():
    deploy(WAITS)
    runtime.start("p", variables={"number": "A1"})
    runtime.correlate("shipped", correlation_key="A1")
    runtime.correlate("shipped", correlation_key="A1")
    runtime.correlate("shipped", correlation_key="A1", keep_for=DAY)
    assert jobs.run_due_jobs() == 3
    assert [job.payload.get("note", "") for job in Job.objects.order_by("pk")] == [
        "", "nothing waits for it any more", "kept for the next that waits",
    ]  # fmt: skip
    assert Message.objects.count() == 1
    runtime.start("p", variables={"number": "A1"})
    jobs.run_due_jobs()
    assert open_tasks() == ["A", "A"]
    assert not Message.objects.exists()


def test_a_message_on_the_border_withdraws_the_task():
    deploy(
        diagram(
            start(), user("A"), boundary("X", "A", message_event("withdraw")), user("B"), end(),
            path("S", "A", "E"), path("X", "B", "E"), roots=message("withdraw", "=number"),
        )
    )  # fmt: skip
    runtime.start("p", variables={"number": "A1"})
    runtime.correlate("withdraw", correlation_key="A1")
    jobs.run_due_jobs()
    assert open_tasks() == ["B"]
    assert not Subscription.objects.exists()


def test_a_message_may_start_a_process_once_for_its_key():
    deploy(
        diagram(
            start("S", message_event("report")),
            user("A"),
            end(),
            path("S", "A", "E"),
            roots=message("report"),
        )
    )
    assert runtime.correlate("report", correlation_key="C1", variables={"kind": "leak"}) == 1
    assert runtime.correlate("report", correlation_key="C1") == 0, "a repeated message"
    assert jobs.run_due_jobs() == 1
    case = ProcessInstance.objects.get()
    assert (case.business_key, case.variables, open_tasks()) == ("C1", {"kind": "leak"}, ["A"])
    assert HistoryEvent.objects.filter(kind="instance_started").count() == 1


def listener(key: str) -> bytes:
    return diagram(start(), catch("X", signal_event("frozen")), user("A"), end(), path("S", "X", "A", "E"),
    key=key, roots=signal("frozen"))  # fmt: skip


def test_a_signal_reaches_everybody_who_waits_and_starts_who_listens():
    deploy(listener("p"))
    deploy(
        diagram(
            start("S", signal_event("frozen")),
            user("N"),
            end(),
            path("S", "N", "E"),
            key="new",
            roots=signal("frozen"),
        )
    )
    runtime.start("p")
    runtime.start("p")
    assert runtime.broadcast("frozen", variables={"why": "x"}) == 3
    assert jobs.run_due_jobs() == 3
    assert open_tasks() == ["A", "A", "N"]
    assert all(case.variables == {"why": "x"} for case in ProcessInstance.objects.all())
    assert HistoryEvent.objects.filter(kind="signal_received").count() == 2


def test_a_signal_from_inside_a_diagram_goes_to_other_cases_and_to_what_waited_here():
    deploy(listener("p"))
    handler = sub(
        "H", start("HS", signal_event("frozen"), isInterrupting="false"), user("HA"), end("HE"),
        path("HS", "HA", "HE"), triggeredByEvent="true",
    )  # fmt: skip
    deploy(
        diagram(
            start(), throw("T", signal_event("frozen")), catch("Y", signal_event("frozen")), end(), handler,
            path("S", "T", "Y", "E"), key="q", roots=signal("frozen"),
        )
    )  # fmt: skip
    runtime.start("p")
    runtime.start("q")
    jobs.run_due_jobs()
    assert open_tasks() == ["A", "HA"], "what began to wait after the signal does not get it"
    assert HistoryEvent.objects.filter(kind="signal_sent").count() == 1


def test_a_message_may_repeat_on_a_border_that_does_not_interrupt():
    deploy(
        diagram(
            start(), user("A"), boundary("X", "A", message_event("note"), interrupting=False), user("B"),
            end(), path("S", "A", "E"), path("X", "B", "E"), roots=message("note"),
        )
    )  # fmt: skip
    runtime.start("p")
    for _number in range(2):
        runtime.correlate("note")
    jobs.run_due_jobs()
    assert open_tasks() == ["A", "B", "B"]
    assert job_states() == {"X": "done"}
    runtime.complete_task(open_task("A").pk, answers={}, by=person("li", "reviewers"))
    assert runtime.correlate("note") == 0


def test_pairing_twice_does_nothing_twice():
    assert messages.pair_buffered(10) == 0
