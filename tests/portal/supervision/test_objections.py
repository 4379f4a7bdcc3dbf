"""What somebody objects to a result that is shown in public: the application waits, and goes on or back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from engine import clock as engine_clock
from engine import jobs, runtime
from engine.errors import EngineError
from engine.models import ProcessInstance
from portal.accounts import roles
from portal.evaluation import incidents
from portal.evaluation.commands import ask_to_withdraw, publicity
from portal.evaluation.commands.applications import WITHDRAW
from portal.evaluation.errors import AwardPending, NotWithdrawable
from portal.evaluation.models import Application, Publicity
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Product
from portal.supervision import pausing
from portal.supervision.errors import PublicityClosed
from portal.supervision.models import Report
from tests.flows import untaken
from tests.portal.evaluation.case import Case
from tests.portal.evaluation.conftest import apply, draw_rate, star_processes
from tests.portal.inbox.crowd import waiting
from tests.portal.supervision.complaining import ASKED, OBJECTED, Objection
from tests.portal.world import BPMN, deploy, signed_in

__all__ = ["apply", "draw_rate", "star_processes"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def shown(case: Case) -> Publicity:
    """The last round."""
    found = case.application.publicities.first()
    assert found is not None
    return found


def decision_page(case: Case, officer: Any) -> Callable[[], Any]:
    """Asks for it as an officer who took the task and has another one in hand."""
    task, client = runtime.claim(case.task("Decide").pk, by=officer), signed_in(officer)
    waiting(1, roles.CERTIFICATE_OFFICER, assignee=officer)
    return lambda: client.get(reverse("inbox:task", args=[task.pk]))


@pytest.fixture
def publish(apply: Callable[..., Case], people: Any, draw_rate: Any) -> Callable[..., Case]:
    """`publish()`: the tea's three stars, decided on Wednesday 11 March 2026 and shown in public."""
    draw_rate(0)
    deploy("complaint_risk", "penalty_escalation")

    def published(star: int = 3) -> Case:
        case = apply(star=star)
        case.accept()
        case.sample_result()
        case.done("DisposeSample", people.keeper, outcome="retain")
        case.done("ReportOnsite", people.evaluator, outcome="pass")
        case.summarise(star)
        case.decide("pass")
        return case

    return published


@pytest.fixture
def over(clock: Any) -> Callable[[Case], None]:
    """`over(case)`: the time in which it is shown has passed."""

    def pass_time(case: Case) -> None:
        clock.set(max(shown(case).ends_at, engine_clock.now()) + timedelta(minutes=1))
        case.go_on()

    return pass_time


def test_nothing_is_issued_before_the_time_is_over_and_nobody_objected(publish, apply, over, people, clock):
    case = publish()
    assert (shown(case).number, shown(case).star, shown(case).status) == ("G202600001", 3, "running")
    assert engine_clock.day_of(shown(case).ends_at).isoformat() == "2026-03-18"
    assert Notification.objects.filter(user=people.owner, text__contains="公示，至2026-03-18").count() == 1
    clock.set(shown(case).ends_at - timedelta(minutes=1))
    case.go_on()
    assert case.open_tasks() == set()
    with pytest.raises(NotWithdrawable):
        ask_to_withdraw(case.application, by=people.owner)
    with pytest.raises(AwardPending):
        apply(star=4)
    over(case)
    assert case.open_tasks() == {"Issue"}
    assert (shown(case).status, shown(case).ended_at) == ("unopposed", engine_clock.now())
    with pytest.raises(PublicityClosed):
        Objection(people, shown(case))
    assert not Report.objects.exists()


def test_an_objection_that_is_not_true_only_delays_the_certificate(publish, over, people, tea):
    case = publish()
    first, second = Objection(people, shown(case)), Objection(people, shown(case), kind="standard")
    assert first.report.number == "C202600001"
    assert first.report.source == "objection"
    assert first.instance.variables["application_number"] == case.number
    over(case)
    assert (case.open_tasks(), shown(case).status) == (set(), "over")
    with pytest.raises(PublicityClosed):  # what is known by now is looked into; nothing new comes in
        Objection(people, shown(case))
    first.found("unfounded")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == (set(), "over")
    second.found("undetermined")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == ({"Issue"}, "dismissed")
    assert case.status == Application.Status.PASSED
    assert first.is_over
    assert second.is_over


def test_an_answer_before_the_time_is_over_shortens_nothing(publish, over, people):
    case = publish()
    Objection(people, shown(case)).triage("reject")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == (set(), "running")
    objection = Objection(people, shown(case))  # it still runs
    over(case)
    assert case.open_tasks() == set()
    objection.triage("reject")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == ({"Issue"}, "unopposed")  # none was even accepted
    assert objection.is_over


