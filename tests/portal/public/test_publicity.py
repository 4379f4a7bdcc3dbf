"""评定公示: what everybody sees of a result before it is certified, and how one objects to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine import clock as engine_clock
from portal.evaluation.models import Application, Publicity
from portal.notifications.models import Notification
from portal.supervision.models import Report
from tests.portal.certification.issuing import passed_application
from tests.portal.world import WEDNESDAY, another, deploy, photo, signed_in

pytestmark = pytest.mark.django_db

SAYS = {"kind": "evidence", "description": "公示的产地与实际不符，茶叶是从外县收来的。"}
MOST = 20


@pytest.fixture
def shown(tea, people, clock) -> Publicity:
    """The tea's three stars, on public notice for five working days."""
    clock.set(WEDNESDAY)
    deploy("complaint_risk", "penalty_escalation")
    return notice(passed_application(tea, star=3, by=people.owner))


def notice(application: Application, status: str = "running", number: str = "G202600001") -> Publicity:
    until = engine_clock.now() + timedelta(days=7)
    return Publicity.objects.create(
        number=number, application=application, star=application.awarded_star, ends_at=until, status=status
    )


def text(address: str, status: int = 200, **sent) -> str:
    answer = Client().post(address, sent) if sent else Client().get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_everybody_finds_what_is_on_notice_and_what_became_of_it(shown, tea, people, client):
    other = notice(passed_application(another(tea, "古丈红茶"), star=4, by=people.owner), "upheld", "G202600002")
    page = text("/publicity/")
    assert "拟评定" in page
    assert tea.name in page
    assert "古丈红茶" in page
    assert "异议成立，退回复核" in page
    assert tea.name in text(f"/publicity/?q={tea.enterprise.uscc.lower()}&status=running")
    assert "古丈红茶" not in text("/publicity/?q=G202600001")
    assert "没有符合条件的公示" in text("/publicity/?q=nothing-like-it&page=x&status=nonsense")
    page = text("/publicity/G202600001/")
    for word in (
        tea.name,
        tea.enterprise.name,
        tea.enterprise.uscc,
        "三星",
        "优选",
        "湖南省",
        "2026-03-11",
        "2026-03-18",
    ):
        assert word in page
    for private in (tea.enterprise.contact_phone, tea.enterprise.contact_name, people.owner.display_name):
        assert private not in page
    assert "/publicity/G202600001/objection/" in page
    closed = text(f"/publicity/{other.number}/")
    assert "原评定不再有效" in closed
    assert "暂停办理" not in page + closed
    assert "/objection/" not in closed
    assert text("/publicity/G209900001/", 404)
    assert 'href="/publicity/"' in text("/")
    for address in ("/publicity/", "/publicity/G202600001/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        assert len(asked) <= MOST


def test_an_objection_is_received_with_a_receipt_and_said_of_nobody(shown, tea, people):
    address = "/publicity/G202600001/objection/"
    assert "异议理由" in text(address)
    proof = photo("收购单.png")
    thanks = text(address, **SAYS, proofs=proof)
    report = Report.objects.get()
    assert (report.source, report.publicity, report.product, report.is_lead) == ("objection", shown, tea, True)
    assert report.proofs.get().name == "收购单.png"
    assert f"/reports/{report.receipt}/" in thanks
    assert "申报材料不实" in text(f"/reports/{report.receipt}/")
    assert Notification.objects.get(text__contains="投诉举报").user == people.compliance
    # What is only alleged is nowhere to be read.
    for page in ("/publicity/", "/publicity/G202600001/"):
        assert "外县" not in text(page)
        assert "公示中" in text(page)
    officer = signed_in(people.compliance)
    page = officer.get(f"/supervision/complaints/{report.number}/").content.decode()
    assert "外县" in page
    assert 'href="/publicity/G202600001/"' in page
    owner = signed_in(people.owner)
    assert owner.get(f"/supervision/complaints/{report.number}/").status_code == 403


def test_what_cannot_be_taken_is_told_by_its_field(shown):
    address = "/publicity/G202600001/objection/"
    assert "不少于10个字" in text(address, 422, **SAYS | {"description": "不对"})
    assert "请勾选同意" in text(address, 422, **SAYS, phone="15400000077")
    text(address, 422, **SAYS | {"kind": "service"})  # no reason to object
    proof = photo("收购单.png")
    assert "请重新选择" in text(address, 422, **SAYS | {"description": "不对", "proofs": proof})
    broken = SimpleUploadedFile("收购单.pdf", b"no paper", content_type="application/pdf")
    assert "请重新选择" in text(address, 422, **SAYS, proofs=broken)
    assert not Report.objects.exists()
    for _n in range(4):  # what was refused for its files counts, too
        text(address, **SAYS)
    assert "一小时后再试" in text(address, 429, **SAYS)


def test_after_its_end_no_objection_is_taken(shown):
    shown.move("unopposed", ended_at=engine_clock.now())
    address = "/publicity/G202600001/objection/"
    assert "不再受理异议" in text(address, 410)
    assert "不再受理异议" in text(address, 410, **SAYS)
    assert not Report.objects.exists()
    assert "公示结束，无异议" in text("/publicity/G202600001/")


def test_nobody_reports_a_product_for_what_one_objects_to(shown):
    assert "评价程序不公" not in text("/c/forged-1/report/")
