"""A consumer reports a problem from the scan page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.centre import consents
from portal.notifications.models import Notification
from portal.scheme.regulations import REPORTING
from portal.supervision.models import Report
from tests.portal.world import WEDNESDAY, deploy, photo

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


def test_the_version_that_a_reporter_agreed_to_is_kept_with_the_time_and_the_account(client, url, people, clock):
    clock.set(WEDNESDAY)
    form = client.get(url).content.decode()
    assert f'href="{REPORTING.url_of("2026-11")}"' in form
    told = {"phone": "15400000077", "contact_consent": "on"}
    client.post(url, ANSWERS)
    client.post(url, ANSWERS | told)
    client.force_login(people.newcomer)
    client.post(url, ANSWERS)  # whoever leaves no number stays unknown, signed in or not
    client.post(url, ANSWERS | told)
    kept = Report.objects.order_by("id").values_list("consent", "consented_at", "consented_by")
    nothing = ("", None, None)
    assert list(kept) == [
        nothing,
        ("2026-11", WEDNESDAY, None),
        nothing,
        ("2026-11", WEDNESDAY, people.newcomer.pk),
    ]
    report = Report.objects.latest("id")
    (given,) = [each for each in consents.of(people.newcomer) if each.about == report.receipt]
    assert (given.text, given.version, given.url) == (REPORTING.title, "2026-11", REPORTING.url_of("2026-11"))
    words = "《投诉举报个人信息说明》（2026-11）"
    assert words in client.get(reverse("public:receipt", args=[report.receipt])).content.decode()
    client.force_login(people.compliance)
    assert words in client.get(reverse("supervision:complaint", args=[report.number])).content.decode()


def test_compliance_enters_a_number_only_with_consent(client, people):
    client.force_login(people.compliance)
    told = ANSWERS | {"source": "hotline", "phone": "15400000077"}
    assert client.post(reverse("supervision:enter"), told).status_code == 422
    client.post(reverse("supervision:enter"), told | {"contact_consent": "on"})
    report = Report.objects.get()
    assert (report.consent, report.consented_by, report.entered_by) == ("2026-11", None, people.compliance)
    assert report.consented_at is not None


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
