"""A product's new version leaves alone what was issued for the old one."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from engine import jobs
from engine.models import UserTask
from portal.certification.commands import authorise
from portal.inbox.answers import initial
from portal.registry.commands import change_product
from portal.registry.models import Filing, Product
from portal.registry.versions import AT_ONCE, PLAIN, as_of, content_of, pictures_as_of
from tests.portal.certification.issuing import passed_application
from tests.portal.filing import changed, review
from tests.portal.world import deploy, stored_picture

pytestmark = pytest.mark.django_db

BEFORE = importlib.import_module("portal.registry.migrations.0009_filed_before_there_were_filings")


@pytest.fixture
def renamed(issue, tea, people, regions):
    """Three stars for the first version; the second has another name, standard and origin."""
    authorisation = issue(star=3)
    deploy("product_filing")
    new = {"name": "云岭绿茶", "standard": "TB/OTOP 001", "origin": regions["433126101"]}
    filing = changed(tea, by=people.owner, **new)
    review(filing, "pass", by=people.reviewer)
    tea.refresh_from_db()
    assert (tea.name, tea.status) == ("云岭绿茶", Product.Status.STARRED)
    authorisation.refresh_from_db()
    return authorisation


def test_consumers_and_certificates_show_the_version_that_was_evaluated(renamed, tea, client, people):
    scanned = client.get(f"/c/{tea.qr_code.token}").content.decode()
    assert "高山绿茶" in scanned
    assert "GB/T 14456.1" in scanned
    assert "云岭绿茶" not in scanned
    client.force_login(people.owner)
    listed = client.get(reverse("certification:list")).content.decode()
    assert "高山绿茶" in listed
    assert "云岭绿茶" not in listed
    product = client.get(reverse("registry:product", args=[tea.pk])).content.decode()
    assert "云岭绿茶" in product
    assert "第2版" in product


def test_consumers_see_the_pictures_of_that_version(renamed, tea, client, people):
    [old] = tea.pictures.values_list("file_id", flat=True)
    fields = {name: getattr(tea, name) for name in (*PLAIN, *AT_ONCE, "origin", "compliance_file")}
    new = [stored_picture(owner=tea.enterprise.group, name=f"新包装{n}.png") for n in (1, 2)]
    filing = change_product(tea, fields=fields, pictures=new, by=people.owner)
    jobs.run_due_jobs()
    review(filing, "pass", by=people.reviewer)
    assert tea.pictures.count() == 2
    assert pictures_as_of(Product.objects.get(pk=tea.pk), 1) == [str(old)]
    address = f"/c/{tea.qr_code.token}"
    assert client.get(reverse("public:picture", args=[tea.qr_code.token, 0])).status_code == 200
    assert client.get(reverse("public:picture", args=[tea.qr_code.token, 1])).status_code == 404
    assert client.get(address).content.decode().count("/picture/") == 1


def test_what_only_informs_people_is_shown_as_it_is_today(renamed, tea, client, people):
    changed(tea, by=people.owner, purchase_url="https://shop.example.com/tea")
    assert "https://shop.example.com/tea" in client.get(f"/c/{tea.qr_code.token}").content.decode()


def test_the_reviewer_of_a_change_is_told_of_the_star_that_is_held(issue, tea, people):
    deploy("product_filing")
    filing = changed(tea, by=people.owner, name="云岭绿茶")
    assert form_of(filing)["held_text"] == ""
    review(filing, "fail", by=people.reviewer, opinion="新名称与包装照片不一致，不予变更。")
    issue(star=3)
    filing = changed(Product.objects.get(pk=tea.pk), by=people.owner, name="云岭绿茶")
    assert form_of(filing)["held_text"] == "3星，有效"


def form_of(filing: Filing) -> dict[str, Any]:
    return initial(UserTask.objects.open().get(case__business_key=filing.number, element_id="Review"))


def test_the_next_star_is_the_new_version_s(renamed, tea, people):
    application = passed_application(tea, star=4, by=people.owner)
    authorisation = authorise(application, star=4)
    assert authorisation.product_version == 2
    assert authorisation.product_shown.name == "云岭绿茶"


def test_what_was_filed_by_the_release_before_is_the_first_version(tea, people):
    """And everything goes on from it: a change, and the page of the old one."""
    Filing.objects.all().delete()
    Product.objects.filter(pk=tea.pk).update(version=0)
    BEFORE.keep_versions(apps, None)
    tea.refresh_from_db()
    first = Filing.objects.get()
    assert (tea.version, first.version, first.status, first.number) == (1, 1, "filed", tea.filing_number)
    assert first.content == content_of(tea)
    deploy("product_filing")
    review(changed(tea, by=people.owner, name="云岭绿茶"), "pass", by=people.reviewer)
    tea.refresh_from_db()
    assert (tea.name, as_of(tea, 1).name) == ("云岭绿茶", "高山绿茶")
