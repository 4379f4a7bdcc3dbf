"""The home page for passers-by, and large type for whoever wants it."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.certification.models.scans import ScanEvent
from portal.scheme import values
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]

pytestmark = pytest.mark.django_db


def test_a_passer_by_reads_what_the_scheme_is_and_where_to_go_on(client):
    page = client.get("/").content.decode()
    for said in ("一星级", "五星级", "臻选", "专家现场评价", "企业怎样申请", "我是消费者", "不是产品认证"):
        assert said in page
    for address in ("/products/", "/enterprises/", "/statistics/", "/publicity/", "/warnings/", "/verify/", "/reports/",
                    "/rules/", "/accounts/sign-in/", "/accounts/sign-up/", "/accounts/privacy/"):  # fmt: skip
        assert f'"{address}' in page
        assert client.get(address).status_code == 200


def test_whoever_is_signed_in_goes_to_work_and_still_finds_the_page(client, people, tea_house):
    client.force_login(people.owner)
    assert client.get("/").status_code == 302
    assert "进入工作台" in client.get("/about/").content.decode()


def test_the_hotline_is_told_with_its_hours_once_there_is_one(client, people):
    assert "热线电话" not in client.get("/about/").content.decode()
    values.change({"OTOP_HOTLINE": "400-000-0000"}, by=people.admin)
    page = client.get("/about/").content.decode()
    assert 'href="tel:400-000-0000"' in page
    assert "周一至周五 09:00–17:00" in page


def test_an_administrator_enters_the_hotline(client, people):
    client.force_login(people.admin)
    assert "OTOP_HOTLINE_HOURS" in client.get("/administration/settings/").content.decode()


def is_large(page: str) -> bool:
    return '<html lang="zh-hans" data-bs-theme="light" class="large-type">' in page


def test_large_type_is_remembered_on_every_public_page_and_keeps_what_was_asked(issue, tea):
    issue(star=4)
    scan, browser = f"/c/{tea.qr_code.token}", Client()
    assert not is_large(browser.get(scan).content.decode())
    page = browser.get("/products/?q=茶").content.decode()
    assert 'href="?q=%E8%8C%B6&amp;large=1"' in page
    assert is_large(browser.get("/products/?q=茶&large=1").content.decode())
    for path in (scan, "/", "/verify/", "/rules/", "/c/forged", "/nowhere/"):
        answer = browser.get(path)
        assert is_large(answer.content.decode()), path
        assert "Cookie" in answer["Vary"]
    assert not is_large(Client().get(scan).content.decode())
    assert not is_large(browser.get(f"{scan}?large=0").content.decode())
    assert not is_large(browser.get(scan).content.decode())


def test_asking_for_large_type_is_no_scan(issue, tea):
    issue(star=4)
    Client().get(f"/c/{tea.qr_code.token}?large=1")
    assert not ScanEvent.objects.exists()
    Client().get(f"/c/{tea.qr_code.token}?from=groupmessage")
    assert ScanEvent.objects.count() == 1
