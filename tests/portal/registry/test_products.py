import pytest

from portal.registry import commands
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, Incomplete, NotEditable
from portal.registry.models import Enterprise, Product
from tests.portal.world import product_fields, stored_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(tea_house, regions, people):
    def make(**changes):
        return commands.create_product(
            tea_house, fields=product_fields(regions["433126104"], **changes), by=people.owner
        )

    return make


def test_a_complete_product_is_filed_and_numbered_once(draft, tea_house):
    product = draft()
    commands.add_pictures(product, files=[stored_picture(owner=tea_house.group)])
    filed = commands.file_product(product)
    assert filed.status == Product.Status.FILED
    assert filed.filing_number.startswith("F")
    assert commands.file_product(filed).filing_number == filed.filing_number


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, "产品图片"),
        ({"permit_number": ""}, "生产许可证号或承诺达标合格证"),
        ({"trace_note": ""}, "溯源说明"),
        ({"public_contact": "15400000001"}, "公开联系电话的同意"),
    ],
)
def test_an_incomplete_product_is_not_filed(draft, changes, missing):
    product = draft(**changes)
    with pytest.raises(Incomplete, match=missing):
        commands.file_product(product)
    product.refresh_from_db()
    assert product.status == Product.Status.DRAFT
    assert product.filing_number is None


def test_crafts_need_no_food_permit(draft, tea_house):
    product = draft(category=Product.Category.CRAFTS, permit_number="")
    commands.add_pictures(product, files=[stored_picture(owner=tea_house.group)])
    assert commands.file_product(product).status == Product.Status.FILED


def test_what_is_filed_is_not_changed(tea):
    with pytest.raises(NotEditable):
        commands.update_product(tea, fields={"name": "别的茶"})


def test_an_enterprise_that_is_not_active_files_nothing(draft, tea_house):
    tea_house.move(Enterprise.Status.FROZEN)
    with pytest.raises(EnterpriseNotActive):
        draft()


def test_the_same_product_twice_is_refused_in_words(draft):
    draft()
    with pytest.raises(FieldsRefused):
        draft()
