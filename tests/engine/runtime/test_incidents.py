"""What an operator can do about a case that stands still: correct its variables, try again, go on without the step."""

import pytest

from engine import jobs, runtime
from engine.errors import IncidentNotFound, NotSkippable, ReasonMissing
from engine.models import HistoryEvent, Incident, Job
from engine.registry import handles
from tests.engine.runtime.world import deploy, open_incident, open_tasks, person
from tests.engine.spiff.diagrams import (
    call,
    diagram,
    end,
    flow,
    mapping,
    path,
    script,
    service,
    start,
    user,
    xor,
)

pytestmark = pytest.mark.django_db

AMOUNT = diagram(
    start(), xor("G", default="G_B"), user("A"), user("B"), end(),
    path("S", "G"), flow("G", "A", "=amount > 100"), flow("G", "B"), path("A", "E"), path("B", "E"),
)  # fmt: skip


@pytest.fixture
def operator():
    return person("operator")


def test_a_wrong_value_is_corrected_and_the_case_goes_on(operator):
    deploy(AMOUNT)
    case = runtime.start("p", variables={"amount": "abc"})
    stopped = open_incident()

    runtime.retry(stopped.pk, by=operator, variables={"amount": 250}, reason=" 金额录入有误 ")

    assert open_tasks() == ["A"]
    assert not Incident.objects.open().exists()
    event = HistoryEvent.objects.get(case=case, kind="variables_set")
    assert event.data == {"variables": {"amount": 250}, "before": {"amount": "abc"}, "reason": "金额录入有误"}
    assert event.actor == operator


def test_trying_again_with_the_same_value_fails_again_and_says_so(operator):
    deploy(AMOUNT)
    runtime.start("p", variables={"amount": "abc"})
    first = open_incident()
    runtime.retry(first.pk, by=operator)
    assert open_incident().pk != first.pk


def test_a_corrected_variable_reaches_the_inputs_of_the_service_that_failed(operator):
    seen = []

    @handles("test.corrected")
    def issue(context):
        seen.append(context.variables["who"])
        if context.variables["who"] == "nobody":
            raise RuntimeError("no such holder")

    deploy(diagram(start(), service("A", topic="test.corrected", retries="1", extensions=mapping({"who": "=name"})),
                   user("B"), end(), path("S", "A", "B", "E")))  # fmt: skip
    runtime.start("p", variables={"name": "nobody"})
    jobs.run_due_jobs()
    stopped = open_incident()
    assert stopped.cause == "RuntimeError: no such holder"
    assert "no such holder" not in stopped.message

    runtime.retry(stopped.pk, by=operator, variables={"name": "li"}, reason="持有人写错")
    jobs.run_due_jobs()
    assert seen == ["nobody", "li"]
    assert open_tasks() == ["B"]


def test_a_service_that_cannot_succeed_is_skipped_with_what_it_should_have_given(operator):
    @handles("test.skipped")
    def never(context):
        raise RuntimeError("broken")

    deploy(diagram(start(), service("A", topic="test.skipped", retries="1", extensions=mapping({}, {"kept": "=n"})),
                   user("B"), end(), path("S", "A", "B", "E")))  # fmt: skip
    case = runtime.start("p")
    jobs.run_due_jobs()
    stopped = open_incident()

    runtime.skip(stopped.pk, by=operator, reason="已线下办理", variables={"kept": "No-7"})

    case.refresh_from_db()
    assert open_tasks() == ["B"]
    assert case.variables == {"kept": "No-7"}
    assert Job.objects.get(topic="test.skipped").status == Job.Status.CANCELLED
    resolved = HistoryEvent.objects.get(case=case, kind="incident_resolved")
    assert (resolved.data["how"], resolved.data["reason"]) == ("skipped", "已线下办理")
    assert resolved.data["variables"] == {"kept": "No-7"}


def test_a_script_with_an_error_is_skipped(operator):
    deploy(diagram(start(), script("A", "=missing + 1", result="sum"), user("B"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p")
    runtime.skip(open_incident().pk, by=operator, reason="人工计算", variables={"sum": 3})
    case.refresh_from_db()
    assert (open_tasks(), case.variables["sum"]) == (["B"], 3)


def test_a_called_process_that_was_cancelled_is_skipped(operator):
    deploy(diagram(start(), user("Inner"), end(), path("S", "Inner", "E"), key="child"))
    deploy(diagram(start(), call("C", "child"), user("B"), end(), path("S", "C", "B", "E")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    runtime.cancel(case.children.get().pk, by=operator, reason="误启动")
    jobs.run_due_jobs()
    runtime.skip(open_incident().pk, by=operator, reason="不再需要")
    assert open_tasks() == ["B"]


@pytest.mark.parametrize(
    "source",
    [AMOUNT, diagram(start(), user("A", candidateGroups="=missing"), end(), path("S", "A", "E"))],
    ids=["a gateway", "a person's task"],
)
def test_a_choice_or_a_persons_task_is_never_skipped(operator, source):
    deploy(source)
    runtime.start("p", variables={"amount": "abc"})
    stopped = open_incident()
    with pytest.raises(NotSkippable):
        runtime.skip(stopped.pk, by=operator, reason="跳过")
    assert open_incident().pk == stopped.pk
    assert open_tasks() == []


def test_an_operators_hand_says_why(operator):
    deploy(AMOUNT)
    runtime.start("p", variables={"amount": "abc"})
    stopped = open_incident()
    with pytest.raises(ReasonMissing):
        runtime.retry(stopped.pk, by=operator, variables={"amount": 1}, reason=" ")
    with pytest.raises(ReasonMissing):
        runtime.skip(stopped.pk, by=operator, reason="")
    runtime.retry(stopped.pk, by=operator, variables={"amount": 1}, reason="更正")
    with pytest.raises(IncidentNotFound):
        runtime.retry(stopped.pk, by=operator)


def test_the_outermost_case_knows_what_stopped_in_what_it_called(operator):
    deploy(diagram(start(), script("A", "=missing + 1", result="sum"), end(), path("S", "A", "E"), key="child"))
    deploy(diagram(start(), call("C", "child"), end(), path("S", "C", "E")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    stopped = open_incident()
    assert stopped.instance_id != case.pk
    assert list(Incident.objects.open().of_case(case)) == [stopped]


def test_a_decision_is_told_to_people_at_work_and_in_plain_words():
    deploy(AMOUNT)
    case = runtime.start("p", variables={"amount": 5})
    (told,) = runtime.explain(case.pk)
    assert "没有条件成立，走默认分支“G到B”" in told.sentence
    assert "amount" not in told.plain
