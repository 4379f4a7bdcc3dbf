"""What a page may ask the database: 20 statements, whoever looks, and no more for many rows than for few.

Counted is what one GET sends: who it is (session and account), the page with its menu and bell, BEGIN and COMMIT. Each
page of the table of rights is asked for by everybody whom it lets in. The first of them asks twice, and the second
request counts: what a process remembers for good of what is deployed it has asked for once.

Then every row of the world is copied several times (`growth`), and each page is asked for again by the same people: one
that asks something for each row of a list, or of a case, asks more than before.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.portal.matrix.address import Address
from tests.portal.matrix.growth import grow
from tests.portal.matrix.table import TABLE
from tests.portal.matrix.visitors import EVERYBODY, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1800)]

MOST = 20
COPIES = 4

Counts = dict[tuple[str, str], list[str]]


def test_no_page_asks_more_than_it_may_nor_more_for_many_rows_than_for_few(world):
    few = counted(world)
    grow(COPIES)
    many = counted(world)
    above = {page: len(asked) for page, asked in (few | many).items() if len(asked) > MOST}
    dearer = {page: (len(few[page]), len(asked)) for page, asked in many.items() if len(asked) > len(few[page])}
    assert above == {}
    assert dearer == {}


def counted(world: Any) -> Counts:
    found: Counts = {}
    known: set[str] = set()
    for visitor in sorted(EVERYBODY):
        client = Client(raise_request_exception=False)
        for name, address in TABLE.items():
            if visitor not in address.methods.get("GET", ()):
                continue
            for _time in range(1 if name in known else 2):
                sign_in(client, world.visitors[visitor])
                found[name, visitor] = asked_by(client, name, address, world)
            known.add(name)
    return found


def asked_by(client: Client, name: str, address: Address, world: Any) -> list[str]:
    query = address.query(world)
    url = reverse(name, args=address.args(world)) + (f"?{query}" if query else "")
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url, headers=address.headers)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code < 500, f"{name}: {answer.status_code}"
    return [statement["sql"] for statement in asked]
