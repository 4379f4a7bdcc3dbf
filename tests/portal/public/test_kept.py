"""A scan page that was made before is shown only while it says what is so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine import clock as engine_clock
from portal.certification.models import Authorisation, QrCode
from portal.evaluation.models import Application, Sample
from portal.public import kept
from portal.registry.models import Enterprise, Product, Region
from portal.supervision.models import Case, Warning
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db

# Joined for a warning's notice, which consumers are not shown.
NOT_SHOWN = {"documents_document"}


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    kept._kept.clear()


@pytest.fixture
def scan(client: Client, issue: Callable[..., Authorisation], tea: Product) -> Callable[[], str]:
    issue(star=3)
    url = f"/c/{tea.qr_code.token}"
    return lambda: client.get(url).content.decode()


def tables_of(statements: CaptureQueriesContext) -> set[str]:
    named = (re.findall(r'(?:FROM|JOIN) "(\w+)"', found["sql"]) for found in statements.captured_queries)
    return {table for tables in named for table in tables if not table.startswith("certification_scan")}


def test_a_page_that_is_kept_costs_one_statement_beside_the_count(scan):
    page = scan()
    with CaptureQueriesContext(connection) as statements:
        assert scan() == page
    read = [found["sql"] for found in statements.captured_queries if "certification_scan" not in found["sql"]]
    assert len(read) == 1


def test_everything_that_a_page_is_made_from_is_asked_whether_it_changed(scan):
    with CaptureQueriesContext(connection) as making:
        scan()
    with CaptureQueriesContext(connection) as asking:
        scan()
    assert tables_of(making) - NOT_SHOWN == tables_of(asking)


def test_whatever_changes_the_page_is_shown_at_once(scan, tea, people):
    """Each change is written past the application, as another process or an operator's hand would."""
    authorisation = Authorisation.objects.get()
    case = Case.objects.create(
        authorisation=authorisation,
        number="W1",
        trigger="misuse",
        severity="minor",
        facts=FACTS,
        opened_by=people.compliance,
    )
    warning = Warning(case=case, level="yellow", reason="标识使用不当", basis="规则", issued_at=WEDNESDAY)
    sample = Sample(application=authorisation.application, number="S1", status=Sample.Status.PASSED)
    changes: dict[str, Callable[[], object]] = {
        "another name": lambda: Product.objects.update(name="另一个名称"),
        "another maker": lambda: Enterprise.objects.filter(pk=tea.enterprise_id).update(name="另一家企业"),
        "another place": lambda: Region.objects.filter(pk=tea.origin_id).update(name="另一个镇"),
        "warned": warning.save,
        "another reason": lambda: Warning.objects.update(reason="另一个原因"),
        "lifted": lambda: Warning.objects.update(lifted_at=WEDNESDAY),
        "passed in the laboratory": sample.save,
        "another day": lambda: Application.objects.update(decided_at=WEDNESDAY.replace(year=2025)),
        "frozen": lambda: Enterprise.objects.filter(pk=tea.enterprise_id).update(status=Enterprise.Status.FROZEN),
        "revoked": lambda: Authorisation.objects.update(status=Authorisation.Status.REVOKED),
    }
    seen = scan()
    for what, change in changes.items():
        change()
        page = scan()
        assert page != seen, what
        seen = page
        assert scan() == page
    assert "scan-revoked" in seen


def test_the_page_of_yesterday_is_not_shown_today(scan, clock):
    assert "scan-valid" in scan()
    clock.set(WEDNESDAY.replace(year=2029, day=14))
    assert "scan-expired" in scan()
    assert engine_clock.today().year == 2029


def test_a_page_during_whose_making_something_changed_is_not_kept(issue, tea):
    """It was made from the new rows, but asked for by the old ones: were those ever to come back, it would be wrong."""
    issue(star=3)
    code = QrCode.objects.get(product=tea)
    rows = kept.rows_of(code.code)

    def made() -> str:
        Authorisation.objects.update(status=Authorisation.Status.REVOKED)
        return "revoked"

    assert kept.kept_page(code.token, rows, make=made).content == b"revoked"
    Authorisation.objects.update(status=Authorisation.Status.VALID)
    assert kept.kept_page(code.token, kept.rows_of(code.code), make=lambda: "valid").content == b"valid"


def test_no_more_pages_are_kept_than_fit(scan, monkeypatch):
    monkeypatch.setattr(kept, "_MOST", 2)
    for number in range(5):
        Product.objects.update(name=f"茶 {number}")
        assert f"茶 {number}" in scan()
    assert len(kept._kept) == 2
