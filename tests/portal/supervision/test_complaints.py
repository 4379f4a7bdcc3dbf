"""P11 as it runs: every branch to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Document
from engine import clock as engine_clock
from engine import runtime
from engine.errors import AnswersRefused, EngineError
from engine.models import ProcessInstance, UserTask
from portal.evaluation import incidents
from portal.evaluation.models import Publicity
from portal.inbox.answers import initial
from portal.notifications.models import Notification, SmsMessage
from portal.supervision.models import Case, Warning
from tests.flows import untaken
from tests.portal.certification.issuing import passed_application
from tests.portal.supervision.complaining import MATTER, PHONE, Complaint, Objection
from tests.portal.supervision.prosecuting import scanned
from tests.portal.world import BPMN, WEDNESDAY, another, signed_in

pytestmark = pytest.mark.django_db


def test_an_upheld_complaint_goes_to_the_penalty_ladder(complain, authorisation, people, tea):
    case = complain()
    assert case.open_tasks() == {"Triage"}
    assert case.report.number == "C202600001"
    case.triage()
    # Accepted on Wednesday 11 March 2026: twenty working days, with Qingming on 6 April.
    assert engine_clock.day_of(case.report.find_by).isoformat() == "2026-04-09"
    assert case.open_tasks() == {"Explain"}
    assert "有效" in scanned(tea)
    assert "霉" not in scanned(tea)
    case.explain()
    case.arrange()
    assert case.task("Find").due_at == case.report.find_by
    case.find("upheld")
    assert case.is_over
    assert (case.report.status, case.report.finding, case.report.grade) == ("closed", "upheld", "major")
    penalty = case.report.case
    assert (penalty.trigger, penalty.severity, penalty.opened_by) == ("quality_risk", "major", people.compliance)
    assert penalty.facts == MATTER
    assert UserTask.objects.open().get(case__business_key=penalty.number).element_id == "Decide"
    # Found true, and still nothing is public until the penalty is decided.
    assert "霉" not in scanned(tea)


def test_a_substantiated_complaint_counts_against_the_next_evaluation(complain, tea):
    case = complain()
    case.triage()
    case.explain()
    case.arrange()
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is None
    case.find("partly")
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) == engine_clock.today()


def test_a_minor_one_does_not_count(complain, tea):
    case = complain(kind="service")
    case.triage()
    case.explain()
    case.arrange()
    case.find("upheld", grade="minor", trigger="misuse")
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is None


def test_what_is_not_accepted_never_reaches_the_enterprise(complain, people, tea):
    case = complain()
    before = Notification.objects.filter(user=people.owner).count()
    case.triage("reject")
    assert case.is_over
    assert case.report.status == "rejected"
    assert Notification.objects.filter(user=people.owner).count() == before
    client = signed_in(people.owner)
    assert client.get(f"/enterprise/instances/{case.instance.pk}/").status_code == 404
    letter = Document.objects.get(kind="complaint_reply")
    assert letter.data["data"]["outcome"] == "rejected"
    assert SmsMessage.objects.get(phone=PHONE).text.startswith("您反映的问题已有答复")


def test_an_emergency_is_red_at_once_and_lifted_when_it_was_not_true(
    complain, authorisation, people, second_officer, tea
):
    case = complain(harm=True)
    suggested = case.task("Triage")
    assert suggested.inputs["suggestion"] == {"grade": "grave", "urgent": True}
    assert suggested.priority == 90
    case.triage("urgent")
    penalty = case.report.case
    assert (penalty.severity, penalty.opened_by) == ("urgent", people.compliance)
    assert "红色警示" in scanned(tea)
    confirm = UserTask.objects.open().get(case__business_key=penalty.number)
    assert confirm.element_id == "ConfirmRed"
    with pytest.raises(EngineError):  # whoever triaged it is not the second person
        runtime.claim(confirm.pk, by=people.compliance)
    words = {"public_reason": "质量风险", "basis": "评价规则", "demands": "停止销售"}
    runtime.complete_task(confirm.pk, answers={"outcome": "confirm", **words}, by=second_officer)
    case.go_on()
    assert case.open_tasks() == {"Explain"}
    case.explain()
    case.arrange("retest")
    case.check(people.keeper, "clear")
    case.find("unfounded")
    assert case.is_over
    penalty.refresh_from_db()
    assert penalty.status == Case.Status.CLOSED
    ended = ProcessInstance.objects.get(process_key="penalty_escalation", business_key=penalty.number)
    assert ended.status == ProcessInstance.Status.COMPLETED
    assert Warning.objects.get().end == Warning.End.REVOKED
    authorisation.refresh_from_db()
    assert authorisation.status == "valid"
    assert "经核查不属实" in scanned(tea)
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is None
    assert Notification.objects.filter(user=people.owner, text__contains="经复核撤销").count() == 1


def test_an_emergency_that_is_true_goes_on_in_the_same_case(complain, people, tea):
    case = complain()
    case.triage("urgent")
    penalty = case.report.case
    case.explain()
    case.arrange("visit")
    case.check(people.evaluator)
    choices = [choice["value"] for choice in initial(case.task("Find"))["choices"]]
    assert choices == ["upheld", "partly", "unfounded", "undetermined", "extend"]
    assert initial(case.task("Find"))["triggers"] == []
    case.find("upheld", grade="grave", trigger=None, public_reason=None)
    assert case.is_over
    assert case.report.case == penalty
    assert Case.objects.count() == 1


def test_an_enterprise_that_does_not_explain_is_judged_by_what_there_is(complain, clock, people):
    case = complain()
    case.triage()
    due = case.task("Explain").due_at
    clock.set(due + timedelta(minutes=1))
    case.go_on()
    assert case.open_tasks() == {"Arrange"}
    assert Notification.objects.filter(user=people.owner, text__contains="说明期限已过").count() == 1
    assert initial(case.task("Arrange"))["unexplained"] is True
    case.arrange()
    case.find("undetermined")
    assert case.is_over
    assert not Case.objects.exists()


def test_the_finding_may_be_put_off_once(complain, people):
    case = complain()
    case.triage()
    case.explain()
    case.arrange()
    first = case.task("Find").due_at
    case.find("extend")
    assert case.report.extended
    assert case.task("Find").due_at == case.report.find_by > first
    assert Notification.objects.filter(user=people.owner, text__contains="延长至").count() == 1
    assert "extend" not in [choice["value"] for choice in initial(case.task("Find"))["choices"]]
    with pytest.raises(AnswersRefused):
        case.find("extend")
    case.find("unfounded")
    assert case.is_over


def test_a_forged_code_is_looked_into_without_an_enterprise(complain, people):
    case = complain(product=None, kind="counterfeit")
    assert (case.report.source, case.report.code) == ("forged", "forged-1")
    with pytest.raises(AnswersRefused) as refused:
        case.triage("urgent")
    assert "先行红色警示" in str(refused.value.errors)
    case.triage()
    assert case.open_tasks() == {"Arrange"}
    case.arrange()
    case.find("upheld", trigger=None, public_reason=None)
    assert case.is_over
    assert not Case.objects.exists()


def test_a_product_that_was_found_out_takes_the_complaint(complain, authorisation, tea):
    case = complain(product=None, kind="counterfeit")
    for wrong in ("OTOP-2-2026-433126-00001-0", "OTOP-1-2026-433126-99999-9", "nonsense"):
        with pytest.raises(AnswersRefused):
            case.triage(certificate_number=wrong)
    case.triage(certificate_number=f" {authorisation.number} ")
    assert case.report.product == tea
    assert case.open_tasks() == {"Explain"}
    assert case.instance.variables["enterprise_id"] == tea.enterprise_id


def test_reminders_at_half_and_reports_when_due(complain, clock, people):
    case = complain()
    clock.set(WEDNESDAY + timedelta(days=1, hours=9))
    case.go_on()
    assert Notification.objects.filter(user=people.compliance, text__contains="办理时间已过半").count() == 1
    clock.set(case.task("Triage").due_at + timedelta(minutes=1))
    case.go_on()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1


def test_every_flow_is_taken(complain, clock, people, tea):
    def late(case: Complaint, element: str) -> None:
        clock.set(case.task(element).due_at + timedelta(minutes=1))
        case.go_on()

    complain().triage("reject")
    urgent = complain()
    late(urgent, "Triage")
    urgent.triage("urgent")
    late(urgent, "Explain")
    late(urgent, "Arrange")
    urgent.arrange("visit")
    late(urgent, "Check")
    urgent.check(people.evaluator, "unclear")
    late(urgent, "Find")
    urgent.find("extend")
    urgent.find("undetermined")
    for finding, product in (("upheld", {}), ("unfounded", {}), ("upheld", {"product": None})):
        case = complain(**product)
        case.triage()
        if not product:
            case.explain()
        case.arrange()
        changes = {} if not product else {"trigger": None, "public_reason": None}
        case.find(finding, **{name: value for name, value in changes.items() if finding == "upheld"})
        assert case.is_over
    shown = Publicity.objects.create(
        number="G202600001",
        application=passed_application(another(tea, "古丈红茶"), star=3, by=people.owner),
        star=3,
        ends_at=engine_clock.now() + timedelta(days=7),
    )
    Objection(people, shown).triage("reject")
    Objection(people, shown).found("upheld")
    played = ProcessInstance.objects.filter(process_key="complaint_risk")
    assert untaken(BPMN / "complaint_risk" / "complaint_risk.bpmn", played) == set()
