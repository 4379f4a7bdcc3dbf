"""A person's own account: signing in, notices, the personal centre."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import key
from tests.portal.matrix.visitors import EVERYBODY, SIGNED_IN, who

ACCOUNTS: dict[str, Address] = {
    "home": get(EVERYBODY),
    "healthz": get(EVERYBODY),
    "set_language": Address({"POST": EVERYBODY}, body=lambda w: {"language": "en"}),
    "login": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"username": "x", "password": "y"}),
    "phone_sign_in": Address(
        {"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"phone": "15400000099", "send": "1"}
    ),
    "logout": Address({"POST": EVERYBODY}),
    "session": Address(
        {"GET": EVERYBODY, "POST": EVERYBODY},
        is_json=True,
        body=lambda w: {"username": "rr", "password": "correct horse"},
    ),
    "signup": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"username": "x"}),
    "password_change": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"old_password": "x"}),
    "forgotten_password": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"phone": "15400000099"}),
    "profile": Address(
        {"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"display_name": "新名", "language": "zh-hans"}
    ),
    "phone": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"code": "000000"}),
    "notifications": get(SIGNED_IN),
    "read_notifications": Address({"POST": SIGNED_IN}),
    "notification": get(who("owner"), lambda w: [w.notification.pk]),
    "texts": get(SIGNED_IN),
    "centre:start": get(SIGNED_IN),
    "centre:sign_ins": get(SIGNED_IN),
    "centre:end_session": Address({"POST": who("owner")}, lambda w: [w.sign_in.pk]),
    "centre:end_others": Address({"POST": SIGNED_IN}),
    "centre:notices": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}),
    "centre:choose_address": Address({"POST": SIGNED_IN}, body=lambda w: {"email": "a@example.com"}),
    "centre:confirm_address": get(SIGNED_IN, key("x")),
    "centre:robots": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}),
    "centre:test_robot": Address({"POST": who("owner")}, lambda w: [w.robot.pk]),
    "centre:remove_robot": Address({"POST": who("owner")}, lambda w: [w.robot.pk]),
    "centre:data": get(SIGNED_IN),
    "centre:export": Address({"POST": SIGNED_IN}),
    "centre:erase": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"username": "x", "password": "y"}),
}
