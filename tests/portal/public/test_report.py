"""A consumer reports a problem from the scan page."""

from __future__ import annotations

import pytest

from portal.notifications.models import Notification
from portal.supervision.models import Report
from tests.portal.world import deploy, photo

pytestmark = pytest.mark.django_db

ANSWERS = {"kind": "quality", "description": "打开后有霉味，批次20260301。", "bought_at": "镇上超市"}


@pytest.fixture(autouse=True)
def process(db):
    """The diagrams are deployed."""
    deploy("complaint_risk", "penalty_escalation")


@pytest.fixture
def url(issue, tea):
    issue(star=1)
    return f"/c/{tea.qr_code.token}/report/"


def test_a_report_reaches_compliance_and_nobody_else(client, url, tea, people):
    assert client.get(url).status_code == 200
    response = client.post(url, ANSWERS)
    assert response.status_code == 200
    assert "已收到" in response.content.decode()
    report = Report.objects.get()
    assert (report.product, report.kind, report.phone) == (tea, "quality", "")
    assert Notification.objects.filter(text__contains="投诉举报").values_list("user", flat=True).get() == (
        people.compliance.pk
    )

    client.force_login(people.compliance)
    page = client.get("/supervision/reports/").content.decode()
    assert "霉味" in page
    client.force_login(people.owner)
    assert client.get("/supervision/reports/").status_code == 403


def test_a_number_needs_consent_and_is_masked(client, url, people):
    refused = client.post(url, ANSWERS | {"phone": "15400000077"})
    assert refused.status_code == 422
    assert not Report.objects.exists()
    client.post(url, ANSWERS | {"phone": "15400000077", "contact_consent": "on"})
    client.force_login(people.compliance)
    page = client.get("/supervision/reports/").content.decode()
    assert "154****0077" in page
    assert "15400000077" not in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("description", "坏了", "不少于10个字"), ("phone", "12345", "11位手机号码"), ("kind", "nonsense", "")],
)
def test_bad_input_is_told_by_its_field(client, url, field, value, sentence):
    response = client.post(url, ANSWERS | {field: value})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Report.objects.exists()


def test_after_an_error_the_form_says_that_files_must_be_chosen_again(client, url):
    response = client.post(url, ANSWERS | {"description": "坏了", "photos": photo("霉茶.png")})
    form = response.context["form"]
    assert form.errors["photos"] == ["刚才选择的文件没有保留，请重新选择"]
    assert "proofs" not in form.errors
    assert form["bought_at"].value() == "镇上超市"


def test_markup_in_a_report_stays_text(client, url, people):
    client.post(url, ANSWERS | {"description": "<script>alert(1)</script> 霉味很重"})
    client.force_login(people.compliance)
    page = client.get("/supervision/reports/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_one_address_cannot_flood(client, url):
    for _n in range(5):
        assert client.post(url, ANSWERS, REMOTE_ADDR="203.0.113.7").status_code == 200
    response = client.post(url, ANSWERS, REMOTE_ADDR="203.0.113.7")
    assert response.status_code == 429
    assert "一小时后再试" in response.content.decode()
    assert Report.objects.count() == 5
    assert client.post(url, ANSWERS, REMOTE_ADDR="203.0.113.8").status_code == 200


def test_a_forged_code_is_reported_with_what_it_says(client, people):
    assert "/c/forged-1/report/" in client.get("/c/forged-1").content.decode()
    assert "不是本平台签发的" in client.get("/c/forged-1/report/").content.decode()
    thanks = client.post("/c/forged-1/report/", ANSWERS | {"kind": "counterfeit"})
    assert "已转交合规专员" in thanks.content.decode()
    report = Report.objects.get()
    assert (report.product, report.code, report.kind) == (None, "forged-1", "counterfeit")

    client.force_login(people.compliance)
    page = client.get("/supervision/reports/").content.decode()
    assert "无法识别的二维码" in page
    assert "forged-1" in page
    assert "霉味" in client.get(f"/supervision/complaints/{report.number}/").content.decode()


def test_a_code_that_waits_for_its_officer_is_reported_like_one_that_is_none_of_ours(begin, client, tea):
    begin(star=1)
    token = tea.qr_code.token
    assert tea.name not in client.get(f"/c/{token}/report/").content.decode()
    client.post(f"/c/{token}/report/", ANSWERS)
    assert Report.objects.get().product is None
