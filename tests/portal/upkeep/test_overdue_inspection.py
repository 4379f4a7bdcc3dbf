"""An annual inspection that nobody hands in: yellow by itself on the next day, and cured by handing in what passes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from documents.models import Document
from engine import clock as engine_clock
from engine import jobs, runtime
from portal.certification.models import Authorisation
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.supervision.commands import open_case
from portal.supervision.errors import OpensByItself
from portal.supervision.models import Case as PenaltyCase
from portal.upkeep.commands import inspections, terms
from portal.upkeep.models import AnnualInspection
from tests.portal.upkeep.inspecting import ANNIVERSARY, Inspected, go_to
from tests.portal.upkeep.world import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inspections_run")]


@pytest.fixture
def overdue(inspected, clock):
    """Nothing was handed in by the anniversary; the day after has begun."""

    def make() -> tuple[Inspected, Case]:
        made = inspected()
        go_to(clock, ANNIVERSARY, 23, 58)
        assert not PenaltyCase.objects.exists()
        go_to(clock, ANNIVERSARY + timedelta(days=1), 0, 1)
        made.row.refresh_from_db()
        return made, Case(PenaltyCase.objects.get().number)

    return make


def star_of(made: Inspected) -> str:
    return Authorisation.objects.get(pk=made.authorisation.pk).status


def test_what_nobody_hands_in_is_yellow_on_the_next_day_by_itself(overdue, people):
    made, penalty = overdue()
    case = PenaltyCase.objects.get()
    assert (case.trigger, case.opened_by, made.row.case) == ("inspection_overdue", None, case)
    assert (made.row.status, made.row.is_overdue) == ("to_submit", True)
    assert (star_of(made), case.decisions.count()) == ("yellow", 0)  # nobody had to decide
    letter = json.loads(Document.objects.get(kind="warning_notice").snapshot)["data"]
    assert letter["demands"] == ["在期限内补报年度检查，审核通过后警示解除，不需另交整改报告"]
    assert Notification.objects.filter(user=people.owner, text__contains="自动列为黄色警示").count() == 1
    assert (penalty.open_tasks(), made.case.open_tasks()) == ({"RectifyYellow"}, {"Submit"})


def test_it_is_cured_by_handing_in_what_passes(overdue):
    made, penalty = overdue()
    made.submit()
    assert initial(made.case.task("Review"))["overdue"] is True
    assert (penalty.open_tasks(), penalty.instance.active_elements) == (set(), ["InspectionResult"])
    assert star_of(made) == "yellow"
    made.review("pass")
    assert (made.row.status, star_of(made), penalty.is_over) == ("passed", "valid", True)
    assert Document.objects.filter(kind="restoration_notice").count() == 1


def test_what_was_handed_in_in_time_does_not_become_overdue_while_it_is_reviewed(overdue, clock):
    made, penalty = overdue()
    made.submit()
    go_to(clock, ANNIVERSARY + timedelta(days=60))
    assert penalty.open_tasks() == set()


def test_what_fails_goes_on_in_the_case_that_it_has(overdue, clock):
    made, penalty = overdue()
    made.submit()
    made.review("fail", "企业已停止使用备案的生产场所，无法核实。")
    assert penalty.open_tasks() == {"VerifyYellow"}
    go_to(clock, engine_clock.today() + timedelta(days=1), 0, 1)
    assert (PenaltyCase.objects.count(), star_of(made)) == (1, "yellow")


def test_what_is_handed_in_after_the_month_is_known_to_the_case_when_it_gets_more_time(overdue, people, clock):
    made, penalty = overdue()
    clock.set(penalty.task("RectifyYellow").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    made.submit()
    made.review("pass")
    assert penalty.open_tasks() == {"VerifyYellow"}  # an officer has it now
    penalty.done("VerifyYellow", people.compliance, outcome="extend", opinion="已补报，待核对后解除。")
    assert (penalty.is_over, star_of(made)) == (True, "valid")


def test_the_case_goes_to_an_officer_when_the_authorisation_ends_meanwhile(overdue):
    made, penalty = overdue()
    made.submit()
    runtime.correlate(terms.ENDED, correlation_key=made.row.number)
    jobs.run_due_jobs()
    assert (penalty.open_tasks(), made.case.is_over) == ({"VerifyYellow"}, True)


def test_what_is_handed_in_in_the_first_moment_after_is_not_a_case(inspected):
    made = inspected()
    AnnualInspection.objects.filter(pk=made.row.pk).update(status="reviewing")
    made.row.refresh_from_db()
    assert inspections.report_overdue(made.row) is None
    assert not PenaltyCase.objects.exists()


def test_no_officer_opens_what_opens_by_itself(issue, people, client):
    authorisation = issue(star=2)
    with pytest.raises(OpensByItself, match="由平台自动"):
        open_case(
            authorisation=authorisation,
            trigger="inspection_overdue",
            severity="minor",
            facts="周年日没有报送年度检查。",
            by=people.compliance,
        )
    client.force_login(people.compliance)
    assert "年度检查逾期未报" not in client.get("/supervision/new/").content.decode()
