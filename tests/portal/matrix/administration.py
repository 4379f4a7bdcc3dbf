"""The administrators' pages."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.visitors import ADMINS, MANAGERS

ADMINISTRATION: dict[str, Address] = {
    "administration:start": get(ADMINS | MANAGERS),
    "administration:people": get(ADMINS),
    "administration:add_person": Address(
        {"GET": ADMINS, "POST": ADMINS},
        body=lambda w: {
            "username": "new",
            "display_name": "田新",
            "phone": "15400000077",
            "start": "password",
            "roles": ["legal"],
        },
    ),
    "administration:person": Address(
        {"GET": ADMINS, "POST": ADMINS}, lambda w: [w.visitors["keeper"].pk], lambda w: {"action": "close"}
    ),
    "administration:calendar": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:calendar_year": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [2026]),
    "administration:experts": get(ADMINS),
    "administration:add_expert": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:expert": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.expert.pk]),
    "administration:agencies": get(ADMINS),
    "administration:add_agency": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:agency": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.agency.pk]),
    "administration:texts": get(ADMINS),
    "administration:retry_text": Address({"POST": ADMINS}, lambda w: [w.text.pk]),
    "administration:templates": get(MANAGERS),
    "administration:template": Address({"GET": MANAGERS, "POST": MANAGERS}, lambda w: [w.template.kind]),
    "administration:template_file": get(MANAGERS, lambda w: [w.template.kind]),
    "administration:decide_template": Address({"POST": MANAGERS}, lambda w: [w.template.kind, w.template.pk]),
    "administration:settings": Address({"GET": ADMINS, "POST": ADMINS}),
    "channels:list": get(ADMINS),
    "channels:add": Address({"GET": ADMINS, "POST": ADMINS}),
    "channels:channel": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.channel.pk]),
}
