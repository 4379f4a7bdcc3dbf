"""Files of the product form: what was uploaded once stays, whatever else is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import storage
from documents.models import StoredFile
from portal.registry.models import Product
from tests.portal.filing import product_post
from tests.portal.world import photo, stored_picture

pytestmark = pytest.mark.django_db

KEPT = re.compile(r'name="(pictures|compliance)-kept" value="([0-9a-f-]+)" checked')


def kept(answer: Any) -> dict[str, list[str]]:
    """What the form that came back still holds, as a browser would send it again."""
    found: dict[str, list[str]] = {}
    for name, id_ in KEPT.findall(answer.content.decode()):
        found.setdefault(f"{name}-kept", []).append(id_)
    return found


@pytest.fixture
def owner(client: Client, people: Any, tea_house: Any) -> Client:
    client.force_login(people.owner)
    return client


@pytest.fixture
def save(owner: Client, regions: Any) -> Any:
    def save(product: Product | None = None, **changes: Any) -> Any:
        url = reverse("registry:edit_product", args=[product.pk]) if product else reverse("registry:new_product")
        return owner.post(url, product_post(regions, **changes))

    return save


def test_one_wrong_field_does_not_cost_the_chosen_files(save):
    refused = save(name="", pictures=[photo("一.png"), photo("二.png")], compliance=photo("合格证.png"))
    assert refused.status_code == 422
    assert "一.png" in refused.content.decode()
    again = kept(refused)
    assert (len(again["pictures-kept"]), len(again["compliance-kept"])) == (2, 1)
    assert save(**again).status_code == 302
    product = Product.objects.get()
    assert product.pictures.count() == 2
    assert product.compliance_file is not None
    assert StoredFile.objects.filter(purpose="product").count() == 3


def test_a_refused_file_does_not_cost_the_others(save):
    refused = save(pictures=[photo("好.png"), SimpleUploadedFile("坏.png", b"GIF89a")])
    assert "内容与扩展名不符" in refused.content.decode()
    assert save(**kept(refused)).status_code == 302
    assert Product.objects.get().pictures.count() == 1


def test_a_paper_that_is_there_stays_until_it_is_unchecked(save, owner):
    save(compliance=photo("合格证.png"))
    product = Product.objects.get()
    page = owner.get(reverse("registry:edit_product", args=[product.pk]))
    assert kept(page)["compliance-kept"] == [str(product.compliance_file_id)]
    save(product, **kept(page), capacity="3吨")
    product.refresh_from_db()
    assert product.compliance_file is not None
    save(product, compliance=photo("新的.png"), **kept(page))
    product.refresh_from_db()
    assert product.compliance_file.name == "新的.png"
    save(product)
    product.refresh_from_db()
    assert product.compliance_file is None


def test_a_form_refers_only_to_its_enterprises_files(save, people, silver_house):
    foreign = stored_picture(owner=silver_house.group, user=people.rival)
    refused = save(**{"pictures-kept": [str(foreign.pk)]})
    assert (refused.status_code, "有文件已不存在" in refused.content.decode()) == (422, True)
    assert save(**{"pictures-kept": ["no-id"]}).status_code == 422
    assert not Product.objects.exists()


def test_a_paper_is_no_picture_though_the_address_for_uploads_takes_it(save, tea_house):
    kind = "application/pdf"
    paper = storage.keep(b"%PDF", name="说明.pdf", content_type=kind, purpose="product", owner=tea_house.group)
    refused = save(**{"pictures-kept": [str(paper.pk)]})
    assert "类型或大小不符" in refused.content.decode()
    assert save(**{"compliance-kept": [str(paper.pk)]}).status_code == 302
