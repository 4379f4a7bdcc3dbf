"""Claiming, assigning and completing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from engine import runtime
from engine.errors import (
    AnswersRefused,
    AssigneeRefused,
    ClaimRefused,
    NotJson,
    SeparationOfDuties,
    TaskAlreadyClaimed,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
)
from engine.models import HistoryEvent, ProcessInstance, TaskCandidate, TaskDraft, UserTask
from engine.registry import TaskRule, hooks, takes
from tests.clock import Clock
from tests.engine.runtime.world import deploy, is_person, manager, open_incident, open_task, open_tasks, person
from tests.engine.spiff.diagrams import diagram, end, path, start, user, zeebe

pytestmark = pytest.mark.django_db

REVIEW = diagram(
    start(),
    user("A", candidateGroups="reviewers", extensions=zeebe("formDefinition", formId="review")
         + zeebe("taskSchedule", dueDate="P2D") + zeebe("priorityDefinition", priority="80")),
    user("B", candidateGroups="deciders",
         extensions=zeebe("properties", zeebe("property", name="separateFrom", value="A, X"))),
    end(), path("S", "A", "B", "E"),
)  # fmt: skip


@pytest.fixture
def case(db: Any):
    deploy(REVIEW, forms=["review"])
    return runtime.start("p", business_key="R1", variables={"n": 1}, by=person("owner"))


def test_a_started_case_has_a_task_for_its_group(case: ProcessInstance, li: Any, clock: Clock):
    task = open_task("A")
    assert (task.form.key, task.form_key, task.priority, task.assignee) == ("review", "review", 80, None)
    assert task.due_at is not None
    assert task.inputs == {"n": 1}
    assert task.case == case
    assert list(UserTask.objects.offered_to(li)) == [task]
    assert not UserTask.objects.offered_to(person("wang", "deciders")).exists()


def test_who_claims_a_task_has_it_alone_until_it_is_given_back(case: ProcessInstance, li: Any):
    wang = person("wang", "reviewers")
    task = runtime.claim(open_task("A").pk, by=li)
    assert task.assignee == li
    assert not UserTask.objects.offered_to(wang).exists()
    with pytest.raises(TaskAlreadyClaimed):
        runtime.claim(task.pk, by=wang)
    with pytest.raises(TaskAlreadyClaimed):
        runtime.complete_task(task.pk, answers={}, by=wang)
    with pytest.raises(TaskNotYours):
        runtime.unclaim(task.pk, by=wang)
    assert runtime.claim(task.pk, by=li).assignee == li
    runtime.unclaim(task.pk, by=li)
    assert runtime.claim(task.pk, by=wang).assignee == wang


def test_a_task_of_another_group_is_not_yours(case: ProcessInstance):
    wang = person("wang", "deciders")
    for command in (runtime.claim, lambda pk, by: runtime.complete_task(pk, answers={}, by=by)):
        with pytest.raises(TaskNotYours):
            command(open_task("A").pk, by=wang)


def test_completing_moves_the_case_on_and_closes_the_task(case: ProcessInstance, li: Any):
    task = open_task("A")
    TaskDraft.objects.create(task=task, user=li, answers={"half": "typed"})
    done = runtime.complete_task(task.pk, answers={"outcome": "pass"}, by=li)
    assert (done.status, done.completed_by, done.assignee) == ("completed", li, li)
    assert not TaskCandidate.objects.filter(task=task, is_open=True).exists()
    assert not task.drafts.exists()
    assert open_tasks() == ["B"]
    case.refresh_from_db()
    assert case.variables == {"n": 1, "outcome": "pass"}
    assert case.active_elements == ["B"]
    event = HistoryEvent.objects.get(kind="task_completed")
    assert (event.actor, event.element_name, event.data["outcome"]) == (li, "名称A", "pass")


def test_completing_again_says_that_it_is_done(case: ProcessInstance, li: Any):
    task = open_task("A")
    runtime.complete_task(task.pk, answers={}, by=li)
    with pytest.raises(TaskNotOpen):
        runtime.complete_task(task.pk, answers={}, by=li)
    with pytest.raises(TaskNotOpen):
        runtime.claim(task.pk, by=li)
    with pytest.raises(TaskNotFound):
        runtime.complete_task(uuid4(), answers={}, by=li)


def test_who_reviewed_may_not_decide_the_same_case(case: ProcessInstance):
    both = person("both", "reviewers", "deciders")
    runtime.complete_task(open_task("A").pk, answers={}, by=both)
    task = open_task("B")
    with pytest.raises(SeparationOfDuties) as refused:
        runtime.claim(task.pk, by=both)
    assert "名称A" in str(refused.value)
    with pytest.raises(SeparationOfDuties):
        runtime.complete_task(task.pk, answers={}, by=both)
    with pytest.raises(AssigneeRefused, match="名称A"):
        runtime.assign(task.pk, to=both, by=manager())
    root = person("root", "reviewers", is_superuser=True)
    runtime.complete_task(task.pk, answers={}, by=root)
    case.refresh_from_db()
    assert case.status == "completed"


def test_a_rule_of_the_scheme_may_refuse_with_its_reason(case: ProcessInstance, li: Any):
    hooks.task_rules.append(TaskRule(lambda user: ~is_person(user, li), reason="与企业同县"))
    assert not UserTask.objects.offered_to(li).exists()
    with pytest.raises(ClaimRefused, match="同县"):
        runtime.claim(open_task("A").pk, by=li)
    assert runtime.claim(open_task("A").pk, by=person("wang", "reviewers"))


def test_answers_that_do_not_fit_change_nothing(case: ProcessInstance, li: Any, monkeypatch: pytest.MonkeyPatch):
    def refuse(task: Any, answers: Any, user: Any):
        raise AnswersRefused({"opinion": ["不能为空"]})

    monkeypatch.setattr(hooks, "clean_answers", refuse)
    with pytest.raises(AnswersRefused) as refused:
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert refused.value.errors == {"opinion": ["不能为空"]}
    assert open_tasks() == ["A"]


def test_a_task_form_stores_answers_and_gives_variables(case: ProcessInstance, li: Any):
    accepted = []

    @takes("review")
    class Review:
        def initial(self, task: Any):
            return {}

        def accept(self, task: Any, answers: Any, user: Any):
            accepted.append((task.element_id, answers, user))
            return {"report_id": 12}

    runtime.complete_task(open_task("A").pk, answers={"text": "long"}, by=li)
    assert accepted == [("A", {"text": "long"}, li)]
    assert UserTask.objects.get(element_id="A").answers == {"text": "long"}
    case.refresh_from_db()
    assert case.variables == {"n": 1, "report_id": 12}


def test_what_cannot_be_kept_is_refused_by_name(case: ProcessInstance, li: Any):
    with pytest.raises(NotJson, match="thing"):
        runtime.complete_task(open_task("A").pk, answers={"thing": object()}, by=li)


def test_answers_survive_an_expression_that_fails_after_them(li: Any):
    deploy(diagram(start(), user("A"), user("B", assignee="=boss"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p")
    runtime.complete_task(open_task("A").pk, answers={"text": "kept"}, by=li)
    incident = open_incident(instance=case)
    assert incident.kind == "expression-error"
    assert incident.element_id == "B"
    assert "名称B" in incident.message
    assert "boss" in incident.message
    case.refresh_from_db()
    assert case.variables == {"text": "kept"}
    assert case.active_elements == ["B"]
    runtime.retry(incident.pk, by=li)
    assert open_incident(instance=case).pk != incident.pk, "it failed again"
    runtime.set_variables(case.pk, variables={"boss": "li"}, by=li)
    runtime.retry(open_incident(instance=case).pk, by=li)
    assert open_task("B").assignee == li
    assert not case.incidents.filter(resolved_at=None).exists()


def test_a_task_for_somebody_unknown_becomes_an_incident_and_can_be_assigned(li: Any):
    deploy(diagram(start(), user("A", assignee="nobody"), end(), path("S", "A", "E")))
    runtime.start("p")
    assert "nobody" in open_incident(kind="unknown-assignee").message
    assert runtime.assign(open_task("A").pk, to=li, by=manager()).assignee == li
    assert runtime.complete_task(open_task("A").pk, answers={}, by=li).status == "completed"


def test_what_only_one_person_can_do_is_that_person_s_at_once(li: Any):
    deploy(diagram(start(), user("A", candidateUsers="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    assert open_task("A").assignee == li
    assert runtime.complete_task(open_task("A").pk, answers={}, by=li).status == "completed"


@pytest.mark.parametrize(
    "offered", [{"candidateUsers": "li, wang"}, {"candidateUsers": "li", "candidateGroups": "reviewers"}]
)
def test_what_several_can_do_is_claimed(li: Any, offered: dict[str, str]):
    person("wang")
    deploy(diagram(start(), user("A", **offered), end(), path("S", "A", "E")))
    runtime.start("p")
    assert open_task("A").assignee is None
    assert runtime.claim(open_task("A").pk, by=li).assignee == li


def test_what_the_duties_forbid_to_the_only_one_is_nobody_s(li: Any):
    apart = zeebe("properties", zeebe("property", name="separateFrom", value="A"))
    second = user("B", candidateUsers="li", extensions=apart)
    deploy(diagram(start(), user("A", candidateUsers="li"), second, end(), path("S", "A", "B", "E")))
    runtime.start("p")
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_task("B").assignee is None


def test_the_due_date_is_counted_from_the_moment_the_task_is_there(clock: Clock, li: Any):
    clock.set(datetime(2026, 2, 13, 2, tzinfo=UTC))
    due = zeebe("taskSchedule", dueDate="=add_working_days(now(), 2)")
    deploy(diagram(start(), user("A", extensions=due), end(), path("S", "A", "E")))
    runtime.start("p")
    assert open_task("A").due_at == datetime(2026, 2, 24, 15, 59, 59, tzinfo=UTC)


def test_a_task_of_a_cancelled_case_is_gone_from_every_list(li: Any):
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    case = runtime.start("p")
    task = open_task("A")
    TaskDraft.objects.create(task=task, user=li)
    runtime.cancel(case.pk, by=li, reason="撤回")
    task.refresh_from_db()
    assert task.status == "cancelled"
    assert not task.drafts.exists()
    assert not UserTask.objects.offered_to(li).exists()
    with pytest.raises(TaskNotOpen):
        runtime.complete_task(task.pk, answers={}, by=li)
    case.refresh_from_db()
    assert (case.status, case.state) == ("cancelled", "")
    assert HistoryEvent.objects.get(kind="instance_cancelled").data == {"reason": "撤回"}