def test_an_objection_that_is_true_sends_it_back_at_once(publish, people, tea, django_assert_max_num_queries):
    case = publish()
    objection = Objection(people, shown(case))
    objection.found("partly", grade="major")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == ({"Summarise"}, "upheld")
    assert (case.status, case.application.awarded_star, case.application.decided_at) == ("evaluating", None, None)
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="异议经核查成立").count() == 1
    assert objection.report.case is None  # it goes back, to no penalty by itself
    assert f"申报材料不实，认定部分属实。{ASKED}" in case.shown("Summarise")["evaluation_text"]
    assert OBJECTED not in str(case.shown("Summarise"))
    case.summarise(0)
    page = decision_page(case, people.officer)
    assert ASKED in page().context["form_config"]["data"]["evaluation_text"]
    with django_assert_max_num_queries(20):
        page()
    case.decide("fail")
    assert case.status == Application.Status.FAILED
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    tea.refresh_from_db()
    assert tea.status == Product.Status.FILED


def test_what_was_evaluated_again_is_shown_again_and_earlier_objections_count(publish, over, people, clock):
    case = publish()
    first, second = Objection(people, shown(case)), Objection(people, shown(case))
    first.found("upheld", grade="minor")
    case.go_on()
    case.summarise(3)
    case.decide("pass")
    assert [each.status for each in case.application.publicities.all()] == ["running", "upheld"]
    over(case)
    assert (case.open_tasks(), shown(case).status) == (set(), "over")  # the second one is still open
    second.found("upheld", grade="minor")
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == ({"Summarise"}, "upheld")
    case.summarise(3)
    case.decide("pass")
    over(case)
    assert (case.open_tasks(), shown(case).status) == ({"Issue"}, "unopposed")
    assert shown(case).number == "G202600003"
    played = ProcessInstance.objects.filter(process_key="star_application")
    left = untaken(BPMN / "star_application" / "star_application.bpmn", played)
    ways = ("Publish", "Publicity", "Objection", "Objected", "FindingCame")
    assert {flow for flow in left if any(name in flow for name in ways)} == {"Flow_Publicity_Certificate"}


def test_whoever_evaluated_does_not_look_into_the_objection(publish, people, make_user):
    case = publish()
    objection = Objection(people, shown(case))
    for person in (people.evaluator, people.officer):
        person.groups.add(people.compliance.groups.get(name=roles.COMPLIANCE_OFFICER))
        with pytest.raises(EngineError, match="参与过该项评价"):
            runtime.claim(objection.task("Triage").pk, by=person)
    objection.triage(matter=ASKED)
    objection.explain()
    objection.arrange("visit")
    with pytest.raises(EngineError, match="参与过该项评价"):
        runtime.claim(objection.task("Check").pk, by=people.evaluator)
    objection.check(make_user("se2", roles.STAR_EVALUATOR), "clear")


def test_how_it_was_evaluated_is_not_held_against_the_enterprise(publish, people, tea):
    Objection(people, shown(publish()), kind="procedure").found("upheld", grade="major")
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is None


def test_a_withdrawal_that_came_in_while_it_was_decided_ends_it(publish, people):
    case = publish()
    objection = Objection(people, shown(case))
    runtime.correlate(WITHDRAW, correlation_key=case.number)
    case.go_on()
    assert (case.status, shown(case).status) == ("withdrawn", "stopped")
    with pytest.raises(PublicityClosed):
        Objection(people, shown(case))
    objection.found("upheld", grade="minor")  # it is looked into all the same, and changes nothing here
    case.go_on()
    assert (case.status, objection.is_over) == ("withdrawn", True)
    assert case.instance.status == ProcessInstance.Status.COMPLETED


def test_a_frozen_enterprise_is_shown_longer(publish, over, people, clock, tea):
    case = publish()
    announced = shown(case).ends_at
    objection = Objection(people, shown(case))
    pausing.pause(tea.enterprise_id)
    jobs.run_due_jobs()
    assert publicity.until([shown(case)])[shown(case).pk].is_paused
    objection.found("unfounded")
    over(case)
    assert (case.open_tasks(), shown(case).status) == (set(), "running")
    Objection(people, shown(case)).triage("reject")
    clock.set(announced + timedelta(days=2))
    pausing.go_on(tea.enterprise_id)
    jobs.run_due_jobs()
    case.go_on()
    until = publicity.until([shown(case)])[shown(case).pk]
    assert not until.is_paused
    assert until.at > announced + timedelta(days=2)
    assert (case.open_tasks(), shown(case).status) == (set(), "running")
    clock.set(until.at + timedelta(minutes=1))
    case.go_on()
    assert (case.open_tasks(), shown(case).status) == ({"Issue"}, "dismissed")
