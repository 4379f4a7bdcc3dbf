"""The enterprise's page of certificates, and its downloads."""

from __future__ import annotations

import pytest

from portal.certification.models import Authorisation
from portal.supervision import commands
from portal.supervision.models import Warning
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

LIST = "/enterprise/certificates/"


def files_of(authorisation):
    return [f"{LIST}{authorisation.pk}/{what}.{form}" for what in ("mark", "qr") for form in ("svg", "png")]


@pytest.fixture
def statuses(client):
    """The statuses of all downloads; each file is read to its end."""

    def get(urls):
        found = set()
        for url in urls:
            response = client.get(url)
            if response.streaming:
                response.getvalue()
            found.add(response.status_code)
        return found

    return get


def test_the_holder_sees_the_certificate_and_downloads_mark_and_code(issue, client, statuses, people):
    authorisation = issue(star=4)
    for person in (people.owner, people.staff):
        client.force_login(person)
        page = client.get(LIST).content.decode()
        assert authorisation.number in page
        assert "2029-03-12" in page
        for url in files_of(authorisation):
            assert url in page
            response = client.get(url)
            assert response.status_code == 200
            assert response["Cache-Control"] == "private, no-store"
            assert "attachment" in response["Content-Disposition"]
            assert response.getvalue()
    document = authorisation.certificates.get().document
    assert statuses([f"/files/{document.docx_id}/"]) == {200}


def test_what_an_upgrade_replaced_names_the_new_certificate_and_what_was_given_up_none(issue, begin, client, people):
    old = issue(star=1)
    upgrade = begin(star=3)
    client.force_login(people.owner)
    waiting = client.get(LIST).content.decode()
    assert old.number in waiting
    assert upgrade.authorisation.number not in waiting

    new = upgrade.issue()
    listed = client.get(LIST).content.decode()
    assert f"授权已由新的证书 {new.number} 取代" in listed
    assert ("已被取代" in listed, "已注销" in listed) == (True, False)
    assert "已被取代" in client.get(f"/enterprise/certificates/{old.pk}/").content.decode()
    assert f"授权已由新的证书 {new.number} 取代" in client.get(files_of(old)[0]).content.decode()
    new.move(Authorisation.Status.CANCELLED)
    assert client.get(LIST).content.decode().count("授权已注销") == 1


def test_others_get_nothing(issue, client, statuses, people, silver_house):
    authorisation = issue(star=4)
    urls = files_of(authorisation)
    assert client.get(urls[0]).status_code == 302  # to the sign-in
    client.force_login(people.rival)
    assert authorisation.number not in client.get(LIST).content.decode()
    assert statuses(urls) == {404}
    # Nor by the way of plain files: the mark is not the enterprise's file.
    client.force_login(people.owner)
    assert client.get(f"/files/{authorisation.badge.png_id}/").status_code == 404
    assert client.get(f"{LIST}{authorisation.pk}/mark.exe").status_code == 404


def test_the_officer_looks_at_the_mark_before_it_is_issued(begin, client, statuses, people):
    pending = begin(star=1).authorisation
    client.force_login(people.officer)
    assert statuses(files_of(pending)) == {200}
    client.force_login(people.owner)
    assert statuses(files_of(pending)) == {403}
    assert pending.number not in client.get(LIST).content.decode()


def test_red_blocks_downloads_and_says_why_yellow_does_not(issue, client, statuses, people):
    authorisation = issue(star=4)
    deploy("penalty_escalation")
    case = commands.open_case(
        authorisation=authorisation, trigger="quality_risk", severity="major", facts=FACTS, by=people.compliance
    )
    client.force_login(people.owner)
    commands.warn(case, level=Warning.Level.YELLOW, basis="规则", cure_by=WEDNESDAY)
    assert statuses(files_of(authorisation)) == {200}
    page = client.get(LIST).content.decode()
    assert "黄色警示：产品质量风险" in page
    assert FACTS not in page

    commands.warn(case, level=Warning.Level.RED, basis="规则", cure_by=WEDNESDAY)
    page = client.get(LIST).content.decode()
    assert "红色警示期间停止下载" in page
    for url in files_of(authorisation):
        assert url not in page
        response = client.get(url)
        assert response.status_code == 403
        assert "红色警示期间停止下载" in response.content.decode()

    commands.close(case, end=Warning.End.LIFTED)
    assert statuses(files_of(authorisation)) == {200}


@pytest.mark.parametrize("status", ["suspended", "revoked", "cancelled", "expired"])
def test_what_is_over_or_suspended_is_not_downloaded(issue, client, statuses, people, status):
    authorisation = issue(star=1)
    Authorisation.objects.update(status=status)
    client.force_login(people.owner)
    assert statuses(files_of(authorisation)) == {403}
    assert client.get(LIST).status_code == 200


def test_a_new_enterprise_reads_what_will_be_here(client, people, tea_house):
    client.force_login(people.owner)
    assert "还没有证书" in client.get(LIST).content.decode()
