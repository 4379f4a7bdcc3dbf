import json

import pytest

from engine import clock
from portal.registry import region_data
from portal.registry.models import Region

pytestmark = pytest.mark.django_db

PROVINCES = [{"code": "44", "name": "广东省"}]
CITIES = [
    {"code": "4401", "name": "广州市", "provinceCode": "44"},
    {"code": "4419", "name": "东莞市", "provinceCode": "44"},
]
AREAS = [
    {"code": "440103", "name": "荔湾区", "cityCode": "4401", "provinceCode": "44"},
    {"code": "441900", "name": "东莞市", "cityCode": "4419", "provinceCode": "44"},
]
STREETS = [
    {"code": "440103001", "name": "沙面街道", "areaCode": "440103"},
    {"code": "441900003", "name": "东城街道", "areaCode": "441900"},
]


@pytest.fixture
def folder(tmp_path):
    def write(streets=STREETS):
        for name, rows in [
            ("provinces", PROVINCES),
            ("cities", CITIES),
            ("areas", AREAS),
            ("streets", streets),
        ]:
            (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
        return tmp_path

    return write


def test_the_published_regions_are_loaded_with_their_parents(folder):
    assert region_data.load(folder()) == 6
    township = Region.objects.get(pk="440103001")
    assert township.full_name == "广东省广州市荔湾区沙面街道"
    assert township.county_code == "440103"


def test_a_city_without_counties_holds_its_townships_itself(folder):
    region_data.load(folder())
    township = Region.objects.get(pk="441900003")
    assert township.full_name == "广东省东莞市东城街道"
    assert township.parent.level == Region.Level.CITY


def test_loading_again_changes_nothing_and_ends_what_is_gone(folder):
    region_data.load(folder())
    region_data.load(folder(streets=STREETS[:1]))
    assert Region.objects.count() == 6
    assert Region.objects.get(pk="441900003").valid_to == clock.today()
    assert Region.objects.get(pk="440103001").valid_to is None
    region_data.load(folder())
    assert Region.objects.get(pk="441900003").valid_to is None


def test_missing_data_is_said_plainly(tmp_path):
    with pytest.raises(region_data.RegionDataMissing):
        region_data.load(tmp_path)
    assert not Region.objects.exists()
