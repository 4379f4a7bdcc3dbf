"""Which star may be applied for, and awarded: never one that would end a higher one, never past a sanction."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse

from engine import clock as engine_clock
from engine.errors import AnswersRefused, EngineError
from portal.certification.models import Authorisation
from portal.evaluation import commands, eligibility
from portal.evaluation.errors import (
    ApplicationRunning,
    AwardPending,
    EnterpriseFrozen,
    FailedRecently,
    HighestStarHeld,
    ProductNotEvaluable,
    ProductSanctioned,
    StarNotHigher,
)
from portal.evaluation.models import Application
from portal.registry.errors import FilingRunning
from portal.registry.models import Enterprise, Product
from tests.portal.certification.issuing import passed_application
from tests.portal.evaluation.outside import second_product
from tests.portal.filing import changed, draft, review, sent
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

Status = Authorisation.Status


@pytest.fixture
def holds(people, clock):
    """`holds(tea, 3)`: the product has that star, in force; or in another status."""

    def hold(product: Product, star: int, status: str = Status.VALID, **changes) -> Authorisation:
        application = passed_application(product, star=star, by=people.owner)
        today = engine_clock.today()
        fields = {"valid_from": today, "valid_to": today.replace(year=today.year + 3)} | changes
        Product.objects.filter(pk=product.pk).update(status=Product.Status.STARRED)
        product.refresh_from_db()
        return Authorisation.objects.create(
            number=f"OTOP-{application.number}", product=product, application=application, star=star, status=status,
            published_at=engine_clock.now(), **fields,
        )  # fmt: skip

    return hold


def refused(people, product, star) -> EngineError:
    with pytest.raises(EngineError) as error:
        commands.apply_for_star(product, star=star, by=people.owner)
    assert not Application.objects.open().exists()
    return error.value


@pytest.mark.parametrize("star", [1, 2, 3])
def test_a_star_that_is_not_above_the_valid_one_is_refused(star_processes, people, tea, holds, star):
    holds(tea, 3)
    error = refused(people, tea, star)
    assert isinstance(error, StarNotHigher)
    assert str(error) == "该产品已持有有效的三星，只能申请更高的星级；同一星级的续展在到期前规定的期间内申请"


def test_a_higher_star_may_be_applied_for(star_processes, people, tea, holds):
    holds(tea, 3, status=Status.YELLOW)  # yellow bars no evaluation
    assert commands.apply_for_star(tea, star=4, by=people.owner).star == 4


def test_five_stars_leave_nothing_to_apply_for(star_processes, people, tea, holds):
    holds(tea, 5)
    assert isinstance(refused(people, tea, 5), HighestStarHeld)


def test_a_star_that_has_run_out_is_no_hindrance(star_processes, people, tea, holds):
    today = engine_clock.today()
    holds(tea, 5, valid_from=today.replace(year=today.year - 3), valid_to=today.replace(year=today.year - 1))
    assert commands.apply_for_star(tea, star=1, by=people.owner).star == 1


@pytest.mark.parametrize(
    ("status", "word"), [(Status.RED, "红色警示"), (Status.SUSPENDED, "已暂停"), (Status.REVOKED, "已撤销")]
)
def test_a_product_under_sanction_is_refused(star_processes, people, tea, holds, status, word):
    holds(tea, 2, status=status)
    error = refused(people, tea, 4)
    assert isinstance(error, ProductSanctioned)
    assert word in str(error)


@pytest.mark.parametrize("status", [Product.Status.SUSPENDED, Product.Status.REVOKED])
def test_a_product_that_is_suspended_itself_is_refused(star_processes, people, tea, status):
    Product.objects.filter(pk=tea.pk).update(status=status)
    assert isinstance(refused(people, tea, 1), ProductSanctioned)


def test_a_frozen_enterprise_is_refused(star_processes, people, tea):
    Enterprise.objects.filter(pk=tea.enterprise_id).update(status=Enterprise.Status.FROZEN)
    assert isinstance(refused(people, tea, 1), EnterpriseFrozen)


def test_what_has_passed_and_is_not_issued_yet_comes_first(star_processes, people, tea):
    passed_application(tea, star=4, by=people.owner)
    Product.objects.filter(pk=tea.pk).update(status=Product.Status.FILED)
    assert isinstance(refused(people, tea, 1), AwardPending)


@pytest.mark.django_db(transaction=True)
def test_of_two_applications_at_the_same_moment_one_is_refused(star_processes, people, tea):
    start, outcomes = threading.Barrier(2, timeout=20), []

    def apply() -> None:
        try:
            start.wait()
            outcomes.append(commands.apply_for_star(tea, star=2, by=people.owner))
        except EngineError as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    (application,) = Application.objects.all()
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, EngineError)]
    assert isinstance(error, ApplicationRunning)
    assert application.number in str(error)
    assert application in outcomes


def decided(apply, star):
    case = apply(star=star)
    case.accept()
    case.sample_result()
    case.check_online()
    case.conclude_online()
    case.summarise(star)
    return case


def test_what_changed_meanwhile_is_asked_again_where_it_is_decided(apply, people, tea, holds):
    case = decided(apply, 1)
    held = holds(tea, 3)
    with pytest.raises(AnswersRefused) as error:
        case.decide("pass")
    assert "只能申请更高的星级" in str(error.value.errors["outcome"])
    Authorisation.objects.filter(pk=held.pk).update(status=Status.RED)
    with pytest.raises(AnswersRefused) as error:
        case.decide("pass")
    assert "红色警示" in str(error.value.errors["outcome"])
    Authorisation.objects.filter(pk=held.pk).delete()
    case.decide("pass")
    assert case.application.awarded_star == 1


def test_a_product_under_red_is_not_accepted(apply, people, tea, holds):
    case = apply(star=1)
    case.send_evidence()
    holds(tea, 3, status=Status.RED)
    with pytest.raises(AnswersRefused):
        case.done("Accept", people.evaluator, outcome="accept")


def test_only_what_is_above_the_valid_star_can_be_recommended(apply, people, tea, holds):
    case = apply(star=1)
    case.accept()
    case.sample_result()
    case.check_online()
    case.conclude_online()
    assert [row["value"] for row in case.shown("Summarise")["stars"]] == [1, 0]
    holds(tea, 1)
    assert [row["value"] for row in case.shown("Summarise")["stars"]] == [0]


def test_the_page_offers_what_is_possible_and_says_why_the_rest_is_not(star_processes, client, people, tea, holds):
    second = second_product(tea)
    second.filing_number = "F202600099"
    second.save()
    holds(tea, 3)
    holds(second, 5)
    client.force_login(people.owner)
    page = client.get(reverse("evaluation:apply"), {"product": second.pk}).content.decode()
    assert f'<option value="{second.pk}"' not in page
    assert "该产品已持有有效的五星，没有更高的星级可以申请" in page
    for star in (1, 2, 3):
        assert f'value="{star}" disabled' in page
    assert 'value="4" checked' in page
    assert "该产品已持有有效的三星，只能申请更高的星级" in page
    answer = client.post(reverse("evaluation:apply"), {"product": tea.pk, "star": 3})
    assert answer.status_code == 422
    assert "该产品已持有有效的三星，只能申请更高的星级" in answer.content.decode()
    assert [prospect.stars for prospect in eligibility.prospects(tea.enterprise)] == [[], [4, 5]]
    assert [prospect.held for prospect in eligibility.prospects(tea.enterprise)] == [5, 3]


def test_a_product_without_a_star_holds_none(tea, holds):
    assert eligibility.held_star(tea) == 0
    assert [prospect.held for prospect in eligibility.prospects(tea.enterprise)] == [0]
    holds(tea, 3)
    assert eligibility.held_star(tea) == 3


def test_after_a_failed_evaluation_three_months_pass(star_processes, people, tea, clock, settings):
    """Counted from Wednesday 11 March 2026: 11 June is a Thursday."""
    clock.set(WEDNESDAY)
    failed = commands.apply_for_star(tea, star=1, by=people.owner)
    now = engine_clock.now()
    Application.objects.filter(pk=failed.pk).update(status="failed", accepted_at=now, decided_at=now)
    error = refused(people, tea, 1)
    assert isinstance(error, FailedRecently)
    assert "2026-06-11" in str(error)
    settings.OTOP_REAPPLY_MONTHS = 1
    assert "2026-04-13" in str(refused(people, tea, 1))
    settings.OTOP_REAPPLY_MONTHS = 3
    clock.set(datetime(2026, 6, 10, 10, tzinfo=UTC))
    assert isinstance(refused(people, tea, 1), FailedRecently)
    clock.set(datetime(2026, 6, 11, 10, tzinfo=UTC))
    assert commands.apply_for_star(tea, star=1, by=people.owner)


@pytest.mark.parametrize("changes", [{"accepted_at": None}, {"overturned_at": WEDNESDAY}])
def test_what_was_not_accepted_or_was_overturned_bars_nothing(star_processes, people, tea, changes):
    failed = commands.apply_for_star(tea, star=1, by=people.owner)
    now = engine_clock.now()
    Application.objects.filter(pk=failed.pk).update(
        **{"status": "failed", "accepted_at": now, "decided_at": now} | changes
    )
    assert commands.apply_for_star(tea, star=1, by=people.owner)


def test_while_a_change_of_the_product_is_under_review_no_star_is_applied_for(star_processes, people, tea):
    deploy("product_filing")
    filing = changed(tea, by=people.owner, name="云岭绿茶")
    error = refused(people, tea, 1)
    assert isinstance(error, FilingRunning)
    assert filing.number in str(error)
    review(filing, "pass", by=people.reviewer)
    assert commands.apply_for_star(tea, star=1, by=people.owner).product.name == "云岭绿茶"


def test_what_is_being_evaluated_is_not_changed(star_processes, people, tea):
    deploy("product_filing")
    application = commands.apply_for_star(tea, star=1, by=people.owner)
    with pytest.raises(ApplicationRunning, match=application.number):
        changed(tea, by=people.owner, name="云岭绿茶")
    tea.refresh_from_db()
    assert tea.name == "高山绿茶"


def test_what_is_not_filed_is_not_applied_for(star_processes, people, tea_house):
    deploy("product_filing")
    product = draft(tea_house, by=people.owner)
    assert isinstance(refused(people, product, 1), ProductNotEvaluable)
    sent(product, by=people.owner)
    assert isinstance(refused(people, product, 1), EngineError)
    assert [prospect.product for prospect in eligibility.prospects(tea_house)] == []
