"""Many products with stars at once, written as rows: as many places, makers and states as a full directory has."""

from __future__ import annotations

from typing import Any

from django.db import connection

from portal.certification.models import Authorisation
from portal.evaluation.models import Application
from portal.public import listing
from portal.registry.models import Enterprise, Product, Region
from tests.portal.world import enterprise_fields, product_fields

# Products of one enterprise.
EACH = 4
PROVINCES = ("43", "52", "34", "35", "36", "37", "41", "42", "44", "45", "50", "51", "53", "61", "62", "64")
NAMES = ("绿茶", "红茶", "白茶", "银饰", "枸杞", "苹果", "金银花", "沙田柚", "木耳", "蜂蜜", "腊肉")
# One in so many.
RARE = {"yellow": 20, "red": 100, "suspended": 200, "revoked": 300, "expired": 50}


def stars(count: int, *, by: Any) -> None:
    """Published authorisations of `count` products, and their listings."""
    regions()
    _copies(Enterprise, count // EACH, number="'X' || n", uscc="lpad(n::text, 18, '0')", created_by_id=by.pk,
            name="'云岭' || n || '号合作社'", township_id=_town("n"),
            **_plain(enterprise_fields(_first_town())))  # fmt: skip
    first = Enterprise.objects.filter(number__startswith="X").order_by("pk").values_list("pk", flat=True)[0]
    maker = f"{first} + n % {count // EACH}"
    names = ", ".join(f"'{name}'" for name in NAMES)
    _copies(Product, count, enterprise_id=maker, created_by_id=by.pk, origin_id=_town(f"n % {count // EACH}"),
            version="1", status="'starred'", name=f"(array[{names}])[1 + n % {len(NAMES)}] || n",
            **_plain(product_fields(_first_town())))  # fmt: skip
    base = Product.objects.filter(enterprise__number__startswith="X").order_by("pk").values_list("pk", flat=True)[0]
    _copies(Application, count, number="'X' || n", enterprise_id=maker, product_id=f"{base} + n", star="1 + n % 5",
            status="'passed'", created_by_id=by.pk)  # fmt: skip
    applied = Application.objects.filter(number__startswith="X").order_by("pk").values_list("pk", flat=True)[0]
    states = " ".join(f"WHEN n % {each} = 7 THEN '{state}'" for state, each in RARE.items())
    _copies(Authorisation, count, number="'OTOP-X-' || n", product_id=f"{base} + n", application_id=f"{applied} + n",
            star="1 + n % 5", status=f"CASE {states} ELSE 'valid' END", valid_from="date '2026-01-01'",
            valid_to="date '2028-12-31' + n % 300",
            published_at="timestamptz '2026-01-05' - n * interval '7 minutes'")  # fmt: skip
    listing.refresh(Product.objects.filter(pk__gte=base).values_list("pk", flat=True))


def regions() -> None:
    """Eight cities with eight counties with one town each, in every province."""
    for level, codes in _codes().items():
        Region.objects.bulk_create(
            [Region(code=code, name=f"{code}地", level=level, parent_id=above) for code, above in codes],
            ignore_conflicts=True,
        )


def _codes() -> dict[int, list[tuple[str, str | None]]]:
    cities = [(f"{province}{city:02}00", f"{province}0000") for province in PROVINCES for city in range(1, 9)]
    counties = [(f"{city[:4]}{county:02}", city) for city, _ in cities for county in range(21, 29)]
    towns = [(f"{county}101", county) for county, _ in counties]
    return {1: [(f"{province}0000", None) for province in PROVINCES], 2: [*cities], 3: [*counties], 4: [*towns]}


def _first_town() -> Region:
    return Region(code=_codes()[4][0][0])


def _town(number: str) -> str:
    towns = ", ".join(f"'{code}'" for code, _ in _codes()[4])
    return f"(array[{towns}])[1 + ({number}) % {len(_codes()[4])}]"


def _plain(fields: dict[str, Any]) -> dict[str, str]:
    """As SQL, without what differs from row to row."""
    left_out = {"name", "uscc", "township", "origin"}
    return {name: "NULL" if value is None else f"'{value}'" for name, value in fields.items() if name not in left_out}


def _copies(model: Any, count: int, **columns: Any) -> None:
    """Rows with these columns, each an expression of `n`, and the model's defaults."""
    for field in model._meta.concrete_fields:
        if not field.primary_key and field.attname not in columns and (field.has_default() or not field.null):
            value = field.get_default() if field.has_default() else ""
            columns[field.attname] = f"'{str(value).replace('None', '')}'" if value != [] else "'[]'"
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(str(value) for value in columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM generate_series(0, {count - 1}) n'
        )
