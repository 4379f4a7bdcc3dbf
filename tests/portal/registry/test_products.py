import pytest

from portal.registry import commands
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, FilingClosed, NotEditable
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


def test_while_the_process_is_not_deployed_nothing_is_filed(draft, tea_house, people):
    product = draft()
    commands.set_pictures(product, files=[stored_picture(owner=tea_house.group)])
    with pytest.raises(FilingClosed):
        commands.file_product(product, by=people.owner)
    product.refresh_from_db()
    assert product.status == Product.Status.DRAFT


def test_what_is_filed_is_not_changed_without_a_review(tea):
    with pytest.raises(NotEditable):
        commands.update_product(tea, fields={"name": "别的茶"})
    with pytest.raises(NotEditable):
        commands.set_pictures(tea, files=[])


def test_an_enterprise_that_is_not_active_files_nothing(draft, tea_house):
    tea_house.move(Enterprise.Status.FROZEN)
    with pytest.raises(EnterpriseNotActive):
        draft()


def test_the_same_product_twice_is_refused_in_words(draft):
    draft()
    with pytest.raises(FieldsRefused):
        draft()
