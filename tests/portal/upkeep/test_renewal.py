"""A star is renewed in its time, and raised at any time: the old authorisation holds until the new one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from engine import clock as engine_clock
from engine import jobs
from engine.models import UserTask
from portal.certification.locks import why_not
from portal.certification.models import Authorisation, QrCode
from portal.evaluation import eligibility
from portal.evaluation.commands.applications import apply_for_star
from portal.evaluation.errors import ProductSanctioned, StarNotHigher
from portal.evaluation.models import Evidence
from portal.inbox.answers import initial
from portal.registry.models import Product
from portal.upkeep.commands import terms
from tests.portal.certification.issuing import Issuing
from tests.portal.world import deploy, stored_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def processes(begin):
    deploy(
        "star_application",
        "sample_inspection",
        "eval_online",
        "eval_third_party",
        "eval_onsite",
        "certification_issue",
        "penalty_escalation",
    )


def days_before_the_end(clock: Any, authorisation: Authorisation, days: int) -> None:
    day = authorisation.valid_to - timedelta(days=days)
    clock.set(datetime.combine(day, time(10), engine_clock.LOCAL_ZONE))


@pytest.mark.parametrize(("days", "may"), [(181, False), (180, True), (120, True), (90, True), (89, False), (-1, True)])
def test_the_same_star_may_be_applied_for_in_its_window_and_again_after_the_end(days, may, issue, people, clock):
    authorisation = issue(star=2)
    days_before_the_end(clock, authorisation, days)
    product = Product.objects.get(pk=authorisation.product_id)
    if not may:
        with pytest.raises(StarNotHigher) as refused:
            apply_for_star(product, star=2, by=people.owner)
        assert "续展在到期前规定的期间内申请" in str(refused.value)
        return
    application = apply_for_star(product, star=2, by=people.owner)
    assert application.kind == ("renewal" if days > 0 else "first")


@pytest.mark.parametrize(("level", "may"), [("yellow", True), ("red", False), ("suspended", False)])
def test_a_renewal_waits_for_what_is_worse_than_yellow(level, may, issue, people, clock):
    authorisation = issue(star=2)
    authorisation.move(level)
    days_before_the_end(clock, authorisation, 120)
    product = Product.objects.get(pk=authorisation.product_id)
    refusal = eligibility.refusal(product, star=2)
    assert refusal is None if may else isinstance(refusal, ProductSanctioned)


def test_five_stars_are_renewed_too(issue, clock):
    authorisation = issue(star=5)
    product = Product.objects.get(pk=authorisation.product_id)
    assert eligibility.prospect_of(product).stars == []
    days_before_the_end(clock, authorisation, 120)
    assert eligibility.prospect_of(product).stars == [5]


def test_a_renewed_authorisation_loses_no_day_and_holds_the_old_one_until_then(issue, people, clock):
    old = issue(star=2)
    code = QrCode.objects.get(product=old.product_id).code
    days_before_the_end(clock, old, 100)
    issued_on = engine_clock.today()
    issuing = Issuing(Product.objects.get(pk=old.product_id), star=2, people=people, kind="renewal")
    old.refresh_from_db()
    assert old.status == "valid"
    new = issuing.issue()
    old.refresh_from_db()
    assert (old.status, new.status, new.replaces) == ("cancelled", "valid", old)
    assert new.number != old.number
    assert new.valid_from == issued_on
    assert new.valid_to >= date(old.valid_to.year + 3, old.valid_to.month, old.valid_to.day)
    assert QrCode.objects.get(product=new.product_id).code == code


def test_what_has_expired_says_until_when_its_stock_may_be_sold(issue, clock):
    authorisation = issue(star=2)
    days_before_the_end(clock, authorisation, -1)
    reason = why_not(authorisation)
    assert (authorisation.valid_to + timedelta(days=30)).isoformat() in reason
    assert "重新申请" in reason


def test_nothing_ends_before_its_last_day_is_over_nor_under_a_warning(issue, clock):
    authorisation = issue(star=2)
    days_before_the_end(clock, authorisation, 0)
    assert not terms.expire(authorisation)
    days_before_the_end(clock, authorisation, -1)
    authorisation.move("yellow")
    assert not terms.expire(authorisation)
    authorisation.move("valid")
    assert terms.expire(authorisation)
    authorisation.refresh_from_db()
    assert authorisation.status == "expired"


def test_an_upgrade_asks_only_for_the_difference(issue, people, clock):
    authorisation = issue(star=1)
    former = authorisation.application
    paper = stored_picture(owner=authorisation.product.enterprise.group, user=people.owner, name="仓储证书.png")
    Evidence.objects.create(application=former, criterion="K2", link="storage", file=paper, given_by=people.owner)
    application = apply_for_star(Product.objects.get(pk=authorisation.product_id), star=3, by=people.owner)
    jobs.run_due_jobs()
    assert application.kind == "upgrade"
    shown = initial(UserTask.objects.open().get(case__business_key=application.number))
    assert [each["name"] for each in shown["storage_files"]] == ["仓储证书.png"]
    told = shown["difference"]
    assert "一星到三星" in told
    # Of one star and three: K3, K4, K5, K6, K8, K9 and K10 rise, the papers and K7 do not.
    assert "安全生产环境照片" in told
    assert "营业执照" not in told
    assert "保险" not in told
    authorisation.refresh_from_db()
    assert authorisation.status == "valid"


def test_yellow_goes_with_the_product_into_a_renewal(issue, people, clock):
    old = issue(star=2)
    days_before_the_end(clock, old, 100)
    old.move("yellow")
    new = Issuing(Product.objects.get(pk=old.product_id), star=2, people=people, kind="renewal").issue()
    assert new.status == "yellow"
