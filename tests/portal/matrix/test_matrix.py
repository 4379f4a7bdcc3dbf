"""Every visitor at every address with every method: let in exactly where the table says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.portal.matrix.address import Address, names
from tests.portal.matrix.effects import EFFECTS
from tests.portal.matrix.table import TABLE
from tests.portal.matrix.visitors import EVERYBODY, sign_in
from tests.portal.world import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1800)]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TRY_EVERY_METHOD = {"nobody", "rival", "manager"}
# Addresses whose answer is another address.
LEADS_ON = {
    "centre:confirm_address",
    "administration:start",
    "home",
    "referrals:join",
    "notification",
    "registry:switch",
    "registry:case",
    "evaluation:move_visit",
    "evaluation:retest",
    "evaluation:sample",
    "texts",
}
# Pages of Django's own that are tried elsewhere, and addresses that need a state of their own.
ELSEWHERE = {
    "new_password": "only after a code was entered (tests/portal/accounts/test_phone.py)",
}


def test_every_address_of_the_site_stands_in_the_table():
    known = {name for name in names(get_resolver()) if not name.startswith("admin:") and name}
    assert known - TABLE.keys() - ELSEWHERE.keys() == set()
    assert (TABLE.keys() | ELSEWHERE.keys()) - known == set()


def is_let_in(client: Client, method: str, name: str, address: Address, world: Any) -> bool:
    """Asks, and undoes what that changed."""
    query = address.query(world)
    url = reverse(name, args=address.args(world)) + (f"?{query}" if query else "")
    sends = {} if method == "GET" else address.sends(world)
    effect = EFFECTS.get(name) if method != "GET" else None
    with transaction.atomic():
        before = effect(world) if effect else None
        answer = getattr(client, method.lower())(url, headers=address.headers, **sends)
        if answer.streaming:
            b"".join(answer.streaming_content)
        changed = effect(world) != before if effect else None
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{method} {url}: {answer.status_code}"
    if changed is not None:
        return changed
    if answer.status_code in (401, 403, 404, 405):
        return False
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/sign-in/?next="):
        return False
    # A page that is not for this visitor may lead on to one that is; a form leads on when it was taken.
    return answer.status_code != 302 or method != "GET" or name in LEADS_ON


def test_everybody_gets_in_where_the_table_says_and_nowhere_else(world):
    wrong = []
    for visitor in sorted(EVERYBODY):
        client = Client(raise_request_exception=False)
        for name, address in TABLE.items():
            let_in = {method for method, visitors in address.methods.items() if visitor in visitors}
            for method in METHODS if visitor in TRY_EVERY_METHOD else {"GET", "POST", *address.methods}:
                if let_in and method not in address.methods:
                    continue  # whoever may use the address does no more by another method
                sign_in(client, world.visitors[visitor])
                if is_let_in(client, method, name, address, world) != (method in let_in):
                    wrong.append(f"{visitor} {method} {name}: should be {'in' if method in let_in else 'out'}")
    assert wrong == [], "\n".join(wrong)


def test_nobody_decides_on_an_enterprise_of_his_own(world):
    """The registration's reviewer is a member of the enterprise, whatever role he has besides."""
    reviewer = world.visitors["reviewer"]
    world.registration.members.create(user=reviewer, role="staff")
    client = signed_in(reviewer)
    for name in ("inbox:claim", "inbox:complete", "api:claim", "api:complete"):
        assert not is_let_in(client, "POST", name, TABLE[name], world), name
