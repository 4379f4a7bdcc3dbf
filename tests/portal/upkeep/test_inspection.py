"""P10 as it runs: begun by the term before each anniversary, to its result and what follows from it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

import pytest

from documents.models import Document
from engine import clock as engine_clock
from engine import jobs, runtime
from engine.models import Incident, ProcessInstance
from portal.certification import publishing
from portal.certification.models import Authorisation
from portal.evaluation.commands.samples import draw_value
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.supervision.models import Case as PenaltyCase
from portal.upkeep import coming
from portal.upkeep.commands import inspections, terms
from portal.upkeep.models import AnnualInspection
from tests.flows import untaken
from tests.portal.upkeep.inspecting import ANNIVERSARY, OBJECTION, Inspected, go_to
from tests.portal.upkeep.world import Case
from tests.portal.world import BPMN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inspections_run")]

DIAGRAM = BPMN / "annual_inspection" / "annual_inspection.bpmn"
TERM = BPMN / "authorisation_term" / "authorisation_term.bpmn"


def test_it_begins_sixty_days_before_the_anniversary_with_a_letter(inspected, people):
    made = inspected()
    task = made.case.task("Submit")
    assert made.row.anniversary == ANNIVERSARY
    assert task.due_at == datetime.combine(ANNIVERSARY, time(23, 59, 59), engine_clock.LOCAL_ZONE)
    letter = Document.objects.get(kind="inspection_notice")
    assert (letter.number, made.row.notice) == ("一乡一品检〔2027〕1号", letter)
    assert Notification.objects.filter(user=people.owner, text__contains="请在2027-03-11前报送年度检查").exists()
    assert initial(task)["needs_insurance"] is False


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 3, 11), date(2029, 3, 11), [date(2027, 3, 11), date(2028, 3, 11)]),
        (date(2028, 2, 29), date(2031, 2, 28), [date(2029, 2, 28), date(2030, 2, 28)]),
        # What ends within sixty days after an anniversary is renewed or ends instead.
        (date(2026, 3, 11), date(2027, 5, 10), [date(2027, 3, 11)]),
        (date(2026, 3, 11), date(2027, 5, 9), []),
    ],
)
def test_each_year_has_its_anniversary_but_not_just_before_the_end(first, last, days):
    authorisation = Authorisation(valid_from=first, valid_to=last)
    assert inspections.anniversaries(authorisation) == list(enumerate(days, 1))


def test_reminders_come_thirty_and_seven_days_before(inspected, people, clock):
    made = inspected()
    product = made.authorisation.product.name
    reminded = Notification.objects.filter(
        user=people.owner, text__contains=f"{product}的年度检查还没有报送，请在2027-03-11前报送"
    )
    for days, count in ((31, 0), (30, 1), (8, 1), (7, 2)):
        go_to(clock, ANNIVERSARY - timedelta(days=days))
        assert reminded.count() == count, days
    assert made.case.open_tasks() == {"Submit"}


def test_what_is_in_order_passes_and_the_next_one_comes_in_the_next_year(inspected, people, clock):
    made = inspected()
    product = made.authorisation.product_id
    assert ANNIVERSARY in {step.day for step in coming.of_products([product])[product]}
    made.submit()
    days = {step.day for step in coming.of_products([product])[product]}
    assert ANNIVERSARY not in days  # nobody is asked twice
    assert date(2028, 3, 11) in days
    assert made.row.status == "reviewing"
    assert initial(made.case.task("Review"))["mark_volume"] == 60000
    made.review("pass")
    result = Document.objects.get(kind="inspection_result")
    assert (made.row.status, made.row.result, made.case.is_over) == ("passed", result, True)
    assert json.loads(result.snapshot)["data"]["outcome"] == "pass"
    go_to(clock, date(2028, 3, 11) - timedelta(days=60))
    assert list(made.authorisation.inspections.values_list("ordinal", flat=True)) == [1, 2]
    # In the third year it ends: that is a renewal's time.
    go_to(clock, date(2029, 2, 1))
    assert made.authorisation.inspections.count() == 2


def test_what_fails_is_a_case_on_the_next_day(inspected, people, clock):
    made = inspected()
    made.submit()
    made.review("fail", "企业已停止使用备案的生产场所，无法核实。")
    assert made.row.status == "failed"
    assert "停止使用" in json.loads(Document.objects.get(kind="inspection_result").snapshot)["data"]["opinion"]
    assert not PenaltyCase.objects.exists()
    go_to(clock, engine_clock.today() + timedelta(days=1), 0, 1)
    penalty = PenaltyCase.objects.get()
    assert (penalty.trigger, penalty.opened_by) == ("inspection_failed", people.evaluator)
    assert made.case.is_over


def test_corrections_are_asked_for_and_sent(inspected, people):
    made = inspected()
    made.submit()
    made.review("correct")
    task = made.case.task("Correct")
    assert (made.row.status, initial(task)["guidance"]) == ("correction", OBJECTION)
    made.submit("Correct")
    made.review("pass")
    assert made.row.status == "passed"


def test_what_is_not_corrected_in_time_is_concluded_on_as_it_is(inspected, people, clock):
    made = inspected()
    made.submit()
    made.review("correct")
    clock.set(made.case.task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    assert initial(made.case.task("Review"))["late"] is True


@pytest.mark.parametrize(("outcome", "status"), [("pass", "passed"), ("fail", "failed")])
def test_three_stars_and_more_may_be_drawn_for_a_visit_and_the_lot_can_be_checked(outcome, status, inspected, people):
    made = inspected(star=4, rate=1.0)
    assert initial(made.case.task("Submit"))["needs_insurance"] is True
    made.submit()
    assert made.row.drawn
    assert draw_value(made.row.draw_seed) == made.row.draw_value
    assert made.row.draw_seed in initial(made.case.task("Review"))["draw_text"]
    made.review("pass")
    assert made.case.open_tasks() == {"Visit"}
    made.visit(outcome)
    assert made.row.status == status


def test_below_three_stars_nobody_is_drawn(inspected):
    made = inspected(star=2, rate=1.0)
    assert (made.row.drawn, made.row.draw_seed) == (False, "")


def test_of_many_about_a_tenth_is_drawn():
    values = [draw_value(f"N2026{n:05}:seed") for n in range(2000)]
    assert 0.08 < sum(value < 0.1 for value in values) / len(values) < 0.12


def test_whoever_was_issued_long_ago_is_not_overdue_for_years_that_are_past(issue, clock, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(publishing, "_listeners", [])
        authorisation = issue(star=2)
    go_to(clock, date(2028, 2, 20))
    terms.catch_up()
    jobs.run_due_jobs()
    assert list(authorisation.inspections.values_list("ordinal", "anniversary")) == [(2, date(2028, 3, 11))]
    assert not PenaltyCase.objects.exists()


def test_a_term_begins_nothing_for_an_authorisation_that_was_revoked(issue, clock):
    authorisation = issue(star=2)
    authorisation.move(Authorisation.Status.REVOKED)
    go_to(clock, ANNIVERSARY - timedelta(days=60))
    assert not authorisation.inspections.exists()
    assert Case(authorisation.number).instance.active_elements == ["TermOver"]


def test_the_enterprise_is_told_when_it_may_renew(issue, people, clock):
    authorisation = issue(star=2)
    go_to(clock, authorisation.valid_to - timedelta(days=180))
    told = Notification.objects.filter(user=people.owner, text__contains="现在可以申请续展")
    assert told.count() == 1
    go_to(clock, authorisation.valid_to - timedelta(days=120))
    assert told.count() == 1


def test_every_flow_of_an_inspection_and_of_a_term_has_been_taken(inspected, people, clock, settings):
    """Year after year, so that together they take every way."""
    made = inspected(star=4, rate=1.0)
    go_to(clock, ANNIVERSARY - timedelta(days=7))
    go_to(clock, ANNIVERSARY + timedelta(days=1), 0, 1)
    made.submit()
    clock.set(made.case.task("Review").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    made.review("correct")
    clock.set(made.case.task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    made.review("correct")
    made.submit("Correct")
    made.review("pass")
    clock.set(made.case.task("Visit").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    made.visit("fail")
    go_to(clock, engine_clock.today() + timedelta(days=1), 0, 1)
    authorisation = made.authorisation
    go_to(clock, date(2028, 1, 20))
    made.row = authorisation.inspections.get(ordinal=2)
    made.case = Case(made.row.number)
    made.submit()
    made.review("pass")
    made.visit("pass")
    for ordinal, star, outcome in ((11, 2, "pass"), (12, 2, "fail"), (13, 2, "")):
        _another(made, ordinal, star)
        if not outcome:
            break
        made.submit()
        made.review(outcome)
        go_to(clock, engine_clock.today() + timedelta(days=1), 0, 1)
    go_to(clock, authorisation.valid_to - timedelta(days=180))
    second = terms_of_a_second_one(made)
    go_to(clock, authorisation.valid_to + timedelta(days=1), 0, 1)
    authorisation.refresh_from_db()
    Authorisation.objects.filter(pk=authorisation.pk).update(status="expired")
    terms.catch_up()
    jobs.run_due_jobs()
    assert not Incident.objects.exists()
    played = ProcessInstance.objects.filter(process_key=inspections.PROCESS)
    assert {each.status for each in played} == {"completed"}
    assert untaken(DIAGRAM, played) == set()
    assert second.is_over
    assert untaken(TERM, ProcessInstance.objects.filter(process_key=terms.PROCESS)) == set()


def _another(made: Inspected, ordinal: int, star: int) -> None:
    """One more, as it would begin today, without a visit."""
    row = AnnualInspection.objects.create(
        number=f"N2028{ordinal:05}",
        authorisation=made.authorisation,
        ordinal=ordinal,
        anniversary=engine_clock.today() + timedelta(days=60),
        draw_seed="without a visit",
    )
    variables = {
        "inspection_id": row.pk,
        "inspection_number": row.number,
        "authorisation_id": made.authorisation.pk,
        "enterprise_id": made.authorisation.product.enterprise_id,
        "product_id": made.authorisation.product_id,
        "anniversary": row.anniversary.isoformat(),
    }
    runtime.start(inspections.PROCESS, business_key=row.number, variables=variables)
    jobs.run_due_jobs()
    made.row, made.case = row, Case(row.number)


def terms_of_a_second_one(made: Inspected) -> Case:
    """A term that ends before its day."""
    authorisation = made.authorisation
    variables = {
        "authorisation_id": authorisation.pk,
        "authorisation_number": "ended",
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
        "valid_to": "2099-01-01",
    }
    runtime.start(terms.PROCESS, business_key="ended", variables=variables)
    jobs.run_due_jobs()
    runtime.correlate(terms.ENDED, correlation_key="ended")
    jobs.run_due_jobs()
    return Case("ended")
