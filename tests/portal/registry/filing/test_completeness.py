"""What a product must say and show before it is sent."""

from __future__ import annotations

import pytest

from engine.models import ProcessInstance
from portal.registry import commands
from portal.registry.errors import Incomplete
from portal.registry.models import Filing, Product
from tests.portal.filing import (
    draft,
    filings_form,
    open_task,
    sent,
)
from tests.portal.world import stored_picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"permit_number": ""}, "生产许可证号或承诺达标合格证"),
        ({"permit_number": "", "category": Product.Category.FOOD}, "生产许可证号"),
        ({"trace_note": ""}, "溯源说明"),
        ({"public_contact": "15400000001"}, "公开联系电话的同意"),
    ],
)
def test_an_incomplete_product_is_not_sent(tea_house, people, changes, missing):
    product = draft(tea_house, by=people.owner, **changes)
    with pytest.raises(Incomplete, match=missing):
        commands.file_product(product, by=people.owner)
    product.refresh_from_db()
    assert product.status == Product.Status.DRAFT
    assert not Filing.objects.exists()
    assert not ProcessInstance.objects.exists()


def test_a_product_without_picture_is_not_sent(product, people):
    commands.set_pictures(product, files=[])
    with pytest.raises(Incomplete, match="产品图片"):
        commands.file_product(product, by=people.owner)


@pytest.mark.parametrize("category", [Product.Category.TEA, Product.Category.FRUIT, Product.Category.GRAIN])
def test_primary_produce_may_show_its_declaration_instead_of_a_licence(tea_house, people, category):
    paper = stored_picture(owner=tea_house.group, name="承诺达标合格证.png")
    product = draft(tea_house, by=people.owner, category=category, permit_number="", compliance_file=paper)
    assert open_task(sent(product, by=people.owner)).form_key == "product_filing_review"


def test_processed_food_needs_a_licence_whatever_it_declares(tea_house, people):
    paper = stored_picture(owner=tea_house.group, name="承诺达标合格证.png")
    product = draft(tea_house, by=people.owner, category=Product.Category.FOOD, permit_number="", compliance_file=paper)
    with pytest.raises(Incomplete, match="生产许可证号"):
        commands.file_product(product, by=people.owner)


def test_crafts_need_no_food_permit(tea_house, people):
    product = draft(tea_house, by=people.owner, category=Product.Category.CRAFTS, permit_number="")
    assert open_task(sent(product, by=people.owner))


def test_an_unusual_licence_is_only_a_hint_to_the_reviewer(tea_house, people):
    filing = sent(draft(tea_house, by=people.owner, permit_number="QS4331"), by=people.owner)
    task = open_task(filing)
    assert task.inputs["filing_findings"] == [{"code": "permit_unusual", "severity": "note"}]
    assert "请人工核对" in filings_form(task)["findings"]
