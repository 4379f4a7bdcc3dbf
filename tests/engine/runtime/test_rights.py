"""Who may do what with a task: one table, the same for the lists, for every command and for whoever is given one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from engine import jobs, runtime
from engine.errors import AnswersRefused, EngineError, ReasonMissing
from engine.models import HistoryEvent, Incident, Job, TaskDraft, UserTask
from engine.registry import TaskRule, hooks, takes
from engine.runtime import Command
from tests.engine.runtime.world import deploy, is_person, manager, open_task, person
from tests.engine.spiff.diagrams import diagram, end, path, start, user, zeebe

pytestmark = pytest.mark.django_db

APART = zeebe("properties", zeebe("property", name="separateFrom", value="A, X"))
TWO = diagram(
    start(),
    user("A", candidateGroups="reviewers"),
    user("B", candidateGroups="deciders", extensions=zeebe("formDefinition", formId="decision") + APART),
    end(),
    path("S", "A", "B", "E"),
)
NAMES = {
    "TaskNotYours": "not yours",
    "TaskAlreadyClaimed": "taken",
    "SeparationOfDuties": "duties",
    "ClaimRefused": "rule",
    "AssigneeRefused": "refused",
}


@pytest.fixture
def task() -> UserTask:
    """The decision; `first` did the review before it."""
    deploy(TWO, forms=["decision"])
    runtime.start("p", business_key="R1")
    runtime.complete_task(open_task("A").pk, answers={}, by=person("first", "reviewers", "deciders"))
    return open_task("B")


def outcome(action: Callable[[], Any]) -> str:
    try:
        action()
    except EngineError as error:
        return NAMES[type(error).__name__]
    return "ok"


def deactivated(who: Any) -> Any:
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    who.refresh_from_db()
    return who


def left(who: Any) -> Any:
    who.groups.clear()
    return who


def taken(task: UserTask, who: Any) -> Any:
    runtime.claim(task.pk, by=who)
    return who


def refused_by_a_rule(who: Any) -> Any:
    hooks.task_rules.append(TaskRule(lambda user: ~Q(element_id="B") | ~is_person(user, who), reason="与企业同县"))
    return who


PEOPLE: dict[str, Callable[[UserTask], Any]] = {
    "a member of the group": lambda task: person("li", "deciders"),
    "who took it": lambda task: taken(task, person("li", "deciders")),
    "a member after a colleague took it": lambda task: (
        taken(task, person("wang", "deciders")) and person("li", "deciders")
    ),
    "somebody of another group": lambda task: person("zhao", "reviewers"),
    "who took it and left the group": lambda task: left(taken(task, person("li", "deciders"))),
    "who took it and was deactivated": lambda task: deactivated(taken(task, person("li", "deciders"))),
    "who did the step before": lambda task: person("first"),
    "whom a rule refuses": lambda task: refused_by_a_rule(person("li", "deciders")),
    "who took it before a rule refused": lambda task: refused_by_a_rule(taken(task, person("li", "deciders"))),
    "a manager": lambda task: manager(),
    "a superuser": lambda task: person("root", is_superuser=True),
    "a superuser in a case of the scheme": lambda task: of_the_scheme(person("root", is_superuser=True)),
    "a superuser of the group in such a case": lambda task: of_the_scheme(
        person("root", "deciders", is_superuser=True)
    ),
    "a deactivated superuser": lambda task: deactivated(person("root", is_superuser=True)),
}


def of_the_scheme(who: Any) -> Any:
    hooks.scheme_processes = lambda: ["p"]  # type: ignore[method-assign, assignment]
    return who


# In the inbox, on a page, and what claiming, keeping a draft, handing in, and being given it answer.
EXPECTED: dict[str, tuple[bool, bool, str, str, str, str]] = {
    "a member of the group": (True, True, "ok", "ok", "ok", "ok"),
    "who took it": (True, True, "ok", "ok", "ok", "ok"),
    "a member after a colleague took it": (False, True, "taken", "taken", "taken", "ok"),
    "somebody of another group": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who took it and left the group": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who took it and was deactivated": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who did the step before": (False, True, "duties", "duties", "duties", "refused"),
    "whom a rule refuses": (False, False, "rule", "rule", "rule", "refused"),
    "who took it before a rule refused": (False, False, "rule", "rule", "rule", "refused"),
    "a manager": (False, False, "not yours", "not yours", "not yours", "refused"),
    "a superuser": (True, True, "ok", "ok", "ok", "ok"),
    "a superuser in a case of the scheme": (False, False, "not yours", "not yours", "not yours", "refused"),
    "a superuser of the group in such a case": (True, True, "ok", "ok", "ok", "ok"),
    "a deactivated superuser": (False, False, "not yours", "not yours", "not yours", "refused"),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_what_each_may_do(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    listed, shown, claiming, drafting, completing, receiving = EXPECTED[who]
    assert UserTask.objects.inbox_of(someone).filter(pk=task.pk).exists() == listed
    mine = UserTask.objects.assigned_to(someone) | UserTask.objects.offered_to(someone)
    assert mine.filter(pk=task.pk).exists() == listed
    assert UserTask.objects.visible_to(someone).filter(pk=task.pk).exists() == shown
    assert outcome(lambda: runtime.may(Command.DRAFT, task.pk, someone)) == drafting
    assert outcome(lambda: runtime.assign(task.pk, to=someone, by=manager(), reason="试")) == receiving
    assert (someone in runtime.who_may_have(task)) == (
        (receiving == "ok" and "superuser" not in who) or "of the group" in who
    )
    if receiving == "ok":
        return
    assert outcome(lambda: runtime.claim(task.pk, by=someone)) == claiming
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == completing
    task.refresh_from_db()
    assert task.status == "open"


@pytest.mark.parametrize("who", PEOPLE)
def test_claiming_and_handing_in_are_judged_alike(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    claiming, completing = EXPECTED[who][2], EXPECTED[who][4]
    assert outcome(lambda: runtime.claim(task.pk, by=someone)) == claiming
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == completing


@pytest.mark.parametrize("who", PEOPLE)
def test_without_claiming_first_too(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == EXPECTED[who][4]


def test_a_task_form_of_the_scheme_binds_superusers_as_well(task: UserTask):
    @takes("decision")
    class Decision:
        def initial(self, task: Any):
            return {}

        def accept(self, task: Any, answers: Any, user: Any):
            return {}

    root = person("root", is_superuser=True)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=root)) == "not yours"
    assert runtime.assign(task.pk, to=person("li", "deciders"), by=root, reason="代办").assignee.username == "li"


def test_a_rule_stands_beside_its_task_form(task: UserTask):
    li, wang = person("li", "deciders"), person("wang", "deciders")

    @takes("decision", may_take=TaskRule(lambda user: is_person(user, wang), reason="只能由王办理"))
    class Decision:
        def initial(self, task: Any):
            return {}

        def accept(self, task: Any, answers: Any, user: Any):
            return {}

    assert not UserTask.objects.offered_to(li).exists()
    assert list(UserTask.objects.offered_to(wang)) == [task]
    with pytest.raises(EngineError, match="只能由王办理"):
        runtime.claim(task.pk, by=li)
    with pytest.raises(EngineError, match="只能由王办理"):
        runtime.assign(task.pk, to=li, by=manager())
    assert runtime.who_may_have(task) == [wang]


def test_who_may_not_hand_in_does_not_learn_what_is_wrong_with_the_answers(task: UserTask, monkeypatch: Any):
    def refuse(task: Any, answers: Any, user: Any) -> Any:
        raise AnswersRefused({"opinion": ["不能为空"]})

    monkeypatch.setattr(hooks, "clean_answers", refuse)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=person("zhao"))) == "not yours"
    with pytest.raises(AnswersRefused):
        runtime.complete_task(task.pk, answers={}, by=person("li", "deciders"))


def test_rights_cost_one_statement(task: UserTask):
    li = person("li", "deciders")
    runtime.may(Command.COMPLETE, task.pk, li)  # the form is remembered
    with CaptureQueriesContext(
        connection,
    ) as asked:
        runtime.may(Command.COMPLETE, task.pk, li)
    assert len(asked) == 1, [query["sql"] for query in asked]


# Managing -----------------------------------------------------------------------------------------
def events(kind: str) -> list[dict[str, Any]]:
    return [event.data for event in HistoryEvent.objects.filter(kind=kind)]


def test_a_manager_gives_a_task_back_with_a_reason(task: UserTask):
    taken(task, person("li", "deciders"))
    TaskDraft.objects.create(task=task, user=person("li"), answers={"half": "typed"})
    with pytest.raises(ReasonMissing):
        runtime.release(task.pk, by=manager(), reason="  ")
    runtime.release(task.pk, by=manager(), reason="休假")
    task.refresh_from_db()
    assert task.assignee is None
    assert events("task_unclaimed") == [{"task": str(task.pk), "from": "li", "reason": "休假"}]
    assert list(UserTask.objects.offered_to(person("wang", "deciders"))) == [task]


def test_taking_a_task_from_somebody_needs_a_reason(task: UserTask):
    li, wang = person("li", "deciders"), person("wang", "deciders")
    assert runtime.assign(task.pk, to=li, by=manager()).assignee == li
    with pytest.raises(ReasonMissing):
        runtime.assign(task.pk, to=wang, by=manager())
    assert runtime.assign(task.pk, to=wang, by=manager(), reason="休假").assignee == wang
    assert events("task_assigned")[-1] == {"task": str(task.pk), "from": "li", "to": "wang", "reason": "休假"}


def test_another_due_date_is_kept_with_its_reason(task: UserTask):
    due = datetime(2031, 5, 6, tzinfo=UTC)
    with pytest.raises(ReasonMissing):
        runtime.reschedule(task.pk, due_at=due, by=manager(), reason="")
    runtime.reschedule(task.pk, due_at=due, by=manager(), reason="材料晚到")
    task.refresh_from_db()
    assert (task.due_at, task.candidates.get().due_at) == (due, due)
    (event,) = events("task_rescheduled")
    assert (event["due"], event["reason"]) == (due.isoformat(), "材料晚到")


def test_who_hands_out_no_tasks_may_not_do_it(task: UserTask):
    li = taken(task, person("li", "deciders"))
    wang = person("wang", "deciders")
    assert outcome(lambda: runtime.release(task.pk, by=wang, reason="要")) == "not yours"
    assert outcome(lambda: runtime.assign(task.pk, to=wang, by=wang, reason="要")) == "not yours"
    assert outcome(lambda: runtime.reschedule(task.pk, due_at=None, by=li, reason="要")) == "not yours"


# Leaving ------------------------------------------------------------------------------------------
def test_what_a_person_took_goes_back_when_the_group_is_left(task: UserTask):
    li = left(taken(task, person("li", "deciders")))
    Job.objects.all().delete()
    assert (runtime.look_again(li), runtime.look_again(li)) == (1, 0)
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert (task.status, task.assignee) == ("open", None)
    (event,) = events("task_unclaimed")
    assert (event["from"], bool(event["reason"])) == ("li", True)


def test_who_is_back_before_the_job_runs_keeps_the_task(task: UserTask):
    li = left(taken(task, person("li", "deciders")))
    runtime.look_again(li)
    person("li", "deciders")
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee == li
    assert not events("task_unclaimed")


def test_what_may_be_kept_is_kept(task: UserTask):
    li = taken(task, person("li", "deciders"))
    assert runtime.look_again(li) == 0
    assert runtime.look_at_everybody() == 0


def test_what_nobody_announced_is_found(task: UserTask):
    li = taken(task, person("li", "deciders"))
    type(li).objects.filter(pk=li.pk).update(is_active=False)
    assert runtime.look_at_everybody() == 1
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee is None


def test_a_task_that_the_diagram_gave_to_one_person_comes_back_to_that_person():
    li = person("li")
    deploy(diagram(start(), user("A", assignee="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    runtime.unclaim(open_task("A").pk, by=li)
    assert list(UserTask.objects.offered_to(li)) == [open_task("A")]


def test_a_task_of_somebody_who_is_gone_can_be_given_to_another():
    li, wang = person("li"), person("wang")
    deploy(diagram(start(), user("A", candidateUsers="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    task = open_task("A")
    assert not runtime.is_nobodys(task)
    assert outcome(lambda: runtime.assign(task.pk, to=wang, by=manager(), reason="休假")) == "refused"
    deactivated(li)
    assert runtime.is_nobodys(task)
    assert runtime.assign(task.pk, to=wang, by=manager(), reason="离职").assignee == wang
    assert list(UserTask.objects.inbox_of(wang)) == [task]
    assert runtime.complete_task(task.pk, answers={}, by=wang).status == "completed"


def test_a_task_that_nobody_can_take_any_more_is_told_to_the_operators():
    li = person("li")
    deploy(diagram(start(), user("A", candidateUsers="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    task = runtime.claim(open_task("A").pk, by=li)
    runtime.look_again(deactivated(li))
    jobs.run_due_jobs()
    assert "名称A" in Incident.objects.get(resolved_at=None).message
    runtime.assign(task.pk, to=person("wang"), by=manager())
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_the_incident_of_a_task_for_nobody_is_over_when_somebody_has_it():
    deploy(diagram(start(), user("A", assignee="nobody"), end(), path("S", "A", "E")))
    runtime.start("p")
    runtime.assign(open_task("A").pk, to=person("li"), by=manager())
    assert not Incident.objects.filter(resolved_at=None).exists()


# At the same moment -------------------------------------------------------------------------------
def meanwhile(task: UserTask, li: Any, monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> str:
    """`li` hands in; between the checking of the answers and the lock somebody else does something."""
    checked, go_on, result = Event(), Event(), []

    def clean(task: UserTask, answers: Any, user: Any) -> dict[str, Any]:
        checked.set()
        assert go_on.wait(20)
        return dict(answers)

    def hand_in() -> None:
        try:
            result.append(outcome(lambda: runtime.complete_task(task.pk, answers={}, by=li)))
        finally:
            connection.close()

    monkeypatch.setattr(hooks, "clean_answers", clean)
    thread = Thread(target=hand_in)
    thread.start()
    assert checked.wait(20)
    do()
    go_on.set()
    thread.join(20)
    return str(result[0])


@pytest.mark.django_db(transaction=True)
def test_who_is_handing_in_comes_too_late_when_a_colleague_claims(task: UserTask, monkeypatch: pytest.MonkeyPatch):
    li, wang = person("li", "deciders"), person("wang", "deciders")
    assert meanwhile(task, li, monkeypatch, lambda: runtime.claim(task.pk, by=wang)) == "taken"
    task.refresh_from_db()
    assert (task.status, task.assignee) == ("open", wang)


@pytest.mark.django_db(transaction=True)
def test_who_loses_the_role_while_handing_in_is_refused(task: UserTask, monkeypatch: pytest.MonkeyPatch):
    li = taken(task, person("li", "deciders"))
    assert meanwhile(task, li, monkeypatch, li.groups.clear) == "not yours"
    task.refresh_from_db()
    assert task.status == "open"
