"""A failed sample that is tested once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Document
from engine import clock as engine_clock
from engine.errors import AnswersRefused
from portal.evaluation.commands import retests
from portal.evaluation.commands.samples import has_risk
from portal.evaluation.errors import RetestOver
from portal.evaluation.models import Application, Sample
from portal.notifications.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def sample_of(case) -> Sample:
    return case.application.samples.latest("round")


@pytest.fixture
def failed(accepted, draw_rate):
    """The laboratory found it wrong; the enterprise has not answered yet."""

    def make():
        draw_rate(1)
        case = accepted()
        case.ship()
        case.receive()
        case.draw()
        case.test("fail")
        return case

    return make


def outcome_of(case) -> str:
    return case.child("sample_inspection").variables["outcome"]


def test_a_failed_test_may_be_done_again_by_another_laboratory_whose_result_counts(failed, people, client):
    case = failed()
    assert "DisposeSample" not in case.open_tasks()
    assert Notification.objects.filter(user=people.owner, text__contains="前申请复检").exists()
    assert "水分" in case.shown("AskRetest")["first_text"]
    client.force_login(people.owner)
    page = f"/enterprise/applications/{case.number}/"
    assert "申请复检" in client.get(page).content.decode()
    asked = client.get(f"{page}retest/")
    assert asked["Location"] == f"/inbox/tasks/{case.task('AskRetest').pk}/"
    case.ask_retest()
    assert case.shown("RetestSample")["retest_reason"].startswith("水分一项")
    with pytest.raises(AnswersRefused) as refused:
        case.retest(laboratory="湘品检测")
    assert "原检测机构以外" in refused.value.errors["laboratory"][0]
    case.retest()
    assert (sample_of(case).status, outcome_of(case)) == (Sample.Status.PASSED, "pass")
    record = Document.objects.get(kind="sample_record", subject=case.number)
    assert (record.data["data"]["verdict"], len(record.data["data"]["retests"])) == ("pass", 3)
    assert sample_of(case).record == record
    # There is one only.
    assert "复检只有一次" in client.get(f"{page}retest/", follow=True).content.decode()


def test_a_second_failure_stands(failed):
    case = failed()
    case.ask_retest()
    case.retest("fail")
    assert (sample_of(case).status, outcome_of(case)) == (Sample.Status.FAILED, "fail")


def test_a_retest_after_five_working_days_is_refused_with_a_sentence(failed, people, client, clock):
    case = failed()
    until = case.task("AskRetest").due_at
    assert engine_clock.day_of(until).isoformat() == "2026-03-18"
    clock.set(until + timedelta(seconds=1))
    # The timer has not been looked at yet: the form itself says so.
    with pytest.raises(AnswersRefused) as refused:
        case.ask_retest()
    assert "期限已于2026-03-18届满" in refused.value.errors["outcome"][0]
    case.go_on()
    assert (sample_of(case).status, outcome_of(case)) == (Sample.Status.FAILED, "fail")
    client.force_login(people.owner)
    told = client.get(f"/enterprise/applications/{case.number}/retest/", follow=True).content.decode()
    assert "期限已于2026-03-18届满" in told
    with pytest.raises(RetestOver):
        retests.ask(sample_of(case), reason="水分一项与出厂检验相差较大。")


def test_nobody_else_asks_for_a_retest(failed, people, client):
    case = failed()
    page = f"/enterprise/applications/{case.number}/retest/"
    for person in (people.rival, people.keeper, people.evaluator):
        client.force_login(person)
        assert client.get(page).status_code == 404


def test_what_was_never_failed_by_a_laboratory_is_not_tested_again(accepted, draw_rate, people, client):
    draw_rate(0)
    case = accepted()
    client.force_login(people.owner)
    told = client.get(f"/enterprise/applications/{case.number}/retest/", follow=True).content.decode()
    assert "限于实验室检测不合格的样品" in told


def test_a_product_that_a_retest_cleared_is_no_risk(failed, people, tea):
    case = failed()
    case.ask_retest()
    case.retest()
    later = Application.objects.create(
        number="A202600099", enterprise=tea.enterprise, product=tea, star=1, status="withdrawn", created_by=people.owner
    )
    assert not has_risk(later, on=engine_clock.today())
