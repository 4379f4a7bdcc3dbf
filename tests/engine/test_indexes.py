"""Every index is written with every row that a step adds or changes, so none may be there in vain."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

BEGIN_ALIKE = """
SELECT one.indexrelid::regclass::text, other.indexrelid::regclass::text
  FROM pg_index one JOIN pg_index other ON other.indrelid = one.indrelid AND other.indexrelid <> one.indexrelid
 WHERE one.indrelid = %s::regclass AND NOT one.indisunique
   AND one.indpred IS NULL AND other.indpred IS NULL AND one.indexprs IS NULL AND other.indexprs IS NULL
   AND other.indkey::text || ' ' LIKE one.indkey::text || ' %%'
   AND other.indclass::text || ' ' LIKE one.indclass::text || ' %%'
"""


def tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config("engine").get_models()]


def test_no_index_is_the_beginning_of_another():
    found = []
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(BEGIN_ALIKE, [table])
            found += cursor.fetchall()
    assert found == []
