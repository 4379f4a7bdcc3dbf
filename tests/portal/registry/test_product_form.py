"""A product on its page: created, refused, filed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from engine import jobs
from portal.registry.models import Product
from tests.portal.filing import product_post, review, running
from tests.portal.world import deploy, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def test_a_product_is_created_with_a_picture_sent_and_filed(client, people, tea_house, regions):
    deploy("product_filing")
    client.force_login(people.owner)
    answer = client.post(reverse("registry:new_product"), product_post(regions, pictures=[photo("茶.png")]))
    assert answer.status_code == 302, answer.content.decode()
    product = Product.objects.get()
    assert product.pictures.count() == 1
    answer = client.post(reverse("registry:file_product", args=[product.pk]))
    filing = running(product)
    assert answer.url == reverse("registry:filing", args=[filing.number])
    jobs.run_due_jobs()
    product.refresh_from_db()
    assert product.status == Product.Status.FILING
    assert "备案正在办理" in client.get(reverse("registry:product", args=[product.pk])).content.decode()
    review(filing, "pass", by=people.reviewer, guidance="建议在包装上加印追溯码。")
    product.refresh_from_db()
    page = client.get(reverse("registry:product", args=[product.pk])).content.decode()
    assert product.filing_number in page
    assert "建议在包装上加印追溯码" in client.get(answer.url).content.decode()


def test_a_new_product_starts_with_the_enterprise_s_township(client, people, tea_house):
    client.force_login(people.owner)
    form = client.get(reverse("registry:new_product")).context["form"]
    assert form["origin"].value() == tea_house.township_id


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pictures": [SimpleUploadedFile("茶.png", b"GIF89a no picture")]}, "内容与扩展名不符"),
        ({"pictures": [SimpleUploadedFile("茶.exe", b"MZ")]}, "类型不受支持"),
        ({"purchase_url": "javascript:alert(1)"}, ""),
        ({"barcode": "6901234567891"}, "商品条码校验不通过"),
        ({"public_contact": "110", "contact_consent": "on"}, "请填写手机、固定电话"),
        ({"public_contact": "15400000001"}, "须经本人同意"),
        ({"name": ""}, ""),
    ],
)
def test_a_wrong_product_is_refused_and_nothing_is_kept(client, people, tea_house, regions, changes, sentence):
    client.force_login(people.owner)
    answer = client.post(reverse("registry:new_product"), product_post(regions, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Product.objects.exists()
